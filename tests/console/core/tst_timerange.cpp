// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timerange.h"

#include <QDateTime>
#include <QTest>

#include <random>

using namespace toban;

namespace {

qint64 at(const char *iso)
{
    const auto time = QDateTime::fromString(QLatin1String(iso), Qt::ISODateWithMs);
    return time.isValid() ? time.toMSecsSinceEpoch() : -1;
}

} // namespace

class TestTimeRange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void resolves_data();
    void resolves();
    void refuses_data();
    void refuses();
    void absoluteStays();
    void neverNegative();
    void farAwayIsWithinTheCalendar_data();
    void farAwayIsWithinTheCalendar();
    void randomTermsAgreeWithCalendar();
    void stepIsHumanAndBounded();
};

void TestTimeRange::resolves_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<qint64>("now");
    QTest::addColumn<qint64>("start");
    QTest::addColumn<qint64>("end");
    const auto row
        = [](const char *name, const char *from, const char *to, const char *zone, const char *now, const char *start,
             const char *end) { QTest::newRow(name) << from << to << zone << at(now) << at(start) << at(end); };
    const char *now = "2026-11-18T14:35:42.123Z"; // a Wednesday
    row("hours", "now-24h", "now", "UTC", now, "2026-11-17T14:35:42.123Z", now);
    row("no number is one", "now-h", "now", "UTC", now, "2026-11-18T13:35:42.123Z", now);
    row("seconds, minutes", "now-90s", "now-1m", "UTC", now, "2026-11-18T14:34:12.123Z", "2026-11-18T14:34:42.123Z");
    row("minute is not month", "now-1m/m", "now/m", "UTC", now, "2026-11-18T14:34:00Z", "2026-11-18T14:35:59.999Z");
    row("this hour", "now/h", "now/h", "UTC", now, "2026-11-18T14:00:00Z", "2026-11-18T14:59:59.999Z");
    row("half-hour zone", "now/h", "now", "Asia/Kolkata", now, "2026-11-18T14:30:00Z", now);
    row("today", "now/d", "now/d", "UTC", now, "2026-11-18T00:00:00Z", "2026-11-18T23:59:59.999Z");
    row("today in Tokyo", "now/d", "now", "Asia/Tokyo", "2026-11-18T15:30:00Z", "2026-11-18T15:00:00Z",
        "2026-11-18T15:30:00Z");
    row("yesterday", "now-1d/d", "now-1d/d", "UTC", now, "2026-11-17T00:00:00Z", "2026-11-17T23:59:59.999Z");
    row("week begins on Monday", "now/w", "now/w", "UTC", now, "2026-11-16T00:00:00Z", "2026-11-22T23:59:59.999Z");
    row("Sunday belongs to the week before", "now/w", "now", "UTC", "2026-11-22T10:00:00Z", "2026-11-16T00:00:00Z",
        "2026-11-22T10:00:00Z");
    row("last month", "now-1M/M", "now-1M/M", "UTC", now, "2026-10-01T00:00:00Z", "2026-10-31T23:59:59.999Z");
    row("quarter", "now/Q", "now/Q", "UTC", now, "2026-10-01T00:00:00Z", "2026-12-31T23:59:59.999Z");
    row("last year", "now-1y/y", "now-1y/y", "UTC", now, "2025-01-01T00:00:00Z", "2025-12-31T23:59:59.999Z");
    row("several terms", "now-1d/d+8h", "now/d+8h-1s", "UTC", now, "2026-11-17T08:00:00Z", "2026-11-19T07:59:58.999Z");
    row("month end is clipped", "now-1M", "now", "UTC", "2026-03-31T12:00:00Z", "2026-02-28T12:00:00Z",
        "2026-03-31T12:00:00Z");
    row("leap year", "now-1y", "now", "UTC", "2028-02-29T12:00:00Z", "2027-02-28T12:00:00Z", "2028-02-29T12:00:00Z");
    // Berlin: 2026-03-29 has 23 hours, 2026-10-25 has 25.
    row("a day over the spring change", "now-1d", "now", "Europe/Berlin", "2026-03-29T10:00:00Z",
        "2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z");
    row("24 hours over it", "now-24h", "now", "Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-28T10:00:00Z",
        "2026-03-29T10:00:00Z");
    row("day of 25 hours", "now/d", "now/d", "Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z",
        "2026-10-25T22:59:59.999Z");
    row("absolute in the zone", "2026-11-01 08:00:00", "2026-11-01 09:30:00", "Asia/Tokyo", now, "2026-10-31T23:00:00Z",
        "2026-11-01T00:30:00Z");
    row("dates", "2026-11-01", "2026-11-02", "UTC", now, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z");
    row("ISO with offset", "2026-11-01T08:00:00+09:00", "2026-11-01T00:00:00Z", "Europe/Berlin", now,
        "2026-10-31T23:00:00Z", "2026-11-01T00:00:00Z");
    row("epoch milliseconds", "1793520000000", "1793523600000", "Asia/Tokyo", now, "2026-11-01T08:00:00Z",
        "2026-11-01T09:00:00Z");
    row("mixed", "2026-11-01T00:00:00Z", "now", "UTC", now, "2026-11-01T00:00:00Z", now);
    row("future", "now", "now+2h", "UTC", now, now, "2026-11-18T16:35:42.123Z");
    row("blanks around", "  now-1h ", " now", "UTC", now, "2026-11-18T13:35:42.123Z", now);
}

