// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoro/QCoroTask>

namespace toban {

/// How the keyring of this session is, as the session bus tells within a few seconds at most.
enum class KeyringState {
    Missing, ///< no session bus, or nobody offers a keyring on it
    NotAnswering,
    Locked,
    WithoutKeyring, ///< the service runs, but no default keyring was ever made
    Open,
    Other, ///< a wallet of another kind (KWallet) is there: only asking it can tell
};

QCoro::Task<KeyringState> keyringState();

} // namespace toban
