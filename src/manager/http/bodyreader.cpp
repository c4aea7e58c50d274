// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bodyreader.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace toban::manager {

using nlohmann::json;

namespace {

constexpr int pageLimit = 1000;
constexpr int pageDefault = 100;
constexpr std::size_t cursorLimit = 512;
constexpr std::size_t fieldsLimit = 50; // enough to correct a request by
constexpr const char *timeForm = "must be a time in UTC, such as 2026-03-02T09:14:03Z";
constexpr int depthLimit = 64; // values are copied and written recursively

std::string lowerMediaType(std::string_view contentType)
{
    std::string type(contentType.substr(0, contentType.find(';')));
    while (!type.empty() && type.back() == ' ') {
        type.pop_back();
    }
    std::transform(type.begin(), type.end(), type.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return type;
}

/// Whether arrays and objects of a text that is JSON nest deeper than the limit.
bool isTooDeep(std::string_view text)
{
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > depthLimit) {
                return true;
            }
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

} // namespace

struct BodyReader::Node
{
    using Faults = std::vector<std::pair<std::string, std::string>>;
    json value; ///< an object
    std::string prefix; ///< "limits."
    std::shared_ptr<Faults> faults;
    std::set<std::string> read;

    const json *find(const char *name, bool required)
    {
        read.insert(name);
        const auto found = value.find(name);
        if (found == value.end()) {
            if (required) {
                faults->emplace_back(prefix + name, "is missing");
            }
            return nullptr;
        }
        return &*found;
    }
    void wrong(const char *name, std::string message) { faults->emplace_back(prefix + name, std::move(message)); }
};

Result<BodyReader> BodyReader::of(const http::Request &request)
{
    if (lowerMediaType(request.headers.get("Content-Type")) != "application/json") {
        return refuse(Refusal::Kind::UnsupportedMediaType, "Send Content-Type: application/json.");
    }
    auto node = std::make_shared<Node>();
    node->faults = std::make_shared<Node::Faults>();
    if (isTooDeep(request.body)) {
        return refuse(Refusal::Kind::Malformed,
                      "The body is nested deeper than " + std::to_string(depthLimit) + " levels.");
    }
    node->value = json::parse(request.body, nullptr, false);
    if (node->value.is_discarded()) {
        return refuse(Refusal::Kind::Malformed, "The body is not JSON in UTF-8.");
    }
    if (!node->value.is_object()) {
        return invalid("body", "must be a JSON object");
    }
    return BodyReader(std::move(node));
}

std::optional<std::string> BodyReader::text(const char *name, Form form, bool required)
{
    const json *value = d->find(name, required);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_string()) {
        d->wrong(name, "must be a text");
        return std::nullopt;
    }
    const auto &content = value->get_ref<const std::string &>();
    if (const auto message = formFault(form, content); !message.empty()) {
        d->wrong(name, std::string(message));
        return std::nullopt;
    }
    return content;
}

std::optional<SecretText> BodyReader::secret(const char *name, std::size_t low, std::size_t high, bool required)
{
    if (d->find(name, required) == nullptr) {
        return std::nullopt;
    }
    json &value = d->value[name];
    if (!value.is_string()) {
        d->wrong(name, "must be a text");
        return std::nullopt;
    }
    auto &content = value.get_ref<std::string &>();
    std::optional<SecretText> text;
    if (content.size() < low || content.size() > high) {
        d->wrong(name, "must have " + std::to_string(low) + " to " + std::to_string(high) + " bytes");
    } else {
        text.emplace(content);
    }
    wipe(content);
    return text;
}

std::optional<bool> BodyReader::boolean(const char *name, bool required)
{
    const json *value = d->find(name, required);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_boolean()) {
        d->wrong(name, "must be true or false");
        return std::nullopt;
    }
    return value->get<bool>();
}

std::optional<TimePoint> BodyReader::timeOrNull(const char *name)
{
    const json *value = d->find(name, false);
    if (value == nullptr || value->is_null()) {
        return std::nullopt;
    }
    const auto time = value->is_string() ? parseTime(value->get_ref<const std::string &>()) : std::nullopt;
    if (!time) {
        d->wrong(name, timeForm);
    }
    return time;
}

std::optional<TimePoint> BodyReader::time(const char *name)
{
    const json *value = d->find(name, true);
    const auto time
        = value != nullptr && value->is_string() ? parseTime(value->get_ref<const std::string &>()) : std::nullopt;
    if (value != nullptr && !time) {
        d->wrong(name, timeForm);
    }
    return time;
}

std::optional<std::string> BodyReader::textOrNull(const char *name, Form form, bool required)
{
    const json *value = d->find(name, required);
    return value == nullptr || value->is_null() ? std::nullopt : text(name, form);
}

