// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backup.h"

#include "sqlite.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

namespace toban::manager {

namespace {

[[noreturn]] void failOnBackup(const std::filesystem::path &file, const std::string &what)
{
    throw std::runtime_error("backup " + file.string() + ": " + what);
}

/// A file of mode 0600 beside the one to be made; gone with this object, and what SQLite puts beside it too.
class PartialBackup
{
public:
    explicit PartialBackup(const std::filesystem::path &file) : m_name(file.string() + ".part-XXXXXX")
    {
        const int descriptor = mkstemp(m_name.data());
        if (descriptor < 0) {
            failOnBackup(file, std::string("cannot be made: ") + std::strerror(errno));
        }
        ::close(descriptor);
    }
    PartialBackup(const PartialBackup &) = delete;
    PartialBackup &operator=(const PartialBackup &) = delete;
    ~PartialBackup()
    {
        for (const char *ending : {"", "-wal", "-shm", "-journal"}) {
            unlink((m_name + ending).c_str());
        }
    }
    const std::string &name() const { return m_name; }

private:
    std::string m_name;
};

void syncPath(const std::filesystem::path &path)
{
    if (const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC); descriptor >= 0) {
        fsync(descriptor);
        ::close(descriptor);
    }
}

} // namespace

AuditVerdict backUp(const std::filesystem::path &file, const std::filesystem::path &target)
{
    if (std::filesystem::exists(target)) {
        failOnBackup(target, "exists already; choose another name");
    }
    const PartialBackup partial(target);
    {
        Database source(file, Database::Mode::ReadOnly);
        Database copy(partial.name(), Database::Mode::ReadWriteCreate);
        source.copyTo(copy);
        copy.execute("PRAGMA journal_mode=DELETE"); // one file, whole by itself
        auto check = copy.prepare("PRAGMA integrity_check(1)");
        if (!check.step() || check.text(0) != "ok") {
            failOnBackup(target, "is not made, for " + file.string() + " is damaged: " + check.text(0));
        }
    }
    AuditVerdict verdict = verifyAudit(partial.name());
    if (!verdict.fault.empty()) {
        failOnBackup(target, "is not made, for the audit chain of " + file.string() + " is broken: " + verdict.fault);
    }
    syncPath(partial.name());
    if (link(partial.name().c_str(), target.c_str()) != 0) { // unlike a rename it never replaces
        failOnBackup(target, errno == EEXIST ? "exists already; choose another name" : std::strerror(errno));
    }
    syncPath(target.has_parent_path() ? target.parent_path() : ".");
    return verdict;
}

} // namespace toban::manager
