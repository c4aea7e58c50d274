// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "folderlock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace toban::sandbox {

namespace {

constexpr std::chrono::milliseconds lockPatience{500};
constexpr std::chrono::milliseconds lockRetry{10};

} // namespace

FolderLock::FolderLock(const Layout &layout)
{
    std::filesystem::create_directories(layout.dir);
    m_file = ::open(layout.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_file < 0)
        throw std::runtime_error(layout.lock().string() + ": " + std::strerror(errno));
    const auto deadline = std::chrono::steady_clock::now() + lockPatience;
    while (::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        if (error == EWOULDBLOCK && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(lockRetry);
            continue;
        }
        ::close(m_file);
        if (error != EWOULDBLOCK)
            throw std::runtime_error(layout.lock().string() + ": " + std::strerror(error));
        throw std::runtime_error("a sandbox is already running in " + layout.dir.string()
                                 + "; see toban-sandbox status --dir " + layout.dir.string());
    }
}

FolderLock::~FolderLock()
{
    ::close(m_file);
}

} // namespace toban::sandbox
