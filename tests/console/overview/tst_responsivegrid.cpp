// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/responsivegrid.h"

#include <QTest>

using namespace toban;

/// Whatever the width: nothing overlaps, nothing sticks out, and the order is the reading order.
class TestResponsiveGrid : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cellsNeverOverlapNorStickOut_data()
    {
        QTest::addColumn<int>("cells");
        QTest::addColumn<int>("minimum");
        QTest::addColumn<int>("most");
        QTest::addColumn<bool>("filled");
        QTest::newRow("tiles") << 10 << 148 << 10 << false;
        QTest::newRow("charts") << 8 << 380 << 3 << true;
        QTest::newRow("one") << 1 << 380 << 3 << true;
    }

    void cellsNeverOverlapNorStickOut()
    {
        QFETCH(int, cells);
        QFETCH(int, minimum);
        QFETCH(int, most);
        QFETCH(bool, filled);
        ResponsiveGrid grid;
        grid.setColumns(minimum, most);
        grid.setSpacing(8);
        grid.setRowHeight(100);
        grid.setLastRowFilled(filled);
        std::vector<QWidget *> widgets;
        for (int i = 0; i < cells; ++i) {
            widgets.push_back(new QWidget);
            grid.addCell(widgets.back(), i % 4 == 3 ? 2 : 1);
        }
        grid.show();
        for (int width = minimum; width < 2600; width += 37) {
            grid.resize(width, 10);
            QCoreApplication::processEvents();
            for (std::size_t i = 0; i < widgets.size(); ++i) {
                const QRect rect = widgets[i]->geometry();
                QVERIFY2(grid.rect().contains(rect), qPrintable(QString::number(width)));
                QVERIFY(rect.width() >= minimum - 1);
                for (std::size_t j = 0; j < i; ++j)
                    QVERIFY(!rect.intersects(widgets[j]->geometry()));
                if (i > 0) {
                    const QRect before = widgets[i - 1]->geometry();
                    QVERIFY(rect.top() > before.top() || (rect.top() == before.top() && rect.left() > before.left()));
                }
            }
            if (filled)
                QCOMPARE(widgets.back()->geometry().right(), width - 1);
        }
    }
};

QTEST_MAIN(TestResponsiveGrid)
#include "tst_responsivegrid.moc"
