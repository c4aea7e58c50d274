// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "result.h"

#include <QCoro/QCoroTask>

namespace toban {

/// Where secret values lie. Keys are SecretNames; values are never logged. Error kind is Keychain, its code one of
/// "missing" (no keyring service), "locked", "refused" (the user said no), "not_found", "failed".
class SecretStore
{
public:
    SecretStore() = default;
    virtual ~SecretStore() = default;
    Q_DISABLE_COPY_MOVE(SecretStore)
    virtual QCoro::Task<Result<QString>> read(SecretName name) = 0;
    virtual QCoro::Task<Result<void>> write(SecretName name, QString value) = 0;
    virtual QCoro::Task<Result<void>> remove(SecretName name) = 0;
    /// Whether a value can be had now without the user being asked; false too where that is not known.
    virtual QCoro::Task<bool> isOpen() { co_return false; }
};

} // namespace toban
