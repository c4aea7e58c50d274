// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "redact.h"

#include <algorithm>
#include <array>

namespace toban {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longestKey = 128;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isLetter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isKeyChar(char c)
{
    return isLetter(c) || isDigit(c) || c == '_' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

bool startsWithNoCase(std::string_view text, std::string_view what)
{
    return text.size() >= what.size()
        && std::equal(what.begin(), what.end(), text.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

bool isSeparator(char c)
{
    return c == '_' || c == '-' || c == '.' || c == ' ';
}

enum class Sensitivity {
    None,
    Count, ///< only numbers are harmless
    Secret,
};

/// Of the "token" at `at` of the key, which is given in its own and in lower case.
Sensitivity tokenSensitivity(std::string_view original, std::string_view key, std::size_t at)
{
    std::string_view before = key.substr(0, at);
    std::string_view after = key.substr(at + 5);
    // The original's case tells "tokensUsed" (a count) from "tokenstore".
    if (at + 6 < key.size() && after.starts_with('s') && original[at + 6] != key[at + 6])
        return Sensitivity::Count;
    while (!before.empty() && isSeparator(before.back()))
        before.remove_suffix(1);
    static constexpr std::array credentials{"access", "refresh", "auth", "api", "bearer", "session", "csrf", "id"};
    for (const std::string_view word : credentials) {
        if (before == word || (before.ends_with(word) && isSeparator(before[before.size() - word.size() - 1])))
            return Sensitivity::Secret;
    }
    if (after.starts_with('s')) {
        after.remove_prefix(1);
        if (after.empty() || !isLetter(after.front()))
            return Sensitivity::Count;
    }
    while (!after.empty() && isSeparator(after.front()))
        after.remove_prefix(1);
    if (after.starts_with("type"))
        return Sensitivity::None;
    static constexpr std::array measures{"usage", "used", "count", "total", "budget", "limit",
                                         "rate",  "per",  "cost",  "price", "input",  "output"};
    const bool measured
        = std::any_of(measures.begin(), measures.end(), [&](std::string_view m) { return after.starts_with(m); });
    return measured ? Sensitivity::Count : Sensitivity::Secret;
}

Sensitivity sensitivity(std::string_view key)
{
    std::string lowered(key);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
    static constexpr std::array words{"password", "passwd", "api_key", "apikey", "api-key", "secret", "authorization"};
    for (const std::string_view word : words) {
        if (lowered.find(word) != npos)
            return Sensitivity::Secret;
    }
    Sensitivity result = Sensitivity::None;
    for (std::size_t at = lowered.find("token"); at != npos; at = lowered.find("token", at + 1))
        result = std::max(result, tokenSensitivity(key, lowered, at));
    return result;
}

/// A number as people and programs write it: "-12", "5,394", "1.2e6", "12k", "93%"; at its end may stand what ends a
/// clause.
bool isNumber(std::string_view text)
{
    while (!text.empty() && std::string_view(",;.)]}").find(text.back()) != npos)
        text.remove_suffix(1);
    if (!text.empty() && std::string_view("kKMGT%").find(text.back()) != npos)
        text.remove_suffix(1);
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    if (text.empty() || !isDigit(text.front()))
        return false;
    const auto exponent = text.find_first_of("eE");
    const std::string_view mantissa = text.substr(0, exponent);
    std::string_view power = exponent == npos ? "0" : text.substr(exponent + 1);
    if (power.starts_with('-') || power.starts_with('+'))
        power.remove_prefix(1);
    return std::all_of(mantissa.begin(), mantissa.end(), [](char c) { return isDigit(c) || c == '.' || c == ','; })
        && !power.empty() && std::all_of(power.begin(), power.end(), isDigit);
}

/// A JSON object or array in which nothing but keys is text.
bool holdsNumbersOnly(std::string_view json)
{
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"') {
            const std::size_t end = json.find_first_of("\"\\", i + 1);
            if (end == npos || json[end] == '\\')
                return false;
            i = json.find_first_not_of(" \t", end + 1);
            if (i == npos || json[i] != ':')
                return false;
        } else if (!isDigit(c) && std::string_view("{}[],.+-eE \t").find(c) == npos) {
            return false;
        }
    }
    return true;
}

/// What a count may be: a number, several of them, or nothing yet.
bool isCount(std::string_view value)
{
    if (value.starts_with('{') || value.starts_with('['))
        return holdsNumbersOnly(value);
    return value.empty() || value == "null" || value == "true" || value == "false" || isNumber(value);
}

/// Copies the text, putting `redactedText` over the values it finds.
class Redactor
{
public:
    explicit Redactor(std::string_view text) : m_text(text) { }

