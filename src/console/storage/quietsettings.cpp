// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "quietsettings.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>
#include <QThreadPool>
#include <QTimerEvent>

namespace toban {

namespace {

constexpr int pauseMs = 1000; ///< what is changed together is written together

} // namespace

QuietSettings::QuietSettings(const QString &path, QObject *parent) : QSettings(path, QSettings::IniFormat, parent)
{ }

bool QuietSettings::event(QEvent *event)
{
    if (event->type() == QEvent::UpdateRequest) { // QSettings asks for it once, until it was done
        m_pause.start(pauseMs, this);
        return true;
    }
    if (event->type() == QEvent::Timer && static_cast<QTimerEvent *>(event)->timerId() == m_pause.timerId()) {
        m_pause.stop();
        write();
        return true;
    }
    return QSettings::event(event);
}

void QuietSettings::write()
{
    QThreadPool::globalInstance()->start([guard = QPointer<QuietSettings>(this), path = fileName()] {
        // All QSettings of one file in a process share what is not written yet.
        QSettings(path, QSettings::IniFormat).sync();
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [guard] {
                QEvent done(QEvent::UpdateRequest);
                if (guard)
                    guard->QSettings::event(&done); // finds nothing left to write
            },
            Qt::QueuedConnection);
    });
}

} // namespace toban
