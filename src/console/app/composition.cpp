// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "composition.h"

#include "builtin.h"
#include "sandboxlauncher.h"
#include "xdgpaths.h"

#include <QPointer>

namespace toban {

namespace {

QString pathOf(const std::filesystem::path &folder, const char *name)
{
    return QString::fromStdString((folder / name).string());
}

/// What is compiled in is right, or the tests of the build would not have passed.
template <typename T>
T builtIn(Result<T> value)
{
    if (!value)
        qFatal("%s: %s", qPrintable(value.error().origin()), qPrintable(value.error().detail()));
    return std::move(*value);
}

} // namespace

Composition::Composition(const Options &options, KeychainStore::Prompt prompt, QObject *parent)
    : QObject(parent), m_options(options), m_file(pathOf(xdgConfigDir(), "contexts.yaml")), m_contexts(m_file),
      m_keychain(prompt), m_secrets(m_keychain), m_catalogue(builtIn(builtinCatalogue())),
      m_backends(m_secrets, m_clock), m_journal(pathOf(xdgStateDir(), "audit.sqlite"), m_clock), m_refresh(m_clock),
      m_overview(m_backends, builtIn(builtinDashboard(QStringLiteral("overview"))), m_catalogue, m_clock),
      m_fleet(m_backends, m_catalogue, m_clock), m_alerts(m_backends, m_clock), m_logs(m_backends, m_clock),
      m_operations(m_backends, m_journal, m_clock)
{
    if (options.isHeadless())
        m_backends.setPatience(Backends::Patience::OneShot);
    if (auto loaded = m_contexts.load(); !loaded)
        m_contextsError = loaded.error();
    connect(&m_contexts, &ContextService::currentChanged, this, &Composition::applyContext);
}

Composition::~Composition() = default;

QCoro::Task<Result<void>> Composition::enterContext(QString remembered)
{
    if (m_options.sandbox)
        co_return co_await enterSandbox(m_options.sandboxDir);
    QString name = m_options.contextName;
    if (name.isEmpty())
        name = m_contexts.find(remembered) ? remembered : m_contexts.defaultName();
    if (name.isEmpty() && m_contextsError)
        co_return Failure(*m_contextsError);
    if (name.isEmpty() && !m_contexts.contexts().empty())
        name = m_contexts.contexts().front().name;
    if (name.isEmpty()) {
        co_return Failure(Error(ErrorKind::Precondition, QStringLiteral("there is no context yet"), m_file.path())
                              .withCode(QStringLiteral("no_context")));
    }
    co_return switchContext(name);
}

QCoro::Task<Result<void>> Composition::enterSandbox(QString dir)
{
    const QPointer<Composition> guard(this);
    const SandboxLauncher launcher(SandboxLauncher::findProgram());
    const auto access = co_await launcher.access(dir);
    if (!access)
        co_return Failure(access.error());
    if (!guard)
        co_return Failure(Error(ErrorKind::Cancelled, {}));
    m_secrets.holdForThisRun(access->tokenName, access->token);
    m_contexts.addTransient(access->context);
    co_return switchContext(access->context.name);
}

Result<void> Composition::switchContext(const QString &name)
{
    const Context *before = m_contexts.current();
    if (before && before->name == name) {
        applyContext();
        return {};
    }
    return m_contexts.setCurrent(name);
}

QTimeZone Composition::zone() const
{
    return m_backends.context().zone();
}

SessionStore &Composition::session()
{
    if (!m_session)
        m_session = std::make_unique<SessionStore>(pathOf(xdgStateDir(), "session.ini"));
    return *m_session;
}

void Composition::applyContext()
{
    const Context *context = m_contexts.current();
    if (!context) { // the last one was deleted: nobody is asked on its behalf any more
        m_profileError.reset();
        m_backends.setContext({});
        Q_EMIT profileErrorChanged();
        return;
    }
    auto catalogue = catalogueWithProfile(context->metricProfile);
    m_profileError = catalogue ? std::nullopt : std::optional(catalogue.error());
    m_catalogue = catalogue ? std::move(*catalogue) : builtIn(builtinCatalogue());
    m_overview.setCatalogue(m_catalogue);
    m_backends.setContext(*context);
    Q_EMIT profileErrorChanged();
}

} // namespace toban
