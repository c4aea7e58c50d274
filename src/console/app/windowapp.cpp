// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowapp.h"

#include "composition.h"
#include "kit/describe.h"
#include "kit/theme.h"
#include "overview/overviewpage.h"
#include "quietsettings.h"
#include "quitonsignal.h"
#include "screenshotter.h"
#include "shell/mainwindow.h"
#include "shell/page.h"
#include "shell/shellcontroller.h"
#include "shell/translations.h"
#include "starttrace.h"
#include "windowpages.h"
#include "xdgpaths.h"

#include <QAction>
#include <QApplication>
#include <QPointer>
#include <QTextStream>
#include <QTimer>

namespace toban {

namespace {

constexpr int pixelsAtFirstStart = 480; ///< of a chart, at least; afterwards the session knows
constexpr std::chrono::milliseconds savePause{500};
constexpr std::chrono::milliseconds pagesAfter{1000};
constexpr std::chrono::milliseconds pauseBetweenPages{200};
constexpr std::chrono::milliseconds quietEntry{1200}; ///< entering that takes longer is said

const QString chartPixelsKey = QStringLiteral("overview.pixels");
const QString problemsKey = QStringLiteral("problems");

ShellState readState(const SessionStore &session, const Options &options)
{
    ShellState state;
    state.layout.geometry = session.windowGeometry();
    state.layout.railCollapsed = session.railCollapsed();
    const QByteArrayList problems = session.layout(problemsKey).split(',');
    state.layout.problemsVisible = problems.value(0) == "shown";
    state.layout.problemsHeight = problems.size() > 1 ? problems[1].toInt() : WindowLayout().problemsHeight;
    state.preferences.theme = Scheme(int(session.theme()));
    state.preferences.language = session.language();
    state.preferences.utc = session.showsUtc();
    state.page = session.page().isEmpty() ? state.page : session.page();
    state.range = session.range();
    state.interval = options.refresh.value_or(session.refreshInterval());
    state.chartPixels = session.layout(chartPixelsKey).toInt();
    if (options.theme == u"light")
        state.preferences.theme = Scheme::Light;
    else if (options.theme == u"dark")
        state.preferences.theme = Scheme::Dark;
    else if (options.theme == u"system")
        state.preferences.theme = Scheme::System;
    if (!options.language.isEmpty())
        state.preferences.language = options.language;
    if (!options.page.isEmpty())
        state.page = options.page;
    return state;
}

/// Nobody sits before a picture that is taken.
KeychainStore::Prompt promptFor(const Options &options)
{
    return options.command == Options::Command::Screenshot ? KeychainStore::Prompt::Never
                                                           : KeychainStore::Prompt::Allowed;
}

/// The window with everything it needs, for one run. Members are in the order in which they may go: window before
/// services.
class WindowApp : public QObject
{
    Q_OBJECT
public:
    WindowApp(QApplication &application, const Options &options, StartTrace &trace)
        : m_options(options), m_trace(trace), m_composition(options, promptFor(options)),
          m_state(readState(m_composition.session(), options))
    {
        m_translations.setLanguage(m_state.preferences.language);
        applyTheme(application, m_state.preferences.theme);
        RefreshService &refresh = m_composition.refresh();
        refresh.setRange(m_state.range);
        refresh.setInterval(m_state.interval);
        m_save.setSingleShot(true);
        m_save.setInterval(savePause);
        connect(&m_save, &QTimer::timeout, this, &WindowApp::save);
    }
    ~WindowApp() override;

    bool start();

private:
    QCoro::Task<> enter(QCoro::Task<Result<void>> task);
    void onEntered(const Result<void> &entered);
    void askEarly();
    void makeWindow();
    void showFirstPage();
    void takeScreenshots();
    void save();
    void watchStart();
    QTimeZone zone() const { return m_state.preferences.utc ? QTimeZone::utc() : m_composition.zone(); }
    QSettings &views();
    static QString sandboxIsStarting() { return tr("The sandbox is starting. The first time this takes about 20 s."); }

