// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logdetailsview.h"

#include "kit/celldelegate.h"
#include "kit/format.h"
#include "kit/icons.h"
#include "kit/theme.h"
#include "logs/logexport.h"
#include "logs/logtext.h"
#include "ui_logdetailsview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QShortcut>

namespace toban {

LogDetailsView::LogDetailsView(QWidget *parent) : QWidget(parent), m_ui(std::make_unique<Ui::LogDetailsView>())
{
    m_ui->setupUi(this);
    prepareTree(m_ui->fieldTree);
    m_ui->fieldTree->setSortingEnabled(false);
    m_ui->fieldTree->header()->setStretchLastSection(true);
    m_ui->fieldTree->setColumnWidth(0, 132);
    m_ui->closeButton->setIcon(icons::icon(QStringLiteral("close")));
    m_ui->copyLineButton->setIcon(icons::icon(QStringLiteral("copy")));

    connect(m_ui->fieldTree, &QTreeWidget::currentItemChanged, this, &LogDetailsView::refreshActions);
    connect(m_ui->filterForButton, &QPushButton::clicked, this,
            [this] { Q_EMIT filterRequested(current().first, current().second, true); });
    connect(m_ui->filterOutButton, &QPushButton::clicked, this,
            [this] { Q_EMIT filterRequested(current().first, current().second, false); });
    connect(m_ui->columnButton, &QPushButton::clicked, this, [this] { Q_EMIT columnToggled(current().first); });
    connect(m_ui->copyValueButton, &QPushButton::clicked, this, &LogDetailsView::copyValue);
    connect(m_ui->copyLineButton, &QPushButton::clicked, this, [this] {
        if (m_line)
            QGuiApplication::clipboard()->setText(rfc3339(m_line->timeNs) + QLatin1Char(' ') + m_line->text);
    });
    connect(m_ui->closeButton, &QToolButton::clicked, this, &LogDetailsView::closeRequested);
    auto *copy = new QShortcut(QKeySequence::Copy, m_ui->fieldTree);
    copy->setContext(Qt::WidgetShortcut);
    connect(copy, &QShortcut::activated, this, &LogDetailsView::copyValue);
    m_ui->fieldTree->setHeaderLabels({tr("Field"), tr("Value")});
    refreshActions();
}

LogDetailsView::~LogDetailsView() = default;

void LogDetailsView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        m_ui->fieldTree->setHeaderLabels({tr("Field"), tr("Value")});
        refresh();
    }
    QWidget::changeEvent(event);
}

void LogDetailsView::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    refresh();
}

void LogDetailsView::setLine(const LogLine &line)
{
    m_line = line;
    refresh();
}

void LogDetailsView::setFieldColumns(const QStringList &names)
{
    m_columns = names;
    refreshActions();
}

void LogDetailsView::refresh()
{
    if (!m_line)
        return;
    const QString chosen = current().first;
    m_ui->timeLabel->setText(format::date(m_line->timeNs / 1'000'000, m_zone) + QLatin1String(", ")
                             + logTime(m_line->timeNs, m_zone) + QLatin1Char(' ')
                             + format::zoneName(m_zone, m_line->timeNs / 1'000'000));
    const auto state = levelState(m_line->level);
    m_ui->levelBadge->setState(state.value_or(State::Ok), levelText(m_line->level));
    m_ui->levelBadge->setVisible(state.has_value());
    m_ui->lineText->setCode(m_line->text);

    QTreeWidget *tree = m_ui->fieldTree;
    tree->clear();
    const auto add = [tree, &chosen](const QString &heading, const std::vector<std::pair<QString, QString>> &pairs) {
        if (pairs.empty())
            return;
        auto *parent = new QTreeWidgetItem(tree, {heading});
        parent->setFirstColumnSpanned(true);
        parent->setFlags(Qt::ItemIsEnabled);
        for (const auto &[name, value] : pairs) {
            auto *item = new QTreeWidgetItem(parent, {name, value});
            item->setToolTip(1, value);
            item->setData(1, cell::MonospaceRole, true);
            if (name == chosen)
                tree->setCurrentItem(item);
        }
    };
    add(tr("Fields"), m_line->fields);
    add(tr("Labels"), m_line->labels.pairs());
    tree->expandAll();
    if (!tree->currentItem() && tree->topLevelItemCount() > 0)
        tree->setCurrentItem(tree->topLevelItem(0)->child(0));
    refreshActions();
}

std::pair<QString, QString> LogDetailsView::current() const
{
    const QTreeWidgetItem *item = m_ui->fieldTree->currentItem();
    return item && item->parent() ? std::pair(item->text(0), item->text(1)) : std::pair<QString, QString>();
}

void LogDetailsView::refreshActions()
{
    const auto [name, value] = current();
    const bool hasField = !name.isEmpty();
    // What was redacted cannot be asked for.
    const bool isSearchable = hasField && !value.contains(QLatin1String("[redacted]"));
    m_ui->filterForButton->setEnabled(isSearchable);
    m_ui->filterOutButton->setEnabled(isSearchable);
    m_ui->copyValueButton->setEnabled(hasField);
    m_ui->columnButton->setEnabled(hasField);
    m_ui->columnButton->setCheckable(true);
    m_ui->columnButton->setChecked(m_columns.contains(name));
    m_ui->columnButton->setToolTip(tr("Show %1 as a column").arg(name));
    m_ui->filterForButton->setToolTip(tr("Only lines where %1 is %2").arg(name, value));
    m_ui->filterOutButton->setToolTip(tr("Only lines where %1 is not %2").arg(name, value));
    m_ui->copyValueButton->setToolTip(tr("Copy the value of %1").arg(name));
    for (QPushButton *button :
         {m_ui->filterForButton, m_ui->filterOutButton, m_ui->columnButton, m_ui->copyValueButton})
        button->setAccessibleDescription(button->toolTip());
}

void LogDetailsView::copyValue()
{
    if (!current().first.isEmpty())
        QGuiApplication::clipboard()->setText(current().second);
}

} // namespace toban
