// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleetmodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace toban;

namespace {

Deployment deploymentOf(const QString &name, int desired)
{
    Deployment deployment;
    deployment.name = name;
    deployment.agentType = name;
    deployment.state = DeploymentState::Running;
    deployment.desired = desired;
    deployment.ready = desired;
    deployment.revision.number = 3;
    return deployment;
}

Agent agentOf(const QString &deployment, int ordinal, qint64 heartbeat)
{
    Agent agent;
    agent.id = deployment + QLatin1Char('-') + QString::number(ordinal);
    agent.type = deployment;
    agent.deployment = deployment;
    agent.status = AgentStatus::Idle;
    agent.capacity = 10;
    agent.currentLoad = ordinal % 11;
    agent.lastHeartbeatMs = heartbeat;
    return agent;
}

FleetSnapshot largeFleet(qint64 heartbeat)
{
    FleetSnapshot snapshot;
    for (int d = 0; d < 20; ++d) {
        const QString name = QStringLiteral("deployment-%1").arg(d);
        snapshot.deployments.push_back(deploymentOf(name, 500));
        for (int a = 0; a < 500; ++a)
            snapshot.agents.push_back(agentOf(name, a, heartbeat));
    }
    return snapshot;
}

FleetSnapshot randomFleet(QRandomGenerator &random)
{
    FleetSnapshot snapshot;
    for (int d = 0; d < 5; ++d) {
        const QString name = QStringLiteral("d%1").arg(d);
        if (random.bounded(4) != 0) // else its agents, if any, name a deployment that is not listed
            snapshot.deployments.push_back(deploymentOf(name, random.bounded(5)));
        if (random.bounded(4) == 0)
            continue;
        for (int a = 0; a < 8; ++a) {
            if (random.bounded(3) != 0)
                snapshot.agents.push_back(agentOf(name, a, random.bounded(3)));
        }
    }
    if (random.bounded(2) == 0) {
        std::shuffle(snapshot.deployments.begin(), snapshot.deployments.end(), random);
        std::shuffle(snapshot.agents.begin(), snapshot.agents.end(), random);
    }
    return snapshot;
}

/// What the tree has to look like, made the slow and obvious way.
QStringList expectedTree(const FleetSnapshot &snapshot)
{
    QStringList names;
    for (const Deployment &deployment : snapshot.deployments)
        names.append(deployment.name);
    for (const Agent &agent : snapshot.agents) {
        if (!names.contains(agent.deployment))
            names.append(agent.deployment);
    }
    QStringList lines;
    for (const QString &name : names) {
        lines.append(name);
        for (const Agent &agent : snapshot.agents) {
            if (agent.deployment == name)
                lines.append(QStringLiteral(" %1 %2").arg(agent.id).arg(agent.lastHeartbeatMs));
        }
    }
    return lines;
}

QStringList tree(const FleetModel &model)
{
    QStringList lines;
    for (int d = 0; d < model.rowCount(); ++d) {
        const QModelIndex parent = model.index(d, 0);
        lines.append(parent.data(FleetModel::RawRole).toString());
        for (int a = 0; a < model.rowCount(parent); ++a) {
            const QModelIndex row = model.index(a, FleetModel::HeartbeatColumn, parent);
            lines.append(QStringLiteral(" %1 %2")
                             .arg(row.siblingAtColumn(0).data(FleetModel::RawRole).toString())
                             .arg(row.data(FleetModel::RawRole).toLongLong()));
        }
    }
    return lines;
}

} // namespace

class TestFleetModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mergedSnapshotsEqualTheSnapshot();
    void persistentIndexesFollowTheirAgent();
    void sumsUpADeployment();
    void keepsAgentsWhoseDeploymentIsNotListed();
    void tellsOfTenThousandAgentsInRanges();
};

void TestFleetModel::mergedSnapshotsEqualTheSnapshot()
{
    FleetModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QRandomGenerator random(7);
    for (int round = 0; round < 400; ++round) {
        const FleetSnapshot snapshot = randomFleet(random);
        model.setSnapshot(snapshot);
        QCOMPARE(tree(model), expectedTree(snapshot));
        QCOMPARE(model.agentCount(), int(snapshot.agents.size()));
    }
    QCOMPARE(resets.count(), 0);
}

