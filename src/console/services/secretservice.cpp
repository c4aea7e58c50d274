// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretservice.h"

#include "async/turnstile.h"
#include "secretstore.h"

#include <QPointer>

namespace toban {

namespace {

constexpr qint64 lookAgainMs = 3000; ///< whether a refused keyring has been opened elsewhere

/// What says something about the keyring itself, not about one secret in it.
bool isKeyringsFault(const Error &error)
{
    return error.kind() == ErrorKind::Keychain && error.code() != u"not_found";
}

} // namespace

SecretService::SecretService(SecretStore &store, QObject *parent)
    : QObject(parent), m_store(store), m_turnstile(std::make_shared<Turnstile>(1)),
      m_cancellation(std::make_shared<Cancellation>())
{ }

SecretService::~SecretService()
{
    const auto cancellation = m_cancellation;
    cancellation->cancel();
}

QCoro::Task<Result<QString>> SecretService::value(SecretName name)
{
    if (const auto held = m_held.constFind(name); held != m_held.cend())
        co_return *held;
    if (isTransientSecret(name))
        co_return Failure(Error(ErrorKind::Keychain, QStringLiteral("this run holds no \"%1\"").arg(name))
                              .withCode(QStringLiteral("not_found")));
    if (const auto refused = refusal(); refused && !mayLook())
        co_return Failure(*refused);
    const QPointer<SecretService> guard(this);
    const std::shared_ptr<Turnstile> turnstile = m_turnstile;
    const Completion<bool> turn = turnstile->enter();
    {
        const Cancellation::Scope scope(m_cancellation, [turn] { turn.complete(false); });
        if (!co_await turn)
            co_return Failure(Error(ErrorKind::Cancelled, {}));
    }
    struct Place
    {
        Turnstile &turnstile;
        ~Place() { turnstile.leave(); }
    } const place{*turnstile};
    if (!guard)
        co_return Failure(Error(ErrorKind::Cancelled, {}));
    // While this one waited the value may have been entered, or the keyring refused.
    if (const auto held = m_held.constFind(name); held != m_held.cend())
        co_return *held;
    if (const auto refused = refusal()) {
        if (!mayLook())
            co_return Failure(*refused);
        m_looked.start();
        const bool isOpen = co_await m_store.isOpen();
        if (!guard)
            co_return Failure(Error(ErrorKind::Cancelled, {}));
        if (m_refused && !isOpen)
            co_return Failure(*refused);
        m_refused = false;
    }
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

void SecretService::askAgain()
{
    m_refused = false;
}

std::optional<Error> SecretService::refusal() const
{
    return m_refused ? m_keyringError : std::nullopt;
}

bool SecretService::mayLook() const
{
    return !m_looked.isValid() || m_looked.hasExpired(lookAgainMs);
}

void SecretService::note(std::optional<Error> error)
{
    if (error && !isKeyringsFault(*error))
        error.reset(); // the keyring answered
    const QString before = m_keyringError ? m_keyringError->code() : QString();
    const QString after = error ? error->code() : QString();
    m_refused = error && error->code() == u"refused";
    m_looked.invalidate();
    const bool changed = m_keyringError.has_value() != error.has_value() || before != after;
    m_keyringError = std::move(error);
    if (changed)
        Q_EMIT keyringErrorChanged();
}

} // namespace toban