std::optional<std::int64_t> BodyReader::integer(const char *name, std::int64_t low, std::int64_t high, bool required)
{
    const json *value = d->find(name, required);
    if (value == nullptr) {
        return std::nullopt;
    }
    // 4.0 is a whole number in JSON Schema's eyes.
    const bool whole = value->is_number_integer()
        || (value->is_number_float() && std::trunc(value->get<double>()) == value->get<double>());
    const double size = whole ? value->get<double>() : 0;
    if (!whole || size < double(low) || size > double(high)) {
        d->wrong(name, "must be a whole number between " + std::to_string(low) + " and " + std::to_string(high));
        return std::nullopt;
    }
    return value->get<std::int64_t>();
}

std::optional<std::int64_t> BodyReader::integerOrNull(const char *name, std::int64_t low, std::int64_t high,
                                                      bool required)
{
    const json *value = d->find(name, required);
    return value == nullptr || value->is_null() ? std::nullopt : integer(name, low, high);
}

std::optional<double> BodyReader::number(const char *name, double low, double high, bool lowIsIn, bool required)
{
    const json *value = d->find(name, required);
    if (value == nullptr) {
        return std::nullopt;
    }
    const double content = value->is_number() ? value->get<double>() : std::nan("");
    if (!(content <= high) || !(lowIsIn ? content >= low : content > low)) {
        d->wrong(name,
                 std::string("must be a number ") + (lowIsIn ? "from " : "above ") + json(low).dump() + " to "
                     + json(high).dump());
        return std::nullopt;
    }
    return content;
}

std::optional<std::vector<std::string>> BodyReader::tools(const char *name, bool required)
{
    const json *value = d->find(name, required);
    if (value == nullptr) {
        return std::nullopt;
    }
    std::vector<std::string> names;
    std::set<std::string> seen;
    const bool good
        = value->is_array() && value->size() <= 100 && std::all_of(value->begin(), value->end(), [&](const json &item) {
              if (!item.is_string() || !isToolName(item.get_ref<const std::string &>())
                  || !seen.insert(item.get<std::string>()).second) {
                  return false;
              }
              names.push_back(item.get<std::string>());
              return true;
          });
    if (!good) {
        d->wrong(name, "must be at most 100 different names of letters, digits and . _ -");
        return std::nullopt;
    }
    return names;
}

std::vector<std::string> BodyReader::texts(const char *name, Form form, std::size_t limit)
{
    const json *value = d->find(name, false);
    std::vector<std::string> found;
    if (value == nullptr) {
        return found;
    }
    const bool good = value->is_array() && value->size() <= limit
        && std::all_of(value->begin(), value->end(), [&](const json &item) {
                          return item.is_string() && formFault(form, item.get_ref<const std::string &>()).empty();
                      });
    if (!good) {
        d->wrong(name,
                 "must be at most " + std::to_string(limit) + " texts, each of which "
                     + std::string(formFault(form, {})));
        return found;
    }
    return value->get<std::vector<std::string>>();
}

std::optional<std::vector<int>> BodyReader::risingIntegers(const char *name, int low, int high, std::size_t limit,
                                                           bool required)
{
    const json *value = d->find(name, required);
    if (value == nullptr) {
        return std::nullopt;
    }
    std::vector<int> numbers;
    const bool good = value->is_array() && value->size() <= limit
        && std::all_of(value->begin(), value->end(), [&](const json &item) {
                          if (!item.is_number_integer() || item < low || item > high
                              || (!numbers.empty() && item <= numbers.back())) {
                              return false;
                          }
                          numbers.push_back(item.get<int>());
                          return true;
                      });
    if (!good) {
        d->wrong(name,
                 "must be at most " + std::to_string(limit) + " rising whole numbers between " + std::to_string(low)
                     + " and " + std::to_string(high));
        return std::nullopt;
    }
    return numbers;
}

std::optional<std::map<std::string, std::string>> BodyReader::textMap(const char *name, std::size_t members,
                                                                      std::size_t length)
{
    constexpr std::size_t keyLength = 63;
    const json *value = d->find(name, false);
    if (value == nullptr) {
        return std::nullopt;
    }
    std::map<std::string, std::string> map;
    const auto isGood = [&] {
        if (!value->is_object() || value->size() > members) {
            return false;
        }
        for (const auto &[key, item] : value->items()) {
            if (key.empty() || codePoints(key) > keyLength || !item.is_string()
                || codePoints(item.get_ref<const std::string &>()) > length) {
                return false;
            }
            map[key] = item.get<std::string>();
        }
        return true;
    };
    if (!isGood()) {
        d->wrong(name,
                 "must be an object of at most " + std::to_string(members) + " texts of at most "
                     + std::to_string(length) + " characters, with names of 1 to " + std::to_string(keyLength));
        return std::nullopt;
    }
    return map;
}

std::optional<std::string> BodyReader::rawObject(const char *name)
{
    const json *value = d->find(name, false);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_object()) {
        d->wrong(name, "must be an object");
        return std::nullopt;
    }
    return value->dump();
}

