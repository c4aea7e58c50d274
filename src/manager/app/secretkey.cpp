// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretkey.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace toban::manager {

namespace {

constexpr std::size_t keyFileLimit = 256; // bytes; a key has 64 digits

[[noreturn]] void failFor(const std::filesystem::path &file, const std::string &what)
{
    throw std::runtime_error("key file " + file.string() + ": " + what);
}

class Descriptor
{
public:
    explicit Descriptor(int number) : m_number(number) { }
    ~Descriptor()
    {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int get() const { return m_number; }

private:
    int m_number;
};

SecretText readKeyFile(const std::filesystem::path &file)
{
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // a FIFO must not hold us up
    struct stat status
    { };
    if (descriptor.get() < 0 || fstat(descriptor.get(), &status) != 0) {
        failFor(file, std::strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        failFor(file, "is no regular file");
    }
    if ((status.st_mode & 077) != 0) {
        failFor(file,
                "others than its owner have access to it; chmod 600 it, and make a new key if it may have been read");
    }
    SecretText text = SecretText::ofSize(keyFileLimit);
    const ssize_t got = ::read(descriptor.get(), text.data(), text.size());
    if (got < 0) {
        failFor(file, std::strerror(errno));
    }
    try {
        return parseVaultKey(text.view().substr(0, std::size_t(got)));
    } catch (const std::runtime_error &fault) {
        failFor(file, fault.what());
    }
}

void leaveNoDump()
{
    const rlimit none{0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) {
        throw std::runtime_error(std::string("core dumps cannot be switched off: ") + std::strerror(errno));
    }
}

} // namespace

std::shared_ptr<const SecretVault> loadVault(const std::filesystem::path &file)
{
    char *variable = std::getenv(secretsKeyVariable);
    if (file.empty() && variable == nullptr) {
        return nullptr;
    }
    leaveNoDump();
    SecretText key;
    if (!file.empty()) {
        key = readKeyFile(file);
    } else {
        try {
            key = parseVaultKey(variable);
        } catch (const std::runtime_error &fault) {
            throw std::runtime_error(std::string(secretsKeyVariable) + ": " + fault.what());
        }
    }
    if (variable != nullptr) {
        explicit_bzero(variable, std::strlen(variable));
        unsetenv(secretsKeyVariable);
    }
    return std::make_shared<const SecretVault>(std::move(key));
}

std::string withoutVaultText()
{
    return std::string(
               "This manager keeps no secrets, for it has no key to seal them with: make one with toban-manager "
               "secrets generate-key FILE, name it as key_file under secrets in the configuration (or give ")
        + secretsKeyVariable + "), and start it again.";
}

void generateKeyFile(const std::filesystem::path &file)
{
    const Descriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (descriptor.get() < 0) {
        failFor(file,
                errno == EEXIST ? std::string("exists already; a key in use must not be lost, so give another name")
                                : std::string(std::strerror(errno)));
    }
    const SecretText line = newVaultKeyLine();
    if (::write(descriptor.get(), line.view().data(), line.size()) != ssize_t(line.size())
        || fsync(descriptor.get()) != 0) {
        const std::string reason = std::strerror(errno);
        ::unlink(file.c_str());
        failFor(file, reason);
    }
}

} // namespace toban::manager
