// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statusreport.h"
#include "textcolumns.h"

#include <QTest>

#include <limits>

using namespace toban;

/// What `toban status` calls complete, and how it sets its tables.
class TestStatusReport : public QObject
{
    Q_OBJECT

    static StatusReport complete()
    {
        StatusReport report;
        for (const EndpointKind kind : {EndpointKind::Prometheus, EndpointKind::Manager}) {
            EndpointHealth health;
            health.kind = kind;
            health.configured = true;
            health.lastSuccessMs = 1000;
            health.state = State::Ok;
            report.endpoints.push_back(health);
        }
        report.endpoints.push_back({}); // not configured
        Figure figure;
        figure.value = 1.5;
        report.figures.push_back({QStringLiteral("Cost"), figure});
        report.fleet.emplace();
        return report;
    }
    static Error error() { return Error(ErrorKind::Keychain, QStringLiteral("locked")); }

private Q_SLOTS:
    void whatAnsweredAndHasValuesIsComplete() { QVERIFY(complete().isComplete()); }

    void anEndpointThatWasNotAskedIsNotComplete()
    {
        StatusReport report = complete();
        report.endpoints[0].lastSuccessMs.reset();
        QVERIFY(!report.isComplete());
    }

    void anEndpointThatFailsIsNotComplete()
    {
        StatusReport report = complete();
        report.endpoints[0].error = error();
        QVERIFY(!report.isComplete());
    }

    void theFleetCountsWhereThereIsAManager()
    {
        StatusReport report = complete();
        report.fleetError = error();
        QVERIFY(!report.isComplete());
        report.endpoints[1] = {};
        report.endpoints[1].kind = EndpointKind::Manager;
        QVERIFY(report.isComplete());
    }

    void aFigureNeedsAFiniteValue()
    {
        for (const auto &value : {std::optional<double>(), std::optional(std::numeric_limits<double>::infinity()),
                                  std::optional(std::numeric_limits<double>::quiet_NaN())}) {
            StatusReport report = complete();
            report.figures[0].figure.value = value;
            QVERIFY(!report.isComplete());
            QCOMPARE(toJson(report).value(u"complete").toBool(true), false);
        }
    }

    void wideCharactersTakeTwoColumns()
    {
        QCOMPARE(columnsOf(QStringLiteral("Loki")), 4);
        QCOMPARE(columnsOf(QStringLiteral("管理サーバー")), 12);
        QCOMPARE(columnsOf(QStringLiteral("e\u0301")), 1);
        QCOMPARE(paddedTo(QStringLiteral("費用"), 6), QStringLiteral("費用  "));
        QCOMPARE(paddedTo(QStringLiteral("費用"), 3), QStringLiteral("費用"));
    }
};

QTEST_APPLESS_MAIN(TestStatusReport)
#include "tst_statusreport.moc"
