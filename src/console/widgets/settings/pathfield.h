// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace toban {

/// A file's path, typed or chosen.
class PathField : public QWidget
{
    Q_OBJECT
public:
    explicit PathField(QWidget *parent = nullptr);

    QString path() const;
    void setPath(const QString &path);
    void setFieldName(const QString &name); ///< accessible name and title of the file dialog, translated

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;

private:
    void choose();
    void retranslate();

    QLineEdit *m_edit;
    QToolButton *m_button;
};

} // namespace toban
