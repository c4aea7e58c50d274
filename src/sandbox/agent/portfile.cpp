// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "portfile.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace toban::sandbox {

std::string writeFileAtomically(const std::filesystem::path &path, std::string_view text, int mode)
{
    const std::string temporary = path.string() + ".tmp" + std::to_string(::getpid());
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (file < 0)
        return temporary + ": " + std::strerror(errno);
    const auto written = ::write(file, text.data(), text.size());
    const int failure = written == static_cast<ssize_t>(text.size()) ? 0 : errno ? errno : EIO;
    ::close(file);
    if (failure == 0 && ::rename(temporary.c_str(), path.c_str()) == 0)
        return {};
    const std::string reason = std::strerror(failure ? failure : errno);
    ::unlink(temporary.c_str());
    return path.string() + ": " + reason;
}

std::string writePortFile(const std::filesystem::path &path, std::uint16_t port)
{
    return writeFileAtomically(path, std::to_string(port) + "\n");
}

std::optional<std::uint16_t> readPortFile(const std::filesystem::path &path)
{
    std::ifstream in(path);
    unsigned port = 0;
    if (!(in >> port) || port == 0 || port > 65535)
        return std::nullopt;
    return static_cast<std::uint16_t>(port);
}

} // namespace toban::sandbox
