// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/tile.h"

#include "kit/describe.h"
#include "kit/format.h"
#include "kit/icons.h"
#include "kit/sparkline.h"
#include "kit/statemark.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace toban {

namespace {
constexpr int tileHeight = 104;
constexpr int pad = space::m;
} // namespace

Tile::Tile(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &Tile::chartRequested);
    refreshTexts();
}

void Tile::setCaption(const QString &caption)
{
    m_caption = caption;
    refreshTexts();
}

void Tile::setCurrency(const QString &currency)
{
    m_currency = currency;
    refreshTexts();
}

void Tile::setHigherIsBetter(std::optional<bool> higherIsBetter)
{
    m_higherIsBetter = higherIsBetter;
    update();
}

void Tile::setFreshness(qint64 nowMs, qint64 scrapeMs)
{
    m_nowMs = nowMs;
    m_scrapeMs = scrapeMs;
    refreshTexts();
}

void Tile::setLoading(bool loading)
{
    m_loading = loading;
    refreshTexts();
}

void Tile::setFigure(const Figure &figure)
{
    m_figure = figure;
    m_loading = false;
    refreshTexts();
}

QString Tile::valueText() const
{
    return format::value(m_figure.value, m_figure.unit, m_currency);
}

State Tile::shownState() const
{
    if (!m_figure.value || m_figure.error || staleAgeMs())
        return State::Unknown;
    return m_figure.state;
}

std::optional<qint64> Tile::staleAgeMs() const
{
    if (!m_figure.newestSampleMs || m_nowMs == 0 || m_nowMs - *m_figure.newestSampleMs <= 2 * m_scrapeMs)
        return {};
    return m_nowMs - *m_figure.newestSampleMs;
}

QString Tile::summary() const
{
    if (m_loading)
        return tr("%1: loading").arg(m_caption);
    QString text = tr("%1: %2, %3", "caption, value, state")
                       .arg(m_caption, m_figure.value ? valueText() : tr("no data"), stateWord(shownState()));
    if (const auto age = staleAgeMs())
        text += tr(", %1", "age of the newest sample").arg(format::age(*age));
    if (m_figure.value && m_figure.lastWeek) {
        if (const QString change = format::change(*m_figure.value, *m_figure.lastWeek, m_figure.unit);
            !change.isEmpty())
            text += tr(", %1 against last week").arg(change);
    }
    return text;
}

void Tile::refreshTexts()
{
    setAccessibleName(summary());
    if (m_figure.error)
        setAccessibleDescription(describe(*m_figure.error).text());
    else
        setAccessibleDescription(QString());
    update();
}

QSize Tile::sizeHint() const
{
    return {200, tileHeight};
}

QSize Tile::minimumSizeHint() const
{
    return {148, tileHeight};
}

