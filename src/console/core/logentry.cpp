// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logentry.h"

#include "redact.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace toban {

namespace {

using Fields = std::vector<std::pair<QString, QString>>;

QString textOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double:
        return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact)).chopped(1).sliced(1);
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    default:
        return {};
    }
}

void add(Fields &fields, const QString &key, const QString &value)
{
    const bool sensitive = isSensitive(key.toStdString(), value.toStdString());
    fields.emplace_back(key,
                        sensitive ? QString::fromUtf8(redactedText.data(), redactedText.size())
                                  : QString::fromStdString(redact(value.toStdString())));
}

void addObject(Fields &fields, const QString &prefix, const QJsonObject &object)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = prefix.isEmpty() ? it.key() : prefix + u'_' + it.key();
        // A sensitive key hides everything below it.
        if (it->isObject() && !isSensitiveKey(key.toStdString()))
            addObject(fields, key, it->toObject());
        else
            add(fields, key, textOf(*it));
    }
}

bool isKeyCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'.' || c == u'-' || c == u':' || c == u'/';
}

/// key=value pairs separated by blanks, values optionally in double quotes; any other word means: not logfmt.
Fields parseLogfmt(const QString &line)
{
    Fields fields;
    qsizetype at = 0;
    const qsizetype end = line.size();
    while (at < end) {
        while (at < end && line[at].isSpace())
            ++at;
        if (at == end)
            break;
        const qsizetype keyBegin = at;
        while (at < end && isKeyCharacter(line[at]))
            ++at;
        if (at == keyBegin || at == end || line[at] != u'=')
            return {};
        const QString key = line.sliced(keyBegin, at - keyBegin);
        ++at;
        QString value;
        if (at < end && line[at] == u'"') {
            for (++at; at < end && line[at] != u'"'; ++at) {
                if (line[at] == u'\\' && at + 1 < end) {
                    ++at;
                    value += line[at] == u'n' ? QChar(u'\n') : line[at] == u't' ? QChar(u'\t') : line[at];
                } else {
                    value += line[at];
                }
            }
            if (at == end)
                return {};
            ++at;
        } else {
            while (at < end && !line[at].isSpace())
                value += line[at++];
        }
        add(fields, key, value);
    }
    return fields;
}

} // namespace

Fields parseFields(const QString &line)
{
    const QString text = line.trimmed();
    if (!text.startsWith(u'{'))
        return parseLogfmt(text);
    const auto document = QJsonDocument::fromJson(text.toUtf8());
    Fields fields;
    if (document.isObject())
        addObject(fields, {}, document.object());
    return fields;
}

} // namespace toban
