// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "quitonsignal.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace toban {

namespace {

// A signal handler can reach nothing else: this end of the pipe is the one process-wide value.
volatile sig_atomic_t writeEnd = -1;

void onSignal(int)
{
    const char byte = 1;
    if (::write(writeEnd, &byte, 1) < 0) {
        // The pipe is full: a byte that ends the program is under way already.
    }
}

constexpr int handled[] = {SIGINT, SIGTERM, SIGHUP};

} // namespace

QuitOnSignal::QuitOnSignal(QObject *parent) : QObject(parent)
{
    if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    writeEnd = m_pipe[1];
    auto *notifier = new QSocketNotifier(m_pipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [notifier] {
        notifier->setEnabled(false);
        QCoreApplication::quit();
    });
    for (const int number : handled)
        std::signal(number, onSignal);
}

QuitOnSignal::~QuitOnSignal()
{
    for (const int number : handled)
        std::signal(number, SIG_DFL);
    for (const int end : m_pipe)
        if (end >= 0)
            ::close(end);
}

} // namespace toban
