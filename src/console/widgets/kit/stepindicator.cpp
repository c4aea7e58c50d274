// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/stepindicator.h"

#include "kit/icons.h"
#include "kit/statemark.h"
#include "kit/theme.h"

#include <QEvent>
#include <QPainter>

#include <cmath>

namespace toban {

namespace {
constexpr int markSize = 20;
constexpr int textLeft = 32;
constexpr int titleHeight = 20;
constexpr int gap = 14;

QString progressWord(StepIndicator::Progress progress)
{
    switch (progress) {
    case StepIndicator::Progress::Waiting:
        return StepIndicator::tr("waiting");
    case StepIndicator::Progress::Running:
        return StepIndicator::tr("running");
    case StepIndicator::Progress::Done:
        return StepIndicator::tr("done");
    case StepIndicator::Progress::Failed:
        return StepIndicator::tr("failed");
    case StepIndicator::Progress::Skipped:
        return StepIndicator::tr("skipped");
    }
    return {};
}
} // namespace

StepIndicator::StepIndicator(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void StepIndicator::setSteps(std::vector<Step> steps)
{
    m_steps = std::move(steps);
    refresh();
}

void StepIndicator::refresh()
{
    QStringList lines;
    for (const Step &step : m_steps) {
        QString line = step.title + QStringLiteral(": ") + progressWord(step.progress);
        if (!step.detail.isEmpty())
            line += QStringLiteral(", ") + step.detail;
        lines.append(line);
    }
    setAccessibleName(lines.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

int StepIndicator::detailHeight(const Step &step, int width) const
{
    if (step.detail.isEmpty())
        return 0;
    const QFontMetrics metrics(type::font(this, 12));
    return metrics.boundingRect(0, 0, std::max(60, width - textLeft), 10'000, Qt::TextWordWrap, step.detail).height()
        + 2;
}

int StepIndicator::heightForWidth(int width) const
{
    int height = 0;
    for (const Step &step : m_steps)
        height += titleHeight + detailHeight(step, width) + gap;
    return std::max(0, height - gap) + 2;
}

QSize StepIndicator::sizeHint() const
{
    return {320, heightForWidth(std::max(320, width()))};
}

QSize StepIndicator::minimumSizeHint() const
{
    return {180, heightForWidth(std::max(180, width()))};
}

void StepIndicator::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    qreal y = 1;
    for (size_t i = 0; i < m_steps.size(); ++i) {
        const Step &step = m_steps[i];
        const int detail = detailHeight(step, width());
        const QRectF mark(1, y, markSize - 2, markSize - 2);
        const bool pending = step.progress == Progress::Waiting || step.progress == Progress::Skipped;
        if (i + 1 < m_steps.size()) {
            painter.setPen(QPen(step.progress == Progress::Done ? t.ok.mark : t.line, 1.5));
            painter.drawLine(QPointF(mark.center().x(), mark.bottom() + 3),
                             QPointF(mark.center().x(), y + titleHeight + detail + gap - 4));
        }
        switch (step.progress) {
        case Progress::Waiting:
        case Progress::Skipped:
            painter.setPen(QPen(t.control, 1.25, step.progress == Progress::Skipped ? Qt::DotLine : Qt::SolidLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(mark.adjusted(1, 1, -1, -1));
            break;
        case Progress::Running:
            painter.setPen(Qt::NoPen);
            painter.setBrush(t.busy.wash);
            painter.drawEllipse(mark);
            paintStateMark(painter, mark.adjusted(3, 3, -3, -3), State::Busy, t);
            break;
        case Progress::Done:
        case Progress::Failed: {
            const bool done = step.progress == Progress::Done;
            painter.setPen(Qt::NoPen);
            painter.setBrush(done ? t.ok.mark : t.critical.mark);
            if (done)
                painter.drawEllipse(mark);
            else
                painter.drawRoundedRect(mark, 4, 4);
            icons::paint(painter, mark.adjusted(3, 3, -3, -3), done ? QStringLiteral("check") : QStringLiteral("close"),
                         t.surface1);
            break;
        }
        }
        painter.setFont(type::font(this, type::body, pending ? QFont::Normal : QFont::DemiBold));
        painter.setPen(pending ? t.textFaint : step.progress == Progress::Failed ? t.critical.text : t.textStrong);
        painter.drawText(QRectF(textLeft, y - 1, width() - textLeft, titleHeight), Qt::AlignVCenter | Qt::AlignLeft,
                         step.title);
        if (detail > 0) {
            painter.setFont(type::font(this, 12));
            painter.setPen(t.textFaint);
            painter.drawText(QRectF(textLeft, y + titleHeight, width() - textLeft, detail),
                             Qt::TextWordWrap | Qt::AlignLeft, step.detail);
        }
        y += titleHeight + detail + gap;
    }
}

void StepIndicator::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        refresh();
    QWidget::changeEvent(event);
}

} // namespace toban
