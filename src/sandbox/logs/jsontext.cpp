// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsontext.h"

#include <cstdio>

namespace toban::sandbox {

namespace {

/// Length of the UTF-8 sequence at the front, or 0 when there is none.
std::size_t sequence(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80 ? 1
        : first >= 0xc2 && first < 0xe0     ? 2
        : first >= 0xe0 && first < 0xf0     ? 3
        : first >= 0xf0 && first < 0xf5     ? 4
                                            : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    }
    const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
    const bool outside = (first == 0xed && byte(1) >= 0xa0) || (first == 0xf4 && byte(1) >= 0x90);
    return overlong || outside ? 0 : length;
}

} // namespace

void appendJson(std::string &out, std::string_view text)
{
    out += '"';
    std::size_t copied = 0;
    const auto instead = [&](std::size_t at, std::string_view what) {
        out.append(text.substr(copied, at - copied));
        out += what;
        copied = at + 1;
    };
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '"' || c == '\\') {
            instead(i++, c == '"' ? "\\\"" : "\\\\");
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8] = {'\\', 0};
            if (c == '\n' || c == '\r' || c == '\t')
                escape[1] = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
            else
                std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            instead(i++, escape);
        } else if (static_cast<unsigned char>(c) < 0x80) {
            ++i;
        } else if (const std::size_t length = sequence(text.substr(i)); length > 0) {
            i += length;
        } else {
            instead(i++, "\xef\xbf\xbd");
        }
    }
    out.append(text.substr(copied));
    out += '"';
}

void appendJson(std::string &out, const Labels &labels)
{
    out += '{';
    bool first = true;
    for (const auto &[name, value] : labels) {
        if (!first)
            out += ',';
        first = false;
        appendJson(out, name);
        out += ':';
        appendJson(out, value);
    }
    out += '}';
}

void appendUtf8(std::string &out, std::uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += {static_cast<char>(0xc0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3f))};
    } else if (code < 0x10000) {
        out += {static_cast<char>(0xe0 | (code >> 12)), static_cast<char>(0x80 | ((code >> 6) & 0x3f)),
                static_cast<char>(0x80 | (code & 0x3f))};
    } else {
        out += {static_cast<char>(0xf0 | ((code >> 18) & 7)), static_cast<char>(0x80 | ((code >> 12) & 0x3f)),
                static_cast<char>(0x80 | ((code >> 6) & 0x3f)), static_cast<char>(0x80 | (code & 0x3f))};
    }
}

} // namespace toban::sandbox
