// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toban::http {

/// Header fields in the order they came; names compare without case.
class Headers
{
public:
    void set(std::string name, std::string value); ///< replaces every field of that name
    void add(std::string name, std::string value);
    std::string_view get(std::string_view name) const; ///< first field of that name, or empty
    bool has(std::string_view name) const;
    void reserve(std::size_t fields) { m_fields.reserve(fields); }
    auto begin() const { return m_fields.begin(); }
    auto end() const { return m_fields.end(); }

private:
    std::vector<std::pair<std::string, std::string>> m_fields;
};

/// Query or form parameters in order, already percent-decoded.
using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Request
{
    std::string method; ///< upper case
    std::string target; ///< as received, with query
    std::string path; ///< percent-decoded, without query
    Parameters query;
    Headers headers;
    std::string body;
    std::string remoteAddress; ///< without port
    std::map<std::string, std::string> captures; ///< {name} parts of the route's pattern, percent-decoded

    /// First value of a query parameter, or nothing.
    std::optional<std::string> parameter(std::string_view name) const;
};

struct Response
{
    int status = 200;
    Headers headers; ///< Content-Length, Date and Connection are the server's own
    std::string body;

    static Response json(int status, std::string body);
    static Response text(int status, std::string body);
    /// RFC 9457 problem document; `extra` is a JSON object's members as text ("\"retry_after\":30") or empty.
    static Response problem(int status, std::string_view code, std::string_view title, std::string_view detail,
                            std::string_view extra = {});
};

/// Percent-decodes; `plusIsSpace` for query strings and forms. Malformed escapes stay as they are.
std::string percentDecode(std::string_view text, bool plusIsSpace);
/// Percent-encodes everything outside RFC 3986's unreserved set.
std::string percentEncode(std::string_view text);
/// Splits a query string or an application/x-www-form-urlencoded body.
Parameters parseParameters(std::string_view text);

} // namespace toban::http