std::optional<BodyReader> BodyReader::object(const char *name, bool required)
{
    const json *value = d->find(name, required);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_object()) {
        d->wrong(name, "must be an object");
        return std::nullopt;
    }
    return BodyReader(std::make_shared<Node>(Node{*value, d->prefix + name + '.', d->faults, {}}));
}

std::optional<BodyReader> BodyReader::objectOrNull(const char *name)
{
    const json *value = d->find(name, true);
    return value == nullptr || value->is_null() ? std::nullopt : object(name);
}

std::vector<BodyReader> BodyReader::objects(const char *name, std::size_t limit, bool required)
{
    const json *value = d->find(name, required);
    std::vector<BodyReader> readers;
    if (value == nullptr) {
        return readers;
    }
    if (!value->is_array() || value->size() > limit
        || !std::all_of(value->begin(), value->end(), [](const json &item) { return item.is_object(); })) {
        d->wrong(name, "must be at most " + std::to_string(limit) + " objects");
        return readers;
    }
    for (std::size_t i = 0; i < value->size(); ++i) {
        readers.push_back(BodyReader(std::make_shared<Node>(
            Node{(*value)[i], d->prefix + name + '[' + std::to_string(i) + "].", d->faults, {}})));
    }
    return readers;
}

void BodyReader::fault(const std::string &name, std::string message)
{
    d->faults->emplace_back(d->prefix + name, std::move(message));
}

void BodyReader::refuseUnread()
{
    for (const auto &[name, value] : d->value.items()) {
        if (!d->read.contains(name)) {
            d->faults->emplace_back(d->prefix + name, "is unknown");
        }
    }
}

std::optional<Refusal> BodyReader::refusal() const
{
    return d->faults->empty() ? std::nullopt : std::optional(invalidFields(*d->faults));
}

Refusal invalidFields(std::vector<std::pair<std::string, std::string>> fields)
{
    if (fields.size() > fieldsLimit) {
        fields.resize(fieldsLimit);
    }
    std::string detail = fields.front().first + ": " + fields.front().second;
    if (fields.size() > 1) {
        detail += " (and " + std::to_string(fields.size() - 1) + " more)";
    }
    return {Refusal::Kind::Invalid, std::move(detail), std::move(fields), {}, 0, {}};
}

std::optional<std::string> QueryReader::take(const char *name)
{
    m_known.emplace_back(name);
    return m_request.parameter(name);
}

std::optional<std::string> QueryReader::text(const char *name, Form form)
{
    auto value = take(name);
    if (value) {
        const auto message = isUtf8(*value) ? formFault(form, *value) : "must be text in UTF-8";
        if (!message.empty()) {
            fault(name, std::string(message));
            return std::nullopt;
        }
    }
    return value;
}

bool QueryReader::boolean(const char *name)
{
    const auto value = take(name);
    if (value && *value != "true" && *value != "false") {
        fault(name, "must be true or false");
    }
    return value == "true";
}

int QueryReader::integer(const char *name, int low, int high, int otherwise)
{
    const auto value = take(name);
    if (!value) {
        return otherwise;
    }
    int number = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
    if (error != std::errc{} || end != value->data() + value->size() || number < low || number > high) {
        fault(name, "must be a whole number between " + std::to_string(low) + " and " + std::to_string(high));
        return otherwise;
    }
    return number;
}

std::optional<TimePoint> QueryReader::time(const char *name)
{
    const auto value = take(name);
    const auto time = value ? parseTime(*value) : std::nullopt;
    if (value && !time) {
        fault(name, timeForm);
    }
    return time;
}

std::size_t QueryReader::limit()
{
    return std::size_t(integer("limit", 1, pageLimit, pageDefault));
}

std::optional<std::string> QueryReader::cursor()
{
    const auto value = take("cursor");
    if (!value) {
        return std::nullopt;
    }
    auto text = value->size() > cursorLimit ? std::nullopt : decodeCursor(*value);
    if (!text || text->empty()) {
        fault("cursor", "is none that this manager gave");
        return std::nullopt;
    }
    return text;
}

std::optional<std::int64_t> QueryReader::before()
{
    const auto text = cursor();
    if (!text) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size() || number < 1) {
        fault("cursor", "is none that this manager gave");
        return std::nullopt;
    }
    return number;
}

const std::string &QueryReader::captured(const char *name, Form form)
{
    const std::string &text = m_request.captures.at(name);
    if (const auto message = formFault(form, text); !message.empty()) {
        fault(name, std::string(message));
    }
    return text;
}

void QueryReader::fault(const std::string &name, std::string message)
{
    m_faults.emplace_back(name, std::move(message));
}

std::optional<Refusal> QueryReader::refusal()
{
    for (const auto &[name, value] : m_request.query) {
        if (std::find(m_known.begin(), m_known.end(), name) == m_known.end()) {
            m_faults.emplace_back(name, "is an unknown parameter");
        }
    }
    return m_faults.empty() ? std::nullopt : std::optional(invalidFields(m_faults));
}

} // namespace toban::manager
