// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settlement.h"

#include <QTest>

using namespace toban;

namespace {

constexpr qint64 sentAt = 1'000'000'000;
constexpr qint64 minute = 60'000;

AuditEntry line(const QString &key, const QString &phase, qint64 timeMs,
                const QString &context = QStringLiteral("prod"))
{
    AuditEntry entry;
    entry.timeMs = timeMs;
    entry.context = context;
    entry.action = QStringLiteral("scale");
    entry.target = QStringLiteral("code-generator");
    entry.phase = phase;
    entry.planHash = QStringLiteral("sha256:plan of ") + key;
    entry.idempotencyKey = key;
    return entry;
}

RecordedChange recorded(bool accepted, qint64 timeMs, const QString &key = QStringLiteral("a"))
{
    return {timeMs, QStringLiteral("sha256:plan of ") + key, accepted, accepted ? 202 : 409, QStringLiteral("said so")};
}

} // namespace

class TestSettlement : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsUnsettled_data();
    void whatIsUnsettled();
    void whatTheManagerRecordedDecides_data();
    void whatTheManagerRecordedDecides();
};

void TestSettlement::whatIsUnsettled_data()
{
    QTest::addColumn<QString>("later"); // phase of the line after "sent"
    QTest::addColumn<QString>("context");
    QTest::addColumn<int>("seconds"); // since the newest line
    QTest::addColumn<bool>("open");
    const QString here = QStringLiteral("prod");
    QTest::newRow("lost a minute ago") << "unknown" << here << 60 << true;
    QTest::newRow("lost just now") << "unknown" << here << 59 << false;
    QTest::newRow("no later line for long") << "" << here << 300 << true;
    QTest::newRow("perhaps still under way") << "" << here << 299 << false;
    QTest::newRow("answered") << "answered" << here << 9000 << false;
    QTest::newRow("failed") << "failed" << here << 9000 << false;
    QTest::newRow("ready") << "ready" << here << 9000 << false;
    QTest::newRow("of another environment") << "unknown"
                                            << "staging" << 9000 << false;
}

void TestSettlement::whatIsUnsettled()
{
    QFETCH(QString, later);
    QFETCH(QString, context);
    QFETCH(int, seconds);
    QFETCH(bool, open);
    std::vector<AuditEntry> trail{line(QStringLiteral("b"), QStringLiteral("ready"), sentAt + 3),
                                  line(QStringLiteral("b"), QStringLiteral("sent"), sentAt + 2)};
    if (!later.isEmpty())
        trail.push_back(line(QStringLiteral("a"), later, sentAt + 1, context));
    const qint64 newest = later.isEmpty() ? sentAt : sentAt + 1;
    trail.push_back(line(QStringLiteral("a"), QStringLiteral("sent"), sentAt, context));
    trail.push_back(line({}, QStringLiteral("planned"), sentAt - 1, context));
    const auto found = unsettledActions(trail, QStringLiteral("prod"), newest + seconds * 1000LL);
    QCOMPARE(found.size(), open ? 1U : 0U);
    if (open)
        QCOMPARE(found[0].phase, QStringLiteral("sent"));
}

void TestSettlement::whatTheManagerRecordedDecides_data()
{
    QTest::addColumn<std::vector<RecordedChange>>("changes");
    QTest::addColumn<bool>("complete");
    QTest::addColumn<QString>("phase"); // empty: nothing can be said
    QTest::addColumn<QString>("outcome");
    using Changes = std::vector<RecordedChange>;
    const QString other = QStringLiteral("b");
    QTest::newRow("done") << Changes{recorded(true, sentAt + 9)} << false << "answered"
                          << "accepted";
    QTest::newRow("done, the manager's clock is slow")
        << Changes{recorded(true, sentAt - 4 * minute)} << true << "answered"
        << "accepted";
    QTest::newRow("refused") << Changes{recorded(false, sentAt)} << false << "failed"
                             << "refused (409): said so";
    QTest::newRow("refused, then done") << Changes{recorded(true, sentAt + 9), recorded(false, sentAt)} << true
                                        << "answered"
                                        << "accepted";
    QTest::newRow("done, then refused") << Changes{recorded(false, sentAt + 9), recorded(true, sentAt)} << true
                                        << "answered"
                                        << "accepted";
    QTest::newRow("never came") << Changes{} << true << "failed"
                                << "not_received";
    QTest::newRow("only another change") << Changes{recorded(true, sentAt, other)} << true << "failed"
                                         << "not_received";
    QTest::newRow("the journal was not read far enough") << Changes{recorded(true, sentAt, other)} << false << ""
                                                         << "";
    QTest::newRow("an equal plan at another time") << Changes{recorded(true, sentAt - 6 * minute)} << true << ""
                                                   << "";
}

void TestSettlement::whatTheManagerRecordedDecides()
{
    QFETCH(std::vector<RecordedChange>, changes);
    QFETCH(bool, complete);
    QFETCH(QString, phase);
    QFETCH(QString, outcome);
    const AuditEntry action = line(QStringLiteral("a"), QStringLiteral("sent"), sentAt);
    const auto settled = settlement(action, {changes, complete});
    QCOMPARE(settled.has_value(), !phase.isEmpty());
    if (!settled)
        return;
    QCOMPARE(settled->phase, phase);
    QCOMPARE(settled->outcome, outcome);
    QCOMPARE(settled->idempotencyKey, action.idempotencyKey);
    QVERIFY(unsettledActions({*settled, action}, QStringLiteral("prod"), sentAt + 60 * minute).empty());
}

QTEST_GUILESS_MAIN(TestSettlement)
#include "tst_settlement.moc"
