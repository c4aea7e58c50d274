// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "result.h"

#include <QCoro/QCoroTask>

#include <QHash>
#include <QObject>

namespace toban {

class SecretStore;

/// Secrets as the rest of the console uses them: the keychain's, or one held for this run only.
/// A lookup that failed because of the keyring is remembered as keyringError() until one succeeds.
class SecretService : public QObject
{
    Q_OBJECT
public:
    explicit SecretService(SecretStore &store, QObject *parent = nullptr);

    QCoro::Task<Result<QString>> value(SecretName name);
    QCoro::Task<Result<void>> store(SecretName name, QString value); ///< into the keychain
    void holdForThisRun(const SecretName &name, const QString &value); ///< memory only
    void release(const SecretName &name) { m_held.remove(name); } ///< drops a held one; the keychain is not touched
    QCoro::Task<Result<void>> remove(SecretName name);
    std::optional<Error> keyringError() const;

Q_SIGNALS:
    void keyringErrorChanged();

private:
    void note(std::optional<Error> error);

    SecretStore &m_store;
    QHash<SecretName, QString> m_held;
    std::optional<Error> m_keyringError;
};

} // namespace toban
