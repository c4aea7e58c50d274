// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/overviewpage.h"

#include "duration.h"
#include "kit/banner.h"
#include "kit/charts/chartview.h"
#include "kit/charts/crosshairgroup.h"
#include "kit/charts/seriescolours.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "kit/theme.h"
#include "kit/tile.h"
#include "overview/dashboardtexts.h"
#include "overview/panelcard.h"
#include "overview/responsivegrid.h"

#include <QAction>
#include <QDateTime>
#include <QEvent>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QImageWriter>
#include <QLabel>
#include <QMenu>
#include <QPromise>
#include <QSaveFile>
#include <QScrollArea>
#include <QScrollBar>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>

namespace toban {

namespace {
constexpr int tileWidth = 148; ///< px, at least
constexpr int panelWidth = 380;
constexpr int wideFrom = 1700; ///< of the page: three charts beside each other instead of two
constexpr int panelHeight = 264; ///< at least; higher where the window has room for all rows
constexpr int tallestPanel = 440;
constexpr int headerHeight = 38; ///< of a banner: it comes and goes without moving anything

/// Renders, encodes and writes; on the thread pool.
Result<void> writePicture(const std::function<QImage()> &make, const QString &path)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    QImageWriter writer(&file, "png");
    if (!writer.write(make()))
        return Failure(Error(ErrorKind::Storage, writer.errorString(), path));
    if (!file.commit())
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    return {};
}

} // namespace

OverviewPage::OverviewPage(const Dashboard &dashboard, QWidget *parent)
    : Page(parent), m_dashboard(dashboard), m_crosshair(new CrosshairGroup(this)),
      m_colours(std::make_shared<SeriesColours>()), m_heading(new QLabel(this)), m_note(new QLabel(this)),
      m_outage(new Banner(this)), m_banner(new Banner(this)), m_scroll(new QScrollArea(this)),
      m_tileGrid(new ResponsiveGrid), m_panelGrid(new ResponsiveGrid)
{
    m_heading->setProperty("role", QStringLiteral("title"));
    m_note->setProperty("role", QStringLiteral("caption"));
    m_outage->setObjectName(QStringLiteral("outage"));
    m_banner->setObjectName(QStringLiteral("exportMessage"));
    m_banner->setDismissible(true);
    for (Banner *banner : {m_outage, m_banner}) {
        banner->setSingleLine(true);
        banner->hide();
    }
    connect(m_outage, &Banner::actionRequested, this, &OverviewPage::retryRequested);
    connect(m_banner, &Banner::dismissed, this, &OverviewPage::showHeader);
    auto *header = new QWidget;
    header->setFixedHeight(headerHeight);
    auto *headerRow = new QHBoxLayout(header);
    headerRow->setContentsMargins(0, 0, 0, 0);
    headerRow->setSpacing(space::m);
    headerRow->addWidget(m_heading);
    headerRow->addWidget(m_outage, 1);
    headerRow->addWidget(m_banner, 1);
    headerRow->addWidget(m_note, 0, Qt::AlignRight | Qt::AlignVCenter);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(space::l, space::xs, space::l, space::l);
    column->setSpacing(0);
    column->addWidget(header);
    column->addSpacing(space::xs);
    column->addWidget(m_tileGrid);
    column->addSpacing(space::l);
    column->addWidget(m_panelGrid);
    column->addStretch();
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);

    m_tileGrid->setColumns(tileWidth, int(std::max<std::size_t>(1, dashboard.tiles.size())));
    m_tileGrid->setSpacing(space::s);
    m_panelGrid->setColumns(panelWidth, 2);
    connect(m_panelGrid, &ResponsiveGrid::arranged, this, &OverviewPage::arrange);
    connect(m_tileGrid, &ResponsiveGrid::arranged, this, &OverviewPage::arrange);
    m_panelGrid->setLastRowFilled(true);
    m_panelGrid->setRowHeight(panelHeight);
    buildTiles();
    buildPanels();
    retranslate();
}

OverviewPage::~OverviewPage() = default;

QString OverviewPage::title() const
{
    return dashboardText(m_dashboard.title);
}

