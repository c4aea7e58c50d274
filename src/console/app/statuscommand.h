// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandresult.h"

#include <QCoro/QCoroTask>

namespace toban {

class Composition;

/// `toban status`: every figure of the Overview, the deployments and the endpoints, asked once.
QCoro::Task<CommandResult> runStatus(Composition &composition);

} // namespace toban
