// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logentry.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <deque>
#include <memory>
#include <optional>

namespace toban {

/// How grave a line says it is. Order is gravity.
enum class LogLevel { Unknown, Debug, Info, Warn, Error, Critical };
LogLevel logLevelFromText(QStringView text); ///< "warning", "WARN", "fatal", …; Unknown for anything else

/// The text without the values of sensitive keys (toban_base's redact()), for what is kept or shown of a query.
QString withoutSecrets(const QString &text);

/// A line as it may be shown: values of sensitive keys are taken out of every member.
struct LogLine
{
    qint64 timeNs = 0;
    LogLevel level = LogLevel::Unknown;
    QString agent; ///< the agent's id, from labels or fields; empty when the line names none
    QString message; ///< the message or event of a structured line, else the line
    QString text; ///< the whole line
    std::vector<std::pair<QString, QString>> fields; ///< of a JSON or logfmt line
    Labels labels;

    QString field(QStringView name) const; ///< a field, else a label, else empty
};

/// A line as it may be shown. Pure, any thread.
LogLine logLine(const LogEntry &entry);

/// Lines that are shared, never changed: to be worked on elsewhere while the model goes on.
using LogEntries = std::vector<std::shared_ptr<const LogEntry>>;

/// Log lines, newest first, at most capacity() of them. Lines are parsed and redacted when first asked for. Raw values
/// only: no text is made here. The tail prepends (the oldest fall out), paging appends (what does not fit is refused).
class LogModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    static constexpr int defaultCapacity = 50'000;
    explicit LogModel(int capacity = defaultCapacity, QObject *parent = nullptr);

    enum Column { TimeColumn, LevelColumn, AgentColumn, MessageColumn, FirstFieldColumn };
    enum Role {
        /// Per column: time in ns; LogLevel as int; agent id; message; a field column's value.
        RawRole = Qt::UserRole,
        LevelRole, ///< LogLevel as int, in every column
    };

    /// Replaces everything (a new query). Entries newest first, as in the others.
    void setEntries(const std::vector<LogEntry> &entries);
    /// The newest lines of the same query asked again: merged. Lines that are held stay where they are, newer ones come
    /// before them; where nothing fits together any more everything is replaced.
    void setNewest(const std::vector<LogEntry> &entries);
    /// Newer lines. Returns how many old ones fell out.
    int prepend(const std::vector<LogEntry> &entries);
    /// Older lines. Returns how many found room.
    int append(const std::vector<LogEntry> &entries);

    int capacity() const { return m_capacity; }
    bool isFull() const { return int(m_rows.size()) >= m_capacity; }

    /// Names of the fields (or labels) shown as columns after the message.
    void setFieldColumns(const QStringList &names);
    const QStringList &fieldColumns() const { return m_fieldColumns; }
    /// Field names of the newest lines, most frequent first. For choosing columns.
    QStringList fieldNames(int sample = 200) const;

    /// The row as it may be shown. Valid until rows come or go.
    const LogLine &line(int row) const;
    LogEntries entries() const; ///< all of them, as the server gave them: to be redacted by logLine()

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        std::shared_ptr<const LogEntry> entry;
        mutable std::optional<LogLine> line;
    };
    int m_capacity;
    std::deque<Row> m_rows;
    QStringList m_fieldColumns;
};

} // namespace toban