void OverviewPage::buildTiles()
{
    for (const TileSpec &spec : m_dashboard.tiles) {
        auto *tile = new Tile(m_tileGrid);
        tile->setObjectName(QStringLiteral("tile.") + spec.id);
        tile->setHigherIsBetter(spec.higherIsBetter);
        tile->setLoading(true);
        m_tileGrid->addCell(tile);
        m_tiles.insert(spec.id, tile);
        connect(tile, &Tile::chartRequested, this, [this, panel = spec.chart] { reveal(panel); });
        connect(tile, &Tile::queryRequested, this, [this, spec] { openQuery(spec); });
        connect(tile, &Tile::explainRequested, this, [this, spec] { openExplanation(spec); });
    }
}

void OverviewPage::buildPanels()
{
    for (const PanelSpec &spec : m_dashboard.panels) {
        auto *card = new PanelCard(spec, m_crosshair, m_colours, m_panelGrid);
        m_panelGrid->addCell(card, spec.columns);
        m_panels.insert(spec.id, card);
        connect(card, &PanelCard::queryRequested, this, [this, spec] { openQuery(spec); });
        connect(card, &PanelCard::csvRequested, this, [this, id = spec.id] { askForFile(id, false); });
        connect(card, &PanelCard::pictureRequested, this, [this, id = spec.id] { askForFile(id, true); });
        connect(card, &PanelCard::retryRequested, this, &OverviewPage::retryRequested);
        connect(card, &PanelCard::settingsRequested, this, &OverviewPage::settingsRequested);
        connect(card, &PanelCard::settled, this, &OverviewPage::settle);
        connect(card->chart(), &ChartView::zoomRequested, this, &OverviewPage::zoomRequested);
        connect(card->chart(), &ChartView::zoomOutRequested, this, &OverviewPage::zoomOutRequested);
        // What a panel's menu offers is also found in the palette.
        m_actions += card->menu()->actions();
    }
    m_actions.removeIf([](const QAction *action) { return action->isSeparator(); });
}

void OverviewPage::activate()
{
    Q_EMIT activated();
}

void OverviewPage::deactivate()
{
    Q_EMIT deactivated();
}

void OverviewPage::navigate(const QVariantMap &args)
{
    if (args.contains(QStringLiteral("panel")))
        return reveal(args.value(QStringLiteral("panel")).toString());
    if (Tile *tile = m_tiles.value(args.value(QStringLiteral("tile")).toString())) {
        m_scroll->ensureWidgetVisible(tile);
        tile->setFocus(Qt::ShortcutFocusReason);
    }
}

void OverviewPage::reveal(const QString &panelId)
{
    if (PanelCard *card = m_panels.value(panelId)) {
        m_scroll->ensureWidgetVisible(card, 0, space::l);
        card->focusChart();
    }
}

void OverviewPage::setSurroundings(const Surroundings &surroundings)
{
    m_surroundings = surroundings;
    for (Tile *tile : std::as_const(m_tiles)) {
        tile->setCurrency(surroundings.currency);
        tile->setZone(surroundings.zone);
    }
    for (PanelCard *card : std::as_const(m_panels))
        card->setZones(surroundings.zone, surroundings.dayZone);
    setNow(surroundings.nowMs, surroundings.endMs, m_outageText);
}

void OverviewPage::setNow(qint64 nowMs, qint64 endMs, const QString &outage)
{
    m_surroundings.nowMs = nowMs;
    m_surroundings.endMs = endMs;
    m_outageText = outage;
    for (const TileSpec &spec : m_dashboard.tiles) {
        m_tiles.value(spec.id)->setFreshness(referenceMs(), m_surroundings.scrapeMs);
        captionTile(spec);
    }
    for (PanelCard *card : std::as_const(m_panels))
        card->setNow(nowMs, referenceMs(), m_surroundings.scrapeMs);
    showHeader();
}

qint64 OverviewPage::referenceMs() const
{
    return m_surroundings.endMs > 0 ? std::min(m_surroundings.endMs, m_surroundings.nowMs) : m_surroundings.nowMs;
}

bool OverviewPage::isPast() const
{
    return referenceMs() < m_surroundings.nowMs - 2 * m_surroundings.scrapeMs;
}

