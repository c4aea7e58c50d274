// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace toban {

/// The steps of an operation, one below another: a mark (waiting, running, done, failed, skipped), a title, a line of
/// detail.
class StepIndicator : public QWidget
{
    Q_OBJECT
public:
    enum class Progress { Waiting, Running, Done, Failed, Skipped };
    Q_ENUM(Progress)
    struct Step
    {
        QString title;
        QString detail;
        Progress progress = Progress::Waiting;
    };

    explicit StepIndicator(QWidget *parent = nullptr);
    void setSteps(std::vector<Step> steps);
    const std::vector<Step> &steps() const { return m_steps; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int detailHeight(const Step &step, int width) const;
    void refresh();

    std::vector<Step> m_steps;
};

} // namespace toban
