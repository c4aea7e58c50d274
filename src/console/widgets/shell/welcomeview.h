// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace toban {

/// What the window shows before there is any environment: the two ways on.
class WelcomeView : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomeView(QWidget *parent = nullptr);

    void setBusy(const QString &sentence); ///< the sandbox is being started; empty: not busy

Q_SIGNALS:
    void sandboxRequested();
    void addEnvironmentRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_sandbox;
    QLabel *m_sandboxText;
    QPushButton *m_add;
    QLabel *m_addText;
    QLabel *m_busy;
};

} // namespace toban
