// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/mainwindow.h"

#include "kit/banner.h"
#include "kit/healthstrip.h"
#include "kit/navigationrail.h"
#include "kit/theme.h"
#include "kit/timerangepicker.h"
#include "shell/aboutdialog.h"
#include "shell/environmentswitcher.h"
#include "shell/page.h"
#include "shell/problemsmodel.h"
#include "shell/problemspanel.h"
#include "shell/railfooter.h"
#include "shell/topbar.h"
#include "shell/welcomeview.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace toban {

/// The environment's colour along the top. The name stands in the bar below: colour is never alone.
class MainWindow::EnvironmentLine : public QWidget
{
public:
    explicit EnvironmentLine(QWidget *parent) : QWidget(parent) { setFixedHeight(3); }
    std::optional<Context> context;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokens(this);
        QPainter(this).fillRect(rect(), context ? environmentColour(t, *context) : t.line);
    }
};

MainWindow::MainWindow(std::function<qint64()> now, QWidget *parent)
    : QMainWindow(parent), m_now(now),
      m_overlays(*this, [this](const QString &page, const QString &action) { run(page, action); }),
      m_actions(new WindowActions(this)), m_problems(new ProblemsModel(this)), m_line(new EnvironmentLine(this)),
      m_topBar(new TopBar(*m_actions, std::move(now), this)), m_column(new QVBoxLayout),
      m_rail(new NavigationRail(this)), m_footer(new RailFooter(*m_actions, m_rail)), m_stack(new QStackedWidget(this)),
      m_zone(QTimeZone::utc())
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(1024, 640);
    resize(1440, 900);
    m_rail->setObjectName(QStringLiteral("navigationRail"));
    m_rail->setFooter(m_footer);
    m_stack->setObjectName(QStringLiteral("pages"));
    auto *central = new QWidget(this);
    auto *outer = new QVBoxLayout(central);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_line);
    auto *across = new QHBoxLayout;
    across->setSpacing(0);
    across->addWidget(m_rail);
    m_column->setSpacing(0);
    m_column->addWidget(m_topBar);
    m_column->addWidget(m_stack, 1);
    across->addLayout(m_column, 1);
    outer->addLayout(across, 1);
    setCentralWidget(central);

    m_line->installEventFilter(this); // always in view: its painting is the window's
    connect(m_rail, &NavigationRail::pageRequested, this, [this](const QString &id) { showPage(id); });
    connect(m_rail, &NavigationRail::collapsedChanged, this, [this](bool collapsed) {
        m_footer->setCollapsed(collapsed);
        (*m_actions)[WindowAction::ToggleRail]->setChecked(collapsed);
        Q_EMIT layoutChanged();
    });
    connect(m_problems, &ProblemsModel::countsChanged, this, [this] {
        m_footer->setCounts(m_problems->count(State::Critical), m_problems->count(State::Warn),
                            m_problems->count(State::Unknown));
    });
    connectActions();
    showTitles();
}

MainWindow::~MainWindow()
{
    // The base class hides the dock while it goes, when the actions are gone already.
    if (m_dock)
        m_dock->disconnect(this);
}

void MainWindow::connectActions()
{
    const auto on
        = [this](WindowAction action, auto &&slot) { connect((*m_actions)[action], &QAction::triggered, this, slot); };
    on(WindowAction::Palette, [this] {
        m_overlays.openPalette(paletteContent());
        makeOtherPages(std::chrono::milliseconds(0));
    });
    on(WindowAction::PickRange, [this] { m_topBar->range()->openPanel(); });
    on(WindowAction::RangeBack, [this] { m_topBar->range()->shiftBack(); });
    on(WindowAction::RangeForward, [this] { m_topBar->range()->shiftForward(); });
    on(WindowAction::RangeZoomOut, [this] { m_topBar->range()->zoomOut(); });
    on(WindowAction::PickEnvironment, [this] { m_topBar->environment()->showMenu(); });
    on(WindowAction::ShowHealth, [this] { m_topBar->health()->showPanel(); });
    on(WindowAction::FocusFilter, [this] {
        if (Page *page = currentPage())
            page->focusFilter();
    });
    on(WindowAction::ToggleProblems, [this](bool visible) { setProblemsVisible(visible); });
    on(WindowAction::ToggleRail, [this](bool collapsed) { m_rail->setCollapsed(collapsed); });
    on(WindowAction::KeyHelp, [this] { m_overlays.openKeyHelp(actionGroups()); });
    on(WindowAction::Back, [this] { onBack(); });
    on(WindowAction::Quit, [this] { close(); });
    on(WindowAction::About, [this] {
        auto *about = new AboutDialog(this);
        about->setAttribute(Qt::WA_DeleteOnClose);
        about->open();
    });
}

