// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keychainstore.h"

#include "keyringbus.h"

#include <QCoro/QCoroSignal>

#include <QCoreApplication>

#include <qt6keychain/keychain.h>

namespace toban {

namespace {

const QString service = QStringLiteral("toban");
constexpr std::chrono::milliseconds quickLimit{5'000};
constexpr std::chrono::milliseconds promptLimit{120'000};

Error keychainError(const QString &code, const QString &detail)
{
    return Error(ErrorKind::Keychain, detail).withCode(code);
}

Error errorOf(const QKeychain::Job &job, const SecretName &name)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return keychainError(QStringLiteral("not_found"), QStringLiteral("the keyring holds no \"%1\"").arg(name));
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return keychainError(QStringLiteral("refused"), job.errorString());
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return keychainError(QStringLiteral("missing"), job.errorString());
    default:
        return keychainError(QStringLiteral("failed"), job.errorString());
    }
}

} // namespace

KeychainStore::KeychainStore(Prompt prompt) : m_prompt(prompt)
{ }

QCoro::Task<Result<QString>> KeychainStore::read(SecretName name)
{
    const auto job = std::make_shared<QKeychain::ReadPasswordJob>(service);
    const auto done = co_await run(job, name, false);
    if (!done)
        co_return Failure(done.error());
    co_return job->textData();
}

QCoro::Task<Result<void>> KeychainStore::write(SecretName name, QString value)
{
    const auto job = std::make_shared<QKeychain::WritePasswordJob>(service);
    job->setTextData(value);
    const auto done = co_await run(job, name, true);
    if (!done)
        co_return Failure(done.error());
    co_return Result<void>{};
}

QCoro::Task<Result<void>> KeychainStore::remove(SecretName name)
{
    const auto job = std::make_shared<QKeychain::DeletePasswordJob>(service);
    const auto done = co_await run(job, name, false);
    if (!done)
        co_return Failure(done.error());
    co_return Result<void>{};
}

QCoro::Task<bool> KeychainStore::isOpen()
{
    const KeyringState state = co_await keyringState();
    co_return state == KeyringState::Open;
}

QCoro::Task<Result<KeyringState>> KeychainStore::ready(bool writing) const
{
    const bool mayPrompt = m_prompt == Prompt::Allowed;
    const KeyringState state = co_await keyringState();
    switch (state) {
    case KeyringState::Missing:
        co_return Failure(
            keychainError(QStringLiteral("missing"), QStringLiteral("no keyring service on the session bus")));
    case KeyringState::NotAnswering:
        co_return Failure(
            keychainError(QStringLiteral("failed"), QStringLiteral("the keyring service does not answer")));
    case KeyringState::Locked:
        if (!mayPrompt)
            co_return Failure(keychainError(QStringLiteral("locked"), QStringLiteral("the default keyring is locked")));
        break;
    case KeyringState::WithoutKeyring:
        // Writing would have to make one, which takes a dialog for its password.
        if (writing && !mayPrompt)
            co_return Failure(
                keychainError(QStringLiteral("locked"), QStringLiteral("there is no default keyring yet")));
        break;
    case KeyringState::Open:
    case KeyringState::Other:
        break;
    }
    co_return state;
}

QCoro::Task<Result<std::shared_ptr<QKeychain::Job>>> KeychainStore::run(std::shared_ptr<QKeychain::Job> job,
                                                                        SecretName name, bool writing) const
{
    if (name.isEmpty())
        co_return Failure(keychainError(QStringLiteral("not_found"), QStringLiteral("a secret without a name")));
    const auto limit = m_prompt == Prompt::Allowed ? promptLimit : quickLimit;
    const auto usable = co_await ready(writing);
    if (!usable)
        co_return Failure(usable.error());
    job->setAutoDelete(false);
    job->setInsecureFallback(false);
    job->setKey(name);
    job->start();
    const auto finished = co_await qCoro(job.get(), &QKeychain::Job::finished, limit);
    if (!finished) {
        // The library still holds a pointer to the job: it lives on until it ends by itself.
        QObject::connect(
            job.get(), &QKeychain::Job::finished, QCoreApplication::instance(),
            [kept = job]() mutable { kept.reset(); }, Qt::QueuedConnection);
        co_return Failure(
            keychainError(QStringLiteral("failed"),
                          QStringLiteral("the keyring did not answer within %1 s").arg(limit.count() / 1000)));
    }
    if (job->error() != QKeychain::NoError) {
        // The library cannot tell a prompt that was dismissed from an entry that is not there.
        if (*usable == KeyringState::Locked) {
            const KeyringState now = co_await keyringState();
            if (now == KeyringState::Locked)
                co_return Failure(
                    keychainError(QStringLiteral("refused"), QStringLiteral("the keyring was not unlocked")));
        }
        co_return Failure(errorOf(*job, name));
    }
    co_return job;
}

} // namespace toban
