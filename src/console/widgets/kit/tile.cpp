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

/// Why there is no answer, in two words: only silence is called that.
QString reasonOf(const Error &error)
{
    if (error.code() == u"no_metric")
        return Tile::tr("Not measured");
    if (error.code() == u"no_budget")
        return Tile::tr("No budget set");
    if (error.code() == u"not_configured")
        return Tile::tr("Not configured");
    if (error.isAuthentication())
        return Tile::tr("Not allowed");
    if (error.kind() == ErrorKind::RateLimited)
        return Tile::tr("Not asked");
    if (error.kind() == ErrorKind::Decode)
        return Tile::tr("Unreadable");
    if (error.kind() == ErrorKind::Server && error.status() >= 400 && error.status() < 500)
        return Tile::tr("Refused");
    return Tile::tr("No answer");
}

/// What is not set up is no failure.
bool isFailure(const Error &error)
{
    return error.kind() != ErrorKind::Precondition;
}

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
    if (caption == m_caption)
        return;
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
    // Called every few seconds: painted only when it makes a difference.
    if (refreshSpoken())
        update();
}

void Tile::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    refreshTexts();
}

void Tile::setNote(const QString &note)
{
    if (note == m_note)
        return;
    m_note = note;
    refreshTexts();
}

void Tile::setDescription(const QString &description)
{
    m_description = description;
}

void Tile::setLoading(bool loading)
{
    m_loading = loading;
    refreshTexts();
}

void Tile::setFigure(const Figure &figure)
{
    m_figure = figure;
    m_loading = figure.isAwaited;
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
    QStringList remarks;
    if (m_figure.error)
        remarks.append(reasonOf(*m_figure.error));
    else if (!m_note.isEmpty())
        remarks.append(m_note);
    if (m_figure.error && m_figure.value)
        remarks.append(tr("from %1").arg(format::timeShort(m_figure.evaluatedMs, m_zone)));
    for (const QString &remark : std::as_const(remarks))
        text += tr(", %1", "a further remark on a figure").arg(remark);
    if (m_figure.value && m_figure.lastWeek) {
        if (const QString change = format::change(*m_figure.value, *m_figure.lastWeek, m_figure.unit);
            !change.isEmpty())
            text += tr(", %1 against last week").arg(change);
    }
    return text;
}

bool Tile::refreshSpoken()
{
    const QString name = summary();
    const QString description
        = m_figure.error ? describe(*m_figure.error, endpointName(m_figure.errorSource)).text() : QString();
    const QString spoken = name + QLatin1Char('\n') + description;
    if (spoken == m_spoken)
        return false;
    m_spoken = spoken;
    setAccessibleName(name);
    setAccessibleDescription(description);
    return true;
}

void Tile::refreshTexts()
{
    refreshSpoken();
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
        note = reasonOf(*m_figure.error);
        noteColour = isFailure(*m_figure.error) ? t.critical.text : t.textFaint;
        if (known) { // the last good figure, and no comparison with it
            change = note;
            changeColour = noteColour;
            note = tr("from %1").arg(format::timeShort(m_figure.evaluatedMs, m_zone));
            noteColour = t.warn.text;
        }
    } else if (const auto age = staleAgeMs()) {
        note = format::age(*age);
        noteColour = t.warn.text;
    } else if (!known && !m_loading) {
        note = tr("No data");
    } else if (!m_note.isEmpty() && !m_loading) {
        note = m_note;
    } else if (!change.isEmpty()) {
        note = tr("vs last week", "follows the change, as in +3 % vs last week; Japanese 先週比");
    }
    const qreal textWidth = std::max(small.horizontalAdvance(change), small.horizontalAdvance(note)) + 10;
    painter.setPen(changeColour);
    painter.drawText(QRectF(below.left(), below.top(), textWidth, below.height() / 2),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, change);
    painter.setPen(noteColour);
    painter.drawText(QRectF(below.left(), below.top() + below.height() / 2, textWidth, below.height() / 2),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, note);
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
    // What is copied is what was there when the menu opened: a refresh may come while it is open.
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("tileMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu](const char *name, const char *icon, const QString &text, bool enabled) {
        QAction *action = menu->addAction(icons::icon(QLatin1String(icon)), text);
        action->setObjectName(QLatin1String(name));
        action->setEnabled(enabled);
        return action;
    };
    connect(add("showChart", "chart", tr("Show chart"), true), &QAction::triggered, this, &Tile::chartRequested);
    const QString exact = m_figure.value ? format::exact(*m_figure.value, m_figure.unit, m_currency) : QString();
    connect(add("copyValue", "copy", tr("Copy value"), !exact.isEmpty()), &QAction::triggered, this,
            [exact] { QGuiApplication::clipboard()->setText(exact); });
    connect(add("showQuery", "query", tr("Show query"), !m_figure.query.isEmpty()), &QAction::triggered, this,
            &Tile::queryRequested);
    connect(add("explain", "help", tr("Explain"), true), &QAction::triggered, this, &Tile::explainRequested);
    menu->popup(event->globalPos());
}

bool Tile::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        QStringList lines{m_caption};
        if (!m_description.isEmpty())
            lines.append(m_description);
        if (m_figure.value)
            lines.append(format::exact(*m_figure.value, m_figure.unit, m_currency));
        if (m_figure.value && m_figure.lastWeek)
            lines.append(tr("Last week: %1").arg(format::value(*m_figure.lastWeek, m_figure.unit, m_currency)));
        if (m_figure.newestSampleMs && m_nowMs > 0)
            lines.append(tr("Newest sample: %1").arg(format::age(m_nowMs - *m_figure.newestSampleMs)));
        if (m_figure.error)
            lines.append(describe(*m_figure.error, endpointName(m_figure.errorSource)).text());
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
