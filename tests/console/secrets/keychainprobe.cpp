// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "await.h"
#include "keychainstore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTextStream>

using namespace toban;

namespace {

template <typename T>
QString outcome(const Result<T> &result)
{
    if (!result)
        return QStringLiteral("error ") + result.error().code();
    if constexpr (std::is_same_v<T, QString>)
        return QStringLiteral("value ") + *result;
    else
        return QStringLiteral("done");
}

} // namespace

/// Works a keyring as its arguments say ("write NAME VALUE", "read NAME", "remove NAME", one after the other; before
/// them "--prompt" when the keyring may show its dialog) and prints a line for each: outcome, then how long it took in ms. A process of its own, because the libraries below keep
/// the session bus that they found first.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTextStream out(stdout);
    QStringList words = application.arguments().sliced(1);
    const bool mayPrompt = !words.isEmpty() && words.constFirst() == u"--prompt";
    if (mayPrompt)
        words.removeFirst();
    KeychainStore store(mayPrompt ? KeychainStore::Prompt::Allowed : KeychainStore::Prompt::Never);
    while (!words.isEmpty()) {
        QElapsedTimer elapsed;
        elapsed.start();
        const QString action = words.takeFirst();
        const QString name = words.takeFirst();
        QString said;
        if (action == u"write")
            said = outcome(await(store.write(name, words.takeFirst())));
        else if (action == u"read")
            said = outcome(await(store.read(name)));
        else
            said = outcome(await(store.remove(name)));
        out << said << '\t' << elapsed.elapsed() << '\n';
    }
    return 0;
}
