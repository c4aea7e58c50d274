// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/pathfield.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace toban {

PathField::PathField(QWidget *parent) : QWidget(parent), m_edit(new QLineEdit(this)), m_button(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_button);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, &PathField::edited);
    connect(m_button, &QToolButton::clicked, this, &PathField::choose);
    retranslate();
}

QString PathField::path() const
{
    return m_edit->text().trimmed();
}

void PathField::setPath(const QString &path)
{
    m_edit->setText(path);
}

void PathField::setFieldName(const QString &name)
{
    m_edit->setAccessibleName(name);
    retranslate();
}

void PathField::choose()
{
    auto *dialog = new QFileDialog(this, m_edit->accessibleName(), m_edit->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_edit->setText(file);
        Q_EMIT edited();
    });
    dialog->open();
}

void PathField::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void PathField::retranslate()
{
    m_button->setText(tr("Choose…"));
    m_button->setAccessibleName(tr("Choose: %1").arg(m_edit->accessibleName()));
}

} // namespace toban
