// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "control.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <stdexcept>

namespace toban::sandbox {

namespace {

constexpr std::size_t longestRequest = 64 * 1024;

/// The address of a path, however long it is: the kernel takes 108 bytes, so the folder is opened and named by its
/// descriptor. Keeps the folder open as long as it lives.
class SocketAddress
{
public:
    explicit SocketAddress(const std::filesystem::path &path)
    {
        m_address.sun_family = AF_UNIX;
        std::string text = path.string();
        if (text.size() >= sizeof m_address.sun_path) {
            m_folder = ::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
            text = "/proc/self/fd/" + std::to_string(m_folder) + "/" + path.filename().string();
        }
        std::strncpy(m_address.sun_path, text.c_str(), sizeof m_address.sun_path - 1);
    }
    ~SocketAddress()
    {
        if (m_folder >= 0)
            ::close(m_folder);
    }
    SocketAddress(const SocketAddress &) = delete;
    SocketAddress &operator=(const SocketAddress &) = delete;
    const sockaddr *get() const { return reinterpret_cast<const sockaddr *>(&m_address); }
    static constexpr socklen_t size = sizeof(sockaddr_un);

private:
    sockaddr_un m_address{};
    int m_folder = -1;
};

} // namespace

struct ControlServer::Impl
{
    TaskLoop &loop;
    std::filesystem::path path;
    Handler handler;
    int listener = -1;
    std::map<int, std::string> clients; // what has come so far

    Impl(TaskLoop &taskLoop, std::filesystem::path socketPath, Handler requestHandler)
        : loop(taskLoop), path(std::move(socketPath)), handler(std::move(requestHandler))
    { }

    void onConnection(const std::shared_ptr<Impl> &self)
    {
        const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client < 0)
            return;
        clients[client] = {};
        loop.watch(client, [self, client] { self->onBytes(self, client); });
    }

    void onBytes(const std::shared_ptr<Impl> &self, int client)
    {
        char buffer[4096];
        const auto size = ::read(client, buffer, sizeof buffer);
        std::string &text = clients[client];
        if (size > 0)
            text.append(buffer, static_cast<std::size_t>(size));
        const auto end = text.find('\n');
        if (end != std::string::npos) {
            loop.unwatch(client); // one request; what it is answered with comes when it is ready
            handler(text.substr(0, end), [self, client](const std::string &answer) { self->reply(client, answer); });
        } else if (size == 0 || (size < 0 && errno != EAGAIN) || text.size() > longestRequest) {
            drop(client);
        }
    }

    void reply(int client, std::string answer)
    {
        if (!clients.contains(client))
            return;
        answer += '\n';
        // The answers are short and the buffer of a fresh socket takes them whole.
        [[maybe_unused]] const auto sent = ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
        drop(client);
    }

    void drop(int client)
    {
        loop.unwatch(client);
        ::close(client);
        clients.erase(client);
    }
};

ControlServer::ControlServer(TaskLoop &loop, std::filesystem::path socket, Handler handler)
    : d(std::make_shared<Impl>(loop, std::move(socket), std::move(handler)))
{ }

ControlServer::~ControlServer()
{
    while (!d->clients.empty())
        d->drop(d->clients.begin()->first);
    if (d->listener >= 0) {
        d->loop.unwatch(d->listener);
        ::close(d->listener);
        ::unlink(d->path.c_str());
    }
}

std::string ControlServer::start()
{
    ::unlink(d->path.c_str()); // of one that was killed: the folder's lock is ours
    d->listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const SocketAddress address(d->path);
    const mode_t before = ::umask(0177);
    const int bound = ::bind(d->listener, address.get(), SocketAddress::size);
    ::umask(before);
    if (d->listener < 0 || bound != 0 || ::listen(d->listener, 16) != 0)
        return d->path.string() + ": " + std::strerror(errno);
    d->loop.watch(d->listener, [impl = d] { impl->onConnection(impl); });
    return {};
}

std::optional<std::string> askSupervisor(const std::filesystem::path &path, const std::string &request,
                                         std::chrono::milliseconds limit)
{
    const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const SocketAddress address(path);
    if (client < 0 || ::connect(client, address.get(), SocketAddress::size) != 0) {
        ::close(client);
        return std::nullopt;
    }
    const std::string line = request + "\n";
    bool open = ::send(client, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
    bool late = false;
    std::string answer;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (open && !late && answer.find('\n') == std::string::npos) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd readable{client, POLLIN, 0};
        late = left.count() <= 0;
        if (late || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0)
            continue;
        char buffer[4096];
        const ssize_t size = ::read(client, buffer, sizeof buffer);
        open = size > 0;
        if (open)
            answer.append(buffer, static_cast<std::size_t>(size));
    }
    ::close(client);
    if (late)
        throw std::runtime_error("the sandbox did not answer within " + std::to_string(limit.count() / 1000) + " s");
    const auto end = answer.find('\n');
    return end == std::string::npos ? std::nullopt : std::optional(answer.substr(0, end));
}

} // namespace toban::sandbox