void TestFleetModel::persistentIndexesFollowTheirAgent()
{
    FleetModel model;
    QRandomGenerator random(8);
    QHash<QString, QPersistentModelIndex> held;
    for (int round = 0; round < 200; ++round) {
        const FleetSnapshot snapshot = randomFleet(random);
        model.setSnapshot(snapshot);
        QStringList ids;
        for (const Agent &agent : snapshot.agents)
            ids.append(agent.id);
        for (auto it = held.begin(); it != held.end();) {
            if (ids.contains(it.key())) {
                QVERIFY(it->isValid());
                QCOMPARE(it->data(FleetModel::RawRole).toString(), it.key());
                ++it;
            } else {
                QVERIFY(!it->isValid());
                it = held.erase(it);
            }
        }
        for (const QString &id : ids) {
            const QModelIndex found = model.findAgent(id);
            QVERIFY(found.isValid());
            held.insert(id, found);
        }
    }
}

void TestFleetModel::sumsUpADeployment()
{
    FleetSnapshot snapshot;
    snapshot.deployments = {deploymentOf(QStringLiteral("a"), 2), deploymentOf(QStringLiteral("b"), 0)};
    snapshot.deployments[0].costPerHour = 1.25;
    snapshot.agents = {agentOf(QStringLiteral("a"), 3, 5000), agentOf(QStringLiteral("a"), 5, 4000)};
    FleetModel model;
    model.setSnapshot(snapshot);
    const auto value = [&model](int row, int column, int role = FleetModel::RawRole) {
        return model.data(model.index(row, column), role);
    };
    QCOMPARE(value(0, FleetModel::LoadColumn).toDouble(), 0.4);
    QCOMPARE(value(0, 0, FleetModel::LoadRole).toInt(), 8);
    QCOMPARE(value(0, 0, FleetModel::CapacityRole).toInt(), 20);
    QCOMPARE(value(0, FleetModel::HeartbeatColumn).toLongLong(), 4000);
    QCOMPARE(value(0, FleetModel::CostColumn).toDouble(), 1.25);
    QVERIFY(!value(1, FleetModel::LoadColumn).isValid());
    QVERIFY2(!value(1, FleetModel::CostColumn).isValid(), "an unknown cost is not 0");
    QVERIFY(!model.data(model.index(0, FleetModel::CostColumn, model.index(0, 0)), FleetModel::RawRole).isValid());
}

void TestFleetModel::keepsAgentsWhoseDeploymentIsNotListed()
{
    FleetSnapshot snapshot;
    snapshot.agents = {agentOf(QStringLiteral("ghost"), 0, 1)};
    FleetModel model;
    model.setSnapshot(snapshot);
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(!model.deployment(model.index(0, 0))->known);
    QCOMPARE(model.data(model.index(0, 0), FleetModel::StateRole).toInt(), int(State::Unknown));
    QCOMPARE(model.agent(model.index(0, 0, model.index(0, 0)))->id, QStringLiteral("ghost-0"));
}

void TestFleetModel::tellsOfTenThousandAgentsInRanges()
{
    FleetModel model;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QElapsedTimer timer;
    FleetSnapshot snapshot = largeFleet(1000);
    timer.start();
    model.setSnapshot(snapshot);
    qInfo("first 10 000 agents: %.1f ms", double(timer.nsecsElapsed()) / 1e6);
    QCOMPARE(inserted.count(), 1);

    snapshot = largeFleet(2000);
    timer.start();
    model.setSnapshot(snapshot);
    qInfo("10 000 changed agents merged: %.1f ms", double(timer.nsecsElapsed()) / 1e6);
    QCOMPARE(changed.count(), 21); // the deployments' oldest heartbeat, and one range of agents in each of 20

    changed.clear();
    timer.start();
    model.setSnapshot(snapshot);
    qInfo("10 000 unchanged agents merged: %.1f ms", double(timer.nsecsElapsed()) / 1e6);
    QCOMPARE(changed.count(), 0);

    std::erase_if(snapshot.agents, [](const Agent &agent) { return agent.currentLoad == 3 || agent.currentLoad == 4; });
    model.setSnapshot(snapshot);
    QVERIFY(removed.count() > 0);
    QVERIFY2(removed.count() <= 20 * 46, "neighbours go in one range");
}

QTEST_GUILESS_MAIN(TestFleetModel)
#include "tst_fleetmodel.moc"
