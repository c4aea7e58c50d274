// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QSettings;

namespace toban {

class Composition;
class MainWindow;

/// Gives the window its pages, each made at its first visit. `views` holds columns and histories of the pages, opened
/// when first asked for. `isOverviewAsked` is looked at when the Overview is made: its first queries are under way
/// already. All have to outlive the window.
void addPages(MainWindow &window, Composition &composition, const std::function<QSettings &()> &views,
              const bool &isOverviewAsked);

} // namespace toban
