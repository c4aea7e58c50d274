// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mergeplan.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <numeric>

using namespace toban;

class TestMergePlan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void turnsAnyListIntoAnyOther();
    void removesAndInsertsInRanges();
};

namespace {

std::vector<int> randomKeys(QRandomGenerator &random)
{
    std::vector<int> keys(size_t(random.bounded(0, 30)));
    std::iota(keys.begin(), keys.end(), int(random.bounded(0, 12)));
    if (random.bounded(2) == 0)
        std::shuffle(keys.begin(), keys.end(), random);
    std::erase_if(keys, [&random](int) { return random.bounded(3) == 0; });
    return keys;
}

std::vector<int> applied(std::vector<int> keys, const std::vector<int> &after, const MergePlan &plan)
{
    for (const auto range : plan.removals)
        keys.erase(keys.begin() + range.first, keys.begin() + range.last + 1);
    if (!plan.order.empty()) {
        std::vector<int> ordered;
        for (const int survivor : plan.order)
            ordered.push_back(keys.at(size_t(survivor)));
        keys = ordered;
    }
    for (const auto range : plan.insertions) {
        keys.insert(keys.begin() + range.first, after.begin() + range.first, after.begin() + range.last + 1);
    }
    return keys;
}

} // namespace

void TestMergePlan::turnsAnyListIntoAnyOther()
{
    QRandomGenerator random(20261121);
    for (int round = 0; round < 3000; ++round) {
        const std::vector<int> before = randomKeys(random);
        const std::vector<int> after = randomKeys(random);
        const MergePlan plan = planMerge(before, after);
        QCOMPARE(applied(before, after, plan), after);
        if (before == after)
            QVERIFY(plan.removals.empty() && plan.order.empty() && plan.insertions.empty());
    }
}

void TestMergePlan::removesAndInsertsInRanges()
{
    const MergePlan plan = planMerge<int>({1, 2, 3, 4, 5, 6}, {7, 8, 1, 4, 9});
    QCOMPARE(plan.removals, (std::vector<MergePlan::Range>{{4, 5}, {1, 2}}));
    QVERIFY(plan.order.empty());
    QCOMPARE(plan.insertions, (std::vector<MergePlan::Range>{{0, 1}, {4, 4}}));
    QCOMPARE(planMerge<int>({1, 2, 3}, {3, 1, 2}).order, (std::vector<int>{2, 0, 1}));
}

QTEST_GUILESS_MAIN(TestMergePlan)
#include "tst_mergeplan.moc"
