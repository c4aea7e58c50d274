// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/shellcontroller.h"

#include "backends.h"
#include "clock.h"
#include "contextservice.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "kit/healthstrip.h"
#include "kit/refreshpicker.h"
#include "kit/timerangepicker.h"
#include "refreshservice.h"
#include "secretservice.h"
#include "settings/settingscontroller.h"
#include "shell/environmentswitcher.h"
#include "shell/page.h"
#include "shell/problemsmodel.h"
#include "shell/rangehistory.h"
#include "shell/topbar.h"
#include "shell/translations.h"

#include <QAction>
#include <QApplication>

namespace toban {

namespace {
constexpr std::chrono::milliseconds probePause{60'000}; ///< longer than this no endpoint stays unasked
}

ShellController::ShellController(MainWindow &window, const Services &services, const ShellState &state)
    : QObject(&window), m_window(window), m_services(services), m_preferences(state.preferences),
      m_history(new RangeHistory(services.refresh, this))
{
    connectBar();
    connectActions();
    connect(&services.contexts, &ContextService::currentChanged, this, &ShellController::showContext);
    connect(&services.contexts, &ContextService::contextsChanged, this, &ShellController::showContext);
    connect(&services.secrets, &SecretService::keyringErrorChanged, this, [this] {
        m_saysKeyring = true;
        m_keyringSinceMs = m_services.clock.nowMs();
        showKeyring();
    });
    connect(&services.backends, &Backends::contextChanged, this, &ShellController::onContextChanged);
    connect(&m_window, &MainWindow::retranslated, this, [this] {
        showContext();
        showZone();
        showKeyring();
    });
    m_healthPause.setSingleShot(true);
    m_healthPause.setInterval(std::chrono::milliseconds(50));
    connect(&m_healthPause, &QTimer::timeout, this, &ShellController::showHealth);
    connect(&services.backends, &Backends::healthChanged, this, [this] {
        if (!m_healthPause.isActive())
            m_healthPause.start();
    });
    connect(&m_tick, &QTimer::timeout, this, &ShellController::onTick);
    m_tick.setTimerType(Qt::VeryCoarseTimer);
    m_tick.start(std::chrono::seconds(5)); // "3 min ago" has to become "4 min ago"
    m_window.setExtraCommands([this] {
        std::vector<ExtraCommand> commands;
        for (const Context &context : m_services.contexts.contexts())
            if (&context != m_services.contexts.current())
                commands.push_back({QStringLiteral("environment:") + context.name, tr("Switch to %1").arg(context.name),
                                    QString(), [this, name = context.name] {
                                        static_cast<void>(m_services.contexts.setCurrent(name)); // it is in the list
                                    }});
        return commands;
    });
    m_saysKeyring = services.secrets.keyringError().has_value();
    m_keyringSinceMs = services.clock.nowMs();
    applyPreferences();
    showContext();
    showKeyring();
}

ShellController::~ShellController() = default;

void ShellController::connectBar()
{
    TopBar &bar = m_window.topBar();
    RefreshService &refresh = m_services.refresh;
    bar.range()->setRange(refresh.range());
    bar.refresh()->setInterval(refresh.interval());
    connect(bar.environment(), &EnvironmentSwitcher::environmentRequested, this, [this](const QString &name) {
        if (const Result<void> done = m_services.contexts.setCurrent(name); !done)
            showFailure(done.error());
    });
    connect(bar.range(), &TimeRangePicker::rangeRequested, &refresh, &RefreshService::setRange);
    connect(bar.refresh(), &RefreshPicker::intervalRequested, &refresh, &RefreshService::setInterval);
    connect(bar.refresh(), &RefreshPicker::refreshRequested, &refresh, &RefreshService::refreshNow);
    connect(bar.health(), &HealthStrip::checkRequested, this, [this] {
        m_services.backends.askKeyringAgain();
        probe();
    });
    connect(bar.health(), &HealthStrip::settingsRequested, this,
            [this](EndpointKind kind) { settings().openEndpoint(kind); });
    connect(&refresh, &RefreshService::rangeChanged, this, [this] {
        m_window.topBar().range()->setRange(m_services.refresh.range());
        Q_EMIT stateChanged();
    });
    connect(&refresh, &RefreshService::intervalChanged, this, [this] {
        m_window.topBar().refresh()->setInterval(m_services.refresh.interval());
        Q_EMIT stateChanged();
    });
    connect(&refresh, &RefreshService::zoneChanged, this, &ShellController::showZone);
    connect(&refresh, &RefreshService::refreshRequested, this, &ShellController::probe);
    connect(&m_window, &MainWindow::pageShown, this, &ShellController::stateChanged);
    connect(&m_window, &MainWindow::layoutChanged, this, &ShellController::stateChanged);
    connect(&m_window, &MainWindow::backUnused, this, [this] { m_history->goBack(); });
    connect(&m_window, &MainWindow::addEnvironmentRequested, this, [this] { settings().addEnvironment(); });
    connect(&m_window, &MainWindow::bannerActionRequested, this, [this] { settings().openEnvironment({}); });
    connect(&m_window, &MainWindow::bannerDismissed, this, &ShellController::onBannerDismissed);
    connect(&m_window, &MainWindow::settingsRequested, this, &ShellController::openSettings);
}

void ShellController::connectActions()
{
    WindowActions &actions = m_window.actions();
    const auto on
        = [&](WindowAction action, auto &&slot) { connect(actions[action], &QAction::triggered, this, slot); };
    on(WindowAction::Refresh, [this] { m_services.refresh.refreshNow(); });
    on(WindowAction::Settings, [this] { settings().openEnvironment({}); });
    on(WindowAction::Appearance, [this] { settings().openAppearance(); });
    on(WindowAction::AddEnvironment, [this] { settings().addEnvironment(); });
    const auto change = [this](auto edit) {
        Preferences preferences = m_preferences;
        edit(preferences);
        setPreferences(preferences);
    };
    on(WindowAction::ToggleUtc, [change](bool utc) { change([utc](Preferences &p) { p.utc = utc; }); });
    on(WindowAction::ThemeSystem, [change] { change([](Preferences &p) { p.theme = Scheme::System; }); });
    on(WindowAction::ThemeLight, [change] { change([](Preferences &p) { p.theme = Scheme::Light; }); });
    on(WindowAction::ThemeDark, [change] { change([](Preferences &p) { p.theme = Scheme::Dark; }); });
}

SettingsController &ShellController::settings()
{
    if (!m_settings) {
        m_settings = new SettingsController(m_services.contexts, m_services.secrets, m_services.backends, &m_window);
        m_settings->setPreferences(m_preferences);
        connect(m_settings, &SettingsController::preferencesChanged, this, &ShellController::setPreferences);
    }
    return *m_settings;
}

ShellState ShellController::state() const
{
    ShellState state;
    state.layout = m_window.windowLayout();
    state.preferences = m_preferences;
    state.page = m_window.currentPageId();
    state.range = m_services.refresh.range();
    state.interval = m_services.refresh.interval();
    return state;
}

void ShellController::setPreferences(const Preferences &preferences)
{
    const Preferences before = m_preferences;
    m_preferences = preferences;
    if (m_settings)
        m_settings->setPreferences(preferences);
    if (before.language != preferences.language)
        m_services.translations.setLanguage(preferences.language);
    if (before.theme != preferences.theme)
        applyTheme(*qApp, preferences.theme);
    applyPreferences();
    if (before == preferences)
        return;
    Q_EMIT preferencesChanged(preferences);
    Q_EMIT stateChanged();
}

void ShellController::applyPreferences()
{
    WindowActions &actions = m_window.actions();
    actions[WindowAction::ToggleUtc]->setChecked(m_preferences.utc);
    actions[WindowAction::ThemeSystem]->setChecked(m_preferences.theme == Scheme::System);
    actions[WindowAction::ThemeLight]->setChecked(m_preferences.theme == Scheme::Light);
    actions[WindowAction::ThemeDark]->setChecked(m_preferences.theme == Scheme::Dark);
    m_services.refresh.setZone(zone());
    showZone();
    showHealth();
}

QTimeZone ShellController::zone() const
{
    const Context *context = m_services.contexts.current();
    if (m_preferences.utc)
        return QTimeZone::utc();
    return context ? context->zone() : QTimeZone::systemTimeZone();
}

void ShellController::showContext()
{
    const Context *context = m_services.contexts.current();
    m_window.topBar().environment()->setEnvironments(m_services.contexts.contexts(),
                                                     context ? context->name : QString());
    m_window.setEnvironment(context ? std::optional(*context) : std::nullopt);
    m_window.setWelcome(!context && !m_entering);
    m_services.refresh.setZone(zone());
    showHealth();
}

void ShellController::showZone()
{
    const qint64 now = m_services.clock.nowMs();
    const QTimeZone zone = m_services.refresh.zone();
    m_window.topBar().range()->setZone(zone);
    m_window.topBar().setZoneName(format::zoneName(zone, now));
    m_window.setTime(now, zone);
}

void ShellController::onTick()
{
    if (!m_window.isVisible() || m_window.isMinimized())
        return;
    // Without a beat, or with a slow one, the endpoints are asked all the same: their health is shown as of now.
    if (m_services.clock.nowMs() - m_probedMs >= probePause.count())
        probe();
    showHealth();
}

void ShellController::probe()
{
    m_probedMs = m_services.clock.nowMs();
    m_services.backends.probe();
}

void ShellController::openSettings(const QString &endpoint)
{
    for (const EndpointKind kind : allEndpointKinds)
        if (toString(kind) == endpoint)
            return settings().openEndpoint(kind);
    m_window.actions()[WindowAction::Settings]->trigger();
}

void ShellController::onContextChanged()
{
    m_window.dropPageProblems();
    m_failure.reset(); // it was about the way here, or about another environment
    showBanner();
}

void ShellController::showHealth()
{
    std::vector<EndpointHealth> health;
    for (const EndpointKind kind : allEndpointKinds)
        health.push_back(m_services.backends.health(kind));
    m_window.topBar().health()->setHealth(health, m_services.clock.nowMs(), m_services.refresh.zone());
    showProblems();
}

void ShellController::showProblems()
{
    const qint64 now = m_services.clock.nowMs();
    const QTimeZone zone = m_services.refresh.zone();
    m_window.setTime(now, zone);
    std::vector<Problem> problems;
    for (const EndpointKind kind : allEndpointKinds) {
        const EndpointHealth health = m_services.backends.health(kind);
        if (!health.configured || (health.state != State::Critical && health.state != State::Warn))
            continue;
        Problem problem;
        problem.id = QStringLiteral("endpoint/") + toString(kind);
        problem.severity = health.state;
        problem.source = endpointName(kind);
        problem.text = describe(health, now, zone).text();
        problem.sinceMs = health.failingSinceMs.value_or(0);
        problem.action = m_window.actions()[WindowAction::ShowHealth]->objectName();
        problems.push_back(problem);
    }
    m_window.problems().setProblems(QStringLiteral("endpoints"), std::move(problems));
}

void ShellController::showKeyring()
{
    const std::optional<Error> error = m_services.secrets.keyringError();
    std::vector<Problem> problems;
    if (error) {
        Problem problem;
        problem.id = QStringLiteral("keyring");
        problem.severity = State::Warn;
        problem.source = tr("Keyring");
        problem.text = describe(*error).text();
        problem.sinceMs = m_keyringSinceMs;
        problem.action = m_window.actions()[WindowAction::Settings]->objectName();
        problems.push_back(problem);
    }
    m_window.problems().setProblems(QStringLiteral("keyring"), std::move(problems));
    showBanner();
}

void ShellController::showBanner()
{
    const std::optional<Error> keyring = m_services.secrets.keyringError();
    if (m_failure)
        m_window.setBanner(State::Critical, describe(*m_failure).text());
    else if (keyring && m_saysKeyring)
        m_window.setBanner(State::Warn, describe(*keyring).text(), tr("Open the settings"));
    else
        m_window.setBanner(State::Busy, m_waiting ? m_waiting() : QString());
}

void ShellController::onBannerDismissed()
{
    // What was put away stays away; what lies under it is said next.
    if (m_failure)
        m_failure.reset();
    else if (m_saysKeyring && m_services.secrets.keyringError())
        m_saysKeyring = false;
    else
        m_waiting = {};
    showBanner();
}

void ShellController::setEntering(const QString &word)
{
    m_entering = !word.isEmpty();
    if (!m_entering)
        m_waiting = {};
    showBanner();
    showContext();
    if (m_entering && !m_services.contexts.current())
        m_window.topBar().environment()->setText(word);
}

void ShellController::showFailure(const Error &error)
{
    m_failure = error;
    showBanner();
}

void ShellController::showWaiting(std::function<QString()> sentence)
{
    m_waiting = std::move(sentence);
    showBanner();
}

} // namespace toban
