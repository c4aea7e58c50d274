// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/colourfield.h"

#include <QColorDialog>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

namespace toban {

ColourField::ColourField(QWidget *parent)
    : QWidget(parent), m_button(new QToolButton(this)), m_reset(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_button);
    layout->addWidget(m_reset);
    layout->addStretch();
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setFocusProxy(m_button);
    connect(m_button, &QToolButton::clicked, this, &ColourField::choose);
    connect(m_reset, &QToolButton::clicked, this, [this] {
        setColour({});
        Q_EMIT edited();
    });
    showColour();
}

void ColourField::setColour(const QString &colour)
{
    m_colour = colour;
    showColour();
}

void ColourField::setDefaultColour(const QColor &colour)
{
    m_default = colour;
    showColour();
}

void ColourField::choose()
{
    auto *dialog = new QColorDialog(m_colour.isEmpty() ? m_default : QColor(m_colour), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QColorDialog::DontUseNativeDialog);
    dialog->setWindowTitle(tr("Colour of the environment"));
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor &colour) {
        setColour(colour.name());
        Q_EMIT edited();
    });
    dialog->open();
}

void ColourField::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        showColour();
    QWidget::changeEvent(event);
}

void ColourField::showColour()
{
    const QColor colour = m_colour.isEmpty() ? m_default : QColor(m_colour);
    QPixmap swatch(m_button->iconSize());
    swatch.fill(colour.isValid() ? colour : QColor(Qt::transparent));
    m_button->setIcon(swatch);
    m_button->setText(m_colour.isEmpty() ? tr("Colour of the kind") : m_colour);
    m_button->setAccessibleName(tr("Colour: %1").arg(m_button->text()));
    m_reset->setText(tr("Use the kind’s"));
    m_reset->setVisible(!m_colour.isEmpty());
}

} // namespace toban
