// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toban::sandbox {

/// Label pairs in the order of their names; names are unique.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// The value of a label, or empty.
std::string_view labelValue(const Labels &labels, std::string_view name);
/// Sets a label, keeping the order.
void setLabel(Labels &labels, std::string_view name, std::string value);
void removeLabel(Labels &labels, std::string_view name);

/// Text in double quotes with escapes, as Go's strconv.Quote writes it.
std::string quote(std::string_view text);
/// `{app="x", level="info"}`
std::string formatLabels(const Labels &labels);

/// Letters, digits and underscores, no digit first.
bool isLabelName(std::string_view name);
/// The name with every other character made an underscore; a leading digit gets one before it.
std::string labelName(std::string_view text);

} // namespace toban::sandbox
