// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secretstore.h"

#include <memory>

namespace QKeychain {
class Job;
}

namespace toban {

enum class KeyringState;

/// The system's keyring through QtKeychain, under the service name "toban"; never its plain-text fallback. GUI thread.
///
/// Before anything is asked, the bus is asked whether a keyring is there and open, so that a missing one is known at
/// once ("missing") and not after D-Bus' 25 s. A locked one is "locked", unless prompting is allowed: then the keyring
/// may show its own dialog, and the call lasts as long as that is open (two minutes at most). When the keyring is still
/// locked after that, the user has refused, whatever the library says: "refused". Holds nothing.
class KeychainStore final : public SecretStore
{
public:
    enum class Prompt {
        Never, ///< headless: fail rather than wait for a dialog
        Allowed,
    };

    explicit KeychainStore(Prompt prompt);

    QCoro::Task<Result<QString>> read(SecretName name) override;
    QCoro::Task<Result<void>> write(SecretName name, QString value) override;
    QCoro::Task<Result<void>> remove(SecretName name) override;
    QCoro::Task<bool> isOpen() override;

private:
    QCoro::Task<Result<KeyringState>> ready(bool writing) const;
    QCoro::Task<Result<std::shared_ptr<QKeychain::Job>>> run(std::shared_ptr<QKeychain::Job> job, SecretName name,
                                                             bool writing) const;

    Prompt m_prompt;
};

} // namespace toban
