// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "labels.h"

#include <algorithm>
#include <cstdio>

namespace toban::sandbox {

namespace {

bool isNameChar(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (!first && c >= '0' && c <= '9');
}

template <class List>
auto place(List &labels, std::string_view name)
{
    return std::lower_bound(labels.begin(), labels.end(), name,
                            [](const auto &pair, std::string_view wanted) { return pair.first < wanted; });
}

} // namespace

std::string_view labelValue(const Labels &labels, std::string_view name)
{
    const auto at = place(labels, name);
    return at != labels.end() && at->first == name ? std::string_view(at->second) : std::string_view();
}

void setLabel(Labels &labels, std::string_view name, std::string value)
{
    const auto at = place(labels, name);
    if (at != labels.end() && at->first == name)
        at->second = std::move(value);
    else
        labels.emplace(at, std::string(name), std::move(value));
}

void removeLabel(Labels &labels, std::string_view name)
{
    const auto at = place(labels, name);
    if (at != labels.end() && at->first == name)
        labels.erase(at);
}

std::string quote(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                char escape[8];
                std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned>(c));
                out += escape;
            } else {
                out += c;
            }
        }
    }
    return out += '"';
}

std::string formatLabels(const Labels &labels)
{
    std::string out = "{";
    for (const auto &[name, value] : labels) {
        if (out.size() > 1)
            out += ", ";
        out += name + '=' + quote(value);
    }
    return out += '}';
}

bool isLabelName(std::string_view name)
{
    if (name.empty())
        return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (!isNameChar(name[i], i == 0))
            return false;
    }
    return true;
}

std::string labelName(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (out.empty() && c >= '0' && c <= '9')
            out += '_';
        out += isNameChar(c, false) ? c : '_';
    }
    return out;
}

} // namespace toban::sandbox
