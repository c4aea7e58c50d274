// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "frame.h"

namespace toban {

double bucketBound(const Labels &labels)
{
    const QString le = labels.value(u"le");
    return le == u"+Inf" ? std::numeric_limits<double>::infinity() : le.toDouble();
}

FramePtr atStepEnds(const Frame &frame)
{
    auto moved = std::make_shared<Frame>(frame);
    moved->startMs += frame.stepMs;
    return moved;
}

} // namespace toban
