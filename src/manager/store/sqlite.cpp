// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite.h"

#include <sqlite3.h>

#include <stdexcept>

namespace toban::manager {

namespace {
constexpr int busyMilliseconds = 10'000;
}

Statement::~Statement()
{
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

Statement &Statement::bind(std::string_view text)
{
    if (sqlite3_bind_text64(m_statement, ++m_bound, text.data() == nullptr ? "" : text.data(), text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8)
        != SQLITE_OK) {
        m_database.fail("bind");
    }
    return *this;
}

Statement &Statement::bind(std::int64_t value)
{
    if (sqlite3_bind_int64(m_statement, ++m_bound, value) != SQLITE_OK) {
        m_database.fail("bind");
    }
    return *this;
}

Statement &Statement::bind(double value)
{
    if (sqlite3_bind_double(m_statement, ++m_bound, value) != SQLITE_OK) {
        m_database.fail("bind");
    }
    return *this;
}

Statement &Statement::bindNull()
{
    ++m_bound; // unbound parameters are NULL
    return *this;
}

Statement &Statement::bindOrNull(std::string_view text)
{
    return text.empty() ? bindNull() : bind(text);
}

Statement &Statement::bindOrNull(std::optional<std::int64_t> value)
{
    return value ? bind(*value) : bindNull();
}

bool Statement::step()
{
    const int result = sqlite3_step(m_statement);
    if (result == SQLITE_ROW) {
        return true;
    }
    if (result != SQLITE_DONE) {
        m_database.fail("statement");
    }
    return false;
}

void Statement::run()
{
    while (step()) { }
}

std::string Statement::text(int column) const
{
    const auto *data = sqlite3_column_text(m_statement, column);
    return data == nullptr
        ? std::string()
        : std::string(reinterpret_cast<const char *>(data), std::size_t(sqlite3_column_bytes(m_statement, column)));
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

Database::Database(const std::filesystem::path &file, Mode mode) : m_file(file)
{
    const int flags = SQLITE_OPEN_NOMUTEX
        | (mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (sqlite3_open_v2(file.c_str(), &m_handle, flags, nullptr) != SQLITE_OK) {
        const std::string reason = m_handle == nullptr ? "no memory" : sqlite3_errmsg(m_handle);
        sqlite3_close(m_handle);
        throw std::runtime_error("database " + file.string() + ": " + reason);
    }
    sqlite3_extended_result_codes(m_handle, 1);
    sqlite3_busy_timeout(m_handle, busyMilliseconds);
}

Database::~Database()
{
    for (const auto &[sql, statement] : m_statements) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(m_handle);
}

void Database::execute(const std::string &sql)
{
    if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail(sql.substr(0, 40));
    }
}

Statement Database::prepare(const std::string &sql)
{
    auto &statement = m_statements[sql];
    if (statement == nullptr
        && sqlite3_prepare_v3(m_handle, sql.c_str(), int(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr)
            != SQLITE_OK) {
        m_statements.erase(sql);
        fail(sql.substr(0, 60));
    }
    return {*this, statement};
}

void Database::interrupt()
{
    sqlite3_interrupt(m_handle);
}

int Database::changes() const
{
    return sqlite3_changes(m_handle);
}

void Database::copyTo(Database &target)
{
    sqlite3_backup *backup = sqlite3_backup_init(target.m_handle, "main", m_handle, "main");
    if (backup == nullptr) {
        target.fail("copy");
    }
    // All pages in one step: else each commit of the manager would begin it anew.
    const int result = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (result != SQLITE_DONE) {
        target.fail("copy of " + m_file.string());
    }
}

void Database::fail(const std::string &what) const
{
    const int code = sqlite3_errcode(m_handle) & 0xFF;
    const char *advice = code == SQLITE_CORRUPT || code == SQLITE_NOTADB
        ? "; the file is damaged or none of toban-manager's: restore a backup"
        : "";
    throw std::runtime_error("database " + m_file.string() + ": " + what + ": " + sqlite3_errmsg(m_handle) + advice);
}

} // namespace toban::manager
