// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/problemspanel.h"

#include "kit/celldelegate.h"
#include "kit/format.h"
#include "kit/statemark.h"
#include "shell/problemsmodel.h"

#include <QEvent>
#include <QHeaderView>
#include <QIdentityProxyModel>
#include <QLabel>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace toban {

/// Adds marks, times and headers to the raw rows.
class ProblemsPanel::Presentation : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    qint64 nowMs = 0;
    QTimeZone zone = QTimeZone::utc();

    QVariant data(const QModelIndex &index, int role) const override
    {
        const auto problem = [&] { return index.data(ProblemsModel::ProblemRole).value<Problem>(); };
        if (role == cell::StateRole && index.column() == ProblemsModel::TextColumn)
            return int(problem().severity);
        if (role == Qt::AccessibleTextRole && index.column() == ProblemsModel::TextColumn)
            return QString(stateWord(problem().severity) + u": " + textOf(problem()));
        if ((role == Qt::DisplayRole || role == Qt::ToolTipRole) && index.column() == ProblemsModel::TextColumn)
            return textOf(problem());
        if (role == Qt::DisplayRole && index.column() == ProblemsModel::SinceColumn) {
            const qint64 since = QIdentityProxyModel::data(index, ProblemsModel::SinceRole).toLongLong();
            return since > 0 ? format::dateTimeShort(since, nowMs, zone) : QString();
        }
        return QIdentityProxyModel::data(index, role);
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
            return {};
        switch (section) {
        case ProblemsModel::TextColumn:
            return ProblemsPanel::tr("Problem");
        case ProblemsModel::SourceColumn:
            return ProblemsPanel::tr("Where");
        default:
            return ProblemsPanel::tr("Since");
        }
    }

    void refresh() { Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1); }

private:
    /// What is not looked at any more says of when it is: it may be over.
    QString textOf(const Problem &problem) const
    {
        if (problem.asOfMs == 0)
            return problem.text;
        return ProblemsPanel::tr("%1 (as of %2)", "a problem's sentence and a time of day; Japanese %1（%2 時点）")
            .arg(problem.text, format::timeShort(problem.asOfMs, zone));
    }
};

ProblemsPanel::ProblemsPanel(ProblemsModel &model, QWidget *parent)
    : QWidget(parent), m_model(model), m_presentation(new Presentation(this)), m_stack(new QStackedWidget(this)),
      m_view(new QTreeView(m_stack)), m_none(new QLabel(m_stack))
{
    m_presentation->setSourceModel(&model);
    m_view->setModel(m_presentation);
    m_view->setRootIsDecorated(false);
    m_view->setObjectName(QStringLiteral("problemsView"));
    prepareTree(m_view);
    m_view->setSortingEnabled(false);
    m_view->setUniformRowHeights(false); // the one height would be measured before the dock has a size: zero
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(ProblemsModel::TextColumn, QHeaderView::Stretch);
    header->resizeSection(ProblemsModel::SourceColumn, 140);
    header->resizeSection(ProblemsModel::SinceColumn, 140);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setProperty("role", QStringLiteral("faint"));
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_none);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(m_view, &QTreeView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT jumpRequested(index.data(ProblemsModel::ProblemRole).value<Problem>());
    });
    connect(&model, &ProblemsModel::countsChanged, this, &ProblemsPanel::showCounts);
    showCounts();
}

void ProblemsPanel::setTime(qint64 nowMs, const QTimeZone &zone)
{
    m_presentation->nowMs = nowMs;
    m_presentation->zone = zone;
    m_view->viewport()->update();
}

void ProblemsPanel::showCounts()
{
    m_none->setText(tr("No problems."));
    m_view->setAccessibleName(tr("Problems"));
    m_stack->setCurrentWidget(m_model.rowCount() > 0 ? static_cast<QWidget *>(m_view) : m_none);
}

void ProblemsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_presentation->refresh();
        showCounts();
    }
    QWidget::changeEvent(event);
}

} // namespace toban