void MainWindow::addPage(PageEntry entry)
{
    auto *action = new QAction(this);
    action->setObjectName(QStringLiteral("action.page.") + entry.id);
    action->setProperty("iconName", entry.icon);
    action->setShortcut(QKeySequence(QStringLiteral("G, %1").arg(entry.letter)));
    connect(action, &QAction::triggered, this, [this, id = entry.id] { showPage(id); });
    addAction(action);
    m_pageActions.push_back(action);
    m_rail->addEntry(entry.id, entry.title(), entry.icon, entry.letter);
    m_entries.push_back(std::move(entry));
    showTitles();
}

QStringList MainWindow::pageIds() const
{
    QStringList ids;
    for (const PageEntry &entry : m_entries)
        ids.append(entry.id);
    return ids;
}

const MainWindow::PageEntry *MainWindow::entry(const QString &id) const
{
    const auto it
        = std::find_if(m_entries.begin(), m_entries.end(), [&](const PageEntry &entry) { return entry.id == id; });
    return it == m_entries.end() ? nullptr : &*it;
}

Page *MainWindow::page(const QString &id) const
{
    return m_stack->findChild<Page *>(QStringLiteral("page.") + id, Qt::FindDirectChildrenOnly);
}

Page *MainWindow::create(const PageEntry &entry)
{
    Page *page = entry.create(m_stack);
    page->setObjectName(QStringLiteral("page.") + entry.id);
    page->setAccessibleName(entry.title());
    m_stack->addWidget(page);
    connect(page, &Page::navigateRequested, this, &MainWindow::follow);
    connect(page, &Page::problemsChanged, this, [this, id = entry.id] {
        if (id == m_current)
            m_reportedMs[id] = m_now();
        takeProblems(id);
    });
    Q_EMIT pageCreated(page);
    return page;
}

void MainWindow::takeProblems(const QString &id)
{
    const PageEntry *known = entry(id);
    if (known && known->problems && id != m_current)
        return m_problems->setProblems(id, known->problems());
    const Page *reporter = page(id);
    if (!reporter || !m_reportedMs.contains(id))
        return; // not shown in this environment yet: what it holds is of none or of another
    std::vector<Problem> problems = reporter->problems();
    if (id != m_current)
        for (Problem &problem : problems) {
            if (problem.asOfMs == 0) // the page may know better
                problem.asOfMs = m_reportedMs.value(id);
        }
    m_problems->setProblems(id, std::move(problems));
}

void MainWindow::reloadProblems(const QString &page)
{
    if (page != m_current)
        takeProblems(page);
}

void MainWindow::dropPageProblems()
{
    m_reportedMs.clear();
    for (const PageEntry &entry : m_entries)
        m_problems->setProblems(entry.id, {});
}

void MainWindow::showPage(const QString &id, const QVariantMap &args)
{
    m_cameFrom.clear();
    visit(id, args, false);
}

void MainWindow::visit(const QString &id, const QVariantMap &args, bool remember)
{
    const PageEntry *wanted = entry(id);
    if (!wanted)
        return;
    Page *next = page(id);
    Page *before = currentPage();
    if (!next)
        next = create(*wanted);
    if (next != before) {
        if (before && before != next)
            before->deactivate();
        if (remember && before && before != next)
            m_cameFrom.append(m_current);
        for (QAction *action : before ? before->pageActions() : QList<QAction *>())
            removeAction(action);
        const QString left = std::exchange(m_current, id);
        takeProblems(left); // from now on they are as of then
        if (!m_isWelcome)
            m_stack->setCurrentWidget(next);
        // Keys work on the page from the start, and no button of the frame looks pressed.
        if (!next->isAncestorOf(focusWidget()))
            next->setFocus(Qt::OtherFocusReason);
        addActions(next->pageActions());
        m_rail->setCurrent(id);
        next->activate();
        showTitles();
        Q_EMIT pageShown(id);
    }
    if (!args.isEmpty())
        next->navigate(args);
}

void MainWindow::follow(const QString &id, const QVariantMap &args)
{
    if (id == u"settings") // is no page, but pages point there all the same
        Q_EMIT settingsRequested(args.value(QStringLiteral("endpoint")).toString());
    else
        visit(id, args, true);
}

void MainWindow::jump(const Problem &problem)
{
    if (!problem.page.isEmpty())
        return follow(problem.page, problem.args);
    for (QAction *action : m_actions->all())
        if (action->objectName() == problem.action)
            action->trigger();
}

