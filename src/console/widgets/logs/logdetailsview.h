// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"

#include <QTimeZone>
#include <QWidget>

#include <memory>
#include <optional>

namespace toban {
namespace Ui {
class LogDetailsView;
}

/// One log line: its fields and labels, to filter for or out, to copy, to make a column of. Shows only redacted text.
/// Setters and signals only.
class LogDetailsView : public QWidget
{
    Q_OBJECT
public:
    explicit LogDetailsView(QWidget *parent = nullptr);
    ~LogDetailsView() override;

    void setZone(const QTimeZone &zone);
    void setLine(const LogLine &line);
    void setFieldColumns(const QStringList &names); ///< which are columns already

Q_SIGNALS:
    void filterRequested(const QString &name, const QString &value, bool wanted);
    void columnToggled(const QString &name);
    void closeRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void refreshActions();
    void copyValue();
    std::pair<QString, QString> current() const; ///< empty name: none

    std::unique_ptr<Ui::LogDetailsView> m_ui;
    QTimeZone m_zone = QTimeZone::utc();
    std::optional<LogLine> m_line;
    QStringList m_columns;
};

} // namespace toban
