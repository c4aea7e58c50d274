// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartsamples.h"

#include "kit/charts/chartexport.h"
#include "kit/charts/chartreadout.h"
#include "kit/charts/chartrenderer.h"
#include "kit/format.h"

#include <QGuiApplication>
#include <QLocale>
#include <QTest>
#include <QThreadPool>

using namespace toban;

namespace {

ChartStyle styleOf(QSize size = QSize(400, 200), qreal ratio = 1)
{
    ChartStyle style;
    style.size = size;
    style.devicePixelRatio = ratio;
    style.tokens = &lightTokens();
    style.font = QGuiApplication::font();
    style.font.setPixelSize(11);
    style.styles = {0, 1, 2, 3, 4, 5, 6, 7};
    return style;
}

bool isNear(QRgb premultiplied, const QColor &colour)
{
    const QRgb pixel = qUnpremultiply(premultiplied);
    return qAlpha(pixel) > 100 && std::abs(qRed(pixel) - colour.red()) < 48
        && std::abs(qGreen(pixel) - colour.green()) < 48 && std::abs(qBlue(pixel) - colour.blue()) < 48;
}

/// Rows of the plot that show the colour in a column, as first and last; {-1, -1} for none.
std::pair<int, int> rowsOf(const ChartPicture &picture, double x, const QColor &colour)
{
    std::pair<int, int> found{-1, -1};
    for (int y = 0; y < int(picture.plot.bottom()); ++y) {
        if (isNear(picture.image.pixel(int(x), y), colour)) {
            if (found.first < 0)
                found.first = y;
            found.second = y;
        }
    }
    return found;
}

} // namespace

