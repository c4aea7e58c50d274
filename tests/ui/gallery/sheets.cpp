// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sheets.h"

#include "samples.h"

#include "kit/banner.h"
#include "kit/card.h"
#include "kit/celldelegate.h"
#include "kit/charts/chartview.h"
#include "kit/charts/crosshairgroup.h"
#include "kit/charts/seriescolours.h"
#include "kit/commandpalette.h"
#include "kit/filterfield.h"
#include "kit/healthstrip.h"
#include "kit/icons.h"
#include "kit/navigationrail.h"
#include "kit/refreshpicker.h"
#include "kit/statebadge.h"
#include "kit/stateview.h"
#include "kit/stepindicator.h"
#include "kit/theme.h"
#include "kit/tile.h"
#include "kit/timerangepicker.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTimer>
#include <QTreeView>

namespace toban {

namespace {

using samples::nowMs;
constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;

/// All icons with their names.
class IconWall : public QWidget
{
public:
    IconWall() { setMinimumHeight(150); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokens(this);
        QPainter painter(this);
        painter.setFont(type::font(this, type::caption));
        const QStringList names = icons::names();
        int x = 0;
        int y = 0;
        for (const QString &name : names) {
            icons::paint(painter, QRectF(x + 24, y, 16, 16), name, t.text);
            icons::paint(painter, QRectF(x + 4, y - 2, 18, 20), name, t.accent);
            x += 48;
            if (x + 48 > width()) {
                x = 0;
                y += 28;
            }
        }
    }
};

Sheet overview(bool ja)
{
    auto page = std::make_unique<QWidget>();
    page->resize(1280, 820);
    auto *frame = new QHBoxLayout(page.get());
    frame->setContentsMargins(0, 0, 0, 0);
    frame->setSpacing(0);
    auto *rail = new NavigationRail;
    rail->addEntry(QStringLiteral("overview"), ja ? QStringLiteral("概要") : QStringLiteral("Overview"),
                   QStringLiteral("overview"), u'o');
    rail->addEntry(QStringLiteral("fleet"), ja ? QStringLiteral("フリート") : QStringLiteral("Fleet"),
                   QStringLiteral("fleet"), u'f');
    rail->addEntry(QStringLiteral("alerts"), ja ? QStringLiteral("アラート") : QStringLiteral("Alerts"),
                   QStringLiteral("alerts"), u'a');
    rail->addEntry(QStringLiteral("logs"), ja ? QStringLiteral("ログ") : QStringLiteral("Logs"), QStringLiteral("logs"),
                   u'l');
    rail->addEntry(QStringLiteral("operations"), ja ? QStringLiteral("操作") : QStringLiteral("Operations"),
                   QStringLiteral("operations"), u'p');
    rail->setCurrent(QStringLiteral("overview"));
    rail->setBadge(QStringLiteral("alerts"), 3, State::Critical);
    rail->setBadge(QStringLiteral("fleet"), 1, State::Warn);
    rail->setHintsVisible(false);
    frame->addWidget(rail);
    auto *body = new QVBoxLayout;
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    auto *bar = new QWidget;
    auto *barRow = new QHBoxLayout(bar);
    barRow->setContentsMargins(space::l, space::s, space::l, space::s);
    barRow->setSpacing(space::s);
    auto *strip = new HealthStrip;
    strip->setHealth(samples::health(), nowMs, QTimeZone::utc());
    barRow->addWidget(strip);
    barRow->addStretch(1);
    auto *picker = new TimeRangePicker([] { return nowMs; });
    barRow->addWidget(picker);
    barRow->addWidget(new RefreshPicker);
    body->addWidget(bar);

    auto *content = new QGridLayout;
    content->setContentsMargins(space::l, space::s, space::l, space::l);
    content->setSpacing(space::m);
    struct Sample
    {
        QString caption;
        Figure figure;
        std::optional<bool> better;
    };
    Figure none;
    none.unit = Unit::Count;
    Figure stale = samples::figure(7, Unit::Count, State::Ok, 4, 9);
    stale.newestSampleMs = nowMs - 190'000;
    const Sample tiles[] = {
        {ja ? QStringLiteral("成功率") : QStringLiteral("Success rate"),
         samples::figure(0.9994, Unit::Ratio, State::Ok, 0.9981, 1), true},
        {ja ? QStringLiteral("エラー率") : QStringLiteral("Error rate"),
         samples::figure(0.0643, Unit::Ratio, State::Warn, 0.0019, 2), false},
        {ja ? QStringLiteral("P95 応答時間") : QStringLiteral("P95 latency"),
         samples::figure(8.31, Unit::Seconds, State::Ok, 8.9, 3), false},
        {ja ? QStringLiteral("P99 応答時間") : QStringLiteral("P99 latency"),
         samples::figure(130, Unit::Seconds, State::Critical, 14.2, 4), false},
        {ja ? QStringLiteral("本日のコスト") : QStringLiteral("Cost today"),
         samples::figure(112.41, Unit::Money, State::Ok, 98.7, 5),
         {}},
        {ja ? QStringLiteral("トークン") : QStringLiteral("Tokens today"),
         samples::figure(1'254'302, Unit::Tokens, State::Ok, 1'254'302, 6),
         {}},
        {ja ? QStringLiteral("キュー") : QStringLiteral("Queue"), stale, false},
        {ja ? QStringLiteral("稼働エージェント") : QStringLiteral("Active agents"), none, {}},
    };
    int column = 0;
    int row = 0;
    for (const Sample &sample : tiles) {
        auto *tile = new Tile;
        tile->setCaption(sample.caption);
        tile->setCurrency(QStringLiteral("USD"));
        tile->setHigherIsBetter(sample.better);
        tile->setFreshness(nowMs, 15'000);
        tile->setFigure(sample.figure);
        content->addWidget(tile, row, column);
        if (++column == 4) {
            column = 0;
            ++row;
        }
    }
    auto *group = new CrosshairGroup(page.get());
    auto colours = std::make_shared<SeriesColours>();
    const QStringList types{QStringLiteral("code_generator"), QStringLiteral("security_scanner"),
                            QStringLiteral("performance_tester")};
    std::vector<ChartView *> views;
    const auto add = [&](ChartData data, int r, int c) {
        auto *card = new Card(data.title);
        auto *view = new ChartView;
        view->setCrosshairGroup(group);
        view->setSeriesColours(colours);
        view->setData(std::move(data));
        card->setBody(view);
        card->menu();
        content->addWidget(card, r, c * 2, 1, 2);
        views.push_back(view);
    };
    ChartData requests = samples::chart(PanelKind::StackedArea,
                                        ja ? QStringLiteral("リクエスト") : QStringLiteral("Requests"), Unit::PerSecond,
                                        samples::day(types, QStringLiteral("agent_type"), 1.9, day, 120'000, 11, true),
                                        QStringLiteral("{{agent_type}}"), day);
    ChartData latency
        = samples::chart(PanelKind::Line, ja ? QStringLiteral("応答時間") : QStringLiteral("Latency"), Unit::Seconds,
                         samples::day({QStringLiteral("P99"), QStringLiteral("P95"), QStringLiteral("P50")},
                                      QStringLiteral("q"), 14, day, 120'000, 12),
                         QStringLiteral("{{q}}"), day);
    latency.thresholds.warn = 12;
    latency.thresholds.critical = 30;
    latency.annotations
        = {{nowMs - 9 * hour, ja ? QStringLiteral("スケール 4 → 6") : QStringLiteral("scale 4 → 6"), State::Busy}};
    add(requests, 2, 0);
    add(latency, 2, 1);
    content->setRowStretch(2, 1);
    body->addLayout(content, 1);
    frame->addLayout(body, 1);

    auto *raw = page.get();
    return {QStringLiteral("overview"), std::move(page),
            [raw, views] {
                auto *canvas = views[1]->findChild<QWidget *>(QStringLiteral("chart"));
                QMouseEvent move(QEvent::MouseMove, QPointF(canvas->width() * 0.6, 60),
                                 canvas->mapToGlobal(QPointF(0, 0)), Qt::NoButton, {}, {});
                QApplication::sendEvent(canvas, &move);
                Q_UNUSED(raw);
            },
            [views] {
                return std::all_of(views.begin(), views.end(),
                                   [](const ChartView *view) { return view->isRendered(); });
            }};
}

Sheet charts(bool ja)
{
    auto page = std::make_unique<QWidget>();
    page->resize(1280, 1240);
    auto *grid = new QGridLayout(page.get());
    grid->setContentsMargins(space::l, space::l, space::l, space::l);
    grid->setSpacing(space::l);
    auto colours = std::make_shared<SeriesColours>();
    std::vector<ChartView *> views;
    const auto add = [&](ChartData data, int r, int c, int rows = 1) {
        auto *card = new Card(data.title);
        card->setNote(QStringLiteral("UTC"));
        auto *view = new ChartView;
        view->setLegendRows(rows);
        view->setSeriesColours(colours);
        view->setData(std::move(data));
        card->setBody(view);
        grid->addWidget(card, r, c);
        views.push_back(view);
    };
    ChartData single
        = samples::chart(PanelKind::Line, ja ? QStringLiteral("エラー率") : QStringLiteral("Error rate"), Unit::Ratio,
                         samples::day({QStringLiteral("all")}, QStringLiteral("x"), 0.006, 6 * hour, 30'000, 21, true),
                         QStringLiteral("errors"), 6 * hour);
    single.thresholds.warn = 0.1;
    single.annotations = {{nowMs - 3 * hour, QStringLiteral("rollback"), State::Warn},
                          {nowMs - 170 * 60'000, QStringLiteral("scale 3 → 5"), State::Busy}};
    add(single, 0, 0);
    QStringList many;
    for (int i = 0; i < 50; ++i)
        many.append(QStringLiteral("agent-%1").arg(i));
    add(samples::chart(PanelKind::Line, QStringLiteral("50 series"), Unit::Tokens,
                       samples::day(many, QStringLiteral("a"), 90'000, 7 * day, 600'000, 22), QStringLiteral("{{a}}"),
                       7 * day),
        0, 1);
    add(samples::chart(PanelKind::Bars, ja ? QStringLiteral("コスト推移") : QStringLiteral("Cost trend"), Unit::Money,
                       samples::day({QStringLiteral("claude-opus-4.1"), QStringLiteral("claude-sonnet-3.5"),
                                     QStringLiteral("gpt-4o")},
                                    QStringLiteral("model"), 60, 30 * day, day, 23),
                       QStringLiteral("{{model}}"), 30 * day),
        1, 0);
    add(samples::chart(PanelKind::Histogram,
                       ja ? QStringLiteral("応答時間の分布") : QStringLiteral("Latency distribution"), Unit::Seconds,
                       samples::latencyBuckets(day, 300'000), QStringLiteral("{{le}}"), day),
        1, 1);
    add(samples::chart(
            PanelKind::Shares, ja ? QStringLiteral("ツール利用") : QStringLiteral("Tool usage"), Unit::PerSecond,
            samples::day({QStringLiteral("read_file"), QStringLiteral("run_tests"), QStringLiteral("search_code"),
                          QStringLiteral("write_file"), QStringLiteral("http_get"), QStringLiteral("git"),
                          QStringLiteral("lint"), QStringLiteral("deploy"), QStringLiteral("notify")},
                         QStringLiteral("tool"), 4, day, 300'000, 24),
            QStringLiteral("{{tool}}"), day),
        2, 0);
    add(samples::chart(PanelKind::Line, ja ? QStringLiteral("メモリ") : QStringLiteral("Memory"), Unit::Bytes,
                       samples::day({QStringLiteral("code-generator-0"), QStringLiteral("code-generator-1")},
                                    QStringLiteral("pod"), 3.4e8, 20 * 60'000, 15'000, 25),
                       QStringLiteral("{{pod}}"), 20 * 60'000),
        2, 1);
    ChartData empty = samples::chart(PanelKind::Line, ja ? QStringLiteral("空") : QStringLiteral("Empty"), Unit::Count,
                                     nullptr, {}, day);
    add(empty, 3, 0);
    add(samples::chart(PanelKind::StackedArea, ja ? QStringLiteral("トークン") : QStringLiteral("Tokens by model"),
                       Unit::TokensPerSecond,
                       samples::day({QStringLiteral("opus"), QStringLiteral("sonnet"), QStringLiteral("haiku"),
                                     QStringLiteral("4o")},
                                    QStringLiteral("m"), 800, 90 * day, 6 * hour, 26),
                       QStringLiteral("{{m}}"), 90 * day),
        3, 1);
    return {QStringLiteral("charts"), std::move(page), {}, [views] {
                return std::all_of(views.begin(), views.end(),
                                   [](const ChartView *view) { return view->isRendered(); });
            }};
}

Sheet controls(bool ja)
{
    auto page = std::make_unique<QWidget>();
    page->resize(1280, 1060);
    auto *grid = new QGridLayout(page.get());
    grid->setContentsMargins(space::l, space::l, space::l, space::l);
    grid->setSpacing(space::l);

    auto *inputs = new QWidget;
    auto *form = new QVBoxLayout(inputs);
    form->setContentsMargins(0, 0, 0, 0);
    auto *buttons = new QHBoxLayout;
    for (const auto &[text, kind] :
         {std::pair{ja ? "適用" : "Scale to 6", "primary"}, std::pair{ja ? "取消" : "Cancel", ""},
          std::pair{"Stop all", "danger"}, std::pair{"Show query", "quiet"}}) {
        auto *button = new QPushButton(QString::fromUtf8(text));
        button->setProperty("kind", QString::fromLatin1(kind));
        buttons->addWidget(button);
    }
    auto *off = new QPushButton(QStringLiteral("Disabled"));
    off->setEnabled(false);
    buttons->addWidget(off);
    buttons->addStretch(1);
    form->addLayout(buttons);
    auto *fields = new QHBoxLayout;
    auto *filter = new FilterField;
    fields->addWidget(filter);
    auto *invalid = new QLineEdit(QStringLiteral("now-6x"));
    invalid->setProperty("invalid", true);
    fields->addWidget(invalid);
    auto *combo = new QComboBox;
    combo->addItems({QStringLiteral("All states"), QStringLiteral("Firing")});
    fields->addWidget(combo);
    auto *spin = new QSpinBox;
    spin->setValue(6);
    fields->addWidget(spin);
    form->addLayout(fields);
    auto *checks = new QHBoxLayout;
    auto *on = new QCheckBox(QStringLiteral("Only firing"));
    on->setChecked(true);
    checks->addWidget(on);
    checks->addWidget(new QCheckBox(QStringLiteral("Live tail")));
    auto *radio = new QRadioButton(QStringLiteral("UTC"));
    radio->setChecked(true);
    checks->addWidget(radio);
    checks->addWidget(new QRadioButton(QStringLiteral("Local")));
    checks->addStretch(1);
    form->addLayout(checks);
    auto *badges = new QHBoxLayout;
    for (const State state : {State::Ok, State::Busy, State::Paused, State::Unknown, State::Warn, State::Critical}) {
        auto *badge = new StateBadge;
        badge->setState(state);
        badges->addWidget(badge);
    }
    badges->addStretch(1);
    form->addLayout(badges);
    for (const auto &[state, text] :
         {std::pair{State::Warn,
                    "Prometheus has not answered for 2 min (connection refused). Figures below are from 14:02."},
          std::pair{State::Busy, "This environment is read-only."},
          std::pair{State::Critical, "The budget of the day is used up."}}) {
        auto *banner = new Banner;
        banner->setMessage(state, QString::fromUtf8(text), state == State::Warn ? QStringLiteral("Retry") : QString());
        banner->setDismissible(state == State::Busy);
        form->addWidget(banner);
    }
    auto *query = new QPlainTextEdit(QStringLiteral("sum by (agent_type) (rate(claude_agent_requests_total[5m]))"));
    query->setFont(type::monospace());
    query->setFixedHeight(52);
    form->addWidget(query);
    form->addStretch(1);
    auto *inputCard = new Card(ja ? QStringLiteral("入力") : QStringLiteral("Controls"));
    inputCard->setBody(inputs);
    grid->addWidget(inputCard, 0, 0);

    auto *tree = new QTreeView;
    auto *model = new QStandardItemModel(tree);
    model->setHorizontalHeaderLabels({QStringLiteral("Name"), QStringLiteral("State"), QStringLiteral("Load"),
                                      QStringLiteral("Version"), QStringLiteral("Cost")});
    const auto line = [](const QString &name, State state, const QString &word, double load, bool badge) {
        auto *first = new QStandardItem(name);
        auto *second = new QStandardItem(word);
        second->setData(int(state), cell::StateRole);
        second->setData(badge, cell::BadgeRole);
        auto *third = new QStandardItem(QStringLiteral("%1/10").arg(int(load * 10)));
        third->setTextAlignment(Qt::AlignRight);
        third->setData(load, cell::BarRole);
        auto *fourth = new QStandardItem(QStringLiteral("registry.example/agents:v2.1.0"));
        fourth->setData(true, cell::MonospaceRole);
        auto *fifth = new QStandardItem(QStringLiteral("$1.23"));
        fifth->setTextAlignment(Qt::AlignRight);
        return QList<QStandardItem *>{first, second, third, fourth, fifth};
    };
    auto top = line(QStringLiteral("code-generator"), State::Ok, QStringLiteral("Running"), 0.4, true);
    top[0]->setData(QStringLiteral("4 of 4 ready"), cell::SecondaryRole);
    top[0]->appendRow(line(QStringLiteral("code-generator-0"), State::Busy, QStringLiteral("Busy"), 0.8, false));
    top[0]->appendRow(line(QStringLiteral("code-generator-1"), State::Ok, QStringLiteral("Idle"), 0, false));
    model->appendRow(top);
    model->appendRow(line(QStringLiteral("security-scanner"), State::Warn, QStringLiteral("Progressing"), 0.6, true));
    model->appendRow(line(QStringLiteral("performance-tester"), State::Critical, QStringLiteral("Failed"), 0.1, true));
    tree->setModel(model);
    prepareTree(tree);
    tree->expandAll();
    tree->header()->resizeSection(0, 190);
    tree->header()->resizeSection(2, 70);
    tree->setCurrentIndex(model->index(1, 0));
    auto *treeCard = new Card(ja ? QStringLiteral("フリート") : QStringLiteral("Fleet"));
    treeCard->setState(State::Warn);
    treeCard->setNote(QStringLiteral("12 s ago"));
    treeCard->setBody(tree);
    treeCard->setBodyMargins(0);
    grid->addWidget(treeCard, 0, 1);

    auto *steps = new StepIndicator;
    steps->setSteps(
        {{QStringLiteral("Plan"), QStringLiteral("4 → 6 agents, +$0.84 per hour"), StepIndicator::Progress::Done},
         {QStringLiteral("Send"), QStringLiteral("Accepted as operation 8f1c"), StepIndicator::Progress::Done},
         {QStringLiteral("Wait until ready"),
          QStringLiteral("5 of 6 ready after 8.3 s. The manager starts the workers one after another; each takes some "
                         "seconds until its first heartbeat."),
          StepIndicator::Progress::Running},
         {QStringLiteral("Verify"), {}, StepIndicator::Progress::Waiting},
         {QStringLiteral("Roll back"), QStringLiteral("Not needed"), StepIndicator::Progress::Skipped},
         {QStringLiteral("Notify"), QStringLiteral("The channel does not exist"), StepIndicator::Progress::Failed}});
    auto *stepCard = new Card(ja ? QStringLiteral("操作") : QStringLiteral("Operation"));
    stepCard->setBody(steps);
    grid->addWidget(stepCard, 1, 0);

    auto *states = new QWidget;
    auto *stateGrid = new QGridLayout(states);
    stateGrid->setContentsMargins(0, 0, 0, 0);
    auto *error = new StateView;
    error->setContent(new QLabel(QStringLiteral("x")));
    error->showError(
        Error(ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("http://127.0.0.1:9090")),
        QStringLiteral("Prometheus"));
    auto *nothing = new StateView;
    nothing->showEmpty(ja ? QStringLiteral("発火中のアラートはありません。") : QStringLiteral("No alert is firing."));
    auto *setup = new StateView;
    setup->showNotConfigured(QStringLiteral("Loki is not configured for this environment."),
                             QStringLiteral("Open settings"));
    auto *loading = new StateView;
    int i = 0;
    for (QWidget *view : {static_cast<QWidget *>(error), static_cast<QWidget *>(nothing), static_cast<QWidget *>(setup),
                          static_cast<QWidget *>(loading)}) {
        stateGrid->addWidget(view, i / 2, i % 2);
        ++i;
    }
    auto *stateCard = new Card(ja ? QStringLiteral("状態") : QStringLiteral("States"));
    stateCard->setBody(states);
    grid->addWidget(stateCard, 1, 1);
    auto *iconCard = new Card(QStringLiteral("Icons"));
    iconCard->setBody(new IconWall);
    grid->addWidget(iconCard, 2, 0, 1, 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    QTimer *wait = new QTimer(page.get());
    wait->setSingleShot(true);
    wait->start(200);
    return {QStringLiteral("controls"), std::move(page), [filter] { filter->setFocus(Qt::TabFocusReason); },
            [wait] { return !wait->isActive(); }};
}

Sheet palette(bool ja)
{
    auto page = std::make_unique<QWidget>();
    page->resize(1024, 640);
    auto *rail = new NavigationRail(page.get());
    for (const auto &[id, letter] :
         {std::pair{"overview", u'o'}, std::pair{"fleet", u'f'}, std::pair{"alerts", u'a'}, std::pair{"logs", u'l'}})
        rail->addEntry(QString::fromLatin1(id), QString::fromLatin1(id), QString::fromLatin1(id), QChar(letter));
    rail->setCurrent(QStringLiteral("fleet"));
    rail->setCollapsed(true);
    rail->setHintsVisible(true);
    rail->resize(56, 640);
    auto *commands = new CommandPalette(page.get());
    const QString pages = ja ? QStringLiteral("ページ") : QStringLiteral("Pages");
    const QString actions = ja ? QStringLiteral("操作") : QStringLiteral("Actions");
    commands->setCommands({{QStringLiteral("o"),
                            QStringLiteral("Overview"),
                            pages,
                            QStringLiteral("G O"),
                            QStringLiteral("overview"),
                            {},
                            true,
                            {}},
                           {QStringLiteral("f"),
                            QStringLiteral("Fleet"),
                            pages,
                            QStringLiteral("G F"),
                            QStringLiteral("fleet"),
                            {},
                            true,
                            {}},
                           {QStringLiteral("l"),
                            QStringLiteral("Logs"),
                            pages,
                            QStringLiteral("G L"),
                            QStringLiteral("logs"),
                            {},
                            true,
                            {}},
                           {QStringLiteral("s"),
                            QStringLiteral("Scale deployment"),
                            actions,
                            {},
                            QStringLiteral("scale"),
                            {},
                            false,
                            QStringLiteral("This environment is read-only.")},
                           {QStringLiteral("t"),
                            QStringLiteral("Change time range"),
                            actions,
                            QStringLiteral("T"),
                            QStringLiteral("clock"),
                            {},
                            true,
                            {}},
                           {QStringLiteral("r"),
                            QStringLiteral("Refresh"),
                            actions,
                            QStringLiteral("R"),
                            QStringLiteral("refresh"),
                            {},
                            true,
                            {}}});
    return {QStringLiteral("palette"), std::move(page),
            [commands] {
                commands->open();
                commands->findChild<QLineEdit *>(QStringLiteral("paletteField"))->setText(QStringLiteral("re"));
            },
            [] { return true; }};
}

/// What "export as PNG" writes.
Sheet exported(bool ja)
{
    auto page = std::make_unique<QLabel>();
    ChartView view;
    ChartData data
        = samples::chart(PanelKind::Line, ja ? QStringLiteral("応答時間") : QStringLiteral("Latency"), Unit::Seconds,
                         samples::day({QStringLiteral("P99"), QStringLiteral("P95"), QStringLiteral("P50")},
                                      QStringLiteral("q"), 14, day, 300'000, 12),
                         QStringLiteral("{{q}}"), day);
    data.thresholds.warn = 12;
    data.thresholds.critical = 18;
    view.setData(data);
    page->setPixmap(QPixmap::fromImage(view.picture(QSize(900, 360), page->devicePixelRatioF())));
    page->resize(900, 360);
    return {QStringLiteral("export"), std::move(page), {}, [] { return true; }};
}

Sheet popups(bool ja)
{
    Q_UNUSED(ja);
    auto page = std::make_unique<QWidget>();
    page->resize(900, 560);
    auto *picker = new TimeRangePicker([] { return nowMs; }, page.get());
    picker->move(600, 10);
    auto *strip = new HealthStrip(page.get());
    strip->setHealth(samples::health(), nowMs, QTimeZone::utc());
    strip->move(10, 10);
    auto *raw = page.get();
    return {QStringLiteral("popups"), std::move(page),
            [picker, strip, raw] {
                // A popup is a window of its own: its picture is laid into the sheet where it would stand.
                const auto paste = [raw](QWidget *popup, QPoint at) {
                    auto *copy = new QLabel(raw);
                    copy->setPixmap(popup->grab());
                    copy->move(at);
                    copy->adjustSize();
                    copy->show();
                    popup->close();
                };
                picker->openPanel();
                paste(QApplication::activePopupWidget(), QPoint(430, 46));
                strip->showPanel();
                paste(QApplication::activePopupWidget(), QPoint(10, 46));
            },
            [] { return true; }};
}

} // namespace

std::vector<Sheet> makeSheets(bool japanese)
{
    std::vector<Sheet> sheets;
    sheets.push_back(overview(japanese));
    sheets.push_back(charts(japanese));
    sheets.push_back(controls(japanese));
    sheets.push_back(palette(japanese));
    sheets.push_back(popups(japanese));
    sheets.push_back(exported(japanese));
    return sheets;
}

} // namespace toban
