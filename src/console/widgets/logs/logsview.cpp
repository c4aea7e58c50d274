// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logsview.h"

#include "fillcolumn.h"
#include "kit/celldelegate.h"
#include "kit/charts/chartview.h"
#include "kit/charts/seriescolours.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "kit/icons.h"
#include "kit/stateview.h"
#include "kit/tablestate.h"
#include "kit/theme.h"
#include "logs/logdetailsview.h"
#include "logs/logmenus.h"
#include "logs/logproxy.h"
#include "logs/logqledit.h"
#include "logs/logtext.h"
#include "ui_logsview.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>

#include <utility>

namespace toban {

namespace {

constexpr int leastPixels = 480;
constexpr int fieldWidth = 120;
const QString columnsKey = QStringLiteral("logs/columns");

} // namespace

LogsView::LogsView(LogModel &model, QSettings &settings, QWidget *parent)
    : QWidget(parent), m_ui(std::make_unique<Ui::LogsView>()), m_model(model), m_settings(settings),
      m_proxy(new LogProxy(model, this)), m_colours(std::make_shared<SeriesColours>())
{
    m_ui->setupUi(this);
    m_volumeState = new StateView(m_ui->volumeCard);
    m_volumeChart = new ChartView(m_volumeState->contentParent());
    m_state = new StateView(m_ui->linesCard);
    m_details = new LogDetailsView(m_ui->detailsCard);
    m_ui->errorLabel->hide();
    m_menus
        = new LogMenus({m_ui->historyButton, m_ui->helpButton, m_ui->columnsButton, m_ui->exportButton}, model, this);
    // Levels keep their colours, whichever of them a query brings: warn orange, info blue, error vermilion.
    m_colours->styles({QStringLiteral("warn"), QStringLiteral("info"), QStringLiteral("debug"),
                       QStringLiteral("unknown"), QStringLiteral("trace"), QStringLiteral("error"),
                       QStringLiteral("critical"), QStringLiteral("fatal")});
    m_volumeChart->setObjectName(QStringLiteral("volumeChart"));
    m_volumeChart->setSeriesColours(m_colours);
    m_volumeChart->setLegendRows(0);
    m_volumeState->setContent(m_volumeChart);
    m_ui->volumeCard->setBodyMargins(space::xs);
    m_ui->volumeCard->setHeaderVisible(false);
    m_ui->volumeCard->setBody(m_volumeState);
    buildLines(settings);

    connect(m_menus, &LogMenus::queryChosen, this, [this](const QString &logql) {
        setQuery(logql);
        requestRun();
    });
    connect(m_menus, &LogMenus::labelChosen, this, [this](const QString &name) {
        setQuery(logql::withFilter(query(), name, QString(), false, m_labels));
        focusQuery();
    });
    connect(m_menus, &LogMenus::columnToggled, this, &LogsView::toggleColumn);
    connect(m_menus, &LogMenus::exportRequested, this,
            [this](bool asCsv) { requestExport(asCsv ? ExportFormat::Csv : ExportFormat::JsonLines); });
    connect(m_ui->queryField, &LogqlField::runRequested, this, &LogsView::requestRun);
    connect(m_ui->runButton, &QPushButton::clicked, this, &LogsView::requestRun);
    connect(m_ui->levelChips, &ChipBar::checkedChanged, this, [this] {
        setQuery(logql::withLevels(query(), m_ui->levelChips->checked(), m_labels));
        requestRun();
    });
    connect(m_ui->tailButton, &QPushButton::clicked, this, &LogsView::tailRequested);
    connect(m_ui->pauseButton, &QPushButton::clicked, this, &LogsView::togglePause);
    connect(m_volumeChart, &ChartView::zoomRequested, this, &LogsView::zoomRequested);
    connect(m_volumeChart, &ChartView::zoomOutRequested, this, &LogsView::zoomOutRequested);
    connect(m_volumeState, &StateView::retryRequested, this, &LogsView::retryRequested);
    connect(m_state, &StateView::retryRequested, this, &LogsView::retryRequested);
    connect(m_state, &StateView::actionRequested, this, &LogsView::settingsRequested);
    connect(m_olderButton, &QPushButton::clicked, this, &LogsView::olderRequested);
    connect(m_details, &LogDetailsView::closeRequested, this, [this] {
        m_table->setCurrentIndex({});
        m_table->setFocus();
    });
    connect(m_details, &LogDetailsView::columnToggled, this, &LogsView::toggleColumn);
    connect(m_details, &LogDetailsView::filterRequested, this,
            [this](const QString &name, const QString &value, bool wanted) {
                const QString parser = m_model.rowCount() > 0 && m_table->currentIndex().isValid()
                        && !m_model.line(m_table->currentIndex().row()).text.startsWith(QLatin1Char('{'))
                    ? QStringLiteral("logfmt")
                    : QStringLiteral("json");
                setQuery(logql::withFilter(query(), name, value, wanted, m_labels, parser));
                requestRun();
            });
    retranslate();
    setTail({});
}

LogsView::~LogsView() = default;

void LogsView::buildLines(QSettings &settings)
{
    m_model.setFieldColumns(settings.value(columnsKey).toStringList());
    auto *body = new QWidget(m_state->contentParent());
    m_table = new QTableView(body);
    m_footer = new QLabel(body);
    m_olderButton = new QPushButton(body);
    m_table->setObjectName(QStringLiteral("logTable"));
    m_table->setModel(m_proxy);
    prepareTable(m_table);
    m_table->setSortingEnabled(false); // newest first, as the answer comes
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    // Always there: the columns are as wide for no line as for a thousand.
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_table->verticalHeader()->hide();
    QHeaderView *header = m_table->horizontalHeader();
    const int widths[] = {110, 92, 164};
    for (int column = 0; column < LogModel::MessageColumn; ++column)
        m_table->setColumnWidth(column, widths[column]);
    for (int column = LogModel::FirstFieldColumn; column < m_proxy->columnCount(); ++column)
        m_table->setColumnWidth(column, fieldWidth);
    new TableState(header, settings, QStringLiteral("logs/lines"));
    new FillColumn(header, LogModel::MessageColumn, 240);
    m_details->setFieldColumns(m_model.fieldColumns());
    m_table->viewport()->installEventFilter(this);
    // Scrolled by hand: the place is the operator's from then on.
    connect(m_table->verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] { m_isPinned = false; });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value == 0 && m_above > 0) {
            m_above = 0;
            refreshFooter();
        }
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &LogsView::refreshDetails);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LogsView::refreshDetails);
    connect(m_proxy, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { keepPlace(first, last); });
    connect(m_proxy, &QAbstractItemModel::rowsRemoved, this, [this] {
        if (m_proxy->rowCount() == 0) {
            m_above = 0;
            m_isPinned = false;
        }
    });

    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::m, space::xs, space::s, space::xs);
    m_footer->setProperty("role", QStringLiteral("caption"));
    m_footer->setObjectName(QStringLiteral("footer"));
    m_olderButton->setProperty("kind", QStringLiteral("quiet"));
    m_olderButton->setObjectName(QStringLiteral("olderButton"));
    foot->addWidget(m_footer, 1);
    foot->addWidget(m_olderButton);
    column->addLayout(foot);
    m_state->setContent(body);
    m_ui->linesCard->setBodyMargins(0);
    m_ui->linesCard->setHeaderVisible(false);
    m_ui->linesCard->setBody(m_state);
    m_ui->detailsCard->setBodyMargins(0);
    m_ui->detailsCard->setHeaderVisible(false);
    m_ui->detailsCard->setBody(m_details);
    m_ui->splitter->setNarrowWidth(600); // lines are many and low: their height counts more than their width
    m_ui->splitter->setDetailsVisible(false);
    setFocusProxy(m_table);
}

