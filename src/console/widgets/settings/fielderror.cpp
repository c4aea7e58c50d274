// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/fielderror.h"

namespace toban {

FieldError::FieldError(QWidget *parent) : QLabel(parent)
{
    setWordWrap(true);
    setProperty("role", QStringLiteral("error"));
    setVisible(false);
}

void FieldError::setError(const QString &text)
{
    setText(text);
    setVisible(!text.isEmpty());
    if (!m_field)
        return;
    m_field->setAccessibleDescription(text);
}

} // namespace toban