void TestTimeRange::resolves()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, zone);
    QFETCH(qint64, now);
    QFETCH(qint64, start);
    QFETCH(qint64, end);
    QVERIFY(now > 0 && start > 0 && end > 0);
    const auto range = TimeRange::parse(from, to);
    QVERIFY2(range.has_value(), range ? "" : qPrintable(range.error().detail()));
    const auto span = range->resolve(now, QTimeZone(zone.toUtf8()));
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(span.startMs, QTimeZone::utc()).toString(Qt::ISODateWithMs),
             QDateTime::fromMSecsSinceEpoch(start, QTimeZone::utc()).toString(Qt::ISODateWithMs));
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(span.endMs, QTimeZone::utc()).toString(Qt::ISODateWithMs),
             QDateTime::fromMSecsSinceEpoch(end, QTimeZone::utc()).toString(Qt::ISODateWithMs));
}

void TestTimeRange::refuses_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << ""
                           << "now"
                           << "from: \"\", character 1";
    QTest::newRow("unit") << "now-5x"
                          << "now"
                          << "from: \"now-5x\", character 6: expected a unit";
    QTest::newRow("no unit") << "now-5"
                             << "now"
                             << "character 6";
    QTest::newRow("operator") << "now24h"
                              << "now"
                              << "character 4: expected +, - or /";
    QTest::newRow("rounding with number") << "now/2d"
                                          << "now"
                                          << "character 5: rounding";
    QTest::newRow("trailing") << "now-1h now"
                              << "now"
                              << "character 7";
    QTest::newRow("number") << "now-99999999999h"
                            << "now"
                            << "too large";
    QTest::newRow("to") << "now-1h"
                        << "tomorrow"
                        << "to: \"tomorrow\"";
    QTest::newRow("no such day") << "2026-02-30 00:00:00"
                                 << "now"
                                 << "from: ";
    QTest::newRow("no such hour") << "2026-02-20 25:00:00"
                                  << "now"
                                  << "from: ";
    QTest::newRow("reversed") << "2026-11-02"
                              << "2026-11-01"
                              << "is not after";
    QTest::newRow("reversed relative") << "now-1h"
                                       << "now-2h"
                                       << "is not after";
    QTest::newRow("no length") << "now"
                               << "now"
                               << "is not after";
}

void TestTimeRange::refuses()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, says);
    const auto range = TimeRange::parse(from, to);
    QVERIFY(!range.has_value());
    QCOMPARE(range.error().kind(), ErrorKind::Precondition);
    QVERIFY2(range.error().detail().contains(says), qPrintable(range.error().detail()));
}

void TestTimeRange::absoluteStays()
{
    const auto range = TimeRange::absolute(at("2026-11-01T08:00:00.250Z"), at("2026-11-01T09:00:00Z"));
    QVERIFY(!range.isRelative());
    QVERIFY(TimeRange().isRelative());
    const auto again = TimeRange::parse(range.from(), range.to());
    QVERIFY(again.has_value());
    for (const char *zone : {"UTC", "Asia/Tokyo", "America/New_York"}) {
        const auto span = again->resolve(at("2030-01-01T00:00:00Z"), QTimeZone(zone));
        QCOMPARE(span.startMs, at("2026-11-01T08:00:00.250Z"));
        QCOMPARE(span.endMs, at("2026-11-01T09:00:00Z"));
    }
    const auto early = TimeRange::absolute(5, 10).resolve(0, QTimeZone::utc());
    QCOMPARE(early, (TimeRange::Span{5, 10}));
}

void TestTimeRange::neverNegative()
{
    const auto range = TimeRange::parse(QStringLiteral("now/d"), QStringLiteral("now-6h"));
    QVERIFY(range.has_value());
    const auto span = range->resolve(at("2026-11-18T01:00:00Z"), QTimeZone::utc());
    QCOMPARE(span.lengthMs(), 0);
}

void TestTimeRange::farAwayIsWithinTheCalendar_data()
{
    QTest::addColumn<QString>("terms");
    for (const QChar unit : QStringLiteral("smhdwMQy"))
        QTest::addRow("%c", unit.toLatin1()) << QStringLiteral("1000000000%1").arg(unit);
    QTest::newRow("again and again") << QStringLiteral("9999y-9999y-9999y/y-900000000d");
}

