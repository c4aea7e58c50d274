// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditkeyfile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace toban::manager {

namespace {

constexpr mode_t othersBits = 077;
constexpr mode_t ownerOnly = 0600;

[[noreturn]] void failOnKey(const std::filesystem::path &file, const std::string &what)
{
    throw std::runtime_error("audit key " + file.string() + ": " + what);
}

std::string octal(mode_t mode)
{
    std::string text;
    for (int shift = 9; shift >= 0; shift -= 3) {
        text += char('0' + (mode >> shift & 7));
    }
    return text;
}

/// Makes the file as a whole or not at all, and never over another one.
void makeKeyFile(const std::filesystem::path &file)
{
    const std::string pem = SigningKey::generate().pem();
    std::string temporary = file.string() + ".XXXXXX";
    const int descriptor = mkstemp(temporary.data()); // mode 0600
    if (descriptor < 0) {
        failOnKey(file, std::string("cannot be made: ") + std::strerror(errno));
    }
    const bool written = fchmod(descriptor, ownerOnly) == 0
        && ::write(descriptor, pem.data(), pem.size()) == ssize_t(pem.size()) && fsync(descriptor) == 0;
    int fault = written ? 0 : errno;
    ::close(descriptor);
    if (written && link(temporary.c_str(), file.c_str()) != 0 && errno != EEXIST) {
        fault = errno; // EEXIST: another process was faster; its key is the one
    }
    unlink(temporary.c_str());
    if (fault != 0) {
        failOnKey(file, std::string("cannot be written: ") + std::strerror(fault));
    }
    const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
    if (const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); directory >= 0) {
        fsync(directory); // what is signed from now on must not outlive its key in a power cut
        ::close(directory);
    }
}

} // namespace

std::filesystem::path defaultAuditKeyFile(const std::filesystem::path &database)
{
    std::filesystem::path file = database;
    file += ".audit-key";
    return file;
}

SigningKey readAuditKey(const std::filesystem::path &file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status
    { };
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        const std::string reason = std::strerror(errno);
        if (descriptor >= 0) {
            ::close(descriptor);
        }
        failOnKey(file, "cannot be read: " + reason);
    }
    std::string text(4096, '\0');
    const ssize_t size = S_ISREG(status.st_mode) ? ::read(descriptor, text.data(), text.size()) : -1;
    ::close(descriptor);
    if (!S_ISREG(status.st_mode)) {
        failOnKey(file, "is no file");
    }
    if ((status.st_mode & othersBits) != 0) {
        failOnKey(file,
                  "has mode " + octal(status.st_mode & 07777) + ", so others than its owner may use it; do: chmod 600 "
                      + file.string());
    }
    if (size < 0) {
        failOnKey(file, "cannot be read");
    }
    text.resize(std::size_t(size));
    try {
        return SigningKey::parse(text);
    } catch (const std::runtime_error &fault) {
        failOnKey(file, fault.what());
    }
}

SigningKey openAuditKey(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) {
        makeKeyFile(file);
    }
    return readAuditKey(file);
}

} // namespace toban::manager
