// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "result.h"

#include <QCoro/QCoroTask>

#include <QElapsedTimer>
#include <QHash>
#include <QObject>

#include <memory>
#include <optional>

namespace toban {

class Cancellation;
class SecretStore;
class Turnstile;

/// Secrets as the rest of the console uses them: the keychain's, or one held for this run only.
/// A lookup that failed because of the keyring is remembered as keyringError() until one succeeds. Lookups go one after
/// the other, so that a locked keyring asks the user once and not once for each request; and who refused is not asked
/// again (the lookups fail with the same error) until he stores a secret, askAgain() says that he acted, or the keyring
/// is seen to be open. A transient secret is never looked for in the keychain.
class SecretService : public QObject
{
    Q_OBJECT
public:
    explicit SecretService(SecretStore &store, QObject *parent = nullptr);
    ~SecretService() override; ///< lookups that wait for their turn end with Cancelled

    QCoro::Task<Result<QString>> value(SecretName name);
    QCoro::Task<Result<void>> store(SecretName name, QString value); ///< into the keychain
    void holdForThisRun(const SecretName &name, const QString &value); ///< memory only
    void release(const SecretName &name) { m_held.remove(name); } ///< drops a held one; the keychain is not touched
    QCoro::Task<Result<void>> remove(SecretName name);
    std::optional<Error> keyringError() const;
    void askAgain(); ///< the user wants something of the keyring: a refusal from before counts no more

Q_SIGNALS:
    void keyringErrorChanged();

private:
    void note(std::optional<Error> error);

    std::optional<Error> refusal() const;
    bool mayLook() const;

    SecretStore &m_store;
    std::shared_ptr<Turnstile> m_turnstile;
    std::shared_ptr<Cancellation> m_cancellation;
    bool m_refused = false; ///< keyringError() is the user's own no
    QElapsedTimer m_looked; ///< whether a refused keyring is open now
    QHash<SecretName, QString> m_held;
    std::optional<Error> m_keyringError;
};

} // namespace toban
