// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prometheus/rangedecoder.h"

#include "prometheus/envelope.h"
#include "prometheus/gridcolumn.h"
#include "prometheus/samplescanner.h"

namespace toban {

namespace {

/// A server must not make us fill the memory with gaps: 16 million places are 128 MB, 1 500 series of 11 000 points.
constexpr qint64 maxCells = 16'000'000;

struct Grid
{
    qint64 startMs;
    qint64 stepMs;
    int points;

    GridColumn column() const { return GridColumn(startMs, stepMs, points); }
    bool isFull(size_t series) const { return qint64(series) * points > maxCells; }
};

struct Skeleton
{
    QByteArray json; ///< the document with every list of samples replaced by the number of its column
    std::vector<std::vector<double>> columns;
};

/// Takes the samples out of the document. Nothing when they are not in the form the scanner knows, or not right.
std::optional<Skeleton> takeSamples(const QByteArray &json, const Grid &grid)
{
    // Cannot be within a text: the first quote would have to be escaped there.
    constexpr std::string_view mark = "\"values\":[";
    const std::string_view text(json.constData(), size_t(json.size()));
    Skeleton skeleton;
    size_t copied = 0;
    for (size_t found = text.find(mark); found != text.npos; found = text.find(mark, copied)) {
        size_t at = found + mark.size();
        skeleton.json.append(text.data() + copied, qsizetype(at - 1 - copied));
        skeleton.json.append(QByteArray::number(qulonglong(skeleton.columns.size())));
        if (grid.isFull(skeleton.columns.size() + 1))
            return std::nullopt;
        GridColumn column = grid.column();
        if (!SampleScanner::scan(text, at, column))
            return std::nullopt;
        skeleton.columns.push_back(column.take());
        copied = at;
    }
    skeleton.json.append(text.data() + copied, qsizetype(text.size() - copied));
    return skeleton;
}

using ValuesReader = std::function<std::vector<double>(const JsonCursor &series)>;

Result<FramePtr> readFrame(const QByteArray &json, const Grid &grid, const ValuesReader &readValues)
{
    auto frame = std::make_shared<Frame>();
    frame->startMs = grid.startMs;
    frame->stepMs = grid.stepMs;
    frame->points = grid.points;
    const auto problem = readEnvelope(json, [&](const JsonCursor &root) {
        const JsonCursor data = root.object("data");
        if (data.text("resultType") != u"matrix")
            data.fail("resultType", QStringLiteral("\"matrix\" was expected"));
        data.each("result", [&](const JsonCursor &series) {
            Labels labels = series.labels("metric");
            frame->series.push_back({std::move(labels), readValues(series)});
        });
    });
    if (problem)
        return Failure(*problem);
    return FramePtr(std::move(frame));
}

/// The frame with its columns put into the skeleton's series. Nothing when they do not fit each other.
std::optional<FramePtr> assemble(Skeleton skeleton, const Grid &grid)
{
    size_t used = 0;
    const Result<FramePtr> frame = readFrame(skeleton.json, grid, [&](const JsonCursor &series) {
        if (series.integer("values") != qint64(used) || used >= skeleton.columns.size()) {
            series.fail("values", QStringLiteral("not the next column"));
            return std::vector<double>();
        }
        return std::move(skeleton.columns[used++]);
    });
    if (!frame || used != skeleton.columns.size())
        return std::nullopt;
    return *frame;
}

/// Any correct JSON, at a parser's speed, and the last word on what is not correct.
Result<FramePtr> parseWhole(const QByteArray &json, const Grid &grid)
{
    size_t count = 0;
    return readFrame(json, grid, [&](const JsonCursor &series) {
        if (grid.isFull(++count)) {
            series.fail(QStringLiteral("too many series for %1 points each").arg(grid.points));
            return std::vector<double>();
        }
        GridColumn column = grid.column();
        series.each("values", [&column](const JsonCursor &sample) {
            const auto [timeMs, value] = sample.asSample();
            if (!sample.hasFailed() && !column.add(timeMs, value))
                sample.fail(QStringLiteral("outside the range that was asked for, or a second sample at one step"));
        });
        return column.take();
    });
}

} // namespace

Result<FramePtr> decodeRange(const QByteArray &json, qint64 startMs, qint64 endMs, qint64 stepMs)
{
    if (stepMs <= 0 || endMs < startMs || (endMs - startMs) / stepMs >= maxCells)
        return Failure(Error(ErrorKind::Precondition, QStringLiteral("the range's end, start and step do not fit")));
    const Grid grid{startMs, stepMs, int((endMs - startMs) / stepMs) + 1};
    if (std::optional<Skeleton> skeleton = takeSamples(json, grid)) {
        if (std::optional<FramePtr> frame = assemble(std::move(*skeleton), grid))
            return std::move(*frame);
    }
    return parseWhole(json, grid);
}

} // namespace toban
