// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditjournal.h"

#include "auditfile.h"
#include "clock.h"

#include <QPromise>
#include <QThread>

#include <type_traits>

namespace toban {

struct AuditJournal::Private
{
    Private(QString path, const Clock &time) : clock(time), file(std::move(path)) { }

    const Clock &clock;
    AuditFile file; ///< touched on the thread only
    QObject worker; ///< lives there: what is posted to it is done in that order
    QThread thread;

    template <typename F>
    auto ask(F work) -> QFuture<std::invoke_result_t<F, AuditFile &>>
    {
        using T = std::invoke_result_t<F, AuditFile &>;
        if (!thread.isRunning()) {
            worker.moveToThread(&thread);
            thread.setObjectName(QStringLiteral("audit journal"));
            thread.start();
        }
        auto promise = std::make_shared<QPromise<T>>();
        QFuture<T> future = promise->future();
        promise->start();
        QMetaObject::invokeMethod(
            &worker,
            [this, promise, work = std::move(work)] {
                promise->addResult(work(file));
                promise->finish();
            },
            Qt::QueuedConnection);
        return future;
    }
};

AuditJournal::AuditJournal(QString path, const Clock &clock) : d(std::make_unique<Private>(std::move(path), clock))
{ }

AuditJournal::~AuditJournal()
{
    if (!d->thread.isRunning())
        return;
    QMetaObject::invokeMethod(
        &d->worker,
        [this] {
            d->file.close();
            d->thread.quit();
        },
        Qt::QueuedConnection);
    d->thread.wait();
}

QFuture<Result<void>> AuditJournal::open()
{
    return d->ask([](AuditFile &file) { return file.open(); });
}

QFuture<Result<AuditEntry>> AuditJournal::append(AuditEntry entry)
{
    entry.timeMs = d->clock.nowMs();
    return d->ask([entry = std::move(entry)](AuditFile &file) { return file.append(entry); });
}

QFuture<Result<std::vector<AuditEntry>>> AuditJournal::newest(int limit)
{
    return d->ask([limit](AuditFile &file) { return file.newest(limit); });
}

QFuture<Result<void>> AuditJournal::verify()
{
    return d->ask([](AuditFile &file) { return file.verify(); });
}

} // namespace toban
