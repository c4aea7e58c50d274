// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace toban {

/// The manager's OpenAPI file, read for contract tests: operations by request, examples, and enough of JSON Schema to
/// check a body (what the file itself uses).
class OpenApi
{
public:
    using Json = nlohmann::json;

    explicit OpenApi(const std::string &file);

    /// The operation that serves this request, with the path's parameters added to its own; null when none is
    /// documented.
    Json operation(const std::string &method, const std::string &path) const;
    /// Follows {"$ref": "#/…"} to what it names.
    const Json &resolved(const Json &node) const;
    /// First documented example of an answer; nothing when there is none.
    std::optional<Json> example(const Json &operation, const std::string &status,
                                const std::string &type = "application/json") const;
    Json schemaOfBody(const Json &operation) const;
    Json schemaOfAnswer(const Json &operation, const std::string &status,
                        const std::string &type = "application/json") const;
    /// What is wrong with the value; empty: nothing.
    std::string violation(const Json &value, const Json &schema, const std::string &path = "$") const;

    const Json &document() const { return m_document; }

private:
    Json m_document;
};

} // namespace toban
