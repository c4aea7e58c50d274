// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contextscommand.h"

#include "composition.h"
#include "kit/describe.h"
#include "secretservice.h"
#include "statusreport.h"
#include "textcolumns.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace toban {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(contexts)
};

QString kindName(EnvironmentKind kind)
{
    switch (kind) {
    case EnvironmentKind::Sandbox:
        return QStringLiteral("sandbox");
    case EnvironmentKind::Development:
        return QStringLiteral("development");
    case EnvironmentKind::Staging:
        return QStringLiteral("staging");
    case EnvironmentKind::Production:
        return QStringLiteral("production");
    }
    return {};
}

QJsonObject contextJson(const Context &context, bool isDefault)
{
    QJsonObject endpoints;
    for (const auto &[kind, config] : context.endpoints)
        endpoints[toString(kind)] = config.url;
    QJsonObject object;
    object[u"name"] = context.name;
    object[u"kind"] = kindName(context.kind);
    object[u"default"] = isDefault;
    object[u"read_only"] = context.readOnly;
    object[u"colour"] = context.colour;
    object[u"time_zone"] = context.timeZone;
    object[u"currency"] = context.currency;
    object[u"metric_profile"] = context.metricProfile;
    object[u"endpoints"] = endpoints;
    object[u"secrets"] = QJsonArray::fromStringList(context.secretNames());
    return object;
}

QString contextText(const Context &context, bool isDefault)
{
    QStringList lines{context.name + QStringLiteral("  ") + environmentName(context.kind)
                      + (context.readOnly ? QStringLiteral(", ") + Words::tr("read-only") : QString())
                      + (isDefault ? QStringLiteral(", ") + Words::tr("the one to start with") : QString())};
    for (const auto &[kind, config] : context.endpoints)
        lines += QStringLiteral("  %1  %2").arg(paddedTo(endpointName(kind), 14), config.url);
    if (!context.timeZone.isEmpty())
        lines += QStringLiteral("  ") + Words::tr("Time zone %1").arg(context.timeZone);
    for (const QString &name : context.secretNames())
        if (!isTransientSecret(name))
            lines += QStringLiteral("  ") + Words::tr("Secret \"%1\" from the keychain").arg(name);
    return lines.join(u'\n') + u'\n';
}

class ContextsCommand
{
public:
    explicit ContextsCommand(Composition &composition)
        : m_composition(composition), m_contexts(composition.contexts()), m_options(composition.options())
    { }

    CommandResult list() const
    {
        QString text;
        QJsonArray array;
        for (const Context &context : m_contexts.contexts()) {
            const bool isDefault = context.name == m_contexts.defaultName();
            array.append(contextJson(context, isDefault));
            text += (isDefault ? QStringLiteral("* ") : QStringLiteral("  ")) + context.name + u'\n';
        }
        if (array.isEmpty())
            text = Words::tr("There is no context yet. Add one with: toban contexts add NAME --prometheus URL …")
                + u'\n';
        return print(QJsonDocument(array), text);
    }

    CommandResult show() const
    {
        const Context *context = m_contexts.find(m_options.name);
        if (!context)
            return failedCommand(m_contexts.missing(m_options.name));
        const bool isDefault = context->name == m_contexts.defaultName();
        return print(QJsonDocument(contextJson(*context, isDefault)), contextText(*context, isDefault));
    }

    CommandResult add()
    {
        auto contexts = m_contexts.saved();
        const auto present = std::find_if(contexts.begin(), contexts.end(),
                                          [this](const Context &item) { return item.name == m_options.name; });
        if (present == contexts.end())
            contexts.push_back(m_options.newContext);
        else
            change(*present);
        const auto saved = m_contexts.save(std::move(contexts));
        return saved ? CommandResult{} : failedCommand(saved.error());
    }