void LogsView::retranslate()
{
    refreshChips();
    m_table->setAccessibleName(tr("Log lines"));
    m_volumeChart->setAccessibleName(tr("Lines over time by level"));
    m_olderButton->setText(tr("Load &older lines"));
    refreshState();
    refreshVolume();
    refreshFooter();
    setTail(m_tail);
}

void LogsView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        retranslate();
    }
    QWidget::changeEvent(event);
}

void LogsView::refreshChips()
{
    m_ui->levelChips->setEntries(
        {{int(LogLevel::Error), levelText(LogLevel::Error), State::Critical, tr("Only errors and worse")},
         {int(LogLevel::Warn), levelText(LogLevel::Warn), State::Warn, tr("Only warnings")},
         {int(LogLevel::Info), levelText(LogLevel::Info), std::nullopt, tr("Only informative lines")},
         {int(LogLevel::Debug), levelText(LogLevel::Debug), std::nullopt, tr("Only debug lines")}});
    m_ui->levelChips->setChecked(logql::levels(query()));
}

void LogsView::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    m_proxy->setZone(zone);
    m_details->setZone(zone);
    refreshVolume();
    refreshFooter();
}

void LogsView::setQuery(const QString &logql)
{
    if (m_ui->queryField->text() != logql)
        m_ui->queryField->setText(logql);
    m_ui->queryField->markError(std::nullopt);
    m_ui->levelChips->setChecked(logql::levels(logql));
}

