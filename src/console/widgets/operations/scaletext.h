// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operationservice.h"

#include <QString>

/// How scaling went, for people: what happened, what it means, what to do.
namespace toban::scaletext {

QString planError(const Error &error); ///< there is no plan, and why
/// OperationService::scale() gave an error: the change was not accepted, or nobody knows whether it was.
QString notAccepted(const QString &deployment, const Error &error);
/// It was accepted: ready, or what came in between.
QString outcome(const QString &deployment, const OperationService::Progress &progress);

} // namespace toban::scaletext
