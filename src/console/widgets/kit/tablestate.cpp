// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/tablestate.h"

#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>

namespace toban {

TableState::TableState(QHeaderView *header, QSettings &settings, const QString &key)
    : QObject(header), m_header(header), m_settings(settings), m_key(QStringLiteral("tables/") + key),
      m_defaults(header->saveState())
{
    restore();
    // A drag of a border sends a signal per pixel: one write when it has ended.
    m_pause.setSingleShot(true);
    m_pause.setInterval(300);
    connect(&m_pause, &QTimer::timeout, this, &TableState::save);
    const auto later = [this] { m_pause.start(); };
    connect(header, &QHeaderView::sectionResized, this, later);
    connect(header, &QHeaderView::sectionMoved, this, later);
    connect(header, &QHeaderView::sortIndicatorChanged, this, later);
    header->installEventFilter(this); // a change just before the window closes is kept too
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, &TableState::showMenu);
}

bool TableState::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Hide && m_pause.isActive()) {
        m_pause.stop();
        save();
    }
    return QObject::eventFilter(watched, event);
}

void TableState::restore()
{
    if (m_settings.value(m_key + QStringLiteral("/columns")).toInt() == m_header->count())
        m_header->restoreState(m_settings.value(m_key + QStringLiteral("/state")).toByteArray());
}

void TableState::save()
{
    m_settings.setValue(m_key + QStringLiteral("/columns"), m_header->count());
    m_settings.setValue(m_key + QStringLiteral("/state"), m_header->saveState());
}

void TableState::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(m_header);
    menu->setObjectName(QStringLiteral("columnMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    int visible = 0;
    for (int i = 0; i < m_header->count(); ++i)
        visible += !m_header->isSectionHidden(i);
    for (int place = 0; place < m_header->count(); ++place) {
        const int section = m_header->logicalIndex(place);
        const QString name = m_header->model()->headerData(section, m_header->orientation()).toString();
        if (name.isEmpty())
            continue;
        QAction *action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(!m_header->isSectionHidden(section));
        action->setEnabled(visible > 1 || !action->isChecked());
        connect(action, &QAction::toggled, this, [this, section](bool on) {
            m_header->setSectionHidden(section, !on);
            save();
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Reset columns")), &QAction::triggered, this, [this] {
        m_header->restoreState(m_defaults);
        save();
    });
    menu->popup(m_header->mapToGlobal(position));
}

} // namespace toban
