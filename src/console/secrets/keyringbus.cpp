// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyringbus.h"

#include <QCoro/QCoroSignal>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

#include <memory>

namespace toban {

namespace {

const QString secretsName = QStringLiteral("org.freedesktop.secrets");
const QString busName = QStringLiteral("org.freedesktop.DBus");
const QString busPath = QStringLiteral("/org/freedesktop/DBus");
constexpr int quickMs = 2000;
constexpr int startMs = 5000; ///< a service that has to be started first

QCoro::Task<QDBusMessage> call(QDBusMessage message, int timeoutMs)
{
    const auto pending = QDBusConnection::sessionBus().asyncCall(message, timeoutMs);
    QDBusPendingCallWatcher watcher(pending);
    if (!watcher.isFinished())
        co_await qCoro(&watcher, &QDBusPendingCallWatcher::finished);
    co_return watcher.reply();
}

QCoro::Task<QDBusMessage> callBus(QString method, QVariantList arguments, int timeoutMs)
{
    auto message = QDBusMessage::createMethodCall(busName, busPath, busName, method);
    message.setArguments(arguments);
    co_return co_await call(message, timeoutMs);
}

bool isReply(const QDBusMessage &message)
{
    return message.type() == QDBusMessage::ReplyMessage && !message.arguments().isEmpty();
}

} // namespace

QCoro::Task<KeyringState> keyringState()
{
    if (!QDBusConnection::sessionBus().isConnected())
        co_return KeyringState::Missing;
    const QVariantList noArguments;
    const auto owned = co_await callBus(QStringLiteral("ListNames"), noArguments, quickMs);
    if (!isReply(owned))
        co_return KeyringState::NotAnswering;
    QStringList names = owned.arguments().constFirst().toStringList();
    const bool running = names.contains(secretsName);
    if (!running) {
        const auto activatable = co_await callBus(QStringLiteral("ListActivatableNames"), noArguments, quickMs);
        if (isReply(activatable))
            names += activatable.arguments().constFirst().toStringList();
        if (!names.contains(secretsName)) {
            const bool wallet = !names.filter(QStringLiteral("org.kde.kwalletd")).isEmpty();
            co_return wallet ? KeyringState::Other : KeyringState::Missing;
        }
    }

    auto alias
        = QDBusMessage::createMethodCall(secretsName, QStringLiteral("/org/freedesktop/secrets"),
                                         QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("ReadAlias"));
    alias.setArguments({QStringLiteral("default")});
    const auto collection = co_await call(alias, running ? quickMs : startMs);
    if (!isReply(collection)) {
        // A service file whose program is gone or will not start is as good as none.
        const QString error = collection.errorName();
        const bool started = error.endsWith(u"NoReply") || error.endsWith(u"Timeout") || error.endsWith(u"TimedOut");
        co_return started ? KeyringState::NotAnswering : KeyringState::Missing;
    }
    const QString path = collection.arguments().constFirst().value<QDBusObjectPath>().path();
    if (path.size() <= 1)
        co_return KeyringState::WithoutKeyring;

    auto property = QDBusMessage::createMethodCall(secretsName, path, QStringLiteral("org.freedesktop.DBus.Properties"),
                                                   QStringLiteral("Get"));
    property.setArguments({QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked")});
    const auto locked = co_await call(property, quickMs);
    if (!isReply(locked))
        co_return KeyringState::NotAnswering;
    const bool isLocked = locked.arguments().constFirst().value<QDBusVariant>().variant().toBool();
    co_return isLocked ? KeyringState::Locked : KeyringState::Open;
}

} // namespace toban
