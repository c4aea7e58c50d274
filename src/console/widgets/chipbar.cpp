// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chipbar.h"

#include "kit/format.h"
#include "kit/statemark.h"
#include "kit/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QResizeEvent>

namespace toban {

namespace {

constexpr int markSize = 10;

} // namespace

Chip::Chip(QWidget *parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Chip::setLabel(const QString &text, std::optional<State> state)
{
    setText(text);
    m_state = state;
    refreshName();
    updateGeometry();
    update();
}

void Chip::setCount(std::optional<int> count)
{
    if (count == m_count)
        return;
    m_count = count;
    refreshName();
    updateGeometry();
    update();
}

void Chip::refreshName()
{
    setAccessibleName(m_count ? tr("%1: %2").arg(text(), format::integer(*m_count)) : text());
}

void Chip::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    updateGeometry();
    update();
}

int Chip::widthFor(bool compact) const
{
    const QFontMetrics metrics(type::tabular(type::font(this, 12)));
    int width = 2 * space::s;
    if (!compact || !m_state)
        width += metrics.horizontalAdvance(text());
    if (m_state)
        width += markSize + space::xs + 2;
    if (m_count) // room for three digits, so that a growing count moves nothing
        width += 6
            + std::max(metrics.horizontalAdvance(format::integer(*m_count)),
                       metrics.horizontalAdvance(QStringLiteral("000")));
    return width;
}

QSize Chip::sizeHint() const
{
    return {widthFor(m_compact), space::control - 2};
}

void Chip::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Tokens &colours = tokens(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool isLit = isChecked() || isDown();
    painter.setPen(QPen(hasFocus() || isChecked() ? colours.accent : colours.line, hasFocus() ? 2 : 1));
    painter.setBrush(isLit ? colours.accentWash : underMouse() ? colours.hover : colours.surface1);
    painter.drawRoundedRect(hasFocus() ? frame.adjusted(0.5, 0.5, -0.5, -0.5) : frame, frame.height() / 2,
                            frame.height() / 2);

    QRect area = rect().adjusted(space::s, 0, -space::s, 0);
    if (m_state) {
        paintStateMark(painter, QRectF(area.left(), (height() - markSize) / 2.0, markSize, markSize), *m_state,
                       colours);
        area.setLeft(area.left() + markSize + space::xs + 2);
    }
    painter.setFont(type::tabular(type::font(this, 12)));
    painter.setPen(isEnabled() ? (isChecked() ? colours.textStrong : colours.text) : colours.textFaint);
    if (!m_compact || !m_state)
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text());
    if (m_count) {
        painter.setPen(colours.textFaint);
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, format::integer(*m_count));
    }
}

void Chip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        refreshName();
    QAbstractButton::changeEvent(event);
}

ChipBar::ChipBar(QWidget *parent) : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::xs);
    row->addStretch();
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

QSize ChipBar::sizeFor(bool compact) const
{
    int width = 0;
    for (const auto &[id, chip] : m_chips)
        width += chip->widthFor(compact) + space::xs;
    return {std::max(0, width - space::xs), space::control - 2};
}

QSize ChipBar::sizeHint() const
{
    return sizeFor(false);
}

QSize ChipBar::minimumSizeHint() const
{
    return sizeFor(true);
}

void ChipBar::resizeEvent(QResizeEvent *event)
{
    const bool isTight = event->size().width() < sizeFor(false).width();
    for (const auto &[id, chip] : m_chips)
        chip->setCompact(isTight);
    QWidget::resizeEvent(event);
}

void ChipBar::setEntries(const std::vector<Entry> &entries)
{
    const QSet<int> on = checked();
    while (m_chips.size() > entries.size()) {
        delete m_chips.back().second;
        m_chips.pop_back();
    }
    while (m_chips.size() < entries.size()) {
        auto *chip = new Chip(this);
        static_cast<QHBoxLayout *>(layout())->insertWidget(int(m_chips.size()), chip);
        connect(chip, &Chip::clicked, this, &ChipBar::checkedChanged);
        m_chips.emplace_back(0, chip);
    }
    for (size_t i = 0; i < entries.size(); ++i) {
        m_chips[i].first = entries[i].id;
        Chip *chip = m_chips[i].second;
        chip->setObjectName(QStringLiteral("%1.%2").arg(objectName()).arg(entries[i].id));
        chip->setLabel(entries[i].text, entries[i].state);
        chip->setToolTip(entries[i].toolTip.isEmpty() ? entries[i].text
                                                      : tr("%1: %2").arg(entries[i].text, entries[i].toolTip));
    }
    setChecked(on);
    updateGeometry();
}

void ChipBar::setCounts(const QHash<int, int> &counts)
{
    for (const auto &[id, chip] : m_chips)
        chip->setCount(counts.value(id));
}

QSet<int> ChipBar::checked() const
{
    QSet<int> ids;
    for (const auto &[id, chip] : m_chips) {
        if (chip->isChecked())
            ids.insert(id);
    }
    return ids;
}

void ChipBar::setChecked(const QSet<int> &ids)
{
    for (const auto &[id, chip] : m_chips)
        chip->setChecked(ids.contains(id));
}

} // namespace toban
