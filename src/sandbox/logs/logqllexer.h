// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace toban::sandbox {

struct Token
{
    enum class Kind {
        End,
        Identifier,
        Text, ///< a string; `text` is its value
        Number,
        Duration, ///< `number` in nanoseconds
        Bytes,
        Range, ///< [5m]: `number` in nanoseconds
        Symbol, ///< operators and brackets; `text` is the symbol
        Invalid, ///< `text` says what is wrong
    };
    Kind kind = Kind::End;
    std::string text;
    double number = 0;
    int line = 1;
    int column = 1; ///< in bytes, from 1
};

/// Splits LogQL text into tokens. Comments (# …) and white space are skipped.
class LogqlLexer
{
public:
    explicit LogqlLexer(std::string_view text) : m_text(text) { }
    Token next();

private:
    char at(std::size_t ahead = 0) const { return m_pos + ahead < m_text.size() ? m_text[m_pos + ahead] : '\0'; }
    void advance(std::size_t bytes);
    void skipBlanks();
    void lexString(Token &token);
    void lexNumber(Token &token);
    void lexRange(Token &token);

    std::string_view m_text;
    std::size_t m_pos = 0;
    int m_line = 1;
    int m_column = 1;
};

} // namespace toban::sandbox