void OverviewPage::captionTile(const TileSpec &spec)
{
    Tile *tile = m_tiles.value(spec.id);
    const qint64 evaluatedMs = tile->figure().evaluatedMs;
    const auto dayOf = [this](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, m_surroundings.dayZone).date(); };
    QString caption = dashboardText(spec.title);
    QString note;
    if (spec.window == u"$today" && evaluatedMs > 0) {
        if (!spec.pastTitle.isEmpty() && dayOf(evaluatedMs) != dayOf(m_surroundings.nowMs))
            caption = dashboardText(spec.pastTitle)
                          .replace(QStringLiteral("{{day}}"), format::dayMonth(evaluatedMs, m_surroundings.dayZone));
        if (isPast())
            note = tr("until %1", "a sum since midnight; %1 is a time of day")
                       .arg(format::timeShort(evaluatedMs, m_surroundings.zone));
    }
    tile->setCaption(caption);
    tile->setNote(note);
}

void OverviewPage::setNewestSample(const QString &panelId, std::optional<qint64> ms)
{
    if (PanelCard *card = m_panels.value(panelId))
        card->setNewestSample(ms);
}

void OverviewPage::setMarks(const std::vector<ChartData::Annotation> &marks)
{
    const bool same = std::equal(marks.begin(), marks.end(), m_marks.begin(), m_marks.end(),
                                 [](const ChartData::Annotation &a, const ChartData::Annotation &b) {
                                     return a.timeMs == b.timeMs && a.text == b.text && a.state == b.state;
                                 });
    if (same)
        return; // no chart is drawn anew for nothing
    m_marks = marks;
    for (PanelCard *card : std::as_const(m_panels))
        card->setMarks(m_marks);
}

void OverviewPage::setFigure(const Figure &figure)
{
    Tile *tile = m_tiles.value(figure.id);
    if (!tile)
        return;
    tile->setFigure(figure);
    m_present.take(figure);
    const auto spec = std::find_if(m_dashboard.tiles.begin(), m_dashboard.tiles.end(),
                                   [&figure](const TileSpec &item) { return item.id == figure.id; });
    captionTile(*spec);
}

void OverviewPage::setPanel(const PanelData &panel)
{
    if (PanelCard *card = m_panels.value(panel.panelId))
        card->setData(panel, m_surroundings.currency);
}

void OverviewPage::setRefreshed()
{
    m_refreshed = true;
    m_asOfMs = m_surroundings.nowMs;
    if (!showsPast())
        m_present.setComplete(m_asOfMs);
    showHeader();
    Q_EMIT problemsChanged();
    settle();
}

void OverviewPage::setBudgetAnswered()
{
    if (m_refreshed)
        Q_EMIT problemsChanged();
}

bool OverviewPage::showsPast() const
{
    return std::any_of(m_tiles.begin(), m_tiles.end(), [](const Tile *tile) { return tile->figure().isOfPast; });
}

void OverviewPage::setPending()
{
    m_refreshed = false;
    m_announced = false;
    m_outageText.clear();
    m_present.clear();
    setMarks({});
    for (Tile *tile : std::as_const(m_tiles))
        tile->setLoading(true);
    for (PanelCard *card : std::as_const(m_panels)) {
        PanelData none;
        none.panelId = card->spec().id;
        card->setData(none, m_surroundings.currency);
    }
    showHeader();
}

bool OverviewPage::isComplete() const
{
    return m_refreshed
        && std::all_of(m_panels.begin(), m_panels.end(), [](const PanelCard *card) { return card->isSettled(); });
}

bool OverviewPage::hasData() const
{
    return isComplete()
        && std::all_of(m_tiles.begin(), m_tiles.end(),
                       [](const Tile *tile) { return tile->figure().value.has_value(); })
        && std::all_of(m_panels.begin(), m_panels.end(), [](const PanelCard *card) { return card->hasData(); });
}

void OverviewPage::settle()
{
    if (m_announced || !isComplete())
        return;
    m_announced = true;
    Q_EMIT completed();
}

std::vector<Problem> OverviewPage::problems() const
{
    std::vector<Problem> problems = m_present.problems(m_dashboard, m_surroundings.currency);
    for (Problem &problem : problems) {
        problem.source = title();
        problem.page = id();
        // What is shown of the past says nothing of today: the last that was known of today is told as what it is.
        problem.asOfMs = showsPast() ? m_present.completeMs() : 0;
    }
    return problems;
}

int OverviewPage::chartPixels() const
{
    int pixels = 0;
    for (const PanelCard *card : m_panels)
        pixels = std::max(pixels, card->chart()->plotPixels());
    return pixels;
}