    std::string run()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (((c == '=' || c == ':') && (pair() || (c == ':' && urlPassword()))) || ((lower(c) == 'b') && scheme()))
                continue;
            ++m_at;
        }
        m_out.append(m_text.substr(m_copied));
        return std::move(m_out);
    }

private:
    void replace(std::size_t from, std::size_t to, std::string_view with)
    {
        m_out.append(m_text.substr(m_copied, from - m_copied));
        m_out.append(with);
        m_copied = m_at = to;
    }

    char charAt(std::size_t i) const { return i < m_text.size() ? m_text[i] : '\0'; }

    std::size_t backslashesBefore(std::size_t i, std::size_t notBefore) const
    {
        std::size_t n = 0;
        while (i > notBefore && m_text[i - 1] == '\\') {
            --i;
            ++n;
        }
        return n;
    }

    struct Key
    {
        std::string_view text;
        std::size_t begin = 0;
        bool quoted = false;
        std::size_t escapes = 0; ///< backslashes before its quotes: JSON inside a JSON string
    };

    /// The key that ends before the separator at m_at.
    Key keyBefore() const
    {
        std::size_t end = m_at;
        while (end > m_copied && isSpace(m_text[end - 1]))
            --end;
        Key key;
        if (end > m_copied && (m_text[end - 1] == '"' || m_text[end - 1] == '\'')) {
            const char quote = m_text[end - 1];
            key.quoted = true;
            key.escapes = backslashesBefore(end - 1, m_copied);
            end -= 1 + key.escapes;
            std::size_t begin = end;
            while (begin > m_copied && m_text[begin - 1] != quote && end - begin < longestKey)
                --begin;
            key.begin = begin;
            key.text = m_text.substr(begin, end - begin);
            return key;
        }
        std::size_t begin = end;
        while (begin > m_copied && isKeyChar(m_text[begin - 1]) && end - begin < longestKey)
            --begin;
        key.begin = begin;
        key.text = m_text.substr(begin, end - begin);
        return key;
    }

    bool startsLine(std::size_t i) const
    {
        while (i > 0 && (isSpace(m_text[i - 1]) || m_text[i - 1] == '-'))
            --i;
        return i == 0 || isLineEnd(m_text[i - 1]);
    }

    /// End of the quoted text whose opening quote (with `escapes` backslashes) is before `from`.
    std::size_t closingQuote(std::size_t from, char quote, std::size_t escapes) const
    {
        for (std::size_t i = from; i < m_text.size(); ++i) {
            if (m_text[i] != quote)
                continue;
            // A backslash of the value takes 2·(escapes+1) of them at this depth, so only the remainder counts.
            const std::size_t run = backslashesBefore(i, from);
            if (run % (2 * (escapes + 1)) == escapes)
                return i - escapes;
        }
        return m_text.size();
    }

    std::size_t closingBracket(std::size_t from) const
    {
        int depth = 0;
        bool inString = false;
        for (std::size_t i = from; i < m_text.size(); ++i) {
            const char c = m_text[i];
            if (c == '"')
                inString = backslashesBefore(i, from) % 2 == 1 ? inString : !inString;
            else if (!inString && (c == '{' || c == '['))
                ++depth;
            else if (!inString && (c == '}' || c == ']') && --depth == 0)
                return i + 1;
        }
        return m_text.size();
    }

    bool pair()
    {
        const Key key = keyBefore();
        const Sensitivity kind = key.text.empty() ? Sensitivity::None : sensitivity(key.text);
        if (kind == Sensitivity::None)
            return false;
        const bool colon = m_text[m_at] == ':';
        std::size_t value = m_at + 1;
        if (colon && charAt(value) == '/' && charAt(value + 1) == '/')
            return false;
        while (isSpace(charAt(value)))
            ++value;
        if (value >= m_text.size() || isLineEnd(m_text[value]))
            return false;

        std::size_t quoteAt = value;
        while (charAt(quoteAt) == '\\')
            ++quoteAt;
        if (charAt(quoteAt) == '"' || (charAt(quoteAt) == '\'' && quoteAt == value)) {
            const std::size_t escapes = quoteAt - value;
            const std::size_t end = closingQuote(quoteAt + 1, m_text[quoteAt], escapes);
            if (kind == Sensitivity::Count && isCount(m_text.substr(quoteAt + 1, end - quoteAt - 1)))
                return false;
            if (end > quoteAt + 1)
                replace(quoteAt + 1, end, redactedText);
            else
                m_at = end;
            return true;
        }
        const std::size_t end = bareValueEnd(key, value, colon);
        const std::string_view text = m_text.substr(value, end - value);
        if (text.empty() || text == "null" || text == "true" || text == "false")
            return false;
        // Of a sentence that goes on behind the number, the number decides.
        const std::string_view word = text.front() == '{' || text.front() == '[' || key.quoted
            ? text
            : text.substr(0, text.find_first_of(" \t"));
        if (kind == Sensitivity::Count && (isCount(word) || isRuleOperation(word)))
            return false;
        if (!key.quoted) {
            replace(value, end, redactedText);
            return true;
        }
        const std::string quote = std::string(key.escapes, '\\') + '"';
        replace(value, end, quote + std::string(redactedText) + quote);
        return true;
    }

