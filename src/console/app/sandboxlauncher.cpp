// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandboxlauncher.h"

#include "redact.h"

#include <QCoro/QCoroSignal>
#include <QCoro/QCoroTimer>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>

namespace toban {

namespace {

constexpr std::chrono::milliseconds startLimit{120'000};
constexpr std::chrono::milliseconds pollInterval{250};
const SecretName tokenSecret = transientSecret(QStringLiteral("sandbox/manager/token"));

Error sandboxError(const QString &code, const QString &what)
{
    return Error(ErrorKind::Precondition, what, QStringLiteral("toban-sandbox")).withCode(code);
}

/// The last line that says something; programs put their conclusion at the end.
QString lastLine(const QByteArray &text)
{
    const QString all = QString::fromStdString(redact(text.trimmed().toStdString()));
    return all.mid(all.lastIndexOf(u'\n') + 1);
}

QStringList arguments(const QString &command, const QString &dir, const QStringList &more)
{
    QStringList all{command};
    if (!dir.isEmpty())
        all << QStringLiteral("--dir") << dir;
    return all + more;
}

Context contextOf(const QJsonObject &status)
{
    Context context;
    context.name = QStringLiteral("sandbox");
    context.kind = EnvironmentKind::Sandbox;
    context.endpoints[EndpointKind::Prometheus].url = status.value(u"prometheus_url").toString();
    context.endpoints[EndpointKind::Loki].url = status.value(u"loki_url").toString();
    context.endpoints[EndpointKind::Alertmanager].url = status.value(u"alertmanager_url").toString();
    EndpointConfig &manager = context.endpoints[EndpointKind::Manager];
    manager.url = status.value(u"manager_url").toString();
    manager.http.authorization = HttpOptions::Authorization{QStringLiteral("Bearer"), tokenSecret};
    return context;
}

} // namespace

SandboxLauncher::SandboxLauncher(QString program) : m_program(std::move(program))
{ }

QString SandboxLauncher::findProgram()
{
    const QString name = QStringLiteral("toban-sandbox");
    const QFileInfo sibling(QCoreApplication::applicationDirPath() + u'/' + name);
    return sibling.isExecutable() ? sibling.absoluteFilePath() : QStandardPaths::findExecutable(name);
}

QCoro::Task<Result<SandboxAccess>> SandboxLauncher::access(QString dir) const
{
    // The coroutine may outlive this object.
    const QString program = m_program;
    if (program.isEmpty()) {
        co_return Failure(sandboxError(QStringLiteral("sandbox_missing"),
                                       QStringLiteral("toban-sandbox is neither beside toban nor on PATH")));
    }
    const QStringList json{QStringLiteral("--format"), QStringLiteral("json")};
    const QStringList statusArguments = arguments(QStringLiteral("status"), dir, json);
    const QStringList upArguments
        = arguments(QStringLiteral("up"), dir, QStringList{QStringLiteral("--detach")} + json);

    const QStringList operatorRole{QStringLiteral("--role"), QStringLiteral("operator")};
    const QStringList tokenArguments = arguments(QStringLiteral("token"), dir, operatorRole);

    // Nearly always one runs: its token is asked for along with its status.
    auto early = run(program, tokenArguments);
    bool isEarly = true;
    QElapsedTimer elapsed;
    elapsed.start();
    QJsonObject status;
    bool started = false;
    for (;;) {
        const auto answer = co_await run(program, statusArguments);
        if (!answer)
            co_return Failure(answer.error());
        status = QJsonDocument::fromJson(answer->out).object();
        const QString state = status.value(u"state").toString();
        if (answer->exitCode == 0 && state == u"ready")
            break;
        isEarly = false; // what came too soon for a token says nothing
        if (state == u"starting" && elapsed.elapsed() < startLimit.count()) {
            co_await QCoro::sleepFor(pollInterval); // someone else is bringing it up
            continue;
        }
        if (started) {
            co_return Failure(
                sandboxError(QStringLiteral("sandbox_failed"),
                             QStringLiteral("it was started and is not ready: %1").arg(lastLine(answer->error))));
        }
        const auto up = co_await run(program, upArguments);
        if (!up)
            co_return Failure(up.error());
        if (up->exitCode != 0) {
            co_return Failure(sandboxError(QStringLiteral("sandbox_failed"),
                                           QStringLiteral("it did not start: %1").arg(lastLine(up->error))));
        }
        started = true;
    }

    // Not a co_await in a conditional expression: GCC 12 destroys its result twice.
    if (!isEarly)
        early = run(program, tokenArguments);
    const auto token = co_await early;
    if (!token)
        co_return Failure(token.error());
    if (token->exitCode != 0 || token->out.trimmed().isEmpty()) {
        co_return Failure(sandboxError(QStringLiteral("sandbox_failed"),
                                       QStringLiteral("it gave no token: %1").arg(lastLine(token->error))));
    }
    co_return SandboxAccess{contextOf(status), tokenSecret, QString::fromUtf8(token->out.trimmed())};
}

QCoro::Task<Result<SandboxLauncher::Output>> SandboxLauncher::run(QString program, QStringList arguments)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments);
    QElapsedTimer elapsed;
    elapsed.start();
    // Not waitForFinished(): a program that cannot be started does not finish.
    while (process.state() != QProcess::NotRunning && elapsed.elapsed() < startLimit.count())
        co_await qCoro(&process, &QProcess::stateChanged, startLimit);
    if (process.error() == QProcess::FailedToStart)
        co_return Failure(sandboxError(QStringLiteral("sandbox_missing"), process.errorString()));
    if (process.state() != QProcess::NotRunning) {
        process.kill();
        co_return Failure(sandboxError(
            QStringLiteral("sandbox_failed"),
            QStringLiteral("\"%1\" did not end within %2 s").arg(arguments.value(0)).arg(startLimit.count() / 1000)));
    }
    if (process.exitStatus() != QProcess::NormalExit)
        co_return Failure(
            sandboxError(QStringLiteral("sandbox_failed"), QStringLiteral("\"%1\" crashed").arg(arguments.value(0))));
    co_return Output{process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace toban
