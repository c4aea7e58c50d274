// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

namespace toban {

namespace {

constexpr int schemaVersion = 1;
const QString columns = QStringLiteral("sequence, time_ms, context, action, target, phase, reason, ticket, plan_hash, "
                                       "idempotency_key, outcome, hash");

/// SHA-256 over the previous hash and every field, each with its length before it, so that no text can move from one
/// field into the next without changing the hash.
QString chainHash(const QString &previous, const AuditEntry &entry)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QString &text) {
        const QByteArray bytes = text.toUtf8();
        hash.addData(QByteArray::number(bytes.size()));
        hash.addData(QByteArray(":"));
        hash.addData(bytes);
    };
    add(previous);
    add(QString::number(entry.sequence));
    add(QString::number(entry.timeMs));
    for (const QString *field : {&entry.context, &entry.action, &entry.target, &entry.phase, &entry.reason,
                                 &entry.ticket, &entry.planHash, &entry.idempotencyKey, &entry.outcome})
        add(*field);
    return QString::fromLatin1(hash.result().toHex());
}

AuditEntry entryOf(const QSqlQuery &row)
{
    AuditEntry entry;
    entry.sequence = row.value(0).toLongLong();
    entry.timeMs = row.value(1).toLongLong();
    QString *const texts[] = {&entry.context, &entry.action,   &entry.target,         &entry.phase,   &entry.reason,
                              &entry.ticket,  &entry.planHash, &entry.idempotencyKey, &entry.outcome, &entry.hash};
    int column = 2;
    for (QString *text : texts)
        *text = row.value(column++).toString();
    return entry;
}

} // namespace

struct AuditFile::Private
{
    QString path;
    QString connection = QUuid::createUuid().toString();
    bool isOpen = false;

    QSqlDatabase database() const { return QSqlDatabase::database(connection, false); }
    Error failed(const QSqlError &error) const { return Error(ErrorKind::Storage, error.text(), path); }

    Result<void> run(const QString &sql) const
    {
        QSqlQuery query(database());
        if (!query.exec(sql))
            return Failure(failed(query.lastError()));
        return {};
    }
    Result<void> runAll(const QStringList &statements) const
    {
        for (const QString &sql : statements) {
            if (auto done = run(sql); !done)
                return done;
        }
        return {};
    }
    Result<int> version() const
    {
        QSqlQuery query(database());
        if (!query.exec(QStringLiteral("PRAGMA user_version")) || !query.next())
            return Failure(failed(query.lastError()));
        return query.value(0).toInt();
    }
    Result<void> migrate() const
    {
        const auto found = version();
        if (!found)
            return Failure(found.error());
        if (*found > schemaVersion) {
            return Failure(Error(ErrorKind::Storage,
                                 QStringLiteral("written by a newer version (schema %1, this one knows %2)")
                                     .arg(*found)
                                     .arg(schemaVersion),
                                 path)
                               .withCode(QStringLiteral("newer_schema")));
        }
        if (*found == schemaVersion)
            return {};
        return runAll({
            QStringLiteral("BEGIN IMMEDIATE"),
            QStringLiteral(
                "CREATE TABLE audit (sequence INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, context TEXT NOT NULL, "
                "action TEXT NOT NULL, target TEXT NOT NULL, phase TEXT NOT NULL, reason TEXT NOT NULL, "
                "ticket TEXT NOT NULL, plan_hash TEXT NOT NULL, idempotency_key TEXT NOT NULL, "
                "outcome TEXT NOT NULL, hash TEXT NOT NULL)"),
            QStringLiteral("CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit "
                           "BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END"),
            QStringLiteral("CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
                           "BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END"),
            QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion),
            QStringLiteral("COMMIT"),
        });
    }
    Result<AuditEntry> last() const
    {
        QSqlQuery query(database());
        if (!query.exec(QStringLiteral("SELECT %1 FROM audit ORDER BY sequence DESC LIMIT 1").arg(columns)))
            return Failure(failed(query.lastError()));
        return query.next() ? entryOf(query) : AuditEntry{};
    }
    Result<void> verify() const
    {
        QSqlQuery query(database());
        query.setForwardOnly(true);
        if (!query.exec(QStringLiteral("SELECT %1 FROM audit ORDER BY sequence").arg(columns)))
            return Failure(failed(query.lastError()));
        AuditEntry previous;
        while (query.next()) {
            const AuditEntry entry = entryOf(query);
            if (entry.sequence != previous.sequence + 1 || entry.hash != chainHash(previous.hash, entry)) {
                return Failure(
                    Error(ErrorKind::Storage,
                          QStringLiteral("entry %1 does not follow from the one before it: the journal was altered")
                              .arg(entry.sequence),
                          path)
                        .withCode(QStringLiteral("altered")));
            }
            previous = entry;
        }
        return {};
    }
    Result<void> insert(const AuditEntry &entry) const
    {
        QSqlQuery query(database());
        query.prepare(
            QStringLiteral("INSERT INTO audit (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").arg(columns));
        query.addBindValue(entry.sequence);
        query.addBindValue(entry.timeMs);
        for (const QString *text : {&entry.context, &entry.action, &entry.target, &entry.phase, &entry.reason,
                                    &entry.ticket, &entry.planHash, &entry.idempotencyKey, &entry.outcome, &entry.hash})
            query.addBindValue(text->isNull() ? QStringLiteral("") : *text); // a null text would be NULL
        if (!query.exec())
            return Failure(failed(query.lastError()));
        return {};
    }
};