void MainWindow::onBack()
{
    Page *page = currentPage();
    if (page && page->goBack())
        return;
    if (!m_cameFrom.isEmpty())
        return visit(m_cameFrom.takeLast(), {}, false);
    Q_EMIT backUnused();
}

QList<ActionGroup> MainWindow::actionGroups() const
{
    QList<ActionGroup> groups{{tr("Pages"), {m_pageActions.begin(), m_pageActions.end()}, {}}};
    if (const Page *page = currentPage())
        groups.append({page->title(), page->pageActions(), {}});
    groups.append({tr("Everywhere"), {m_actions->all().begin(), m_actions->all().end()}, {}});
    return groups;
}

WindowOverlays::PaletteContent MainWindow::paletteContent() const
{
    WindowOverlays::PaletteContent content{actionGroups(), tr("Environments"), {}, tr("Not possible now")};
    for (const PageEntry &entry : m_entries)
        if (const Page *other = page(entry.id); other && entry.id != m_current && !m_isWelcome)
            content.groups.append({entry.title(), other->pageActions(), entry.id});
    if (m_extra)
        content.extras = m_extra();
    return content;
}

void MainWindow::makeOtherPages(std::chrono::milliseconds pause)
{
    const auto it
        = std::find_if(m_entries.begin(), m_entries.end(), [this](const PageEntry &e) { return !page(e.id); });
    if (it == m_entries.end() || m_isWelcome || m_current.isEmpty())
        return;
    QTimer::singleShot(pause, this, [this, pause, id = it->id] {
        if (const PageEntry *missing = entry(id); missing && !page(id))
            create(*missing);
        m_overlays.updatePalette(paletteContent());
        if (std::all_of(m_entries.begin(), m_entries.end(), [this](const PageEntry &e) { return page(e.id); }))
            QTimer::singleShot(pause, this, type::loadMonospace); // log lines are the first that need it
        else
            makeOtherPages(pause);
    });
}

void MainWindow::run(const QString &pageId, const QString &action)
{
    const auto trigger = [action](const QList<QAction *> &actions) {
        for (QAction *candidate : actions)
            if (candidate->objectName() == action)
                return candidate->trigger();
    };
    if (pageId.isEmpty())
        return trigger(QWidget::actions());
    if (pageId != m_current)
        showPage(pageId);
    Page *shown = page(pageId);
    if (!shown || shown->isComplete())
        return trigger(shown ? shown->pageActions() : QList<QAction *>());
    // It acts on what the page shows, and that is still on its way.
    connect(
        shown, &Page::completed, this,
        [this, shown, trigger] {
            if (shown == currentPage())
                trigger(shown->pageActions());
        },
        Qt::SingleShotConnection);
}

void MainWindow::setProblemsVisible(bool visible)
{
    if (!m_dock && !visible)
        return;
    if (!m_dock) {
        m_dock = new QDockWidget(this);
        m_dock->setObjectName(QStringLiteral("problemsDock"));
        m_dock->setAllowedAreas(Qt::BottomDockWidgetArea | Qt::RightDockWidgetArea);
        m_problemsPanel = new ProblemsPanel(*m_problems, m_dock);
        m_problemsPanel->setTime(m_nowMs, m_zone);
        m_dock->setWidget(m_problemsPanel);
        addDockWidget(Qt::BottomDockWidgetArea, m_dock);
        resizeDocks({m_dock}, {m_problemsHeight}, Qt::Vertical);
        connect(m_problemsPanel, &ProblemsPanel::jumpRequested, this, &MainWindow::jump);
        connect(m_dock, &QDockWidget::visibilityChanged, this, [this] {
            // Also hidden and shown with the window itself: only the dock's own wish counts.
            (*m_actions)[WindowAction::ToggleProblems]->setChecked(!m_dock->isHidden());
            Q_EMIT layoutChanged();
        });
        showTitles();
    }
    m_dock->setVisible(visible);
}

void MainWindow::setEnvironment(const std::optional<Context> &context)
{
    m_context = context;
    m_line->context = context;
    m_line->update();
    showTitles();
}

void MainWindow::setBanner(State state, const QString &text, const QString &action)
{
    if (text.isEmpty()) {
        if (m_banner)
            m_banner->hide();
        return;
    }
    if (!m_banner) {
        m_banner = new Banner(this);
        m_banner->setDismissible(true);
        m_column->insertWidget(1, m_banner);
        connect(m_banner, &Banner::actionRequested, this, &MainWindow::bannerActionRequested);
        connect(m_banner, &Banner::dismissed, m_banner, &QWidget::hide);
        connect(m_banner, &Banner::dismissed, this, &MainWindow::bannerDismissed);
    }
    m_banner->setMessage(state, text, action);
}

