// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace toban;

namespace {

Alert alertOf(int number, const QString &severity)
{
    Alert alert;
    alert.fingerprint = QStringLiteral("f%1").arg(number);
    alert.labels = Labels({{QStringLiteral("alertname"), QStringLiteral("AgentDown")},
                           {QStringLiteral("severity"), severity},
                           {QStringLiteral("agent_type"), QString::number(number)}});
    alert.receivers = QStringList{QStringLiteral("slack")};
    return alert;
}

} // namespace

class TestAlertModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mergedAlertsEqualTheAlerts();
    void silencedAndInhibitedArePaused();
};

void TestAlertModel::mergedAlertsEqualTheAlerts()
{
    AlertModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QRandomGenerator random(3);
    for (int round = 0; round < 300; ++round) {
        std::vector<Alert> alerts;
        for (int i = 0; i < 10; ++i) {
            if (random.bounded(2) == 0)
                alerts.push_back(
                    alertOf(i, random.bounded(2) ? QStringLiteral("critical") : QStringLiteral("warning")));
        }
        std::shuffle(alerts.begin(), alerts.end(), random);
        model.setAlerts(alerts);
        QCOMPARE(model.rowCount(), int(alerts.size()));
        for (int i = 0; i < int(alerts.size()); ++i)
            QVERIFY(sameAlert(*model.alert(model.index(i, 0)), alerts[size_t(i)]));
    }
    QCOMPARE(resets.count(), 0);
}

void TestAlertModel::silencedAndInhibitedArePaused()
{
    std::vector<Alert> alerts{alertOf(1, QStringLiteral("critical")), alertOf(2, QStringLiteral("critical")),
                              alertOf(3, QStringLiteral("critical"))};
    alerts[1].silencedBy = QStringList{QStringLiteral("s1")};
    alerts[2].inhibitedBy = QStringList{QStringLiteral("f1")};
    AlertModel model;
    model.setAlerts(alerts);
    const auto state = [&model](int row) { return State(model.index(row, 0).data(AlertModel::StateRole).toInt()); };
    QCOMPARE(state(0), State::Critical);
    QCOMPARE(state(1), State::Paused);
    QCOMPARE(state(2), State::Paused);
    QCOMPARE(model.index(2, AlertModel::HandlingColumn).data(AlertModel::RawRole).toInt(), int(AlertModel::Inhibited));
    QCOMPARE(model.index(0, AlertModel::LabelsColumn).data(AlertModel::RawRole).toString(),
             QStringLiteral("{agent_type=\"1\"}"));
}

QTEST_GUILESS_MAIN(TestAlertModel)
#include "tst_alertmodel.moc"