AuditFile::AuditFile(QString path) : d(new Private{std::move(path)})
{ }

AuditFile::~AuditFile() = default;

void AuditFile::close()
{
    d->isOpen = false;
    QSqlDatabase::removeDatabase(d->connection);
}

Result<void> AuditFile::open()
{
    if (d->isOpen)
        return {};
    const bool inMemory = d->path == u":memory:";
    if (!inMemory) {
        const QString folder = QFileInfo(d->path).path();
        if (!QDir().mkpath(folder))
            return Failure(Error(ErrorKind::Storage, QStringLiteral("the folder could not be made"), folder));
        // The file is made here, so that it is the owner's alone from its first byte on.
        QFile file(d->path);
        if (!file.exists()
            && file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
            file.close();
    }
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), d->connection);
    database.setDatabaseName(d->path);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    if (!database.open())
        return Failure(d->failed(database.lastError()));
    if (auto set
        = d->runAll({QStringLiteral("PRAGMA journal_mode = WAL"), QStringLiteral("PRAGMA synchronous = FULL")});
        !set)
        return set;
    QSqlQuery check(database);
    if (!check.exec(QStringLiteral("PRAGMA quick_check(1)")) || !check.next())
        return Failure(d->failed(check.lastError()));
    if (const QString found = check.value(0).toString(); found != u"ok")
        return Failure(Error(ErrorKind::Storage, found, d->path).withCode(QStringLiteral("damaged")));
    check.finish();
    if (auto migrated = d->migrate(); !migrated)
        return migrated;
    if (auto intact = d->verify(); !intact)
        return intact;
    d->isOpen = true;
    return {};
}

Result<AuditEntry> AuditFile::append(AuditEntry entry)
{
    if (auto opened = open(); !opened)
        return Failure(opened.error());
    // Two consoles of one user may write at the same time: the lock comes before the last entry is read.
    if (auto begun = d->run(QStringLiteral("BEGIN IMMEDIATE")); !begun)
        return Failure(begun.error());
    const auto rollBack = [this](const Error &error) {
        d->run(QStringLiteral("ROLLBACK"));
        return Failure(error);
    };
    const auto last = d->last();
    if (!last)
        return rollBack(last.error());
    entry.sequence = last->sequence + 1;
    entry.hash = chainHash(last->hash, entry);
    if (auto inserted = d->insert(entry); !inserted)
        return rollBack(inserted.error());
    if (auto committed = d->run(QStringLiteral("COMMIT")); !committed)
        return rollBack(committed.error());
    return entry;
}

Result<std::vector<AuditEntry>> AuditFile::newest(int limit)
{
    if (auto opened = open(); !opened)
        return Failure(opened.error());
    QSqlQuery query(d->database());
    query.prepare(QStringLiteral("SELECT %1 FROM audit ORDER BY sequence DESC LIMIT ?").arg(columns));
    query.addBindValue(limit);
    if (!query.exec())
        return Failure(d->failed(query.lastError()));
    std::vector<AuditEntry> entries;
    while (query.next())
        entries.push_back(entryOf(query));
    return entries;
}

Result<void> AuditFile::verify()
{
    if (auto opened = open(); !opened)
        return opened;
    return d->verify();
}

} // namespace toban
