// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/problemsmodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <random>

using namespace toban;

namespace {

Problem problem(int id, State severity, qint64 since)
{
    Problem made;
    made.id = QString::number(id);
    made.severity = severity;
    made.sinceMs = since;
    made.text = QStringLiteral("%1 since %2").arg(id).arg(since);
    return made;
}

} // namespace

class TestProblemsModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worstComesFirstThenTheLongestLasting()
    {
        ProblemsModel model;
        model.setProblems(QStringLiteral("a"), {problem(1, State::Warn, 50), problem(2, State::Critical, 90)});
        model.setProblems(QStringLiteral("b"), {problem(3, State::Critical, 10), problem(4, State::Critical, 0)});
        QStringList ids;
        for (int row = 0; row < model.rowCount(); ++row)
            ids.append(model.at(row).id);
        QCOMPARE(ids.join(u' '), QStringLiteral("3 2 4 1"));
        QCOMPARE(model.count(State::Critical), 3);
    }

    void theSameProblemFromTwoSourcesIsOneLineAndStaysUntilBothAreRidOfIt()
    {
        ProblemsModel model;
        model.setProblems(QStringLiteral("a"), {problem(1, State::Warn, 5)});
        model.setProblems(QStringLiteral("b"), {problem(1, State::Critical, 9)});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.at(0).severity, State::Critical);
        model.setProblems(QStringLiteral("b"), {});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.at(0).severity, State::Warn);
        model.setProblems(QStringLiteral("a"), {});
        QCOMPARE(model.rowCount(), 0);
    }

    void nothingIsSaidWhenNothingChanges()
    {
        ProblemsModel model;
        model.setProblems(QStringLiteral("a"), {problem(1, State::Warn, 5)});
        QSignalSpy changed(&model, &ProblemsModel::countsChanged);
        model.setProblems(QStringLiteral("a"), {problem(1, State::Warn, 5)});
        QCOMPARE(changed.count(), 0);
    }

    void mergesLikeASortedListAndKeepsSelections()
    {
        std::mt19937 random(20261121);
        const auto pick = [&](int n) { return int(random() % unsigned(n)); };
        ProblemsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int round = 0; round < 400; ++round) {
            std::vector<Problem> list;
            for (int id = 0; id < 8; ++id)
                if (pick(2))
                    list.push_back(problem(id, pick(2) ? State::Warn : State::Critical, pick(4)));
            QList<QPersistentModelIndex> kept;
            QStringList keptIds;
            for (int row = 0; row < model.rowCount(); ++row) {
                kept.append(model.index(row, 0));
                keptIds.append(model.at(row).id);
            }
            std::shuffle(list.begin(), list.end(), random);
            model.setProblems(QStringLiteral("a"), list);
            QCOMPARE(model.rowCount(), int(list.size()));
            for (int row = 1; row < model.rowCount(); ++row)
                QVERIFY(model.at(row - 1).severity >= model.at(row).severity);
            for (const Problem &expected : list) {
                bool found = false;
                for (int row = 0; row < model.rowCount(); ++row)
                    found = found || model.at(row) == expected;
                QVERIFY(found);
            }
            for (int i = 0; i < kept.size(); ++i)
                if (kept[i].isValid())
                    QCOMPARE(model.at(kept[i].row()).id, keptIds[i]);
                else
                    QVERIFY(
                        std::none_of(list.begin(), list.end(), [&](const Problem &p) { return p.id == keptIds[i]; }));
        }
    }
};

QTEST_GUILESS_MAIN(TestProblemsModel)
#include "tst_problemsmodel.moc"
