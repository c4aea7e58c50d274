// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandresult.h"

#include <QCoro/QCoroTask>

namespace toban {

class Composition;

/// `toban contexts list|show|add|remove|use|test`. Secrets are neither read nor written, save by `test`, which uses
/// them.
QCoro::Task<CommandResult> runContexts(Composition &composition);

} // namespace toban