Result<void> OverviewPage::exportCsv(const QString &panelId, const QString &path) const
{
    QSaveFile file(path);
    const QByteArray csv = m_panels.value(panelId)->chart()->csv();
    if (!file.open(QIODevice::WriteOnly) || file.write(csv) != csv.size() || !file.commit())
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    return {};
}

void OverviewPage::exportPicture(const QString &panelId, const QString &path)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    auto *watcher = new QFutureWatcher<Result<void>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, path] {
        watcher->deleteLater();
        showExport(path, watcher->result());
    });
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start(
        [promise, path, make = m_panels.value(panelId)->chart()->pictureMaker(QSize(1200, 480), 2.0)] {
            promise->addResult(writePicture(make, path));
            promise->finish();
        });
}

void OverviewPage::showExport(const QString &path, const Result<void> &written)
{
    m_outage->hide();
    m_note->hide();
    if (written)
        m_banner->setMessage(State::Ok, tr("Saved %1.").arg(path));
    else
        m_banner->setMessage(State::Critical, describe(written.error()).text());
    Q_EMIT exportFinished(path, written.has_value());
}

void OverviewPage::askForFile(const QString &panelId, bool picture)
{
    const PanelCard *card = m_panels.value(panelId);
    const QString suffix = picture ? QStringLiteral("png") : QStringLiteral("csv");
    const QString day = QDateTime::fromMSecsSinceEpoch(card->data().span.endMs, m_surroundings.zone)
                            .toString(QStringLiteral("yyyyMMdd-HHmm"));
    auto *dialog = new QFileDialog(this, picture ? tr("Export as PNG") : tr("Export as CSV"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(QStringLiteral("%1-%2.%3").arg(panelId, day, suffix));
    connect(dialog, &QFileDialog::fileSelected, this, [this, panelId, picture](const QString &path) {
        if (picture)
            exportPicture(panelId, path);
        else
            showExport(path, exportCsv(panelId, path));
    });
    dialog->open();
}

QueryDialog *OverviewPage::queryDialog()
{
    auto *dialog = new QueryDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

void OverviewPage::openQuery(const PanelSpec &spec)
{
    const PanelData &panel = m_panels.value(spec.id)->data();
    std::vector<QueryDialog::Entry> entries;
    entries.reserve(panel.series.size());
    for (const PanelSeries &series : panel.series)
        entries.push_back({dashboardText(series.legend), series.query});
    QStringList explanation = boundTexts(spec.thresholds, spec.unit);
    if (!explanation.isEmpty() && !spec.thresholdsOf.isEmpty())
        explanation.front() = tr("%1: %2", "a series of a chart, and its bounds")
                                  .arg(dashboardText(spec.thresholdsOf), explanation.front());
    if (panel.dailyBudget)
        explanation.append(
            tr("Daily budget: %1.").arg(format::value(*panel.dailyBudget, spec.unit, m_surroundings.currency)));
    explanation.prepend(dashboardText(spec.description));
    queryDialog()->setContent(dashboardText(spec.title), explanation.join(u' '), entries,
                              panel.error ? describe(*panel.error, endpointName(EndpointKind::Prometheus)).text()
                                          : QString());
}

void OverviewPage::openQuery(const TileSpec &spec)
{
    const Figure &figure = m_tiles.value(spec.id)->figure();
    QString value;
    if (figure.value)
        value = tr("Value: %1, evaluated at %2.")
                    .arg(format::exact(*figure.value, spec.unit, m_surroundings.currency),
                         format::dateTime(figure.evaluatedMs, m_surroundings.zone));
    queryDialog()->setContent(m_tiles.value(spec.id)->caption(), value, {{QString(), figure.query}},
                              figure.error ? describe(*figure.error, endpointName(figure.errorSource)).text()
                                           : QString());
}

QStringList OverviewPage::boundTexts(const Thresholds &thresholds, Unit unit) const
{
    const auto bound
        = [&](const std::optional<double> &limit) { return format::value(limit, unit, m_surroundings.currency); };
    QStringList texts;
    if (thresholds.warn)
        texts.append(thresholds.lowerIsWorse ? tr("Warns below %1.").arg(bound(thresholds.warn))
                                             : tr("Warns above %1.").arg(bound(thresholds.warn)));
    if (thresholds.critical)
        texts.append(thresholds.lowerIsWorse ? tr("Critical below %1.").arg(bound(thresholds.critical))
                                             : tr("Critical above %1.").arg(bound(thresholds.critical)));
    return texts;
}

void OverviewPage::openExplanation(const TileSpec &spec)
{
    const Figure &figure = m_tiles.value(spec.id)->figure();
    QStringList paragraphs;
    if (!spec.description.isEmpty())
        paragraphs.append(dashboardText(spec.description));
    if (!spec.formula.isEmpty())
        paragraphs.append(tr("How it is made: %1").arg(dashboardText(spec.formula)));
    if (const auto windowMs = parseDurationMs(spec.window))
        paragraphs.append(
            tr("Window: the last %1 before the end of the time range.").arg(format::durationMs(*windowMs)));
    const QStringList bounds = boundTexts(spec.thresholds, spec.unit);
    paragraphs.append(bounds.isEmpty() ? tr("No bounds are set: it is shown without a judgement.") : bounds.join(u' '));
    if (figure.value)
        paragraphs.append(tr("Value: %1, evaluated at %2.")
                              .arg(format::exact(*figure.value, spec.unit, m_surroundings.currency),
                                   format::dateTime(figure.evaluatedMs, m_surroundings.zone)));
    if (figure.value && figure.lastWeek)
        paragraphs.append(
            tr("A week earlier: %1.").arg(format::value(figure.lastWeek, spec.unit, m_surroundings.currency)));
    if (figure.newestSampleMs)
        paragraphs.append(tr("Newest sample: %1.").arg(format::dateTime(*figure.newestSampleMs, m_surroundings.zone)));
    queryDialog()->setContent(m_tiles.value(spec.id)->caption(), paragraphs.join(QStringLiteral("\n\n")), {},
                              figure.error ? describe(*figure.error, endpointName(figure.errorSource)).text()
                                           : QString());
}

void OverviewPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    Page::changeEvent(event);
}

void OverviewPage::retranslate()
{
    for (const TileSpec &spec : m_dashboard.tiles) {
        captionTile(spec);
        m_tiles.value(spec.id)->setDescription(dashboardText(spec.description));
    }
    m_heading->setText(title());
    showHeader();
    Q_EMIT titleChanged();
    if (m_refreshed)
        Q_EMIT problemsChanged();
}

void OverviewPage::showHeader()
{
    if (m_banner->isVisibleTo(this))
        return; // until it is put away
    showOutage();
    m_note->setVisible(!m_outage->isVisibleTo(this));
    m_note->setText(m_refreshed ? tr("%1 · compared with the same time last week · as of %2")
                                      .arg(m_surroundings.rangeText, format::time(m_asOfMs, m_surroundings.zone))
                                : m_surroundings.rangeText);
}

void OverviewPage::showOutage()
{
    // One refused query is its tile's and chart's; an outage is when no figure has an answer.
    std::optional<Error> error;
    qint64 newestMs = 0;
    for (const Tile *tile : std::as_const(m_tiles)) {
        const Figure &figure = tile->figure();
        const bool fails = figure.error && figure.errorSource == EndpointKind::Prometheus;
        if (fails && figure.error->kind() == ErrorKind::Precondition)
            continue; // not measured, not configured: no outage
        if (!fails && !figure.error)
            return m_outage->hide();
        if (fails)
            error = figure.error;
        newestMs = std::max(newestMs, figure.value ? figure.evaluatedMs : 0);
    }
    if (!error || newestMs == 0)
        return m_outage->hide(); // nothing is shown that could be old
    const QString what
        = m_outageText.isEmpty() ? describe(*error, endpointName(EndpointKind::Prometheus)).what : m_outageText;
    const QString text = tr("%1 Figures below are from %2.")
                             .arg(what, format::dateTimeShort(newestMs, m_surroundings.nowMs, m_surroundings.zone));
    if (m_outage->isHidden() || m_outage->text() != text)
        m_outage->setMessage(State::Warn, text, tr("Retry"));
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

void OverviewPage::arrange()
{
    m_panelGrid->setColumns(panelWidth, width() >= wideFrom ? 3 : 2);
    // Fill a tall window instead of leaving its lower half empty; never lower than what a chart needs.
    const int rows = m_panelGrid->rows();
    if (rows == 0)
        return;
    const int room = height() - m_tileGrid->height() - headerHeight - 2 * space::xs - 2 * space::l;
    m_panelGrid->setRowHeight(std::clamp((room - (rows - 1) * space::l) / rows, panelHeight, tallestPanel));
}

} // namespace toban
