// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contextservice.h"

#include "contextsfile.h"

#include <algorithm>
#include <utility>

namespace toban {

namespace {

auto named(const QString &name)
{
    return [name](const Context &context) { return context.name == name; };
}

} // namespace

ContextService::ContextService(ContextsFile &file, QObject *parent) : QObject(parent), m_file(file)
{ }

Result<void> ContextService::load()
{
    auto content = m_file.read();
    if (!content) {
        m_loadError = content.error();
        return Failure(content.error());
    }
    m_loadError.reset();
    m_saved = std::move(content->contexts);
    m_default = content->current;
    merge();
    if (m_current.isEmpty() && find(m_default)) {
        m_current = m_default;
        Q_EMIT currentChanged();
    }
    return {};
}

const std::vector<Context> &ContextService::contexts() const
{
    return m_all;
}

std::vector<Context> ContextService::saved() const
{
    return m_saved;
}

QString ContextService::defaultName() const
{
    return m_default;
}

const Context *ContextService::find(const QString &name) const
{
    const auto it = std::find_if(m_all.begin(), m_all.end(), named(name));
    return it == m_all.end() ? nullptr : &*it;
}

const Context *ContextService::current() const
{
    return find(m_current);
}

Error ContextService::missing(const QString &name) const
{
    QStringList names;
    for (const Context &context : m_all)
        names += context.name;
    const QString there = names.isEmpty() ? QStringLiteral("none") : names.join(QStringLiteral(", "));
    return Error(ErrorKind::Precondition, QStringLiteral("no context is called \"%1\"; there are: %2").arg(name, there),
                 m_file.path())
        .withCode(QStringLiteral("no_context"));
}

Result<void> ContextService::setCurrent(const QString &name)
{
    if (!find(name))
        return Failure(missing(name));
    if (name == m_current)
        return {};
    m_current = name;
    Q_EMIT currentChanged();
    return {};
}

Result<void> ContextService::setDefault(const QString &name)
{
    if (std::none_of(m_saved.begin(), m_saved.end(), named(name))) {
        return Failure(
            Error(ErrorKind::Precondition, QStringLiteral("no saved context is called \"%1\"").arg(name), m_file.path())
                .withCode(QStringLiteral("no_context")));
    }
    return write(name, m_saved);
}

Result<void> ContextService::save(std::vector<Context> contexts, const QHash<QString, QString> &renamed,
                                  const QString &wantedDefault)
{
    QString defaultName = wantedDefault.isEmpty() ? renamed.value(m_default, m_default) : wantedDefault;
    if (std::none_of(contexts.begin(), contexts.end(), named(defaultName)))
        defaultName = contexts.empty() ? QString() : contexts.front().name;
    const Context *before = current();
    const std::optional<Context> active = before ? std::optional(*before) : std::nullopt;
    // One of this run only hides the saved one of its name, and is not what was renamed.
    const bool isTransient = std::any_of(m_transient.begin(), m_transient.end(), named(m_current));
    const QString follows = isTransient ? m_current : renamed.value(m_current, m_current);
    const QString previous = std::exchange(m_current, follows); // who hears of the new list finds the current one in it
    if (auto written = write(std::move(defaultName), std::move(contexts)); !written) {
        m_current = previous;
        return written;
    }
    const Context *after = current();
    if (!after && !m_default.isEmpty()) {
        m_current = m_default;
        after = current();
    }
    if (active.has_value() != (after != nullptr) || (active && *active != *after))
        Q_EMIT currentChanged();
    return {};
}

void ContextService::addTransient(Context context)
{
    std::erase_if(m_transient, named(context.name));
    const bool isCurrent = context.name == m_current;
    m_transient.push_back(std::move(context));
    merge();
    if (isCurrent)
        Q_EMIT currentChanged();
}

Result<void> ContextService::write(QString defaultName, std::vector<Context> contexts)
{
    if (m_loadError)
        return Failure(*m_loadError); // what we could not read we do not overwrite
    const auto onDisk = m_file.read();
    if (!onDisk)
        return Failure(onDisk.error());
    if (*onDisk != ContextsFile::Content{m_default, m_saved}) {
        return Failure(Error(ErrorKind::Storage, QStringLiteral("another program has changed the file"), m_file.path())
                           .withCode(QStringLiteral("changed_on_disk")));
    }
    if (auto written = m_file.write({defaultName, contexts}); !written)
        return written;
    m_default = std::move(defaultName);
    m_saved = std::move(contexts);
    merge();
    return {};
}

void ContextService::merge()
{
    m_all = m_saved;
    for (const Context &context : m_transient) {
        std::erase_if(m_all, named(context.name));
        m_all.push_back(context);
    }
    Q_EMIT contextsChanged();
}

} // namespace toban
