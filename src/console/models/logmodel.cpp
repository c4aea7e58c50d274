// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logmodel.h"

#include "redact.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace toban {

LogLevel logLevelFromText(QStringView text)
{
    struct Word
    {
        QLatin1String word;
        LogLevel level;
    };
    static const std::array<Word, 14> words{{{QLatin1String("trace"), LogLevel::Debug},
                                             {QLatin1String("debug"), LogLevel::Debug},
                                             {QLatin1String("dbug"), LogLevel::Debug},
                                             {QLatin1String("info"), LogLevel::Info},
                                             {QLatin1String("information"), LogLevel::Info},
                                             {QLatin1String("notice"), LogLevel::Info},
                                             {QLatin1String("warn"), LogLevel::Warn},
                                             {QLatin1String("warning"), LogLevel::Warn},
                                             {QLatin1String("error"), LogLevel::Error},
                                             {QLatin1String("err"), LogLevel::Error},
                                             {QLatin1String("critical"), LogLevel::Critical},
                                             {QLatin1String("crit"), LogLevel::Critical},
                                             {QLatin1String("fatal"), LogLevel::Critical},
                                             {QLatin1String("emergency"), LogLevel::Critical}}};
    for (const Word &word : words) {
        if (text.compare(word.word, Qt::CaseInsensitive) == 0)
            return word.level;
    }
    return LogLevel::Unknown;
}

QString withoutSecrets(const QString &text)
{
    return QString::fromStdString(redact(text.toStdString()));
}

QString LogLine::field(QStringView name) const
{
    for (const auto &[key, value] : fields) {
        if (key == name)
            return value;
    }
    return labels.value(name);
}

namespace {

QString firstOf(const LogLine &line, std::initializer_list<QStringView> names)
{
    for (const QStringView name : names) {
        const QString value = line.field(name);
        if (!value.isEmpty())
            return value;
    }
    return {};
}

Labels redactedLabels(const Labels &labels)
{
    const auto isSecret
        = [](const auto &pair) { return isSensitive(pair.first.toStdString(), pair.second.toStdString()); };
    if (std::none_of(labels.pairs().begin(), labels.pairs().end(), isSecret))
        return labels;
    auto pairs = labels.pairs();
    for (auto &pair : pairs) {
        if (isSecret(pair))
            pair.second = QString::fromLatin1(redactedText.data(), qsizetype(redactedText.size()));
    }
    return Labels(std::move(pairs));
}

} // namespace

LogLine logLine(const LogEntry &entry)
{
    LogLine line;
    line.timeNs = entry.timeNs;
    line.labels = redactedLabels(entry.labels);
    line.fields = parseFields(entry.line);
    line.text = withoutSecrets(entry.line);
    line.level = logLevelFromText(firstOf(line, {u"level", u"severity", u"lvl", u"detected_level"}));
    line.agent = firstOf(line, {u"agent_id", u"agent", u"instance", u"pod"});
    // A pod is named after its agent (facts §1: pod=~"claude-agent-.*").
    if (line.agent.startsWith(QLatin1String("claude-agent-")))
        line.agent.remove(0, qsizetype(qstrlen("claude-agent-")));
    for (const QStringView name : {QStringView(u"message"), QStringView(u"msg"), QStringView(u"event")}) {
        const auto found
            = std::find_if(line.fields.begin(), line.fields.end(), [name](const auto &f) { return f.first == name; });
        if (found != line.fields.end() && !found->second.isEmpty()) {
            line.message = found->second;
            break;
        }
    }
    if (line.message.isEmpty())
        line.message = line.text;
    return line;
}

LogModel::LogModel(int capacity, QObject *parent) : QAbstractTableModel(parent), m_capacity(capacity)
{ }

void LogModel::setEntries(const std::vector<LogEntry> &entries)
{
    if (!m_rows.empty()) {
        beginRemoveRows({}, 0, int(m_rows.size()) - 1);
        m_rows.clear();
        endRemoveRows();
    }
    append(entries);
}

