// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "openapi.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <regex>
#include <sstream>

namespace toban {

namespace {

using Json = nlohmann::json;

Json scalar(const YAML::Node &node)
{
    const std::string text = node.Scalar();
    if (node.Tag() == "!") // was in quotes
        return text;
    if (text == "true" || text == "false")
        return text == "true";
    if (text == "null" || text == "~" || text.empty())
        return nullptr;
    static const std::regex number("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    if (std::regex_match(text, number))
        return Json::parse(text);
    return text;
}

Json toJson(const YAML::Node &node)
{
    if (node.IsMap()) {
        Json object = Json::object();
        for (const auto &member : node)
            object[member.first.Scalar()] = toJson(member.second);
        return object;
    }
    if (node.IsSequence()) {
        Json array = Json::array();
        for (const auto &item : node)
            array.push_back(toJson(item));
        return array;
    }
    return node.IsNull() ? Json() : scalar(node);
}

std::vector<std::string> segments(const std::string &path)
{
    std::vector<std::string> parts;
    std::istringstream stream(path);
    for (std::string part; std::getline(stream, part, '/');)
        parts.push_back(part);
    return parts;
}

bool isType(const Json &value, const std::string &type)
{
    if (type == "integer")
        return value.is_number_integer();
    if (type == "number")
        return value.is_number();
    if (type == "string")
        return value.is_string();
    if (type == "boolean")
        return value.is_boolean();
    if (type == "array")
        return value.is_array();
    if (type == "object")
        return value.is_object();
    return type == "null" && value.is_null();
}

} // namespace

OpenApi::OpenApi(const std::string &file) : m_document(toJson(YAML::LoadFile(file)))
{ }

const OpenApi::Json &OpenApi::resolved(const Json &node) const
{
    if (!node.is_object() || !node.contains("$ref"))
        return node;
    const std::string target = node["$ref"].get<std::string>().substr(1);
    return resolved(m_document.at(Json::json_pointer(target)));
}

OpenApi::Json OpenApi::operation(const std::string &method, const std::string &path) const
{
    const auto asked = segments(path);
    for (const auto &[pattern, item] : m_document.at("paths").items()) {
        const auto known = segments(pattern);
        const bool fits = std::equal(
            asked.begin(), asked.end(), known.begin(), known.end(),
            [](const std::string &a, const std::string &b) { return b.starts_with('{') ? !a.empty() : a == b; });
        if (!fits || !item.contains(method))
            continue;
        Json found = item[method];
        Json parameters = item.value("parameters", Json::array());
        for (const Json &parameter : found.value("parameters", Json::array()))
            parameters.push_back(parameter);
        found["parameters"] = parameters;
        return found;
    }
    return nullptr;
}

std::optional<OpenApi::Json> OpenApi::example(const Json &operation, const std::string &status,
                                              const std::string &type) const
{
    const Json content = resolved(operation.at("responses").at(status)).value("content", Json::object());
    if (!content.contains(type))
        return std::nullopt;
    const Json &media = content[type];
    if (media.contains("example"))
        return media["example"];
    if (media.contains("examples"))
        return resolved(media["examples"].front()).at("value");
    return std::nullopt;
}

OpenApi::Json OpenApi::schemaOfBody(const Json &operation) const
{
    return operation.at("requestBody").at("content").at("application/json").at("schema");
}

OpenApi::Json OpenApi::schemaOfAnswer(const Json &operation, const std::string &status, const std::string &type) const
{
    return resolved(operation.at("responses").at(status)).at("content").at(type).at("schema");
}

std::string OpenApi::violation(const Json &value, const Json &unresolved, const std::string &path) const
{
    const Json &schema = resolved(unresolved);
    if (schema.contains("const") && value != schema["const"])
        return path + ": not " + schema["const"].dump();
    if (schema.contains("enum")
        && std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
        return path + ": not one of " + schema["enum"].dump();
    if (schema.contains("type")) {
        const Json types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
        if (std::none_of(types.begin(), types.end(),
                         [&](const Json &type) { return isType(value, type.get<std::string>()); }))
            return path + ": not of type " + schema["type"].dump();
    }
    if (schema.contains("oneOf")) {
        const auto fitting = std::count_if(schema["oneOf"].begin(), schema["oneOf"].end(),
                                           [&](const Json &one) { return violation(value, one, path).empty(); });
        if (fitting != 1)
            return path + ": fits " + std::to_string(fitting) + " of oneOf";
    }
    for (const Json &part : schema.value("allOf", Json::array())) {
        if (const auto wrong = violation(value, part, path); !wrong.empty())
            return wrong;
    }
    if (value.is_string()) {
        const auto text = value.get<std::string>();
        if (schema.contains("pattern") && !std::regex_search(text, std::regex(schema["pattern"].get<std::string>())))
            return path + ": does not match " + schema["pattern"].get<std::string>();
        if (text.size() < schema.value("minLength", size_t(0))
            || text.size() > schema.value("maxLength", size_t(1) << 30))
            return path + ": too short or too long";
    }
    if (value.is_number()) {
        if (value.get<double>() < schema.value("minimum", -1e300)
            || value.get<double>() > schema.value("maximum", 1e300))
            return path + ": out of bounds";
    }
    if (value.is_array() && schema.contains("items")) {
        for (size_t i = 0; i < value.size(); ++i) {
            if (const auto wrong = violation(value[i], schema["items"], path + "[" + std::to_string(i) + "]");
                !wrong.empty())
                return wrong;
        }
    }
    if (value.is_object()) {
        for (const Json &name : schema.value("required", Json::array())) {
            if (!value.contains(name.get<std::string>()))
                return path + ": without " + name.get<std::string>();
        }
        const Json properties = schema.value("properties", Json::object());
        for (const auto &[name, member] : value.items()) {
            if (properties.contains(name)) {
                if (const auto wrong = violation(member, properties[name], path + "." + name); !wrong.empty())
                    return wrong;
            } else if (schema.value("additionalProperties", Json(true)) == false) {
                return path + ": has " + name;
            }
        }
    }
    return {};
}

} // namespace toban