QString LogsView::query() const
{
    return m_ui->queryField->text();
}

void LogsView::setLabelNames(const QStringList &names)
{
    m_labels = names;
    m_menus->setLabelNames(names);
    m_ui->queryField->setLabelNames(names);
}

void LogsView::setHistory(const QStringList &queries)
{
    m_menus->setHistory(queries);
    m_ui->queryField->setHistory(queries);
}

void LogsView::reset()
{
    m_isConfigured = true;
    m_hasAnswer = false;
    m_mayHaveOlder = false;
    m_asOfMs.reset();
    m_error.reset();
    m_volumeError.reset();
    m_volume.reset();
    m_notice.clear();
    m_ui->errorLabel->hide();
    m_ui->queryField->markError(std::nullopt);
    m_state->showLoading();
    m_volumeState->showLoading();
    refreshFooter();
    refreshDetails();
}

void LogsView::showLoading()
{
    m_isConfigured = true;
    if (m_model.rowCount() == 0)
        m_state->showLoading();
    if (!m_volume)
        m_volumeState->showLoading();
}

void LogsView::showLines(bool mayHaveOlder)
{
    m_mayHaveOlder = mayHaveOlder;
    m_notice.clear();
    m_isConfigured = true;
    m_hasAnswer = true;
    m_error.reset();
    refreshState();
    refreshFooter();
    refreshDetails();
}

void LogsView::showError(const Error &error)
{
    m_isConfigured = true;
    m_error = error;
    refreshState();
    if (isOfQuery(error))
        refreshVolume();
}

void LogsView::clearError()
{
    if (!m_error)
        return;
    m_error.reset();
    refreshState();
}

void LogsView::showNotConfigured()
{
    m_isConfigured = false;
    m_hasAnswer = false;
    m_error.reset();
    m_volume.reset();
    m_volumeError.reset();
    refreshState();
    refreshVolume();
}

bool LogsView::isOfQuery(const Error &error) const
{
    return error.status() == 400 || logql::errorPosition(query(), error.detail());
}

void LogsView::refreshState()
{
    const bool isBadQuery = m_error && isOfQuery(*m_error);
    m_ui->errorLabel->setVisible(isBadQuery);
    m_ui->queryField->markError(isBadQuery ? logql::errorPosition(query(), m_error->detail()) : std::nullopt);
    if (!m_isConfigured) {
        m_state->showNotConfigured(tr("This environment has no Loki, so logs cannot be shown."), tr("Open settings"));
    } else if (isBadQuery) {
        m_ui->errorLabel->setText(tr("Loki does not understand the query: %1").arg(m_error->detail()));
        m_state->showEmpty(tr("Correct the query and run it again."));
    } else if (m_error && m_model.rowCount() > 0) {
        m_state->showStale(*m_error, format::time(m_model.line(0).timeNs / 1'000'000, m_zone),
                           endpointName(EndpointKind::Loki));
    } else if (m_error) {
        m_state->showError(*m_error, endpointName(EndpointKind::Loki));
    } else if (m_hasAnswer && m_model.rowCount() == 0) {
        m_state->showEmpty(tr("No line in the chosen time range fits the query."));
    } else if (m_hasAnswer) {
        m_state->showData();
    }
}

void LogsView::setVolume(FramePtr volume, TimeRange::Span span)
{
    m_volume = std::move(volume);
    m_volumeError.reset();
    m_span = span;
    refreshVolume();
}

void LogsView::setVolumeError(const Error &error)
{
    m_volumeError = error;
    refreshVolume();
}

