// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "shell/problem.h"
#include "shell/windowactions.h"
#include "shell/windowoverlays.h"

#include <QHash>
#include <QMainWindow>
#include <QTimeZone>

#include <chrono>

#include <functional>
#include <optional>
#include <vector>

class QDockWidget;
class QStackedWidget;
class QVBoxLayout;

namespace toban {

class Banner;
class NavigationRail;
class Page;
class ProblemsModel;
class ProblemsPanel;
class RailFooter;
class TopBar;
class WelcomeView;

/// What of the window's arrangement comes back at the next start.
struct WindowLayout
{
    QByteArray geometry;
    bool railCollapsed = false;
    bool problemsVisible = false;
    int problemsHeight = 160;
};

/// The frame: rail, bar with the environment's line, pages, problems, palette. Offers "add a page" and "add a command"
/// and knows no feature. A view: ShellController connects it with the services. Pages are made at their first visit or when there is time.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    struct PageEntry
    {
        QString id;
        QString icon;
        QChar letter; ///< after `g`
        std::function<QString()> title; ///< translated, asked again after a change of language
        std::function<Page *(QWidget *parent)> create;
        /// What is wrong there as far as services know that go on while the page is not shown; reloadProblems() when
        /// that changes. None: then what the page said last stands, with its time.
        std::function<std::vector<Problem>()> problems = {};
    };
    explicit MainWindow(std::function<qint64()> now, QWidget *parent = nullptr);
    ~MainWindow() override;

    void addPage(PageEntry entry);
    QStringList pageIds() const;
    void showPage(const QString &id, const QVariantMap &args = {});
    QString currentPageId() const { return m_current; }
    Page *currentPage() const { return page(m_current); }
    Page *page(const QString &id) const; ///< null: not made yet
    /// Makes those that nobody has visited yet, one at a time with a pause before each, so that typing goes on between
    /// them and a visit does not wait for it. They do not work before they are shown.
    void makeOtherPages(std::chrono::milliseconds pause);

    WindowActions &actions() { return *m_actions; }
    TopBar &topBar() { return *m_topBar; }
    ProblemsModel &problems() { return *m_problems; }

    void setEnvironment(const std::optional<Context> &context);
    void reloadProblems(const QString &page); ///< of a page that is not shown; otherwise nothing happens
    /// What pages have reported is of another environment: forgotten until each is shown and reports again.
    void dropPageProblems();
    void setExtraCommands(std::function<std::vector<ExtraCommand>()> commands) { m_extra = std::move(commands); }
    void setBanner(State state, const QString &text, const QString &action = {}); ///< an empty text takes it away
    void setWelcome(bool on); ///< instead of the pages: there is no environment
    void setWelcomeBusy(const QString &sentence); ///< empty: not busy
    void setTime(qint64 nowMs, const QTimeZone &zone);

    WindowLayout windowLayout() const;
    void setWindowLayout(const WindowLayout &layout);

Q_SIGNALS:
    void pageShown(const QString &id);
    void pageCreated(toban::Page *page);
    void backUnused(); ///< Esc, and neither page nor window had anything to leave
    void bannerActionRequested();
    void bannerDismissed();
    /// The settings of the environment, at this endpoint ("prometheus", …) unless empty.
    void settingsRequested(const QString &endpoint);
    void retranslated(); ///< the language has changed and the window's own texts with it
    void sandboxRequested();
    void addEnvironmentRequested();
    void layoutChanged();
    void painted(); ///< the first frame is out

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class EnvironmentLine;
    const PageEntry *entry(const QString &id) const;
    Page *create(const PageEntry &entry);
    void visit(const QString &id, const QVariantMap &args, bool remember);
    void jump(const Problem &problem);
    void follow(const QString &id, const QVariantMap &args); ///< a page's link
    void takeProblems(const QString &id);
    void setHintsPending(bool pending);
    void onBack();
    void run(const QString &pageId, const QString &action);
    WindowOverlays::PaletteContent paletteContent() const;
    QList<ActionGroup> actionGroups() const;
    void setProblemsVisible(bool visible);
    void showTitles();
    void connectActions();

    std::vector<PageEntry> m_entries;
    std::vector<QAction *> m_pageActions; ///< per entry: the way there
    QString m_current;
    QStringList m_cameFrom; ///< pages to return to after jumps
    QHash<QString, qint64> m_reportedMs; ///< per page: when it was shown and said what problems there are
    bool m_hintsPending = false; ///< `g` was pressed, its letter is awaited
    std::optional<Context> m_context;
    std::function<qint64()> m_now;
    std::function<std::vector<ExtraCommand>()> m_extra;

    WindowOverlays m_overlays;
    WindowActions *m_actions;
    ProblemsModel *m_problems;
    EnvironmentLine *m_line;
    TopBar *m_topBar;
    Banner *m_banner = nullptr;
    QVBoxLayout *m_column;
    NavigationRail *m_rail;
    RailFooter *m_footer;
    QStackedWidget *m_stack;
    WelcomeView *m_welcome = nullptr;
    bool m_isWelcome = false;
    QDockWidget *m_dock = nullptr;
    ProblemsPanel *m_problemsPanel = nullptr;
    int m_problemsHeight = 160;
    qint64 m_nowMs = 0;
    QTimeZone m_zone;
};

} // namespace toban
