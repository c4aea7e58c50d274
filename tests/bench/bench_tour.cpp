// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The longest time for which the GUI thread answers nothing while the real window is led through all pages, against
// the sandbox of TOBAN_BENCH_SANDBOX (tests/bench/tour.py fills it with agents and series first). Prints rows for tests/bench/run: name, value, unit, bar, ratio to one frame at 60 Hz, ok or short; the slowest
// answers with their step of the tour go to standard error.
#include "benchrow.h"

#include "commandline.h"
#include "kit/charts/chartdata.h"
#include "kit/charts/chartview.h"
#include "logsetup.h"
#include "shell/mainwindow.h"
#include "shell/page.h"
#include "starttrace.h"
#include "windowapp.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QTimer>
#include <QTreeView>

#include <ctime>
#include <semaphore>
#include <thread>

using namespace toban;

namespace {

constexpr double barMs = 32;
constexpr double frameMs = 1000.0 / 60;
constexpr double worthSayingMs = 16;

double threadCpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// Measures what an operator's click would wait for: a thread posts to the GUI thread, waits until it was answered, and
/// posts again a millisecond later. An answer that took long is a GUI thread that was busy in one piece.
class GuiWatch
{
public:
    struct Wait
    {
        QString step;
        double wallMs = 0;
        double cpuMs = 0; ///< of the GUI thread meanwhile: the rest is other programs on the same cores
    };

    GuiWatch() : m_thread([this](const std::stop_token &stop) { run(stop); }) { }

    /// Empty: what follows is not part of the tour. GUI thread.
    void setStep(const QString &step) { m_step = step; }
    /// GUI thread, once nothing more is to be measured.
    std::vector<Wait> take()
    {
        m_thread.request_stop();
        m_answered.release();
        m_thread.join();
        return std::move(m_waits);
    }

private:
    void run(const std::stop_token &stop)
    {
        while (!stop.stop_requested()) {
            const auto posted = std::chrono::steady_clock::now();
            QMetaObject::invokeMethod(
                &m_receiver,
                [this, posted] {
                    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - posted;
                    const double cpu = threadCpuMs();
                    if (!m_step.isEmpty())
                        m_waits.push_back({m_step, wall.count(), cpu - m_cpu});
                    m_cpu = cpu;
                    m_answered.release();
                },
                Qt::QueuedConnection);
            m_answered.acquire();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    QObject m_receiver;
    QString m_step; ///< GUI thread, like the next two
    double m_cpu = 0;
    std::vector<Wait> m_waits;
    std::counting_semaphore<4> m_answered{0};
    std::jthread m_thread; ///< last: it uses the others
};

MainWindow *window()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *found = qobject_cast<MainWindow *>(widget))
            return found;
    }
    return nullptr;
}

QList<QAbstractItemView *> views()
{
    QList<QAbstractItemView *> shown;
    for (auto *view : window()->currentPage()->findChildren<QAbstractItemView *>()) {
        if (view->isVisible())
            shown.append(view);
    }
    return shown;
}

void scroll(int percent)
{
    for (QAbstractItemView *view : views()) {
        QScrollBar *bar = view->verticalScrollBar();
        bar->setValue(bar->minimum() + (bar->maximum() - bar->minimum()) * percent / 100);
    }
}

void sortBy(int column)
{
    for (QAbstractItemView *view : views()) {
        if (auto *tree = qobject_cast<QTreeView *>(view); tree && tree->isSortingEnabled())
            tree->sortByColumn(column, column % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
    }
}

void key(Qt::Key code, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : window();
    QTest::sendKeyEvent(QTest::Click, target, code, QString(), modifiers, 0);
}

struct Step
{
    QString name;
    int lastsMs;
    std::function<void()> act;
};

std::vector<Step> tour()
{
    std::vector<Step> steps{{QString(), 6000, [] {}}}; // the start has a benchmark of its own
    for (int round = 1; round <= 2; ++round) {
        for (const QString &page :
             {QStringLiteral("overview"), QStringLiteral("fleet"), QStringLiteral("alerts"), QStringLiteral("logs")}) {
            const QString at = QStringLiteral("%1 %2: ").arg(page).arg(round);
            steps.push_back({at + QStringLiteral("shown"), 2500, [page] { window()->showPage(page); }});
            steps.push_back({at + QStringLiteral("scrolled"), 400, [] { scroll(50); }});
            steps.push_back({at + QStringLiteral("end"), 400, [] { scroll(100); }});
            if (page == u"fleet") {
                steps.push_back({at + QStringLiteral("sorted"), 700, [round] { sortBy(round); }});
                steps.push_back({at + QStringLiteral("filter"), 300, [] { key(Qt::Key_Slash); }});
                for (const Qt::Key letter : {Qt::Key_T, Qt::Key_O, Qt::Key_U, Qt::Key_R}) {
                    steps.push_back({at + QStringLiteral("filter typed"), 250, [letter] {
                                         if (auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget()))
                                             QTest::sendKeyEvent(QTest::Click, edit, letter,
                                                                 QString(QChar(u'a' + (letter - Qt::Key_A))),
                                                                 Qt::NoModifier, 0);
                                     }});
                }
                steps.push_back({at + QStringLiteral("first chosen"), 1200, [] { key(Qt::Key_Down); }});
                steps.push_back({at + QStringLiteral("filter left"), 900, [] {
                                     if (auto *edit = window()->currentPage()->findChild<QLineEdit *>())
                                         edit->clear();
                                 }});
            }
        }
    }
    return steps;
}

