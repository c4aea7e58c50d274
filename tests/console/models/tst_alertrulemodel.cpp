// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrulemodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace toban;

namespace {

Alert instanceOf(const QString &name, int number, RuleState state, double value)
{
    Alert alert;
    alert.labels = Labels({{QStringLiteral("alertname"), name},
                           {QStringLiteral("pod"), QString::number(number)},
                           {QStringLiteral("severity"), QStringLiteral("warning")}});
    alert.state = state;
    alert.value = value;
    alert.activeSinceMs = 1000 + number;
    return alert;
}

AlertRule ruleOf(const QString &name, RuleState state)
{
    AlertRule rule;
    rule.name = name;
    rule.query = QStringLiteral("up == 0");
    rule.forMs = 60'000;
    rule.state = state;
    rule.health = RuleHealth::Ok;
    rule.labels = Labels({{QStringLiteral("severity"), QStringLiteral("warning")}});
    return rule;
}

std::vector<AlertRuleGroup> randomGroups(QRandomGenerator &random)
{
    std::vector<AlertRuleGroup> groups;
    for (int g = 0; g < 4; ++g) {
        if (random.bounded(4) == 0)
            continue;
        AlertRuleGroup group;
        group.name = QStringLiteral("g%1").arg(g);
        for (int r = 0; r < 5; ++r) {
            if (random.bounded(3) == 0)
                continue;
            AlertRule rule
                = ruleOf(QStringLiteral("R%1").arg(r / 2), random.bounded(2) ? RuleState::Firing : RuleState::Inactive);
            for (int a = 0; a < 4; ++a) {
                if (random.bounded(2) == 0)
                    rule.alerts.push_back(instanceOf(rule.name, a, RuleState::Firing, random.bounded(3)));
            }
            group.rules.push_back(rule);
        }
        groups.push_back(group);
    }
    if (random.bounded(3) == 0)
        std::shuffle(groups.begin(), groups.end(), random);
    return groups;
}

} // namespace

class TestAlertRuleModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mergedGroupsEqualTheGroups();
    void tellsRulesOfOneNameApart();
    void statesFollowSeverityAndHealth();
    void aGroupIsAsBadAsItsWorstRule();
};

void TestAlertRuleModel::mergedGroupsEqualTheGroups()
{
    AlertRuleModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QRandomGenerator random(11);
    for (int round = 0; round < 300; ++round) {
        const auto groups = randomGroups(random);
        model.setGroups(groups);
        QCOMPARE(model.rowCount(), int(groups.size()));
        for (int g = 0; g < int(groups.size()); ++g) {
            const QModelIndex group = model.index(g, 0);
            QCOMPARE(model.group(group)->name, groups[size_t(g)].name);
            QCOMPARE(model.rowCount(group), int(groups[size_t(g)].rules.size()));
            for (int r = 0; r < model.rowCount(group); ++r) {
                const AlertRule &rule = groups[size_t(g)].rules[size_t(r)];
                const QModelIndex row = model.index(r, 0, group);
                QCOMPARE(model.rule(row)->rule.name, rule.name);
                QCOMPARE(model.rule(row)->rule.state, rule.state);
                QCOMPARE(model.rowCount(row), int(rule.alerts.size()));
                for (int a = 0; a < model.rowCount(row); ++a) {
                    const QModelIndex instance = model.index(a, 0, row);
                    QVERIFY(sameAlert(*model.instance(instance), rule.alerts[size_t(a)]));
                    QCOMPARE(model.rule(instance)->rule.name, rule.name);
                }
            }
        }
    }
    QCOMPARE(resets.count(), 0);
}

void TestAlertRuleModel::tellsRulesOfOneNameApart()
{
    AlertRuleGroup group;
    group.name = QStringLiteral("g");
    group.rules
        = {ruleOf(QStringLiteral("Same"), RuleState::Inactive), ruleOf(QStringLiteral("Same"), RuleState::Firing)};
    AlertRuleModel model;
    model.setGroups({group});
    QCOMPARE(model.rowCount(model.index(0, 0)), 2);
}

void TestAlertRuleModel::statesFollowSeverityAndHealth()
{
    QCOMPARE(alertState(RuleState::Firing, QStringLiteral("critical")), State::Critical);
    QCOMPARE(alertState(RuleState::Firing, QStringLiteral("warning")), State::Warn);
    QCOMPARE(alertState(RuleState::Firing, QString()), State::Warn);
    QCOMPARE(alertState(RuleState::Pending, QStringLiteral("critical")), State::Busy);
    QCOMPARE(alertState(RuleState::Inactive, QString()), State::Ok);

    AlertRuleGroup group;
    group.name = QStringLiteral("g");
    AlertRule broken = ruleOf(QStringLiteral("Broken"), RuleState::Inactive);
    broken.health = RuleHealth::Error;
    group.rules = {broken};
    AlertRuleModel model;
    model.setGroups({group});
    const QModelIndex row = model.index(0, 0, model.index(0, 0));
    QVERIFY2(row.data(AlertRuleModel::StateRole).toInt() == int(State::Unknown),
             "a rule that cannot be evaluated is not fine");
}

void TestAlertRuleModel::aGroupIsAsBadAsItsWorstRule()
{
    AlertRuleGroup group;
    group.name = QStringLiteral("g");
    group.rules = {ruleOf(QStringLiteral("A"), RuleState::Inactive), ruleOf(QStringLiteral("B"), RuleState::Firing),
                   ruleOf(QStringLiteral("C"), RuleState::Pending)};
    AlertRuleModel model;
    model.setGroups({group});
    const AlertGroupRow *row = model.group(model.index(0, 0));
    QCOMPARE(row->firing, 1);
    QCOMPARE(row->pending, 1);
    QCOMPARE(row->state, State::Warn);
}

QTEST_GUILESS_MAIN(TestAlertRuleModel)
#include "tst_alertrulemodel.moc"