void LogModel::setNewest(const std::vector<LogEntry> &entries)
{
    const auto same = [](const LogEntry &a, const LogEntry &b) {
        return a.timeNs == b.timeNs && a.line == b.line && a.labels == b.labels;
    };
    const size_t held = m_rows.size();
    for (size_t newer = 0; held > 0 && newer < entries.size(); ++newer) {
        const size_t common = std::min(held, entries.size() - newer);
        size_t fitting = 0;
        while (fitting < common && same(*m_rows[fitting].entry, entries[newer + fitting]))
            ++fitting;
        if (fitting < common)
            continue;
        append({entries.begin() + ptrdiff_t(newer + common), entries.end()});
        prepend({entries.begin(), entries.begin() + ptrdiff_t(newer)});
        return;
    }
    setEntries(entries);
}

int LogModel::prepend(const std::vector<LogEntry> &entries)
{
    if (entries.empty())
        return 0;
    const int taken = std::min(int(entries.size()), m_capacity);
    const int overflow = std::max(0, int(m_rows.size()) + taken - m_capacity);
    if (overflow > 0) {
        beginRemoveRows({}, int(m_rows.size()) - overflow, int(m_rows.size()) - 1);
        m_rows.erase(m_rows.end() - overflow, m_rows.end());
        endRemoveRows();
    }
    beginInsertRows({}, 0, taken - 1);
    for (int i = taken - 1; i >= 0; --i)
        m_rows.push_front({std::make_shared<LogEntry>(entries[size_t(i)]), std::nullopt});
    endInsertRows();
    return overflow + int(entries.size()) - taken;
}

int LogModel::append(const std::vector<LogEntry> &entries)
{
    const int taken = std::min(int(entries.size()), m_capacity - int(m_rows.size()));
    if (taken <= 0)
        return 0;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size()) + taken - 1);
    for (int i = 0; i < taken; ++i)
        m_rows.push_back({std::make_shared<LogEntry>(entries[size_t(i)]), std::nullopt});
    endInsertRows();
    return taken;
}

void LogModel::setFieldColumns(const QStringList &names)
{
    if (names == m_fieldColumns)
        return;
    if (!m_fieldColumns.isEmpty()) {
        beginRemoveColumns({}, FirstFieldColumn, columnCount() - 1);
        m_fieldColumns.clear();
        endRemoveColumns();
    }
    if (!names.isEmpty()) {
        beginInsertColumns({}, FirstFieldColumn, FirstFieldColumn + int(names.size()) - 1);
        m_fieldColumns = names;
        endInsertColumns();
    }
}

QStringList LogModel::fieldNames(int sample) const
{
    QHash<QString, int> count;
    QStringList names;
    for (int i = 0; i < std::min(sample, rowCount()); ++i) {
        for (const auto &[name, value] : line(i).fields) {
            if (count[name]++ == 0)
                names.append(name);
        }
    }
    std::stable_sort(names.begin(), names.end(),
                     [&count](const QString &a, const QString &b) { return count[a] > count[b]; });
    return names;
}

const LogLine &LogModel::line(int row) const
{
    const Row &held = m_rows[size_t(row)];
    if (!held.line)
        held.line = logLine(*held.entry);
    return *held.line;
}

LogEntries LogModel::entries() const
{
    LogEntries entries;
    entries.reserve(m_rows.size());
    for (const Row &row : m_rows)
        entries.push_back(row.entry);
    return entries;
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstFieldColumn + int(m_fieldColumns.size());
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == RawRole && index.column() == TimeColumn)
        return m_rows[size_t(index.row())].entry->timeNs;
    if (role != RawRole && role != LevelRole)
        return {};
    const LogLine &shown = line(index.row());
    if (role == LevelRole)
        return int(shown.level);
    switch (index.column()) {
    case LevelColumn:
        return int(shown.level);
    case AgentColumn:
        return shown.agent;
    case MessageColumn:
        return shown.message;
    default:
        return shown.field(m_fieldColumns[index.column() - FirstFieldColumn]);
    }
}

} // namespace toban
