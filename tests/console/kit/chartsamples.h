// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/chartdata.h"

#include <cmath>

namespace toban::samples {

inline constexpr qint64 startMs = 1'793'714'400'000; // 2026-11-03T14:00Z

inline FramePtr frame(std::vector<std::pair<QString, std::vector<double>>> rows, qint64 stepMs = 60'000,
                      const QString &label = QStringLiteral("name"))
{
    auto made = std::make_shared<Frame>();
    made->startMs = startMs;
    made->stepMs = stepMs;
    for (auto &[name, values] : rows) {
        made->points = int(values.size());
        made->series.push_back({Labels({{label, name}}), std::move(values)});
    }
    return made;
}

inline ChartData chart(PanelKind kind, FramePtr data)
{
    ChartData made;
    made.kind = kind;
    made.title = QStringLiteral("Requests");
    made.unit = Unit::PerSecond;
    made.span = {data->startMs, data->endMs()};
    made.layers = {{std::move(data), QStringLiteral("{{name}}")}};
    return made;
}

} // namespace toban::samples