    const Options m_options;
    StartTrace &m_trace;
    Translations m_translations;
    Composition m_composition;
    ShellState m_state;
    std::unique_ptr<QuietSettings> m_views; ///< columns and histories of the pages
    std::unique_ptr<MainWindow> m_window;
    ShellController *m_shell = nullptr; ///< owned by the window
    QTimer m_save;
    std::optional<Error> m_entryError;
    bool m_entering = false;
    bool m_asked = false; ///< the Overview's first queries are under way
    QuitOnSignal m_signals;
};

WindowApp::~WindowApp()
{
    if (m_window)
        save();
}

bool WindowApp::start()
{
    m_entering = true;
    enter(m_composition.enterContext(m_composition.session().context()));
    makeWindow();
    const bool screenshots = m_options.command == Options::Command::Screenshot;
    if (!m_options.page.isEmpty() && !m_window->pageIds().contains(m_options.page)) {
        QTextStream(stderr) << "There is no page \"" << m_options.page
                            << "\". Pages are: " << m_window->pageIds().join(QStringLiteral(", ")) << '\n';
        return false;
    }
    // The Overview waits well by itself; other pages would say "not configured" until the context is there.
    if (!m_entering || m_state.page == u"overview")
        showFirstPage();
    m_window->show();
    if (!m_entering && screenshots)
        takeScreenshots();
    return true;
}

QCoro::Task<> WindowApp::enter(QCoro::Task<Result<void>> task)
{
    const QPointer<WindowApp> guard(this);
    const Result<void> entered = co_await std::move(task);
    if (guard)
        onEntered(entered);
}

void WindowApp::onEntered(const Result<void> &entered)
{
    m_entering = false;
    m_entryError = entered ? std::nullopt : std::optional(entered.error());
    if (entered)
        m_composition.refresh().setZone(zone());
    if (!m_window) {
        if (entered)
            askEarly();
        return;
    }
    m_shell->setEntering({});
    m_window->setWelcomeBusy({});
    if (m_entryError && m_entryError->code() != u"no_context")
        m_shell->showFailure(*m_entryError);
    if (m_window->currentPageId().isEmpty())
        showFirstPage();
    if (m_options.command == Options::Command::Screenshot)
        takeScreenshots();
}

void WindowApp::askEarly()
{
    if (m_state.page != u"overview" && m_options.command == Options::Command::Window)
        return;
    const RefreshService &refresh = m_composition.refresh();
    m_composition.overview().refresh(refresh.span(), std::max(m_state.chartPixels, pixelsAtFirstStart));
    m_asked = true;
}

void WindowApp::makeWindow()
{
    const Clock &clock = m_composition.clock();
    m_window = std::make_unique<MainWindow>([&clock] { return clock.nowMs(); });
    addPages(
        *m_window, m_composition, [this]() -> QSettings & { return views(); }, m_asked);
    m_shell = new ShellController(*m_window,
                                  {m_composition.contexts(), m_composition.backends(), m_composition.refresh(),
                                   m_composition.secrets(), m_translations, clock},
                                  m_state);
    m_window->setWindowLayout(m_state.layout);
    if (m_options.size)
        m_window->resize(*m_options.size);
    if (m_entering) {
        m_shell->setEntering(tr("Opening…"));
        QTimer::singleShot(quietEntry, m_window.get(), [this] {
            if (m_entering && m_options.sandbox)
                m_shell->showWaiting([] { return sandboxIsStarting(); });
        });
    } else if (m_entryError && m_entryError->code() != u"no_context") {
        m_shell->showFailure(*m_entryError);
    }
    connect(m_window.get(), &MainWindow::sandboxRequested, this, [this] {
        m_entering = true;
        m_window->setWelcomeBusy(sandboxIsStarting());
        enter(m_composition.enterSandbox({}));
    });
    connect(&m_composition, &Composition::profileErrorChanged, this, [this] {
        if (const std::optional<Error> &error = m_composition.profileError())
            m_shell->showFailure(*error);
    });
    connect(m_window.get(), &MainWindow::retranslated, this, [this] {
        if (m_entering)
            m_window->setWelcomeBusy(sandboxIsStarting());
    });
    if (m_options.command == Options::Command::Window)
        connect(m_shell, &ShellController::stateChanged, this, [this] { m_save.start(); });
    watchStart();
}

QSettings &WindowApp::views()
{
    if (!m_views)
        m_views = std::make_unique<QuietSettings>(QString::fromStdString((xdgStateDir() / "views.ini").string()));
    return *m_views;
}

void WindowApp::showFirstPage()
{
    const bool known = m_window->pageIds().contains(m_state.page);
    m_window->showPage(known ? m_state.page : m_window->pageIds().first());
}

void WindowApp::takeScreenshots()
{
    if (m_entryError) {
        QTextStream(stderr) << describe(*m_entryError).text() << '\n';
        // An event loop that has not begun yet cannot be ended.
        QTimer::singleShot(0, this, [] { QCoreApplication::exit(exitcode::failed); });
        return;
    }
    const QStringList pages = m_options.page.isEmpty() ? m_window->pageIds() : QStringList{m_options.page};
    auto *screenshotter = new Screenshotter(*m_window, m_options.screenshotDir, pages);
    connect(screenshotter, &Screenshotter::finished, this, [](int code) { QCoreApplication::exit(code); });
    QTimer::singleShot(0, screenshotter, &Screenshotter::start); // after the event loop has begun
}

void WindowApp::save()
{
    if (m_options.command != Options::Command::Window)
        return;
    const ShellState state = m_shell->state();
    SessionStore &session = m_composition.session();
    session.setWindowGeometry(state.layout.geometry);
    session.setRailCollapsed(state.layout.railCollapsed);
    session.setLayout(problemsKey,
                      QByteArray(state.layout.problemsVisible ? "shown" : "hidden") + ','
                          + QByteArray::number(state.layout.problemsHeight));
    // What was said for this run only stays for this run, unless it was changed by hand since.
    if (m_options.theme.isEmpty() || state.preferences.theme != m_state.preferences.theme)
        session.setTheme(SessionStore::Theme(int(state.preferences.theme)));
    if (m_options.language.isEmpty() || state.preferences.language != m_state.preferences.language)
        session.setLanguage(state.preferences.language);
    session.setShowsUtc(state.preferences.utc);
    if (!state.page.isEmpty())
        session.setPage(state.page);
    session.setRange(state.range);
    if (!m_options.refresh || state.interval != *m_options.refresh)
        session.setRefreshInterval(state.interval);
    if (const Context *context = m_composition.contexts().current(); context && !m_options.sandbox)
        session.setContext(context->name);
    if (const auto *overview = qobject_cast<OverviewPage *>(m_window->page(QStringLiteral("overview"))))
        session.setLayout(chartPixelsKey, QByteArray::number(overview->chartPixels()));
}

void WindowApp::watchStart()
{
    connect(
        m_window.get(), &MainWindow::painted, this, [this] { m_trace.mark("frame"); }, Qt::SingleShotConnection);
    // The endpoints that no page has asked yet are asked once the first page has what it needs.
    connect(m_window.get(), &MainWindow::pageCreated, this, [this](Page *page) {
        if (page->id() == u"overview")
            connect(page, &Page::completed, this, [this] { m_trace.mark("overview"); });
        connect(page, &Page::completed, &m_composition.backends(), &Backends::probe, Qt::SingleShotConnection);
    });
    if (m_options.command != Options::Command::Window)
        return;
    // The other pages are made once the first one has been looked at for a moment.
    connect(
        m_window.get(), &MainWindow::pageCreated, this,
        [this](Page *first) {
            connect(
                first, &Page::completed, m_window.get(),
                [this] {
                    QTimer::singleShot(pagesAfter, m_window.get(),
                                       [this] { m_window->makeOtherPages(pauseBetweenPages); });
                },
                Qt::SingleShotConnection);
        },
        Qt::SingleShotConnection);
}

} // namespace

int runWindow(QApplication &application, const Options &options, StartTrace &trace)
{
    WindowApp window(application, options, trace);
    if (!window.start())
        return exitcode::usage;
    return QApplication::exec();
}

} // namespace toban

#include "windowapp.moc"
