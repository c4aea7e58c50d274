// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "result.h"

#include <QCoro/QCoroTask>

namespace toban {

/// The sandbox as the console uses it: a context and the token for its manager, which lives in memory only.
struct SandboxAccess
{
    Context context;
    SecretName tokenName;
    QString token;
};

/// Finds the sandbox that runs in a directory through `toban-sandbox`, starts it when none does, and asks it for a
/// token of the role "operator". Never blocks; a first start takes some 20 s.
class SandboxLauncher
{
public:
    /// `program` is the path of toban-sandbox.
    explicit SandboxLauncher(QString program);

    /// The one beside the running program, else the one on PATH, else empty.
    static QString findProgram();

    /// An empty directory means the sandbox's default. Errors are Preconditions (code "sandbox_missing",
    /// "sandbox_failed").
    QCoro::Task<Result<SandboxAccess>> access(QString dir) const;

private:
    struct Output
    {
        int exitCode = 0;
        QByteArray out;
        QByteArray error;
    };
    static QCoro::Task<Result<Output>> run(QString program, QStringList arguments);

    QString m_program;
};

} // namespace toban
