// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace toban::manager {

class Database;

/// A prepared statement in use. Parameters are bound in order, columns read by number. Reset when it goes.
class Statement
{
public:
    Statement(Database &database, sqlite3_stmt *statement) : m_database(database), m_statement(statement) { }
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(std::string_view text);
    Statement &bind(std::int64_t value);
    Statement &bind(double value);
    Statement &bindNull();
    /// Empty text becomes NULL.
    Statement &bindOrNull(std::string_view text);
    Statement &bindOrNull(std::optional<std::int64_t> value);

    /// True while there is a row.
    bool step();
    /// Runs a statement that yields no rows.
    void run();
    std::string text(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    bool isNull(int column) const;

private:
    Database &m_database;
    sqlite3_stmt *m_statement;
    int m_bound = 0;
};

/// A connection to a SQLite file in WAL mode. One thread at a time. Every function throws std::runtime_error with what
/// failed and the file's name.
class Database
{
public:
    enum class Mode { ReadWriteCreate, ReadOnly };
    Database(const std::filesystem::path &file, Mode mode);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    void execute(const std::string &sql);
    /// The statement stays compiled for the next time.
    Statement prepare(const std::string &sql);
    int changes() const;
    /// Ends what runs now with an error. Any thread, while the connection is open.
    void interrupt();
    /// Copies the whole as it is at one moment, while others may be writing.
    void copyTo(Database &target);
    [[noreturn]] void fail(const std::string &what) const;
    const std::filesystem::path &file() const { return m_file; }

private:
    friend class Statement;
    std::filesystem::path m_file;
    sqlite3 *m_handle = nullptr;
    std::map<std::string, sqlite3_stmt *> m_statements;
};

} // namespace toban::manager