void Tile::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool lit = underMouse() && isEnabled();
    painter.setPen(QPen(hasFocus() ? t.accent : t.line, hasFocus() ? 2 : 1));
    painter.setBrush(isDown() ? t.surface2 : lit ? t.hover : t.surface1);
    const qreal inset = hasFocus() ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), space::radius, space::radius);

    const QRectF inner = QRectF(rect()).adjusted(pad, 10, -pad, -10);
    const State state = shownState();
    const bool known = !m_loading && m_figure.value.has_value();

    painter.setFont(type::font(this, 12, QFont::Normal));
    const QFontMetricsF captionMetrics(painter.font());
    const QRectF mark(inner.right() - 12, inner.top() + 2, 12, 12);
    painter.setPen(t.textFaint);
    painter.drawText(QRectF(inner.left(), inner.top(), inner.width() - 18, 16), Qt::AlignVCenter | Qt::AlignLeft,
                     captionMetrics.elidedText(m_caption, Qt::ElideRight, inner.width() - 18));
    if (!m_loading)
        paintStateMark(painter, mark, state, t);

    // The figure: digits large, units small on the same baseline; smaller when the tile is narrow.
    const qreal baseline = inner.top() + 46;
    if (m_loading) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.surface2);
        painter.drawRoundedRect(QRectF(inner.left(), inner.top() + 26, 84, 20), 4, 4);
    } else {
        const format::Pieces pieces = known ? format::pieces(*m_figure.value, m_figure.unit, m_currency)
                                            : format::Pieces{{QString(QChar(0x2013)), false}};
        for (int size = type::figure; size >= 18; size -= 2) {
            const QFont figureFont = type::tabular(type::font(this, size, QFont::DemiBold));
            const QFont unitFont = type::font(this, std::max(13, size / 2 + 1));
            qreal width = 0;
            for (const format::Piece &piece : pieces)
                width += QFontMetricsF(piece.isUnit ? unitFont : figureFont).horizontalAdvance(piece.text);
            if (width > inner.width() && size > 18)
                continue;
            qreal x = inner.left();
            for (const format::Piece &piece : pieces) {
                painter.setFont(piece.isUnit ? unitFont : figureFont);
                painter.setPen(!known || piece.isUnit         ? t.textFaint
                                   : state == State::Critical ? t.critical.text
                                                              : t.textStrong);
                painter.drawText(QPointF(x, baseline), piece.text);
                x += QFontMetricsF(painter.font()).horizontalAdvance(piece.text);
            }
            break;
        }
    }

    // Below: change and age at the left, the sparkline at the right, each always in its place.
    const QRectF below(inner.left(), inner.top() + 58, inner.width(), inner.bottom() - inner.top() - 58);
    painter.setFont(type::font(this, type::caption));
    const QFontMetricsF small(painter.font());
    QString change;
    QColor changeColour = t.textFaint;
    if (known && m_figure.lastWeek) {
        change = format::change(*m_figure.value, *m_figure.lastWeek, m_figure.unit);
        const bool same = change.startsWith(QChar(0xB1));
        if (m_higherIsBetter && !same && !change.isEmpty())
            changeColour = (*m_figure.value > *m_figure.lastWeek) == *m_higherIsBetter ? t.ok.text : t.critical.text;
    }
    QString note;
    QColor noteColour = t.textFaint;
    if (m_figure.error && !m_loading) {
        note = tr("No answer");
        noteColour = t.critical.text;
    } else if (const auto age = staleAgeMs()) {
        note = format::age(*age);
        noteColour = t.warn.text;
    } else if (!known && !m_loading) {
        note = tr("No data");
    } else if (!change.isEmpty()) {
        note = tr("vs last week", "follows the change, as in +3 % vs last week; Japanese 先週比");
    }
    const qreal textWidth = std::max(small.horizontalAdvance(change), small.horizontalAdvance(note)) + 10;
    painter.setPen(changeColour);
    painter.drawText(QRectF(below.left(), below.top(), textWidth, below.height() / 2), Qt::AlignLeft | Qt::AlignVCenter,
                     change);
    painter.setPen(noteColour);
    painter.drawText(QRectF(below.left(), below.top() + below.height() / 2, textWidth, below.height() / 2),
                     Qt::AlignLeft | Qt::AlignVCenter, note);
    const QRectF spark(below.left() + std::max(textWidth, below.width() * 0.42), below.top() + 3, 0,
                       below.height() - 5);
    const QRectF sparkRect(spark.left(), spark.top(), below.right() - spark.left() - 2, spark.height());
    if (m_figure.sparkline && !m_figure.sparkline->isEmpty() && sparkRect.width() > 16)
        paintSparkline(painter, sparkRect, *m_figure.sparkline,
                       mix(t.surface1, state == State::Critical ? t.critical.mark : t.accent, 0.85));
    else if (!m_loading && !known)
        paintUnknown(painter, sparkRect, t, 3);
}

void Tile::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    QAction *chart = menu.addAction(icons::icon(QStringLiteral("chart")), tr("Show chart"));
    QAction *copy = menu.addAction(icons::icon(QStringLiteral("copy")), tr("Copy value"));
    copy->setEnabled(m_figure.value.has_value());
    QAction *query = menu.addAction(icons::icon(QStringLiteral("query")), tr("Show query"));
    query->setEnabled(!m_figure.query.isEmpty());
    QAction *explain = menu.addAction(icons::icon(QStringLiteral("help")), tr("Explain"));
    const QAction *chosen = menu.exec(event->globalPos());
    if (chosen == chart)
        Q_EMIT chartRequested();
    else if (chosen == copy)
        QGuiApplication::clipboard()->setText(format::exact(*m_figure.value, m_figure.unit, m_currency));
    else if (chosen == query)
        Q_EMIT queryRequested();
    else if (chosen == explain)
        Q_EMIT explainRequested();
}

bool Tile::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        QStringList lines{m_caption};
        if (m_figure.value)
            lines.append(format::exact(*m_figure.value, m_figure.unit, m_currency));
        if (m_figure.value && m_figure.lastWeek)
            lines.append(tr("Last week: %1").arg(format::value(*m_figure.lastWeek, m_figure.unit, m_currency)));
        if (m_figure.newestSampleMs && m_nowMs > 0)
            lines.append(tr("Newest sample: %1").arg(format::age(m_nowMs - *m_figure.newestSampleMs)));
        if (m_figure.error)
            lines.append(describe(*m_figure.error).text());
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), lines.join(QLatin1Char('\n')), this);
        return true;
    }
    return QAbstractButton::event(event);
}

void Tile::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::LanguageChange)
        refreshTexts();
    QAbstractButton::changeEvent(event);
}

} // namespace toban
