// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace toban {

/// The sentence under a field that says what is wrong with it; takes no room while there is nothing to say. The field's
/// accessible description carries the same text.
class FieldError : public QLabel
{
    Q_OBJECT
public:
    explicit FieldError(QWidget *parent = nullptr);

    void setField(QWidget *field) { m_field = field; } ///< not owned; lives in the same form
    void setError(const QString &text); ///< empty: nothing is wrong

private:
    QWidget *m_field = nullptr;
};

} // namespace toban
