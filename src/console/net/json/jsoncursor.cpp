// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/jsoncursor.h"

#include "json/rfc3339.h"

#include <charconv>
#include <cmath>

namespace toban {

namespace {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

} // namespace

JsonCursor::JsonCursor(simdjson::dom::element element, QByteArray path, Problem &problem)
    : m_element(element), m_path(std::move(path)), m_problem(&problem)
{ }

void JsonCursor::fail(const QString &what) const
{
    if (!hasFailed())
        *m_problem = QString::fromUtf8(m_path.isEmpty() ? QByteArrayLiteral("document") : m_path) + u": " + what;
}

void JsonCursor::fail(const char *name, const QString &what) const
{
    if (!hasFailed())
        *m_problem
            = QString::fromUtf8(m_path) + (m_path.isEmpty() ? u"" : u".") + QString::fromUtf8(name) + u": " + what;
}

std::optional<simdjson::dom::element> JsonCursor::find(const char *name) const
{
    simdjson::dom::object object;
    if (m_element.get_object().get(object)) {
        fail(QStringLiteral("an object was expected"));
        return std::nullopt;
    }
    simdjson::dom::element found;
    if (object.at_key(name).get(found) || found.is_null())
        return std::nullopt;
    return found;
}

std::optional<simdjson::dom::element> JsonCursor::required(const char *name) const
{
    const auto found = find(name);
    if (!found)
        fail(name, QStringLiteral("missing"));
    return found;
}

JsonCursor JsonCursor::child(simdjson::dom::element element, const char *name) const
{
    return JsonCursor(element, m_path.isEmpty() ? QByteArray(name) : QByteArray(m_path + '.' + name), *m_problem);
}

bool JsonCursor::has(const char *name) const
{
    return find(name).has_value();
}

QString JsonCursor::text(const char *name) const
{
    const auto found = required(name);
    return found ? child(*found, name).asText() : QString();
}

QString JsonCursor::text(const char *name, const QString &fallback) const
{
    const auto found = find(name);
    return found ? child(*found, name).asText() : fallback;
}

double JsonCursor::number(const char *name) const
{
    const auto found = required(name);
    double value = 0;
    if (found && found->get_double().get(value))
        fail(name, QStringLiteral("a number was expected"));
    return value;
}

double JsonCursor::number(const char *name, double fallback) const
{
    return has(name) ? number(name) : fallback;
}

qint64 JsonCursor::integer(const char *name) const
{
    const auto found = required(name);
    int64_t value = 0;
    if (found && found->get_int64().get(value))
        fail(name, QStringLiteral("an integer was expected"));
    return value;
}

qint64 JsonCursor::integer(const char *name, qint64 fallback) const
{
    return has(name) ? integer(name) : fallback;
}

bool JsonCursor::boolean(const char *name, bool fallback) const
{
    const auto found = find(name);
    bool value = fallback;
    if (found && found->get_bool().get(value))
        fail(name, QStringLiteral("true or false was expected"));
    return value;
}

qint64 JsonCursor::timeMs(const char *name) const
{
    const auto found = required(name);
    std::string_view text;
    if (!found)
        return 0;
    const auto time = found->get_string().get(text) ? std::nullopt : parseRfc3339Ms(text);
    if (!time)
        fail(name, QStringLiteral("a time (RFC 3339) was expected"));
    return time.value_or(0);
}

qint64 JsonCursor::timeMs(const char *name, qint64 fallback) const
{
    return has(name) ? timeMs(name) : fallback;
}

QStringList JsonCursor::texts(const char *name) const
{
    QStringList list;
    eachOptional(name, [&list](const JsonCursor &item) { list.append(item.asText()); });
    return list;
}

Labels JsonCursor::labels(const char *name) const
{
    const auto found = find(name);
    return found ? child(*found, name).asLabels() : Labels();
}

JsonCursor JsonCursor::member(const char *name) const
{
    return child(required(name).value_or(m_element), name);
}

JsonCursor JsonCursor::object(const char *name) const
{
    const auto found = required(name);
    if (found && !found->is_object())
        fail(name, QStringLiteral("an object was expected"));
    return child(found && found->is_object() ? *found : m_element, name);
}

std::optional<JsonCursor> JsonCursor::optionalObject(const char *name) const
{
    if (!has(name))
        return std::nullopt;
    return object(name);
}

void JsonCursor::each(const char *name, const std::function<void(const JsonCursor &)> &visit) const
{
    if (const auto found = required(name))
        child(*found, name).each(visit);
}

void JsonCursor::eachOptional(const char *name, const std::function<void(const JsonCursor &)> &visit) const
{
    if (const auto found = find(name))
        child(*found, name).each(visit);
}

void JsonCursor::eachMember(const std::function<void(const QString &, const JsonCursor &)> &visit) const
{
    simdjson::dom::object object;
    if (m_element.get_object().get(object)) {
        fail(QStringLiteral("an object was expected"));
        return;
    }
    for (const auto field : object) {
        if (hasFailed())
            return;
        const QString name = toQString(field.key);
        visit(name, child(field.value, name.toUtf8().constData()));
    }
}

void JsonCursor::each(const std::function<void(const JsonCursor &)> &visit) const
{
    simdjson::dom::array array;
    if (m_element.get_array().get(array)) {
        fail(QStringLiteral("a list was expected"));
        return;
    }
    int index = 0;
    for (const simdjson::dom::element item : array) {
        if (hasFailed())
            return;
        visit(JsonCursor(item, m_path + '[' + QByteArray::number(index++) + ']', *m_problem));
    }
}

QString JsonCursor::asText() const
{
    std::string_view text;
    if (m_element.get_string().get(text))
        fail(QStringLiteral("a text was expected"));
    return toQString(text);
}

Labels JsonCursor::asLabels() const
{
    simdjson::dom::object object;
    if (m_element.get_object().get(object)) {
        fail(QStringLiteral("an object was expected"));
        return {};
    }
    std::vector<std::pair<QString, QString>> pairs;
    pairs.reserve(object.size());
    for (const auto field : object) {
        std::string_view value;
        if (field.value.get_string().get(value)) {
            fail(toQString(field.key).toUtf8().constData(), QStringLiteral("a text was expected"));
            return {};
        }
        pairs.emplace_back(toQString(field.key), toQString(value));
    }
    return Labels(std::move(pairs));
}

std::pair<qint64, double> JsonCursor::asSample() const
{
    const std::pair<qint64, double> none{0, std::nan("")};
    simdjson::dom::array pair;
    double seconds = 0;
    std::string_view text;
    if (m_element.get_array().get(pair) || pair.size() != 2 || pair.at(0).get_double().get(seconds)
        || pair.at(1).get_string().get(text) || std::abs(seconds) > 1e12) {
        fail(QStringLiteral("[seconds, \"value\"] was expected"));
        return none;
    }
    const auto value = parseSampleValue(text);
    if (!value) {
        fail(QStringLiteral("a number was expected, not \"%1\"").arg(toQString(text.substr(0, 40))));
        return none;
    }
    return {std::llround(seconds * 1000), *value};
}

std::optional<double> parseSampleValue(std::string_view text)
{
    if (text == "NaN")
        return std::nan("");
    if (text == "+Inf")
        return HUGE_VAL;
    if (text == "-Inf")
        return -HUGE_VAL;
    // from_chars alone would also take "inf" and "nan(x)".
    const size_t first = text.starts_with('-') ? 1 : 0;
    if (text.size() <= first || text[first] < '0' || text[first] > '9')
        return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<Error> readJson(const QByteArray &json, const std::function<void(const JsonCursor &)> &reader)
{
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    const bool padded = json.capacity() >= json.size() + qsizetype(simdjson::SIMDJSON_PADDING);
    simdjson::error_code code = parser.parse(json.constData(), size_t(json.size()), !padded).get(root);
    if (code == simdjson::UTF8_ERROR) { // log lines of other programs: the odd byte becomes U+FFFD
        const QByteArray clean = QString::fromUtf8(json).toUtf8();
        code = parser.parse(clean.constData(), size_t(clean.size()), true).get(root);
    }
    if (code)
        return Error(ErrorKind::Decode, QString::fromLatin1(simdjson::error_message(code)));
    JsonCursor::Problem problem;
    reader(JsonCursor(root, {}, problem));
    if (problem)
        return Error(ErrorKind::Decode, *problem);
    return std::nullopt;
}

} // namespace toban
