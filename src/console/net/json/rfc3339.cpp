// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/rfc3339.h"

#include <chrono>

namespace toban {

namespace {

/// Takes fixed-width fields off the front of a text.
class Fields
{
public:
    explicit Fields(std::string_view text) : m_rest(text) { }
    int number(size_t digits)
    {
        int value = 0;
        for (size_t i = 0; i < digits; ++i) {
            const char c = next();
            m_ok = m_ok && c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        return m_ok ? value : 0;
    }
    void skip(char either, char other = 0)
    {
        const char c = next();
        m_ok = m_ok && (c == either || (other && c == other));
    }
    char next()
    {
        if (m_rest.empty()) {
            m_ok = false;
            return 0;
        }
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        return c;
    }
    char peek() const { return m_rest.empty() ? '\0' : m_rest.front(); }
    bool atEnd() const { return m_rest.empty(); }
    bool ok() const { return m_ok; }

private:
    std::string_view m_rest;
    bool m_ok = true;
};

} // namespace

std::optional<qint64> parseRfc3339Ms(std::string_view text)
{
    using namespace std::chrono;
    Fields fields(text);
    const int year = fields.number(4);
    fields.skip('-');
    const unsigned month = unsigned(fields.number(2));
    fields.skip('-');
    const unsigned day = unsigned(fields.number(2));
    fields.skip('T', ' ');
    const int hour = fields.number(2);
    fields.skip(':');
    const int minute = fields.number(2);
    fields.skip(':');
    const int second = fields.number(2);
    int ms = 0;
    if (fields.peek() == '.') {
        fields.next();
        int place = 100;
        do {
            ms += fields.number(1) * place;
            place /= 10;
        } while (fields.ok() && fields.peek() >= '0' && fields.peek() <= '9');
    }
    int offsetMinutes = 0;
    const char zone = fields.next();
    if (zone == '+' || zone == '-') {
        const int hours = fields.number(2);
        fields.skip(':');
        offsetMinutes = (hours * 60 + fields.number(2)) * (zone == '-' ? -1 : 1);
    } else if (zone != 'Z' && zone != 'z') {
        return std::nullopt;
    }
    const year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!fields.ok() || !fields.atEnd() || !date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    if (year == 1)
        return 0;
    const auto time
        = sys_days(date) + hours(hour) + minutes(minute - offsetMinutes) + seconds(second) + milliseconds(ms);
    return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

} // namespace toban
