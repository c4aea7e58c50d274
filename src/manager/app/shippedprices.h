// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pricetable.h"

#include <string_view>

namespace toban::manager {

/// The dated prices of resources/prices/prices.yaml, which is in this program.
PriceTable shippedPrices();
/// The same from a text in that form. Throws std::runtime_error that says what is wrong.
PriceTable pricesFromYaml(std::string_view text);

} // namespace toban::manager
