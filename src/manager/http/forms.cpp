// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "forms.h"

#include <algorithm>

namespace toban::manager {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool isAlphanumeric(char c)
{
    return isDigit(c) || isLower(c) || isUpper(c);
}

template <typename Predicate>
bool all(std::string_view text, Predicate predicate)
{
    return std::all_of(text.begin(), text.end(), predicate);
}

/// Letters and digits at both ends, `inner` ones between.
bool isPointed(std::string_view text, std::size_t limit, std::string_view inner)
{
    return !text.empty() && text.size() <= limit && isAlphanumeric(text.front()) && isAlphanumeric(text.back())
        && all(text, [inner](char c) { return isAlphanumeric(c) || inner.find(c) != std::string_view::npos; });
}

bool hasLength(std::string_view text, std::size_t low, std::size_t high)
{
    const auto length = codePoints(text);
    return length >= low && length <= high;
}

bool isName(std::string_view text)
{
    return isPointed(text, 63, "-") && all(text, [](char c) { return !isUpper(c); });
}

bool isIdentifier(std::string_view text)
{
    return !text.empty() && text.size() <= 63 && isLower(text.front())
        && all(text, [](char c) { return isLower(c) || isDigit(c) || c == '_'; });
}

bool isPlanHash(std::string_view text)
{
    constexpr std::string_view prefix = "sha256:";
    return text.size() == prefix.size() + 64 && text.starts_with(prefix)
        && all(text.substr(prefix.size()), [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f'); });
}

bool isEndpoint(std::string_view text)
{
    const auto scheme = text.starts_with("http://") ? 7U : text.starts_with("https://") ? 8U : 0U;
    return scheme > 0 && text.size() > scheme && text.size() <= 256
        && all(text.substr(scheme), [](char c) { return c > ' ' && c < 127 && c != '/' && c != '?' && c != '#'; });
}

bool isAmount(std::string_view text)
{
    const auto dot = text.find('.');
    const auto whole = text.substr(0, dot);
    const auto fraction = dot == std::string_view::npos ? std::string_view("0") : text.substr(dot + 1);
    return !whole.empty() && whole.size() <= 9 && all(whole, isDigit) && !fraction.empty() && fraction.size() <= 6
        && all(fraction, isDigit);
}

} // namespace

std::string_view formFault(Form form, std::string_view text)
{
    const auto unless = [](bool good, std::string_view fault) { return good ? std::string_view{} : fault; };
    switch (form) {
    case Form::Name:
        return unless(isName(text), "must be 1 to 63 lower-case letters, digits and inner hyphens");
    case Form::Identifier:
        return unless(isIdentifier(text), "must be 1 to 63 lower-case letters, digits and underscores, a letter first");
    case Form::AgentId:
        return unless(isPointed(text, 128, "._-"), "must be 1 to 128 letters, digits and inner . _ -");
    case Form::TaskId:
        return unless(isPointed(text, 128, "._:-") && text != "queue",
                      "must be 1 to 128 letters, digits and inner . _ : -, and not \"queue\"");
    case Form::ShortText:
        return unless(hasLength(text, 1, 256), "must have 1 to 256 characters");
    case Form::Reason:
        return unless(hasLength(text, 3, 500), "must have 3 to 500 characters");
    case Form::Ticket:
        return unless(hasLength(text, 1, 100), "must have 1 to 100 characters");
    case Form::PlanHash:
        return unless(isPlanHash(text), "must be \"sha256:\" and 64 hexadecimal digits");
    case Form::Currency:
        return unless(text.size() == 3 && all(text, isUpper), "must be three capital letters");
    case Form::TokenName:
        return unless(hasLength(text, 1, 64), "must have 1 to 64 characters");
    case Form::Endpoint:
        return unless(isEndpoint(text), "must be http:// or https:// and a host, without a path");
    case Form::Amount:
        return unless(isAmount(text), "must be a decimal number as text, such as \"150.00\"");
    case Form::IdempotencyKey:
        return unless(text.size() >= 8 && text.size() <= 128 && all(text, [](char c) { return c >= '!' && c <= '~'; }),
                      "must have 8 to 128 printable characters");
    case Form::Subject:
        return unless(hasLength(text, 1, 1024), "must have 1 to 1024 characters");
    case Form::Filter:
        return unless(hasLength(text, 1, 128), "must have 1 to 128 characters");
    }
    return "is unknown";
}

bool isToolName(std::string_view text)
{
    return !text.empty() && text.size() <= 63 && isAlphanumeric(text.front())
        && all(text, [](char c) { return isAlphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const unsigned first = static_cast<unsigned char>(text[i++]);
        const int more = first < 0x80 ? 0
            : first < 0xC2            ? -1
            : first < 0xE0            ? 1
            : first < 0xF0            ? 2
            : first < 0xF5            ? 3
                                      : -1;
        if (more < 0 || std::size_t(more) > text.size() - i) {
            return false;
        }
        unsigned point = more == 0 ? first : first & (0x3FU >> more);
        for (int left = more; left > 0; --left) {
            const unsigned next = static_cast<unsigned char>(text[i++]);
            if ((next & 0xC0U) != 0x80U) {
                return false;
            }
            point = point << 6 | (next & 0x3FU);
        }
        // Of two bytes the smallest first one, 0xC2, has excluded overlong forms already.
        if ((more == 2 && point < 0x800) || (more == 3 && point < 0x10000) || (point >= 0xD800 && point <= 0xDFFF)
            || point > 0x10FFFF) {
            return false;
        }
    }
    return true;
}

std::size_t codePoints(std::string_view text)
{
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

namespace {
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
}

std::string placeByTime(TimePoint at, const std::string &id)
{
    std::string millis = std::to_string(at.time_since_epoch().count());
    millis.insert(0, millis.size() < 20 ? 20 - millis.size() : 0, '0');
    return millis + ' ' + id;
}

std::string encodeCursor(std::string_view text)
{
    std::string cursor;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xFFFF;
        for (count += 8; count >= 6; count -= 6) {
            cursor += alphabet[bits >> (count - 6) & 63];
        }
    }
    if (count > 0) {
        cursor += alphabet[bits << (6 - count) & 63];
    }
    return cursor;
}

std::optional<std::string> decodeCursor(std::string_view cursor)
{
    std::string text;
    unsigned bits = 0;
    int count = 0;
    for (const char c : cursor) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6 | unsigned(value)) & 0xFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            text += char(bits >> count & 0xFF);
        }
    }
    // Only what encodeCursor makes: nothing that merely decodes to it.
    return encodeCursor(text) == cursor ? std::optional(text) : std::nullopt;
}

} // namespace toban::manager