    /// Whether a value behind a colon is the last part of a recording rule's name: level:metric:increase1h.
    bool isRuleOperation(std::string_view text) const
    {
        if (m_text[m_at] != ':' || isSpace(charAt(m_at + 1)))
            return false;
        static constexpr std::array<std::string_view, 11> operations{
            "increase", "rate", "irate", "delta", "sum", "avg", "mean", "min", "max", "count", "ratio"};
        const auto found = std::find_if(operations.begin(), operations.end(),
                                        [text](std::string_view word) { return text.starts_with(word); });
        if (found == operations.end())
            return false;
        text = text.substr(found->size());
        text = text.substr(0, text.find_first_of("[]{}(),+-*/%^<>=!"));
        // At most the time that it is over, "5m".
        const std::size_t unit = text.find_first_not_of("0123456789");
        return text.empty()
            || (unit != 0 && unit == text.size() - 1 && std::string_view("smhdwy").find(text[unit]) != npos);
    }

    std::size_t bareValueEnd(const Key &key, std::size_t value, bool colon) const
    {
        const char first = charAt(value);
        if (first == '{' || first == '[')
            return closingBracket(value);
        const auto until = [&](std::size_t from, std::string_view stops) {
            std::size_t end = from;
            while (end < m_text.size() && stops.find(m_text[end]) == npos
                   && !(m_text[end] == '\\' && charAt(end + 1) == '"'))
                ++end;
            return end;
        };
        if (key.quoted)
            return until(value, " \t\r\n,}]\"");
        const bool isHeader = colon && startsLine(key.begin);
        if (isHeader
            || (colon && key.text.size() >= 13
                && startsWithNoCase(key.text.substr(key.text.size() - 13), "authorization")))
            return until(value, "\r\n\"'");
        std::size_t end = until(value, " \t\r\n&\"");
        static constexpr std::array schemes{"bearer", "basic", "digest", "token"};
        const std::string_view word = m_text.substr(value, end - value);
        for (const std::string_view s : schemes) {
            if (word.size() == s.size() && startsWithNoCase(word, s) && isSpace(charAt(end)))
                return until(end + 1, " \t\r\n&\"");
        }
        return end;
    }

    /// m_at is the colon of "://": hides the password of user:password@host.
    bool urlPassword()
    {
        if (charAt(m_at + 1) != '/' || charAt(m_at + 2) != '/')
            return false;
        const std::size_t begin = m_at + 3;
        const std::size_t end = std::min(m_text.find_first_of("/?# \t\r\n\"'<>", begin), m_text.size());
        const std::string_view authority = m_text.substr(begin, end - begin);
        const std::size_t at = authority.rfind('@');
        const std::size_t colon = authority.find(':');
        if (at == npos || colon == npos || colon + 1 >= at)
            return false;
        replace(begin + colon + 1, begin + at, redactedText);
        return true;
    }

    /// "Bearer …" and "Basic …" credentials anywhere.
    bool scheme()
    {
        if (m_at > 0 && (isLetter(m_text[m_at - 1]) || isDigit(m_text[m_at - 1])))
            return false;
        const std::string_view rest = m_text.substr(m_at);
        const std::size_t length = startsWithNoCase(rest, "bearer") ? 6 : startsWithNoCase(rest, "basic") ? 5 : 0;
        if (length == 0 || !isSpace(charAt(m_at + length)))
            return false;
        std::size_t value = m_at + length;
        while (isSpace(charAt(value)))
            ++value;
        std::size_t end = value;
        bool looksLikeCredential = false;
        while (end < m_text.size()) {
            const char c = m_text[end];
            const bool special = isDigit(c) || std::string_view("._~+/=-").find(c) != npos;
            if (!special && !isLetter(c))
                break;
            // A full stop after a plain word ends a sentence, it does not make a credential.
            looksLikeCredential = looksLikeCredential || (special && c != '.') || (end > value && c >= 'A' && c <= 'Z')
                || (c == '.' && (isLetter(charAt(end + 1)) || isDigit(charAt(end + 1))));
            ++end;
        }
        if (!looksLikeCredential && end - value < 16)
            return false;
        replace(value, end, redactedText);
        return true;
    }

    std::string_view m_text;
    std::string m_out;
    std::size_t m_at = 0;
    std::size_t m_copied = 0;
};

} // namespace

bool isSensitiveKey(std::string_view key)
{
    return sensitivity(key) == Sensitivity::Secret;
}

bool isSensitive(std::string_view key, std::string_view value)
{
    const Sensitivity kind = sensitivity(key);
    return kind == Sensitivity::Secret || (kind == Sensitivity::Count && !isCount(value));
}

std::string redact(std::string_view text)
{
    return Redactor(text).run();
}

} // namespace toban
