// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace toban {

/// A page of the gallery. `ready` is asked until it is true before the picture is taken; `prepare` runs after it is
/// shown.
struct Sheet
{
    QString name;
    std::unique_ptr<QWidget> widget;
    std::function<void()> prepare;
    std::function<bool()> ready;
};

std::vector<Sheet> makeSheets(bool japanese);

} // namespace toban
