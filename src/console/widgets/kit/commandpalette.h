// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace toban {

/// One line of the palette.
struct Command
{
    QString id;
    QString title;
    QString section; ///< "Pages", "Actions", … shown as a heading, in order of first appearance
    QString shortcut; ///< as shown ("G O", "Ctrl+K")
    QString icon; ///< name in icons, may be empty
    QString keywords; ///< also searched, not shown
    bool enabled = true;
    QString reason; ///< why it is not enabled
};

/// Ctrl+K: a list over pages and actions, found by typing, worked by keyboard alone: ↑ ↓ choose, Enter does, Esc closes
/// and gives the focus back. Lies over its parent window.
class CommandPalette : public QWidget
{
    Q_OBJECT
public:
    explicit CommandPalette(QWidget *window);
    ~CommandPalette() override;

    void setCommands(std::vector<Command> commands);

public Q_SLOTS:
    void open();

Q_SIGNALS:
    void triggered(const QString &id); ///< after it has closed

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