void TestTimeRange::farAwayIsWithinTheCalendar()
{
    QFETCH(QString, terms);
    const qint64 now = 1'767'225'601'000;
    const auto range = TimeRange::parse(QStringLiteral("now-") + terms, QStringLiteral("now"));
    QVERIFY(range);
    for (const QByteArray &id : {QByteArray("UTC"), QByteArray("Asia/Tokyo"), QByteArray("America/New_York")}) {
        const TimeRange::Span span = range->resolve(now, QTimeZone(id));
        QVERIFY(span.startMs < now);
        QCOMPARE(span.endMs, now);
        const int year = QDateTime::fromMSecsSinceEpoch(span.startMs, Qt::UTC).date().year();
        QVERIFY2(year >= 1 && year <= 9999, qPrintable(QString::number(year)));
        QVERIFY(TimeRange::parse(TimeRange::absolute(span.startMs, span.endMs).from(), QStringLiteral("now")));
    }
    const auto future = TimeRange::parse(QStringLiteral("now"), QStringLiteral("now+1000000000Q"));
    QVERIFY(future);
    QVERIFY(future->resolve(now, QTimeZone::utc()).endMs > now);
}

void TestTimeRange::randomTermsAgreeWithCalendar()
{
    std::mt19937 random(20261118);
    const auto pick = [&random](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
    const QList<QTimeZone> zones{QTimeZone::utc(), QTimeZone("Europe/Berlin"), QTimeZone("Asia/Tokyo"),
                                 QTimeZone("America/Sao_Paulo"), QTimeZone("Australia/Lord_Howe")};
    for (int round = 0; round < 3000; ++round) {
        const auto &zone = zones[pick(0, int(zones.size()) - 1)];
        const qint64 now = at("2018-01-01T00:00:00Z") + qint64(pick(0, 4 * 365 * 24 * 60)) * 60'000 + pick(0, 59'999);
        const QString unit = QStringLiteral("smhdwMQy").mid(pick(0, 7), 1);
        const int amount = pick(1, 40);
        const auto range = TimeRange::parse(QStringLiteral("now-%1%2/%2").arg(amount).arg(unit),
                                            QStringLiteral("now-%1%2/%2").arg(amount).arg(unit));
        QVERIFY(range.has_value());
        const auto span = range->resolve(now, zone);
        const auto next
            = TimeRange::parse(QStringLiteral("now-%1%2/%2").arg(amount - 1).arg(unit), QStringLiteral("now+1y"))
                  ->resolve(now, zone);
        // One period holds its own start, ends where the next begins, and its start is round in the zone.
        QVERIFY(span.lengthMs() > 0);
        const auto start = QDateTime::fromMSecsSinceEpoch(span.startMs, zone);
        if (unit != u"s" && unit != u"m" && unit != u"h") {
            QVERIFY2(next.startMs == span.endMs + 1,
                     qPrintable(QStringLiteral("%1 %2%3 %4").arg(now).arg(amount).arg(unit, zone.id())));
            QCOMPARE(start, start.date().startOfDay(zone));
        } else {
            QCOMPARE(start.time().msec(), 0);
        }
        if (unit == u"w")
            QCOMPARE(start.date().dayOfWeek(), 1);
        if (unit == u"M" || unit == u"Q" || unit == u"y")
            QCOMPARE(start.date().day(), 1);
    }
}

void TestTimeRange::stepIsHumanAndBounded()
{
    QCOMPARE(queryStepMs({0, 24 * 3'600'000}, 1440, 15'000), 60'000);
    QCOMPARE(queryStepMs({0, 3'600'000}, 2000, 15'000), 15'000);
    QCOMPARE(queryStepMs({0, 3'600'000}, 2000, 1000), 2000);
    QCOMPARE(queryStepMs({0, 0}, 0, 0), 1000);
    std::mt19937 random(7);
    for (int round = 0; round < 5000; ++round) {
        const qint64 start = std::uniform_int_distribution<qint64>(0, 2'000'000'000'000)(random);
        const double magnitude = std::uniform_real_distribution<double>(0, 12)(random);
        const TimeRange::Span span{start, start + qint64(std::pow(10.0, magnitude))};
        const int pixels = std::uniform_int_distribution<int>(1, 20'000)(random);
        const qint64 least = std::uniform_int_distribution<qint64>(1, 60'000)(random);
        const qint64 step = queryStepMs(span, pixels, least);
        const auto aligned = alignToStep(span, step);
        QVERIFY(step >= least);
        QVERIFY(aligned.startMs <= span.startMs && aligned.endMs >= span.endMs);
        QVERIFY(span.startMs - aligned.startMs < step && aligned.endMs - span.endMs < step);
        QCOMPARE(aligned.startMs % step, 0);
        QCOMPARE(aligned.endMs % step, 0);
        QVERIFY2(aligned.lengthMs() / step + 1 <= 11'000, qPrintable(QString::number(step)));
    }
}

QTEST_APPLESS_MAIN(TestTimeRange)
#include "tst_timerange.moc"