class TestChartRender : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void digitsFollowTheLocaleThatIsGiven()
    {
        // The pool must not ask for the default locale: a switch of the language writes it at the same time.
        const ChartData data = samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), {0.5, 1.5}}}));
        ChartStyle style = styleOf();
        style.locale = QLocale(QLocale::German, QLocale::Germany);
        const QImage german = renderChart(data, style).image;
        QLocale::setDefault(style.locale);
        QCOMPARE(renderChart(data, style).image, german);
        style.locale = QLocale(QLocale::English, QLocale::UnitedStates);
        QVERIFY(renderChart(data, style).image != german); // 0.5 and 0,5
        const format::LocaleScope outer(style.locale);
        {
            const format::LocaleScope inner(QLocale(QLocale::Japanese, QLocale::Japan));
            QVERIFY(format::isJapanese());
        }
        QCOMPARE(format::number(0.5), QStringLiteral("0.5"));
    }

    void lineGoesThroughItsValues()
    {
        const ChartData data = samples::chart(PanelKind::Line,
                                              samples::frame({{QStringLiteral("a"), std::vector<double>(61, 5.0)},
                                                              {QStringLiteral("b"), std::vector<double>(61, 2.0)}}));
        const ChartPicture picture = renderChart(data, styleOf());
        QVERIFY(picture.hasData);
        QVERIFY(picture.low <= 0 && picture.high >= 5);
        for (const auto &[value, style] : {std::pair{5.0, 0}, std::pair{2.0, 1}}) {
            const auto rows = rowsOf(picture, picture.plot.center().x(), seriesColour(lightTokens(), style));
            QVERIFY(std::abs((rows.first + rows.second) / 2.0 - picture.yOf(value)) <= 1.5);
            QVERIFY(rows.second - rows.first <= 2);
        }
    }

    void spikeReachesItsHeight()
    {
        std::vector<double> values(11'000, 1.0);
        values[5'432] = 100;
        const ChartData data = samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), values}}, 15'000));
        const ChartPicture picture = renderChart(data, styleOf());
        const double x = picture.xOf(data.layers[0].frame->timeAt(5'432));
        int top = 1000;
        for (int column = int(x) - 1; column <= int(x) + 1; ++column) {
            const auto rows = rowsOf(picture, column, seriesColour(lightTokens(), 0));
            if (rows.first >= 0)
                top = std::min(top, rows.first);
        }
        QVERIFY2(std::abs(top - picture.yOf(100)) <= 2, qPrintable(QString::number(top)));
    }

    void gapIsEmpty()
    {
        std::vector<double> values(101, 3.0);
        for (int i = 40; i <= 60; ++i)
            values[size_t(i)] = std::nan("");
        for (const PanelKind kind : {PanelKind::Line, PanelKind::StackedArea, PanelKind::Bars}) {
            const ChartData data = samples::chart(kind, samples::frame({{QStringLiteral("a"), values}}));
            const ChartPicture picture = renderChart(data, styleOf());
            const double gap = picture.xOf(data.layers[0].frame->timeAt(50));
            QCOMPARE(rowsOf(picture, gap, seriesColour(lightTokens(), 0)).first, -1);
            const double line = picture.xOf(data.layers[0].frame->timeAt(20));
            int coloured = 0;
            for (int x = int(line) - 3; x <= int(line) + 3; ++x)
                coloured += rowsOf(picture, x,
                                   kind == PanelKind::Bars
                                       ? mix(lightTokens().surface1, seriesColour(lightTokens(), 0), 0.82)
                                       : seriesColour(lightTokens(), 0))
                                .first
                    >= 0;
            QVERIFY(coloured > 0);
        }
    }

    void stackIsAsHighAsTheSum()
    {
        const auto frame = samples::frame(
            {{QStringLiteral("a"), std::vector<double>(61, 2.0)}, {QStringLiteral("b"), std::vector<double>(61, 3.0)}});
        for (const PanelKind kind : {PanelKind::StackedArea, PanelKind::Bars}) {
            const ChartPicture picture = renderChart(samples::chart(kind, frame), styleOf());
            QVERIFY(picture.high >= 5 && picture.high < 10);
            QCOMPARE(picture.low, 0.0);
        }
    }

    void boundsAreCalledWhatTheyAreOf()
    {
        ChartData data
            = samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), std::vector<double>(61, 40.0)}}));
        for (const double bound : {50.0, 5000.0}) { // on the scale, and off it
            data.thresholds.warn = bound;
            data.thresholdsName.clear();
            const QImage bare = renderChart(data, styleOf()).image;
            QCOMPARE(renderChart(data, styleOf()).image, bare);
            data.thresholdsName = QStringLiteral("Queue");
            QVERIFY(renderChart(data, styleOf()).image != bare);
        }
    }

    void hiddenSeriesFreeTheAxis()
    {
        const ChartData data = samples::chart(PanelKind::Line,
                                              samples::frame({{QStringLiteral("a"), std::vector<double>(9, 1000.0)},
                                                              {QStringLiteral("b"), std::vector<double>(9, 1.0)}}));
        ChartStyle style = styleOf();
        style.hidden = {QStringLiteral("a")};
        const ChartPicture picture = renderChart(data, style);
        QVERIFY(picture.high < 10);
        const auto rows
            = rowsOf(picture, picture.plot.center().x(), seriesColour(lightTokens(), 1)); // keeps its own colour
        QVERIFY(rows.first >= 0);
    }

    void everyKindAtEverySizeAndScale()
    {
        std::vector<std::pair<QString, std::vector<double>>> buckets;
        for (const char *bound : {"0.5", "+Inf", "5", "1"})
            buckets.push_back({QString::fromLatin1(bound),
                               std::vector<double>(200, *bound == '+' ? 12 : QByteArray(bound).toDouble())});
        const auto histogram = samples::frame(buckets, 60'000, QStringLiteral("le"));
        const auto lines = samples::frame({{QStringLiteral("a"), std::vector<double>(200, 2.0)},
                                           {QStringLiteral("b"), std::vector<double>(200, -3.0)}});
        const auto nothing = samples::frame({{QStringLiteral("a"), std::vector<double>(200, std::nan(""))}});
        for (const auto &frame : {histogram, lines, nothing}) {
            for (const PanelKind kind :
                 {PanelKind::Line, PanelKind::StackedArea, PanelKind::Bars, PanelKind::Histogram, PanelKind::Shares}) {
                for (const QSize size : {QSize(1, 1), QSize(60, 40), QSize(300, 120), QSize(1600, 500)}) {
                    ChartData data = samples::chart(kind, frame);
                    data.thresholds.warn = 3;
                    data.thresholds.critical = 400;
                    data.annotations = {{data.span.startMs + 60'000, QStringLiteral("scaled"), State::Busy},
                                        {0, QStringLiteral("long ago"), State::Ok}};
                    for (const qreal ratio : {1.0, 1.5, 2.0}) {
                        const ChartPicture picture = renderChart(data, styleOf(size, ratio));
                        QCOMPARE(picture.image.size(), size * ratio);
                        if (frame == nothing && kind != PanelKind::Histogram)
                            QVERIFY(!picture.hasData);
                    }
                }
            }
        }
    }

    void emptyHasNoGrid()
    {
        ChartData data;
        data.span = {samples::startMs, samples::startMs + 3'600'000};
        const ChartPicture picture = renderChart(data, styleOf());
        QVERIFY(!picture.hasData);
        for (int y = 0; y < picture.image.height(); ++y) {
            for (int x = 0; x < picture.image.width(); ++x)
                QCOMPARE(qAlpha(picture.image.pixel(x, y)), 0);
        }
    }

    void manyAtOnceGiveTheSamePicture()
    {
        std::vector<double> values;
        for (int i = 0; i < 3000; ++i)
            values.push_back(std::sin(i / 50.0) + 2);
        ChartData data = samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), values}}));
        data.thresholds.warn = 2;
        const QImage expected = renderChart(data, styleOf()).image;
        std::vector<QImage> images(12);
        QThreadPool pool;
        pool.setMaxThreadCount(4);
        for (QImage &image : images)
            pool.start([&image, &data] { image = renderChart(data, styleOf()).image; });
        QVERIFY(pool.waitForDone(30'000));
        for (const QImage &image : images)
            QCOMPARE(image, expected);
    }

    void readoutIsSortedAndWithoutGaps()
    {
        const auto frame = samples::frame({{QStringLiteral("low"), {1, 1}},
                                           {QStringLiteral("none"), {std::nan(""), 1}},
                                           {QStringLiteral("high"), {9, 1}},
                                           {QStringLiteral("off"), {5, 5}}});
        const ChartData data = samples::chart(PanelKind::Line, frame);
        const auto rows = readout(data, chartSeries(data), {QStringLiteral("off")}, samples::startMs + 20'000);
        QCOMPARE(rows.size(), size_t(2));
        QCOMPARE(rows[0].name, QStringLiteral("high"));
        QCOMPARE(rows[1].name, QStringLiteral("low"));
        QVERIFY(rows[0].text.startsWith(u'9'));
    }

    void bucketsAreDifferencesInOrder()
    {
        const auto frame
            = samples::frame({{QStringLiteral("+Inf"), {10}}, {QStringLiteral("1"), {4}}, {QStringLiteral("5"), {9}}},
                             60'000, QStringLiteral("le"));
        ChartData data = samples::chart(PanelKind::Histogram, frame);
        data.unit = Unit::Seconds;
        const auto rows = readout(data, chartSeries(data), {}, samples::startMs);
        QCOMPARE(rows.size(), size_t(3));
        QCOMPARE(rows[0].value, 1.0); // over 5 s
        QCOMPARE(rows[1].value, 5.0);
        QCOMPARE(rows[2].value, 4.0);
        QVERIFY(rows[1].name.contains(QStringLiteral("5")));
    }

    void barsTellOfTheStepBefore()
    {
        const ChartData data = samples::chart(PanelKind::Bars, samples::frame({{QStringLiteral("a"), {1, 2, 3}}}));
        QCOMPARE(sampleTime(data, samples::startMs + 1), samples::startMs + 60'000);
        QCOMPARE(sampleTime(data, samples::startMs + 60'000), samples::startMs + 60'000);
        ChartData line = data;
        line.kind = PanelKind::Line;
        QCOMPARE(sampleTime(line, samples::startMs + 20'000), samples::startMs);
    }

    void legends()
    {
        const Labels labels(
            {{QStringLiteral("agent_type"), QStringLiteral("x")}, {QStringLiteral("model"), QStringLiteral("y")}});
        QCOMPARE(legendText(QStringLiteral("{{agent_type}} on {{ model }}{{gone}}"), labels), QStringLiteral("x on y"));
        QCOMPARE(legendText(QStringLiteral("P95"), labels), QStringLiteral("P95"));
        QCOMPARE(legendText({}, labels), QStringLiteral("x · y"));
        QCOMPARE(legendText(QStringLiteral("{{open"), labels), QStringLiteral("{{open"));
        ChartData twice
            = samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), {1}}, {QStringLiteral("a"), {2}}}));
        QCOMPARE(chartSeries(twice)[1].name, QStringLiteral("a (2)"));
    }

    void csvIsRawAndHarmless()
    {
        const auto frame = samples::frame({{QStringLiteral("=HYPERLINK(\"x\")"), {0.1, std::nan("")}},
                                           {QStringLiteral("a,b"), {-3, 1e300}},
                                           {QStringLiteral("-1+1"), {1, 2}}});
        const QByteArray csv = toCsv(samples::chart(PanelKind::Line, frame));
        QCOMPARE(csv,
                 QByteArray("time,\"'=HYPERLINK(\"\"x\"\")\",\"a,b\",'-1+1\r\n"
                            "2026-11-03T14:00:00.000Z,0.10000000000000001,-3,1\r\n"
                            "2026-11-03T14:01:00.000Z,,1.0000000000000001e+300,2\r\n"));
    }

    void csvJoinsDifferentGrids()
    {
        ChartData data = samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), {1, 2, 3}}}, 30'000));
        data.layers.push_back({samples::frame({{QStringLiteral("b"), {7, 8}}}, 60'000), QStringLiteral("{{name}}")});
        const QList<QByteArray> lines = toCsv(data).split('\n');
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[2].startsWith("2026-11-03T14:00:30.000Z,2,\r"));
        QVERIFY(lines[3].startsWith("2026-11-03T14:01:00.000Z,3,8\r"));
    }

    void pictureForAFileIsOpaque()
    {
        const QImage image
            = toImage(samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), {1, 2, 3}}})),
                      styleOf(QSize(500, 300), 2));
        QCOMPARE(image.size(), QSize(1000, 600));
        QVERIFY(!image.hasAlphaChannel());
    }

    void summarySaysTheLastValues()
    {
        const ChartData data
            = samples::chart(PanelKind::Line, samples::frame({{QStringLiteral("a"), {1, 2, std::nan("")}}}));
        const QString text = summary(data);
        QVERIFY2(text.contains(QStringLiteral("Requests")) && text.contains(QStringLiteral("a: 2"))
                     && text.contains(QStringLiteral("UTC")),
                 qPrintable(text));
        ChartData empty;
        QVERIFY(summary(empty).contains(QStringLiteral("No data")));
    }
};

QTEST_MAIN(TestChartRender)
#include "tst_chartrender.moc"
