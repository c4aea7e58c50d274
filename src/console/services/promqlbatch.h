// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "frame.h"
#include "result.h"

#include <QCoro/QCoroTask>

#include <map>
#include <optional>

namespace toban {

class PrometheusClient;

/// An expression with the name under which its answer is wanted.
struct PromqlPart
{
    QString key; ///< unique within a batch
    QString expression;
};

/// Several expressions as one: each result gets a label with its part's key, and the union of all is asked for. Every
/// element is the very one that the part's own expression would have given. Pure.
QString unionOf(const std::vector<PromqlPart> &parts);

/// Elements by part, without the added label; a part without elements is there and empty. Pure.
std::map<QString, std::vector<Sample>> splitByPart(const std::vector<PromqlPart> &parts, std::vector<Sample> samples);
std::map<QString, FramePtr> splitByPart(const std::vector<PromqlPart> &parts, const FramePtr &frame);

using InstantAnswers = std::map<QString, Result<std::vector<Sample>>>;
using RangeAnswers = std::map<QString, Result<FramePtr>>;

/// The error that every part failed with when the server gave no answer at all: refusals of single expressions and partial
/// answers are none. Pure.
std::optional<Error> silence(const InstantAnswers &answers);

/// Asks for all parts in one request. When the server refuses the union (one bad expression spoils all), each part is
/// asked for by itself, so that only the bad one fails. The client is not used any more once an answer was Cancelled.
QCoro::Task<InstantAnswers> queryTogether(PrometheusClient *client, std::vector<PromqlPart> parts, qint64 timeMs);
QCoro::Task<RangeAnswers> queryRangeTogether(PrometheusClient *client, std::vector<PromqlPart> parts, qint64 startMs,
                                             qint64 endMs, qint64 stepMs);

} // namespace toban
