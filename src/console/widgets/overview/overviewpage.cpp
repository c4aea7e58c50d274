// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/overviewpage.h"

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
#include <QImageWriter>
#include <QLabel>
#include <QMenu>
#include <QSaveFile>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace toban {

namespace {
constexpr int tileWidth = 148; ///< px, at least
constexpr int panelWidth = 380;
constexpr int wideFrom = 1700; ///< of the page: three charts beside each other instead of two
constexpr int panelHeight = 264; ///< at least; higher where the window has room for all rows
constexpr int tallestPanel = 440;
} // namespace

OverviewPage::OverviewPage(const Dashboard &dashboard, QWidget *parent)
    : Page(parent), m_dashboard(dashboard), m_crosshair(new CrosshairGroup(this)),
      m_colours(std::make_shared<SeriesColours>()), m_heading(new QLabel(this)), m_note(new QLabel(this)),
      m_banner(new Banner(this)), m_scroll(new QScrollArea(this)), m_tileGrid(new ResponsiveGrid),
      m_panelGrid(new ResponsiveGrid)
{
    m_heading->setProperty("role", QStringLiteral("title"));
    m_note->setProperty("role", QStringLiteral("caption"));
    m_banner->hide();
    m_banner->setDismissible(true);
    connect(m_banner, &Banner::dismissed, m_banner, &QWidget::hide);
    auto *header = new QHBoxLayout;
    header->addWidget(m_heading);
    header->addStretch();
    header->addWidget(m_note);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(space::l, space::m, space::l, space::l);
    column->setSpacing(space::l);
    column->addLayout(header);
    column->addWidget(m_banner);
    column->addWidget(m_tileGrid);
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
        connect(tile, &Tile::explainRequested, this, [this, spec] { openQuery(spec); });
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
        tile->setFreshness(surroundings.nowMs, surroundings.scrapeMs);
    }
    showHeader();
}

void OverviewPage::setFigure(const Figure &figure)
{
    Tile *tile = m_tiles.value(figure.id);
    if (!tile)
        return;
    tile->setFreshness(m_surroundings.nowMs, m_surroundings.scrapeMs);
    tile->setFigure(figure);
    tile->setLoading(false);
}

void OverviewPage::setPanel(const PanelData &panel)
{
    if (PanelCard *card = m_panels.value(panel.panelId))
        card->setData(panel, m_surroundings.currency, m_surroundings.zone, m_surroundings.nowMs,
                      m_surroundings.scrapeMs);
}

void OverviewPage::setRefreshed()
{
    m_refreshed = true;
    showHeader();
    Q_EMIT problemsChanged();
    settle();
}

void OverviewPage::setPending()
{
    m_refreshed = false;
    m_announced = false;
    for (Tile *tile : std::as_const(m_tiles))
        tile->setLoading(true);
    for (PanelCard *card : std::as_const(m_panels)) {
        PanelData none;
        none.panelId = card->spec().id;
        card->setData(none, m_surroundings.currency, m_surroundings.zone, m_surroundings.nowMs,
                      m_surroundings.scrapeMs);
    }
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
    std::vector<Problem> problems;
    for (const TileSpec &spec : m_dashboard.tiles) {
        const Figure &figure = m_tiles.value(spec.id)->figure();
        const bool critical = figure.state == State::Critical;
        const auto &bound = critical ? spec.thresholds.critical : spec.thresholds.warn;
        if (!figure.value || !bound || (!critical && figure.state != State::Warn))
            continue;
        const QString value = format::value(*figure.value, spec.unit, m_surroundings.currency);
        const QString limit = format::value(*bound, spec.unit, m_surroundings.currency);
        Problem problem;
        problem.id = QStringLiteral("figure/") + spec.id;
        problem.severity = figure.state;
        problem.source = title();
        problem.text = spec.thresholds.lowerIsWorse ? tr("%1 is %2, below the bound of %3.")
                                                    : tr("%1 is %2, above the bound of %3.");
        problem.text = problem.text.arg(dashboardText(spec.title), value, limit);
        problem.page = id();
        problem.args = {{QStringLiteral("panel"), spec.chart}};
        problems.push_back(problem);
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

Result<void> OverviewPage::exportPicture(const QString &panelId, const QString &path) const
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    QImageWriter writer(&file, "png");
    const QImage image = m_panels.value(panelId)->chart()->picture(QSize(1200, 480), 2.0);
    if (!writer.write(image))
        return Failure(Error(ErrorKind::Storage, writer.errorString(), path));
    if (!file.commit())
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    return {};
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
        const Result<void> written = picture ? exportPicture(panelId, path) : exportCsv(panelId, path);
        if (written)
            m_banner->setMessage(State::Ok, tr("Saved %1.").arg(path));
        else
            m_banner->setMessage(State::Critical, describe(written.error()).text());
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
    for (const PanelSeries &series : panel.series)
        entries.push_back({dashboardText(series.legend), series.query});
    queryDialog()->setContent(dashboardText(spec.title), dashboardText(spec.description), entries,
                              panel.error ? describe(*panel.error, endpointName(EndpointKind::Prometheus)).text()
                                          : QString());
}

void OverviewPage::openQuery(const TileSpec &spec)
{
    const Figure &figure = m_tiles.value(spec.id)->figure();
    QStringList explanation;
    if (figure.value)
        explanation.append(tr("Value: %1, evaluated at %2.")
                               .arg(format::exact(*figure.value, spec.unit, m_surroundings.currency),
                                    format::dateTime(figure.evaluatedMs, m_surroundings.zone)));
    const auto bound
        = [&](const std::optional<double> &limit) { return format::value(limit, spec.unit, m_surroundings.currency); };
    if (spec.thresholds.warn)
        explanation.append(spec.thresholds.lowerIsWorse ? tr("Warns below %1.").arg(bound(spec.thresholds.warn))
                                                        : tr("Warns above %1.").arg(bound(spec.thresholds.warn)));
    if (spec.thresholds.critical)
        explanation.append(spec.thresholds.lowerIsWorse
                               ? tr("Critical below %1.").arg(bound(spec.thresholds.critical))
                               : tr("Critical above %1.").arg(bound(spec.thresholds.critical)));
    if (figure.lastWeek)
        explanation.append(tr("A week earlier: %1.").arg(bound(figure.lastWeek)));
    queryDialog()->setContent(dashboardText(spec.title), explanation.join(u' '), {{QString(), figure.query}},
                              figure.error ? describe(*figure.error, endpointName(EndpointKind::Prometheus)).text()
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
    for (const TileSpec &spec : m_dashboard.tiles)
        m_tiles.value(spec.id)->setCaption(dashboardText(spec.title));
    m_heading->setText(title());
    showHeader();
    Q_EMIT titleChanged();
    if (m_refreshed)
        Q_EMIT problemsChanged();
}

void OverviewPage::showHeader()
{
    if (!m_refreshed)
        return m_note->setText(m_surroundings.rangeText);
    m_note->setText(tr("%1 · compared with the same time last week · as of %2")
                        .arg(m_surroundings.rangeText, format::time(m_surroundings.nowMs, m_surroundings.zone)));
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
    const int room = height() - m_tileGrid->height() - m_heading->sizeHint().height() - 4 * space::l - space::m;
    m_panelGrid->setRowHeight(std::clamp((room - (rows - 1) * space::l) / rows, panelHeight, tallestPanel));
}

} // namespace toban
