// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logqledit.h"

#include <QRegularExpression>

#include <array>

namespace toban::logql {

namespace {

struct LevelWords
{
    LogLevel level;
    const char *words; ///< as a regular expression of the values that mean it
};
constexpr std::array<LevelWords, 4> levelWords{{{LogLevel::Debug, "debug|trace"},
                                                {LogLevel::Info, "info|notice"},
                                                {LogLevel::Warn, "warn|warning"},
                                                {LogLevel::Error, "error|err|critical|fatal"}}};

/// Index of the brace that closes the first selector, or -1.
qsizetype selectorEnd(const QString &query)
{
    if (!query.trimmed().startsWith(QLatin1Char('{')))
        return -1;
    QChar quote;
    for (qsizetype i = 0; i < query.size(); ++i) {
        const QChar c = query[i];
        if (!quote.isNull()) {
            if (c == QLatin1Char('\\') && quote == QLatin1Char('"'))
                ++i;
            else if (c == quote)
                quote = QChar();
        } else if (c == QLatin1Char('"') || c == QLatin1Char('`')) {
            quote = c;
        } else if (c == QLatin1Char('}')) {
            return i;
        }
    }
    return -1;
}

bool isIdentifier(const QString &name)
{
    static const QRegularExpression form(QStringLiteral("^[a-zA-Z_][a-zA-Z0-9_]*$"));
    return form.match(name).hasMatch();
}

bool parsesLines(const QString &query, qsizetype from)
{
    static const QRegularExpression parser(QStringLiteral("\\|\\s*(json|logfmt|pattern|regexp|unpack)\\b"));
    return parser.match(query, from).hasMatch();
}

const QRegularExpression &levelStage()
{
    static const QRegularExpression stage(QStringLiteral("\\s*\\|\\s*level\\s*=~\\s*\"([a-z|]*)\""));
    return stage;
}

} // namespace

QString quoted(const QString &value)
{
    QString text = value;
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    text.replace(QLatin1Char('"'), QLatin1String("\\\""));
    text.replace(QLatin1Char('\n'), QLatin1String("\\n"));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

QString withFilter(const QString &query, const QString &name, const QString &value, bool wanted,
                   const QStringList &streamLabels, const QString &parser)
{
    const qsizetype end = selectorEnd(query);
    if (end < 0 || !isIdentifier(name))
        return query;
    const QString condition = name + (wanted ? QLatin1String("=") : QLatin1String("!=")) + quoted(value);
    if (streamLabels.contains(name)) {
        const QString inside = query.sliced(0, end).section(QLatin1Char('{'), 1).trimmed();
        const QString separator
            = inside.isEmpty() || inside.endsWith(QLatin1Char(',')) ? QString() : QStringLiteral(", ");
        return QString(query).insert(end, separator + condition);
    }
    QString text = query.trimmed();
    if (!parsesLines(query, end))
        text += QLatin1String(" | ") + parser;
    return text + QLatin1String(" | ") + condition;
}

QString withLevels(const QString &query, const QSet<int> &levels, const QStringList &streamLabels)
{
    const qsizetype end = selectorEnd(query);
    if (end < 0)
        return query;
    QString text = query.trimmed();
    text.remove(levelStage());
    QStringList words;
    for (const LevelWords &entry : levelWords) {
        if (levels.contains(int(entry.level)))
            words.append(QLatin1String(entry.words));
    }
    if (words.isEmpty())
        return text;
    if (!streamLabels.contains(QStringLiteral("level")) && !parsesLines(text, end))
        text += QLatin1String(" | json");
    return text + QLatin1String(" | level=~\"") + words.join(QLatin1Char('|')) + QLatin1Char('"');
}

QSet<int> levels(const QString &query)
{
    QSet<int> found;
    const QRegularExpressionMatch match = levelStage().match(query);
    const QStringList words = match.captured(1).split(QLatin1Char('|'), Qt::SkipEmptyParts);
    for (const LevelWords &entry : levelWords) {
        if (words.contains(QString::fromLatin1(entry.words).section(QLatin1Char('|'), 0, 0)))
            found.insert(int(entry.level));
    }
    return found;
}

std::optional<int> errorPosition(const QString &query, const QString &errorText)
{
    static const QRegularExpression place(QStringLiteral("line (\\d+), col (\\d+)"));
    const QRegularExpressionMatch match = place.match(errorText);
    if (!match.hasMatch())
        return std::nullopt;
    qsizetype start = 0;
    for (int line = match.captured(1).toInt(); line > 1; --line) {
        start = query.indexOf(QLatin1Char('\n'), start) + 1;
        if (start == 0)
            return std::nullopt;
    }
    // Loki counts columns from 1; an error at the end points behind the last character.
    return int(qBound<qsizetype>(0, start + match.captured(2).toInt() - 1, query.size()));
}

QString defaultQuery(const QStringList &streamLabels)
{
    for (const char *name : {"app", "job", "service_name", "container", "namespace"}) {
        if (streamLabels.contains(QLatin1String(name)))
            return QLatin1Char('{') + QLatin1String(name) + QLatin1String("=~\".+\"}");
    }
    const QString name = streamLabels.isEmpty() ? QStringLiteral("app") : streamLabels.first();
    return QLatin1Char('{') + name + QLatin1String("=~\".+\"}");
}

} // namespace toban::logql