    QCoro::Task<CommandResult> remove()
    {
        const auto before = m_contexts.saved();
        auto contexts = before;
        if (std::erase_if(contexts, [this](const Context &item) { return item.name == m_options.name; }) == 0)
            co_return failedCommand(m_contexts.missing(m_options.name));
        const QStringList unused = secretsNoLongerUsed(before, contexts);
        const auto saved = m_contexts.save(std::move(contexts));
        if (!saved)
            co_return failedCommand(saved.error());
        CommandResult result;
        for (const SecretName &name : unused) {
            const auto removed = co_await m_composition.secrets().remove(name);
            if (!removed && removed.error().code() != u"not_found")
                result.error += Words::tr("The secret \"%1\" is still in the keyring.").arg(name) + u' '
                    + describe(removed.error()).what + u'\n';
        }
        co_return result;
    }

    CommandResult use()
    {
        const auto done = m_contexts.setDefault(m_options.name);
        return done ? CommandResult{} : failedCommand(done.error());
    }

    QCoro::Task<CommandResult> test()
    {
        const QString name = m_options.name.isEmpty() ? m_options.contextName : m_options.name;
        if (name.isEmpty() && !m_contexts.current()) {
            const auto entered = co_await m_composition.enterContext();
            if (!entered)
                co_return failedCommand(entered.error());
        }
        const Context *found = name.isEmpty() ? m_contexts.current() : m_contexts.find(name);
        if (!found)
            co_return failedCommand(m_contexts.missing(name));
        const Context context = *found;
        std::vector<std::pair<EndpointKind, QCoro::Task<Result<QString>>>> tasks;
        tasks.reserve(context.endpoints.size());
        for (const auto &[kind, config] : context.endpoints)
            tasks.emplace_back(kind, m_composition.backends().test(kind, config));
        CommandResult result;
        QString text;
        QJsonArray array;
        for (auto &[kind, task] : tasks) {
            const auto version = co_await task;
            QJsonObject object;
            object[u"name"] = toString(kind);
            object[u"url"] = context.endpoint(kind).url;
            object[u"ok"] = version.has_value();
            object[u"version"] = version ? QJsonValue(*version) : QJsonValue(QJsonValue::Null);
            object[u"error"] = version ? QJsonValue(QJsonValue::Null) : QJsonValue(toJson(version.error()));
            array.append(object);
            text += QStringLiteral("%1  %2\n")
                        .arg(paddedTo(endpointName(kind), 14),
                             version ? Words::tr("answers, version %1").arg(*version)
                                     : describe(version.error(), endpointName(kind)).text());
            if (!version)
                result.code = exitcode::incomplete;
        }
        result.out = print(QJsonDocument(array), text).out;
        co_return result;
    }

private:
    CommandResult print(const QJsonDocument &json, const QString &text) const
    {
        return {exitcode::ok, m_options.format == OutputFormat::Json ? QString::fromUtf8(json.toJson()) : text, {}};
    }

    /// What was named; the rest, credentials and TLS among it, stays.
    void change(Context &context) const
    {
        const Context &wanted = m_options.newContext;
        if (m_options.named.kind)
            context.kind = wanted.kind;
        if (m_options.named.readOnly)
            context.readOnly = wanted.readOnly;
        if (m_options.named.colour)
            context.colour = wanted.colour;
        if (m_options.named.timeZone)
            context.timeZone = wanted.timeZone;
        if (m_options.named.currency)
            context.currency = wanted.currency;
        for (const auto &[kind, config] : wanted.endpoints)
            context.endpoints[kind].url = config.url;
    }

    Composition &m_composition;
    ContextService &m_contexts;
    const Options &m_options;
};

} // namespace

QCoro::Task<CommandResult> runContexts(Composition &composition)
{
    if (const auto &error = composition.contextsError())
        co_return failedCommand(*error);
    if (composition.options().sandbox) {
        // It is one of the contexts then.
        const auto entered = co_await composition.enterContext();
        if (!entered)
            co_return failedCommand(entered.error());
    }
    ContextsCommand command(composition);
    switch (composition.options().command) {
    case Options::Command::ContextsShow:
        co_return command.show();
    case Options::Command::ContextsAdd:
        co_return command.add();
    case Options::Command::ContextsRemove:
        co_return co_await command.remove();
    case Options::Command::ContextsUse:
        co_return command.use();
    case Options::Command::ContextsTest:
        co_return co_await command.test();
    default:
        co_return command.list();
    }
}

} // namespace toban