void LogsView::refreshVolume()
{
    if (m_volume) {
        ChartData chartData;
        chartData.kind = PanelKind::Bars;
        chartData.title = tr("Lines over time by level");
        chartData.unit = Unit::Count;
        chartData.span = m_span;
        chartData.zone = m_zone;
        chartData.layers.push_back({atStepEnds(*m_volume), QStringLiteral("{{level}}")});
        m_volumeChart->setData(std::move(chartData));
    }
    const bool isBadQuery = (m_error && isOfQuery(*m_error)) || (m_volumeError && m_volumeError->status() == 400);
    if (!m_isConfigured)
        m_volumeState->showEmpty({});
    else if (isBadQuery) // what is wrong is said at the query
        m_volumeState->showEmpty(tr("The volume follows when the query is valid."));
    else if (m_volumeError)
        m_volumeState->showError(*m_volumeError, endpointName(EndpointKind::Loki));
    else if (m_volume && m_volume->isEmpty())
        m_volumeState->showEmpty(tr("No lines in the chosen time range."));
    else if (m_volume)
        m_volumeState->showData();
}

void LogsView::setTail(const TailStatus &status)
{
    using Tail = TailStatus::State;
    m_tail = status;
    const bool isOn = status.state != Tail::Off;
    if (isOn)
        m_asOfMs.reset(); // its lines come by themselves
    refreshFooter();
    m_ui->tailButton->setChecked(isOn);
    m_ui->tailButton->setIcon(icons::icon(isOn ? QStringLiteral("stop") : QStringLiteral("live")));
    m_ui->tailButton->setText(isOn ? tr("Stop &live tail") : tr("&Live tail"));
    m_ui->pauseButton->setVisible(isOn);
    m_ui->pauseButton->setEnabled(status.state == Tail::Live || status.state == Tail::Paused);
    m_ui->pauseButton->setIcon(
        icons::icon(status.state == Tail::Paused ? QStringLiteral("play") : QStringLiteral("pause")));
    m_ui->pauseButton->setText(status.state == Tail::Paused ? tr("&Resume") : tr("&Pause"));
    m_ui->tailBadge->setVisible(isOn);
    QString text;
    State state = State::Ok;
    switch (status.state) {
    case Tail::Off:
        return;
    case Tail::Connecting:
        text = tr("Connecting");
        state = State::Busy;
        break;
    case Tail::Live:
        text = tr("Live");
        break;
    case Tail::Paused:
        text = tr("Paused, %n line(s) waiting", nullptr, status.held);
        state = State::Paused;
        break;
    case Tail::Lost:
        text = tr("Connection lost, trying again");
        state = State::Warn;
        break;
    }
    if (status.dropped > 0) {
        text = tr("%1, %2 dropped", "state of the live tail, number of lines left out")
                   .arg(text, format::integer(status.dropped));
        state = worst(state, State::Warn);
    }
    m_ui->tailBadge->setState(state, text);
}

void LogsView::showNotice(const QString &text)
{
    m_notice = text;
    refreshFooter();
}

void LogsView::setAsOf(qint64 answeredMs)
{
    m_asOfMs = answeredMs;
    refreshFooter();
}

void LogsView::refreshFooter()
{
    const int count = m_model.rowCount();
    QString text = m_notice;
    if (text.isEmpty() && count > 0) {
        const qint64 newest = m_model.line(0).timeNs / 1'000'000;
        const qint64 oldest = m_model.line(count - 1).timeNs / 1'000'000;
        text = tr("%1, %2 – %3")
                   .arg(tr("%n line(s)", nullptr, count), format::dateTimeShort(oldest, newest, m_zone),
                        format::dateTimeShort(newest, newest, m_zone));
        if (m_asOfMs)
            text = tr("%1 · as of %2", "lines shown, and when the log store said that there are no newer ones")
                       .arg(text, format::time(*m_asOfMs, m_zone));
        if (m_model.isFull())
            text += QLatin1Char(' ') + tr("More are not held: narrow the query or the time range.");
    }
    if (m_above > 0) {
        //: Log lines that came in above those in view
        const QString above = tr("%n new above.", nullptr, m_above);
        text = text.isEmpty() ? above : above + QLatin1Char(' ') + text;
    }
    m_footer->setText(text);
    m_olderButton->setEnabled(m_mayHaveOlder && !m_model.isFull());
}

