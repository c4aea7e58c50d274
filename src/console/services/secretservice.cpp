// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretservice.h"

#include "secretstore.h"

#include <QPointer>

namespace toban {

namespace {

/// What says something about the keyring itself, not about one secret in it.
bool isKeyringsFault(const Error &error)
{
    return error.kind() == ErrorKind::Keychain && error.code() != u"not_found";
}

} // namespace

SecretService::SecretService(SecretStore &store, QObject *parent) : QObject(parent), m_store(store)
{ }

QCoro::Task<Result<QString>> SecretService::value(SecretName name)
{
    if (const auto held = m_held.constFind(name); held != m_held.cend())
        co_return *held;
    const QPointer<SecretService> guard(this);
    auto answer = co_await m_store.read(name);
    if (guard)
        note(answer ? std::nullopt : std::optional(answer.error()));
    co_return answer;
}

QCoro::Task<Result<void>> SecretService::store(SecretName name, QString value)
{
    const QPointer<SecretService> guard(this);
    auto answer = co_await m_store.write(name, value);
    if (guard) {
        note(answer ? std::nullopt : std::optional(answer.error()));
        if (answer)
            m_held.remove(name);
    }
    co_return answer;
}

void SecretService::holdForThisRun(const SecretName &name, const QString &value)
{
    m_held.insert(name, value);
}

QCoro::Task<Result<void>> SecretService::remove(SecretName name)
{
    m_held.remove(name);
    const QPointer<SecretService> guard(this);
    auto answer = co_await m_store.remove(name);
    if (guard)
        note(answer ? std::nullopt : std::optional(answer.error()));
    co_return answer;
}

std::optional<Error> SecretService::keyringError() const
{
    return m_keyringError;
}

void SecretService::note(std::optional<Error> error)
{
    if (error && !isKeyringsFault(*error))
        error.reset(); // the keyring answered
    const QString before = m_keyringError ? m_keyringError->code() : QString();
    const QString after = error ? error->code() : QString();
    const bool changed = m_keyringError.has_value() != error.has_value() || before != after;
    m_keyringError = std::move(error);
    if (changed)
        Q_EMIT keyringErrorChanged();
}

} // namespace toban
