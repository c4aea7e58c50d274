// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "forms.h"
#include "httptypes.h"
#include "refusal.h"
#include "secrettext.h"

#include <map>
#include <memory>

namespace toban::manager {

/// Reads the members of a JSON object strictly: what is wrong, missing or left unread is collected and becomes one
/// refusal with all fields. Getters return nothing for a member that is absent or wrong. One thread.
class BodyReader
{
public:
    /// The body of a request. Refused: another content type, no JSON, nested deeper than 64 levels, no object.
    static Result<BodyReader> of(const http::Request &request);

    std::optional<std::string> text(const char *name, Form form, bool required = false);
    std::optional<std::int64_t> integer(const char *name, std::int64_t low, std::int64_t high, bool required = false);
    std::optional<double> number(const char *name, double low, double high, bool lowIsIn, bool required = false);
    /// Absent or null: nothing.
    std::optional<std::string> textOrNull(const char *name, Form form, bool required = false);
    std::optional<std::int64_t> integerOrNull(const char *name, std::int64_t low, std::int64_t high,
                                              bool required = false);
    /// Unique tool names.
    std::optional<std::vector<std::string>> tools(const char *name, bool required = false);
    /// Texts of a form; absent: none.
    std::vector<std::string> texts(const char *name, Form form, std::size_t limit);
    /// Unique whole numbers, rising.
    std::optional<std::vector<int>> risingIntegers(const char *name, int low, int high, std::size_t limit,
                                                   bool required);
    /// At most so many texts of at most `length` characters, with names of 1 to 63.
    std::optional<std::map<std::string, std::string>> textMap(const char *name, std::size_t members,
                                                              std::size_t length);
    /// A text of so many bytes that must not stay in memory: it is overwritten in this reader.
    std::optional<SecretText> secret(const char *name, std::size_t low, std::size_t high, bool required = false);
    std::optional<bool> boolean(const char *name, bool required = false);
    /// An RFC 3339 time in UTC; it is needed.
    std::optional<TimePoint> time(const char *name);
    /// An RFC 3339 time in UTC; absent or null: nothing.
    std::optional<TimePoint> timeOrNull(const char *name);
    /// The object as compact JSON.
    std::optional<std::string> rawObject(const char *name);
    /// A reader of a member that is an object; its faults are this one's.
    std::optional<BodyReader> object(const char *name, bool required = false);
    /// Null: nothing. It is needed.
    std::optional<BodyReader> objectOrNull(const char *name);
    std::vector<BodyReader> objects(const char *name, std::size_t limit, bool required = false);

    void fault(const std::string &name, std::string message);
    /// Call after the last getter, on inner readers too: members that nobody asked for are faults.
    void refuseUnread();
    /// All faults as one refusal, if any.
    std::optional<Refusal> refusal() const;

private:
    struct Node;
    explicit BodyReader(std::shared_ptr<Node> node) : d(std::move(node)) { }
    std::shared_ptr<Node> d;
};

/// Reads query parameters in the same way.
class QueryReader
{
public:
    explicit QueryReader(const http::Request &request) : m_request(request) { }
    std::optional<std::string> text(const char *name, Form form);
    bool boolean(const char *name);
    int integer(const char *name, int low, int high, int otherwise);
    /// An RFC 3339 time in UTC.
    std::optional<TimePoint> time(const char *name);
    std::size_t limit();
    /// What the path has at this place, a fault when it is not of the form.
    const std::string &captured(const char *name, Form form);
    /// The decoded cursor.
    std::optional<std::string> cursor();
    /// The decoded cursor of a list that is numbered and begins with the newest: only what is numbered below it is wanted.
    std::optional<std::int64_t> before();
    void fault(const std::string &name, std::string message);
    /// Faults, unknown parameters included, as one refusal, if any.
    std::optional<Refusal> refusal();

private:
    std::optional<std::string> take(const char *name);

    const http::Request &m_request;
    std::vector<std::string> m_known;
    std::vector<std::pair<std::string, std::string>> m_faults;
};

/// One refusal with all these fields.
Refusal invalidFields(std::vector<std::pair<std::string, std::string>> fields);

} // namespace toban::manager
