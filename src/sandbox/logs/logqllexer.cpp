// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logqllexer.h"

#include "jsontext.h"
#include "units.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace toban::sandbox {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Resolves Go's escapes; false for one that Go does not know.
bool unescape(std::string_view raw, std::string &out)
{
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\') {
            out += raw[i];
            continue;
        }
        if (++i >= raw.size())
            return false;
        const std::string_view simple = "abfnrtv\\\"'";
        const std::string_view values = "\a\b\f\n\r\t\v\\\"'";
        if (const auto at = simple.find(raw[i]); at != std::string_view::npos) {
            out += values[at];
            continue;
        }
        const bool octal = raw[i] >= '0' && raw[i] <= '7';
        const std::size_t digits = raw[i] == 'x' ? 2 : raw[i] == 'u' ? 4 : raw[i] == 'U' ? 8 : octal ? 3 : 0;
        const std::size_t begin = octal ? i : i + 1;
        std::uint32_t code = 0;
        if (digits == 0 || begin + digits > raw.size())
            return false;
        const char *first = raw.data() + begin;
        const auto result = std::from_chars(first, first + digits, code, octal ? 8 : 16);
        if (result.ptr != first + digits || code > 0x10ffff || (octal && code > 255))
            return false;
        if (raw[i] == 'x' || octal)
            out += static_cast<char>(code);
        else
            appendUtf8(out, code);
        i = begin + digits - 1;
    }
    return true;
}

} // namespace

void LogqlLexer::advance(std::size_t bytes)
{
    for (; bytes > 0 && m_pos < m_text.size(); --bytes, ++m_pos) {
        if (m_text[m_pos] == '\n') {
            ++m_line;
            m_column = 1;
        } else {
            ++m_column;
        }
    }
}

void LogqlLexer::skipBlanks()
{
    while (m_pos < m_text.size()) {
        const char c = at();
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            advance(1);
        } else if (c == '#') {
            while (m_pos < m_text.size() && at() != '\n')
                advance(1);
        } else {
            return;
        }
    }
}

Token LogqlLexer::next()
{
    skipBlanks();
    Token token;
    token.line = m_line;
    token.column = m_column;
    if (m_pos >= m_text.size())
        return token;
    const char c = at();
    if (isLetter(c)) {
        std::size_t length = 1;
        while (isLetter(at(length)) || isDigit(at(length)))
            ++length;
        token.kind = Token::Kind::Identifier;
        token.text = m_text.substr(m_pos, length);
        advance(length);
    } else if (c == '"' || c == '`') {
        lexString(token);
    } else if (isDigit(c) || (c == '.' && isDigit(at(1)))) {
        lexNumber(token);
    } else if (c == '[') {
        lexRange(token);
    } else {
        static constexpr std::array<std::string_view, 8> pairs{"|=", "|~", "!=", "!~", "=~", "==", ">=", "<="};
        token.kind = Token::Kind::Symbol;
        for (const std::string_view pair : pairs) {
            if (m_text.substr(m_pos, 2) == pair)
                token.text = pair;
        }
        if (token.text.empty() && std::string_view("{}()=<>,|+-*/%^").find(c) != std::string_view::npos)
            token.text = c;
        if (token.text.empty()) {
            token.kind = Token::Kind::Invalid;
            token.text = "unexpected character";
            advance(1);
        } else {
            advance(token.text.size());
        }
    }
    return token;
}

void LogqlLexer::lexString(Token &token)
{
    const char quote = at();
    std::size_t length = 1;
    while (m_pos + length < m_text.size() && at(length) != quote && (quote == '`' || at(length) != '\n'))
        length += at(length) == '\\' && quote == '"' ? 2 : 1;
    const bool closed = m_pos + length < m_text.size() && at(length) == quote;
    const std::string_view raw = m_text.substr(m_pos + 1, closed ? length - 1 : 0);
    token.kind = Token::Kind::Text;
    if (!closed) {
        token.kind = Token::Kind::Invalid;
        token.text = "literal not terminated";
    } else if (quote == '`') {
        token.text = raw;
    } else if (!unescape(raw, token.text)) {
        token.kind = Token::Kind::Invalid;
        token.text = "invalid syntax";
    }
    advance(length + 1);
}

void LogqlLexer::lexNumber(Token &token)
{
    std::size_t length = 0;
    while (isDigit(at(length)) || at(length) == '.' || isLetter(at(length))
           || ((at(length) == '+' || at(length) == '-') && length > 0 && (at(length - 1) | 0x20) == 'e'
               && isDigit(at(length + 1)))
           || static_cast<unsigned char>(at(length)) >= 0x80)
        ++length;
    token.text = m_text.substr(m_pos, length);
    advance(length);
    if (const auto number = parseNumber(token.text)) {
        token.kind = Token::Kind::Number;
        token.number = *number;
    } else if (const auto duration = parseDuration(token.text)) {
        token.kind = Token::Kind::Duration;
        token.number = *duration;
    } else if (const auto bytes = parseBytes(token.text)) {
        token.kind = Token::Kind::Bytes;
        token.number = *bytes;
    } else {
        token.kind = Token::Kind::Invalid;
        token.text = "unexpected IDENTIFIER";
    }
}

void LogqlLexer::lexRange(Token &token)
{
    std::size_t length = 1;
    while (m_pos + length < m_text.size() && at(length) != ']')
        ++length;
    if (m_pos + length >= m_text.size()) {
        token.kind = Token::Kind::Invalid;
        token.text = "missing closing ']' in duration";
        advance(length);
        return;
    }
    const std::string_view inside = m_text.substr(m_pos + 1, length - 1);
    const auto duration = parseDuration(inside);
    token.kind = duration && *duration > 0 && *duration < 9e18 ? Token::Kind::Range : Token::Kind::Invalid;
    token.number = duration.value_or(0);
    token.text = token.kind == Token::Kind::Range ? std::string(inside)
                                                  : "not a valid duration string: \"" + std::string(inside) + '"';
    advance(length + 1);
}

} // namespace toban::sandbox
