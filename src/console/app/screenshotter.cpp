// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshotter.h"

#include "commandline.h"
#include "shell/mainwindow.h"
#include "shell/page.h"

#include <QPixmap>
#include <QTextStream>

#include <chrono>

namespace toban {

namespace {
constexpr std::chrono::seconds patience{30};
constexpr std::chrono::milliseconds interval{50};
constexpr int settledLooks = 6; ///< 300 ms: charts are rendered aside, pictures of late answers too
} // namespace

Screenshotter::Screenshotter(MainWindow &window, const QString &directory, const QStringList &pages)
    : QObject(&window), m_window(window), m_directory(directory), m_pages(pages)
{
    m_look.setInterval(interval);
    connect(&m_look, &QTimer::timeout, this, &Screenshotter::look);
}

void Screenshotter::start()
{
    if (!m_directory.mkpath(QStringLiteral("."))) {
        QTextStream(stderr) << "The folder " << m_directory.path() << " cannot be made.\n";
        Q_EMIT finished(exitcode::failed);
        return;
    }
    next();
}

void Screenshotter::next()
{
    if (m_pages.isEmpty()) {
        m_look.stop();
        if (!m_missing.isEmpty())
            QTextStream(stderr) << "These pages got no data within " << patience.count()
                                << " s: " << m_missing.join(QStringLiteral(", ")) << '\n';
        Q_EMIT finished(m_failed ? exitcode::failed : m_missing.isEmpty() ? exitcode::ok : exitcode::incomplete);
        return;
    }
    m_page = m_pages.takeFirst();
    m_settled = 0;
    m_waited.start();
    m_window.showPage(m_page);
    m_look.start();
}

void Screenshotter::look()
{
    const Page *page = m_window.page(m_page);
    m_settled = page && page->hasData() ? m_settled + 1 : 0;
    const bool late = m_waited.hasExpired(std::chrono::milliseconds(patience).count());
    if (m_settled < settledLooks && !late)
        return;
    if (m_settled < settledLooks)
        m_missing.append(m_page);
    m_failed = !take(m_page) || m_failed;
    next();
}

bool Screenshotter::take(const QString &page)
{
    const QString path = m_directory.filePath(page + QStringLiteral(".png"));
    if (m_window.grab().save(path))
        return true;
    QTextStream(stderr) << path << " cannot be written.\n";
    return false;
}

} // namespace toban
