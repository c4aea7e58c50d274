// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/secretfield.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>

namespace toban {

SecretField::SecretField(QWidget *parent) : QWidget(parent), m_edit(new QLineEdit(this)), m_run(new QCheckBox(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_run);
    m_edit->setEchoMode(QLineEdit::Password);
    m_edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    setFocusProxy(m_edit);
    m_run->setVisible(false);
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_run->setVisible(!text.isEmpty());
        Q_EMIT edited();
    });
    connect(m_run, &QCheckBox::toggled, this, &SecretField::edited);
    retranslate();
}

void SecretField::setName(const SecretName &name)
{
    m_name = name;
    retranslate();
}

void SecretField::setFieldName(const QString &name)
{
    m_edit->setAccessibleName(name);
}

bool SecretField::hasNewValue() const
{
    return !m_edit->text().isEmpty();
}

QString SecretField::value() const
{
    return m_edit->text();
}

bool SecretField::isForThisRun() const
{
    return m_run->isChecked();
}

void SecretField::setForThisRun(bool on)
{
    m_run->setChecked(on);
}

void SecretField::forget()
{
    m_edit->clear();
    m_run->setChecked(false);
    m_run->setVisible(false);
}

void SecretField::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void SecretField::retranslate()
{
    m_edit->setPlaceholderText(m_name.isEmpty() ? tr("Not set") : tr("Set; type to replace it"));
    m_run->setText(tr("This run only"));
    m_run->setToolTip(tr("Kept in memory until Toban ends, not in the keyring"));
}

} // namespace toban