bool LogsView::isLoading() const
{
    return m_state->mode() == StateView::Mode::Loading || m_volumeState->mode() == StateView::Mode::Loading;
}

bool LogsView::hasLines() const
{
    return m_state->mode() == StateView::Mode::Data;
}

QModelIndex LogsView::chosen() const
{
    // A list makes a line current when it gets the focus: nobody has chosen that one to read it.
    const QModelIndex current = m_table->currentIndex();
    return m_table->selectionModel()->isSelected(current) ? current : QModelIndex();
}

bool LogsView::isAtTop() const
{
    return (m_isPinned || m_table->verticalScrollBar()->value() == 0) && !chosen().isValid();
}

int LogsView::chartPixels() const
{
    return std::max(m_volumeChart->plotPixels(), leastPixels); // the first query is sent before the chart has its size
}

void LogsView::keepPlace(int first, int last)
{
    refreshFooter();
    QScrollBar *bar = m_table->verticalScrollBar();
    const int count = last - first + 1;
    if (first != 0 || m_proxy->rowCount() == count)
        return; // older ones, or the first of all
    if (bar->value() == 0) {
        if (!m_table->viewport()->underMouse())
            return; // the newest are what is wanted
        m_isPinned = true;
    }
    // Lines came in above what is being read, or pointed at.
    const int value = bar->value() + count * m_table->verticalHeader()->defaultSectionSize();
    bar->setMaximum(std::max(bar->maximum(), value));
    bar->setValue(value);
    m_above += count;
    refreshFooter();
}

void LogsView::leavePlace()
{
    if (!std::exchange(m_isPinned, false))
        return;
    m_table->verticalScrollBar()->setValue(0);
}

bool LogsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Leave)
        leavePlace();
    return QWidget::eventFilter(watched, event);
}

void LogsView::toggleColumn(const QString &name)
{
    const QStringList before = m_model.fieldColumns();
    for (int i = 0; i < before.size(); ++i)
        m_fieldWidths.insert(before[i], m_table->columnWidth(LogModel::FirstFieldColumn + i));
    QStringList names = before;
    if (!names.removeOne(name))
        names.append(name);
    m_model.setFieldColumns(names);
    m_settings.setValue(columnsKey, names);
    for (int i = 0; i < names.size(); ++i) {
        const int column = LogModel::FirstFieldColumn + i;
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Interactive);
        m_table->setColumnWidth(column, m_fieldWidths.value(names[i], fieldWidth));
    }
    m_details->setFieldColumns(names);
}

void LogsView::refreshDetails()
{
    const QModelIndex current = chosen();
    m_ui->splitter->setDetailsVisible(current.isValid());
    if (current.isValid())
        m_details->setLine(m_model.line(current.row()));
}

void LogsView::requestRun()
{
    Q_EMIT queryRequested(query().trimmed());
}

void LogsView::toggleTail()
{
    Q_EMIT tailRequested(m_tail.state == TailStatus::State::Off);
}

void LogsView::togglePause()
{
    if (m_tail.state != TailStatus::State::Off)
        Q_EMIT pauseRequested(m_tail.state != TailStatus::State::Paused);
}

void LogsView::copyLine()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        QGuiApplication::clipboard()->setText(m_model.line(current.row()).text);
}

void LogsView::requestExport(ExportFormat format)
{
    const bool isCsv = format == ExportFormat::Csv;
    auto *dialog = new QFileDialog(this, tr("Export the lines shown"), QString(),
                                   isCsv ? tr("Comma-separated values (*.csv)") : tr("JSON lines (*.jsonl)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(isCsv ? QStringLiteral("csv") : QStringLiteral("jsonl"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, format](const QString &path) { Q_EMIT exportRequested(path, format); });
    dialog->open();
}

void LogsView::focusQuery()
{
    m_ui->queryField->setFocus(Qt::ShortcutFocusReason);
    m_ui->queryField->end(false);
}

bool LogsView::goBack()
{
    if (chosen().isValid()) {
        m_table->setCurrentIndex({});
        return true;
    }
    if (m_tail.state == TailStatus::State::Off)
        return false;
    Q_EMIT tailRequested(false);
    return true;
}

void LogsView::selectFirst()
{
    if (m_proxy->rowCount() > 0)
        m_table->setCurrentIndex(m_proxy->index(0, 0));
}

} // namespace toban
