// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsontext.h"
#include "pipeline.h"

#include <cstdint>
#include <cstdlib>

namespace toban::sandbox {

namespace {

constexpr std::string_view malformed = "Value looks like object, but can't find closing '}' symbol";
constexpr int deepestJson = 64;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Walks a JSON object once, without building it. What was found before an error stays, as in Loki.
class JsonWalker
{
public:
    explicit JsonWalker(LineState &state) : m_state(state), m_text(state.line()) { }

    bool run()
    {
        skipBlanks();
        return object(0);
    }

private:
    char at() const { return m_pos < m_text.size() ? m_text[m_pos] : '\0'; }

    void skipBlanks()
    {
        while (m_pos < m_text.size() && isBlank(m_text[m_pos]))
            ++m_pos;
    }

    bool takeChar(char c)
    {
        skipBlanks();
        if (at() != c)
            return false;
        ++m_pos;
        return true;
    }

    bool object(int depth)
    {
        if (depth > deepestJson || !takeChar('{'))
            return false;
        if (takeChar('}'))
            return true;
        do {
            skipBlanks();
            std::string_view key;
            if (!string(key, m_keyBuffer))
                return false;
            const std::size_t before = m_prefix.size();
            if (before > 0)
                m_prefix += '_';
            m_prefix += labelName(key);
            const bool ok = takeChar(':') && value(depth);
            m_prefix.resize(before);
            if (!ok)
                return false;
        } while (takeChar(','));
        return takeChar('}');
    }

    bool value(int depth)
    {
        skipBlanks();
        const char c = at();
        if (c == '{')
            return object(depth + 1);
        if (c == '[')
            return skipList();
        if (c == '"') {
            std::string_view text;
            if (!string(text, m_valueBuffer))
                return false;
            m_state.extract(m_prefix, text);
            return true;
        }
        const std::size_t begin = m_pos;
        while (m_pos < m_text.size() && !isBlank(at()) && at() != ',' && at() != '}' && at() != ']')
            ++m_pos;
        const std::string_view word = m_text.substr(begin, m_pos - begin);
        if (word.empty())
            return false;
        if (word == "null")
            return true;
        const bool number = word.front() == '-' || (word.front() >= '0' && word.front() <= '9');
        if (!number && word != "true" && word != "false")
            return false;
        m_state.extract(m_prefix, word);
        return true;
    }

    bool skipList()
    {
        int depth = 0;
        while (m_pos < m_text.size()) {
            const char c = m_text[m_pos];
            if (c == '"') {
                std::string_view ignored;
                if (!string(ignored, m_valueBuffer))
                    return false;
                continue;
            }
            ++m_pos;
            if (c == '[' || c == '{')
                ++depth;
            else if ((c == ']' || c == '}') && --depth == 0)
                return true;
        }
        return false;
    }

    /// A string's text: a view into the line, or into the buffer when it has escapes.
    bool string(std::string_view &text, std::string &buffer)
    {
        if (at() != '"')
            return false;
        const std::size_t begin = ++m_pos;
        while (m_pos < m_text.size() && m_text[m_pos] != '"' && m_text[m_pos] != '\\')
            ++m_pos;
        if (at() == '"') {
            text = m_text.substr(begin, m_pos++ - begin);
            return true;
        }
        buffer.assign(m_text.substr(begin, m_pos - begin));
        while (m_pos < m_text.size() && m_text[m_pos] != '"') {
            if (m_text[m_pos] != '\\') {
                buffer += m_text[m_pos++];
            } else if (!escape(buffer)) {
                return false;
            }
        }
        if (at() != '"')
            return false;
        ++m_pos;
        text = buffer;
        return true;
    }

    bool hex4(std::uint32_t &code)
    {
        code = 0;
        for (int i = 0; i < 4; ++i, ++m_pos) {
            const char c = at();
            const int digit = c >= '0' && c <= '9'       ? c - '0'
                : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                         : -1;
            if (digit < 0)
                return false;
            code = code * 16 + static_cast<std::uint32_t>(digit);
        }
        return true;
    }

    bool escape(std::string &buffer)
    {
        ++m_pos;
        const char c = at();
        ++m_pos;
        switch (c) {
        case '"':
        case '\\':
        case '/':
            buffer += c;
            return true;
        case 'b':
            buffer += '\b';
            return true;
        case 'f':
            buffer += '\f';
            return true;
        case 'n':
            buffer += '\n';
            return true;
        case 'r':
            buffer += '\r';
            return true;
        case 't':
            buffer += '\t';
            return true;
        case 'u':
            break;
        default:
            return false;
        }
        std::uint32_t code = 0;
        if (!hex4(code))
            return false;
        if (code >= 0xd800 && code < 0xdc00 && m_text.substr(m_pos, 2) == "\\u") {
            m_pos += 2;
            std::uint32_t low = 0;
            if (!hex4(low))
                return false;
            if (low >= 0xdc00 && low < 0xe000)
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        }
        appendUtf8(buffer, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
        return true;
    }

    LineState &m_state;
    std::string_view m_text;
    std::size_t m_pos = 0;
    std::string m_prefix;
    std::string m_keyBuffer;
    std::string m_valueBuffer;
};

} // namespace

void extractJson(LineState &state)
{
    if (!JsonWalker(state).run())
        state.setError("JSONParserErr", malformed);
}

void extractLogfmt(LineState &state)
{
    const std::string_view text = state.line();
    std::string buffer;
    std::size_t pos = 0;
    const auto fail = [&](std::string_view what) {
        state.setError("LogfmtParserErr",
                       "logfmt syntax error at pos " + std::to_string(pos + 1) + " : " + std::string(what));
    };
    while (pos < text.size()) {
        while (pos < text.size() && static_cast<unsigned char>(text[pos]) <= ' ')
            ++pos;
        const std::size_t begin = pos;
        while (pos < text.size() && static_cast<unsigned char>(text[pos]) > ' ' && text[pos] != '=' && text[pos] != '"')
            ++pos;
        const std::string_view key = text.substr(begin, pos - begin);
        if (pos < text.size() && text[pos] == '"')
            return fail("unexpected '\"'");
        if (pos >= text.size() || text[pos] != '=')
            continue; // a bare word has no value to take
        if (key.empty())
            return fail("unexpected '='");
        ++pos;
        std::string_view value;
        if (pos < text.size() && text[pos] == '"') {
            buffer.clear();
            ++pos;
            while (pos < text.size() && text[pos] != '"') {
                if (text[pos] == '\\' && pos + 1 < text.size()) {
                    ++pos;
                    const char c = text[pos];
                    buffer += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
                } else {
                    buffer += text[pos];
                }
                ++pos;
            }
            if (pos >= text.size())
                return fail("unterminated quoted value");
            ++pos;
            value = buffer;
        } else {
            const std::size_t from = pos;
            while (pos < text.size() && static_cast<unsigned char>(text[pos]) > ' ' && text[pos] != '"'
                   && text[pos] != '=')
                ++pos;
            if (pos < text.size() && (text[pos] == '"' || text[pos] == '='))
                return fail(text[pos] == '"' ? "unexpected '\"'" : "unexpected '='");
            value = text.substr(from, pos - from);
        }
        state.extract(labelName(key), value);
    }
}

} // namespace toban::sandbox