/// Rows below an item, all levels.
int rowsOf(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    int rows = model.rowCount(parent);
    for (int row = 0, own = rows; row < own; ++row)
        rows += rowsOf(model, model.index(row, 0, parent));
    return rows;
}

int agentRows()
{
    int most = 0;
    for (const auto *tree : window()->page(QStringLiteral("fleet"))->findChildren<QTreeView *>())
        most = std::max(most, rowsOf(*tree->model()));
    return most;
}

int mostSeries()
{
    std::size_t most = 0;
    for (const auto *chart : window()->page(QStringLiteral("overview"))->findChildren<ChartView *>())
        most = std::max(most, chartSeries(chart->data()).size());
    return int(most);
}

struct Loaded
{
    int agents = 0;
    int series = 0;
};

int report(std::vector<GuiWatch::Wait> waits, const Loaded &most)
{
    std::fprintf(stderr, "bench_tour: %d rows in the fleet, %d series in one chart, %zu answers\n", most.agents,
                 most.series, waits.size());
    if (most.agents < 10'000 || most.series < 500 || waits.size() < 1000) {
        std::fprintf(stderr, "bench_tour: that is not the load that the figure is about\n");
        return 2;
    }
    std::sort(waits.begin(), waits.end(), [](const auto &a, const auto &b) { return a.wallMs > b.wallMs; });
    for (std::size_t i = 0; i < 25 && waits[i].wallMs > worthSayingMs; ++i)
        std::fprintf(stderr, "bench_tour: %6.1f ms (%.1f ms of processor) at %s\n", waits[i].wallMs, waits[i].cpuMs,
                     qPrintable(waits[i].step));
    const double worst = waits.front().wallMs;
    bench::row("gui_longest_block", worst, "ms", "<=32", worst / frameMs, worst <= barMs);
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QString sandbox = qEnvironmentVariable("TOBAN_BENCH_SANDBOX");
    if (sandbox.isEmpty()) {
        std::fprintf(stderr, "bench_tour: TOBAN_BENCH_SANDBOX says where the sandbox is\n");
        return 2;
    }
    const auto parsed
        = parseCommandLine({QStringLiteral("toban"), QStringLiteral("--sandbox"), sandbox, QStringLiteral("--page"),
                            QStringLiteral("overview"), QStringLiteral("--refresh"), QStringLiteral("5s"),
                            QStringLiteral("--size"), QStringLiteral("1440x900")});
    const auto *options = std::get_if<Options>(&parsed);
    if (!options) {
        std::fprintf(stderr, "bench_tour: %s\n", qPrintable(std::get<ParsedExit>(parsed).text));
        return 2;
    }
    QCoreApplication::setApplicationName(QStringLiteral("toban"));
    setUpLogging();
    QApplication application(argc, argv);
    GuiWatch watch;
    const std::vector<Step> steps = tour();
    std::size_t next = 0;
    Loaded most;
    QTimer pace;
    pace.setSingleShot(true);
    QObject::connect(&pace, &QTimer::timeout, &application, [&] {
        watch.setStep({});
        if (window()->currentPage()) {
            if (window()->currentPageId() == u"fleet")
                most.agents = std::max(most.agents, agentRows());
            else if (window()->currentPageId() == u"overview")
                most.series = std::max(most.series, mostSeries());
        }
        if (next == steps.size()) {
            QCoreApplication::quit();
            return;
        }
        const Step &step = steps[next++];
        watch.setStep(step.name);
        step.act();
        pace.start(step.lastsMs);
    });
    pace.start(0);
    StartTrace trace(false);
    if (const int code = runWindow(application, *options, trace); code != 0)
        return code;
    return report(watch.take(), most);
}