void MainWindow::setWelcome(bool on)
{
    if (on && !m_welcome) {
        m_welcome = new WelcomeView(m_stack);
        m_stack->addWidget(m_welcome);
        connect(m_welcome, &WelcomeView::sandboxRequested, this, &MainWindow::sandboxRequested);
        connect(m_welcome, &WelcomeView::addEnvironmentRequested, this, &MainWindow::addEnvironmentRequested);
    }
    m_isWelcome = on;
    if (on)
        m_stack->setCurrentWidget(m_welcome);
    else if (currentPage())
        m_stack->setCurrentWidget(currentPage());
    m_rail->setEnabled(!on);
    for (QAction *action : m_pageActions)
        action->setEnabled(!on);
}

void MainWindow::setWelcomeBusy(const QString &sentence)
{
    if (m_welcome)
        m_welcome->setBusy(sentence);
}

void MainWindow::setTime(qint64 nowMs, const QTimeZone &zone)
{
    m_nowMs = nowMs;
    m_zone = zone;
    if (m_problemsPanel)
        m_problemsPanel->setTime(nowMs, zone);
}

WindowLayout MainWindow::windowLayout() const
{
    WindowLayout layout;
    layout.geometry = saveGeometry();
    layout.railCollapsed = m_rail->isCollapsed();
    layout.problemsVisible = m_dock && !m_dock->isHidden();
    layout.problemsHeight = m_dock && layout.problemsVisible ? m_dock->height() : m_problemsHeight;
    return layout;
}

void MainWindow::setWindowLayout(const WindowLayout &layout)
{
    if (!layout.geometry.isEmpty())
        restoreGeometry(layout.geometry);
    m_rail->setCollapsed(layout.railCollapsed);
    m_problemsHeight = layout.problemsHeight;
    setProblemsVisible(layout.problemsVisible);
}

void MainWindow::showTitles()
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        m_rail->setTitle(m_entries[i].id, m_entries[i].title());
        m_pageActions[i]->setText(m_entries[i].title());
        if (Page *made = page(m_entries[i].id))
            made->setAccessibleName(m_entries[i].title());
    }
    if (m_dock)
        m_dock->setWindowTitle(tr("Problems"));
    QStringList parts;
    if (const PageEntry *shown = entry(m_current))
        parts.append(shown->title());
    if (m_context)
        parts.append(m_context->name);
    parts.append(QStringLiteral("Toban"));
    setWindowTitle(parts.join(QStringLiteral(" – ")));
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_actions->retranslate();
        showTitles();
        for (const PageEntry &entry : m_entries)
            takeProblems(entry.id); // hidden pages' too
        Q_EMIT retranslated();
    }
    QMainWindow::changeEvent(event);
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    // Arrives here only when neither a field nor a chart had a use for it.
    if (event->key() == Qt::Key_Escape)
        return (*m_actions)[WindowAction::Back]->trigger();
    QMainWindow::keyPressEvent(event);
}

bool MainWindow::event(QEvent *event)
{
    // Arrives here only when no field wants the letter for itself.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_G && key->modifiers() == Qt::NoModifier && !m_isWelcome)
            setHintsPending(true);
    }
    return QMainWindow::event(event);
}

void MainWindow::setHintsPending(bool pending)
{
    if (pending == m_hintsPending)
        return;
    m_hintsPending = pending;
    m_rail->setHintsVisible(pending);
    // The letter comes as a shortcut. When there is none for it, Qt swallows its press, and only its release is left to
    // see, by whoever has the focus: the application sees both.
    if (pending)
        qApp->installEventFilter(this);
    else
        qApp->removeEventFilter(this);
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (m_hintsPending) {
        const bool isOver = event->type() == QEvent::KeyPress || event->type() == QEvent::Shortcut
            || event->type() == QEvent::ApplicationDeactivate
            || (event->type() == QEvent::KeyRelease && static_cast<QKeyEvent *>(event)->key() != Qt::Key_G);
        if (isOver)
            setHintsPending(false);
    }
    if (watched == m_line && event->type() == QEvent::Paint) {
        m_line->removeEventFilter(this);
        QTimer::singleShot(0, this, &MainWindow::painted); // after this round of painting has gone out
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    Q_EMIT layoutChanged();
}

void MainWindow::moveEvent(QMoveEvent *event)
{
    QMainWindow::moveEvent(event);
    Q_EMIT layoutChanged();
}

} // namespace toban
