// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prometheus/gridcolumn.h"

#include <string_view>

namespace toban {

/// Reads the samples of one series straight from the text, in the one form that Prometheus and Loki write them:
/// [[1795211400.123,"0.5"],[1795211415,"NaN"]]. That is nine tenths of a range answer's bytes, and needs neither an
/// index of the document nor a copy of each value.
class SampleScanner
{
public:
    enum class Outcome { Read, OtherForm, OffGrid };

    /// `at` is behind the list's opening bracket; after Read it is behind the closing one. OtherForm says nothing about
    /// whether the text is right: a JSON parser has to look at it.
    static Outcome scan(std::string_view text, size_t &at, GridColumn &column);
};

} // namespace toban
