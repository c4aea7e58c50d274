// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpclient.h"

#include "clientcore.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <future>
#include <thread>

namespace toban::http {

namespace {

constexpr std::chrono::seconds idleLimit{30}; // below the idle time-outs of usual servers
constexpr std::chrono::seconds idleCheck{5};

} // namespace

std::string Url::authority() const
{
    return (host.find(':') == std::string::npos ? host : '[' + host + ']') + ':' + port;
}

std::optional<Url> parseUrl(std::string_view text)
{
    Url url;
    if (text.starts_with("https://"))
        url.tls = true;
    else if (!text.starts_with("http://"))
        return std::nullopt;
    text.remove_prefix(url.tls ? 8 : 7);
    const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
    std::string_view authority = text.substr(0, end);
    std::string_view target = text.substr(end);
    target = target.substr(0, target.find('#'));
    url.target = target.starts_with('/') ? std::string(target) : '/' + std::string(target);
    if (authority.find('@') != std::string_view::npos || url.target.find_first_of(" \r\n") != std::string::npos)
        return std::nullopt;
    std::size_t colon = authority.rfind(':');
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos)
            return std::nullopt;
        url.host = authority.substr(1, close - 1);
        colon = close + 1 < authority.size() ? close + 1 : std::string_view::npos;
    } else {
        url.host = authority.substr(0, colon);
    }
    url.port = colon == std::string_view::npos ? (url.tls ? "443" : "80") : std::string(authority.substr(colon + 1));
    const bool isNumber = !url.port.empty() && url.port.size() <= 5
        && std::all_of(url.port.begin(), url.port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (url.host.empty() || !isNumber)
        return std::nullopt;
    return url;
}

std::string poolKey(const Url &url)
{
    return (url.tls ? "https://" : "http://") + url.authority();
}

ClientCore::ClientCore(ClientOptions clientOptions)
    : options(std::move(clientOptions)), io(std::max(1, options.threads)), tls(asio::ssl::context::tls_client)
{
    ErrorCode ignored;
    tls.set_verify_mode(asio::ssl::verify_peer);
    // A file that cannot be read leaves no authority, so that every connection is refused with a reason.
    if (options.caFile.empty())
        tls.set_default_verify_paths(ignored);
    else
        tls.load_verify_file(options.caFile, ignored);
    // A server's own certificate in that file is trusted as it stands, whoever issued it.
    if (!options.caFile.empty())
        X509_STORE_set_flags(SSL_CTX_get_cert_store(tls.native_handle()), X509_V_FLAG_PARTIAL_CHAIN);
}

void ClientCore::send(ClientRequest request, std::function<void(Exchange)> callback)
{
    auto url = parseUrl(request.url);
    const auto refuse = [&](std::string why) {
        asio::post(io, [callback = std::move(callback), why = std::move(why)] {
            callback({std::nullopt, why, false});
        });
    };
    if (!url) {
        refuse("not an http or https URL without credentials");
        return;
    }
    const auto timeout = request.timeout;
    auto job = std::make_shared<Job>(io, std::move(request), std::move(*url), callback);
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing) {
            refuse("the HTTP client is being closed");
            return;
        }
        m_jobs.insert(job);
        // Set up before anyone else knows the job, as a timer is not for two threads at once.
        job->timer.expires_after(timeout);
        job->timer.async_wait([self = shared_from_this(), job](ErrorCode cancelled) {
            if (!cancelled)
                self->onTimeout(job);
        });
    }
    assign(job);
}

void ClientCore::assign(const JobPtr &job)
{
    std::shared_ptr<ClientConnection> connection;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing)
            return; // shutdown() completes it
        Pool &pool = m_pools[poolKey(job->url)];
        while (!pool.idle.empty() && !connection) {
            connection = std::move(pool.idle.back());
            pool.idle.pop_back();
            if (!connection->isAlive()) {
                pool.all.erase(connection);
                connection.reset();
            }
        }
        if (!connection && static_cast<int>(pool.all.size()) < options.maxConnectionsPerHost)
            connection = open(pool, job->url);
        if (!connection) {
            pool.waiting.push_back(job);
            return;
        }
        job->connection = connection;
    }
    connection->run(job);
}

std::shared_ptr<ClientConnection> ClientCore::open(Pool &pool, const Url &url)
{
    auto connection = makeConnection(shared_from_this(), url);
    pool.all.insert(connection);
    return connection;
}

JobPtr ClientCore::nextWaiting(Pool &pool)
{
    while (!pool.waiting.empty()) {
        JobPtr job = std::move(pool.waiting.front());
        pool.waiting.pop_front();
        if (!job->done)
            return job;
    }
    return nullptr;
}

void ClientCore::release(const std::string &key, std::shared_ptr<ClientConnection> connection)
{
    JobPtr next;
    {
        const std::lock_guard lock(m_mutex);
        Pool &pool = m_pools[key];
        if (m_closing) {
            pool.all.erase(connection);
            return;
        }
        next = nextWaiting(pool);
        if (!next) {
            connection->idleSince = std::chrono::steady_clock::now();
            pool.idle.push_back(std::move(connection));
            return;
        }
        next->connection = connection;
    }
    connection->run(next);
}

void ClientCore::drop(const std::string &key, const std::shared_ptr<ClientConnection> &connection)
{
    JobPtr next;
    std::shared_ptr<ClientConnection> fresh;
    {
        const std::lock_guard lock(m_mutex);
        Pool &pool = m_pools[key];
        pool.all.erase(connection);
        std::erase(pool.idle, connection);
        if (m_closing)
            return;
        next = nextWaiting(pool);
        if (!next)
            return;
        fresh = open(pool, next->url);
        next->connection = fresh;
    }
    fresh->run(next);
}

void ClientCore::retry(const JobPtr &job)
{
    job->retried = true;
    assign(job);
}

void ClientCore::complete(const JobPtr &job, Exchange exchange)
{
    if (job->done.exchange(true))
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.erase(job);
    }
    exchange.sent = job->sent;
    if (!exchange.timedOut)
        job->timer.cancel();
    job->callback(std::move(exchange));
}

void ClientCore::onTimeout(const JobPtr &job)
{
    std::shared_ptr<ClientConnection> connection;
    {
        const std::lock_guard lock(m_mutex);
        connection = job->connection.lock();
    }
    complete(job, {std::nullopt, "no answer in time (" + job->url.authority() + ")", true});
    if (connection)
        connection->abort(job);
}

void ClientCore::closeIdle(std::chrono::steady_clock::time_point before)
{
    std::vector<std::shared_ptr<ClientConnection>> closed; // destroyed outside of the lock
    const std::lock_guard lock(m_mutex);
    for (auto &[key, pool] : m_pools) {
        while (!pool.idle.empty() && pool.idle.front()->idleSince < before) {
            pool.all.erase(pool.idle.front());
            closed.push_back(std::move(pool.idle.front()));
            pool.idle.pop_front();
        }
    }
    // Hosts come and go, as agents do, each with a port of its own.
    std::erase_if(m_pools, [](const auto &entry) { return entry.second.all.empty() && entry.second.waiting.empty(); });
}

void ClientCore::shutdown()
{
    std::set<JobPtr> jobs;
    std::map<std::string, Pool> pools;
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        jobs.swap(m_jobs);
        pools.swap(m_pools);
    }
    for (const JobPtr &job : jobs)
        complete(job, {std::nullopt, "the HTTP client was closed (" + job->url.authority() + ")", false});
    for (auto &[key, pool] : pools) {
        for (const auto &connection : pool.all)
            connection->abort(nullptr);
    }
}

struct Client::Impl
{
    explicit Impl(ClientOptions options)
        : core(std::make_shared<ClientCore>(std::move(options))), work(asio::make_work_guard(core->io)),
          idleTimer(core->io)
    {
        checkIdle();
        for (int i = 0; i < std::max(1, core->options.threads); ++i)
            threads.emplace_back([c = core] { c->io.run(); });
    }

    ~Impl()
    {
        asio::post(core->io, [this] {
            closing = true;
            idleTimer.cancel();
            core->shutdown();
            work.reset();
        });
        for (std::thread &thread : threads)
            thread.join();
    }

    void checkIdle()
    {
        idleTimer.expires_after(idleCheck);
        idleTimer.async_wait([this](ErrorCode cancelled) {
            if (cancelled || closing)
                return;
            core->closeIdle(std::chrono::steady_clock::now() - idleLimit);
            checkIdle();
        });
    }

    std::shared_ptr<ClientCore> core;
    asio::executor_work_guard<asio::io_context::executor_type> work;
    asio::steady_timer idleTimer;
    std::atomic<bool> closing{false};
    std::vector<std::thread> threads;
};

Client::Client(int threads, int maxConnectionsPerHost) : Client(ClientOptions{threads, maxConnectionsPerHost, {}})
{ }

Client::Client(ClientOptions options) : d(std::make_unique<Impl>(std::move(options)))
{ }

Client::~Client() = default;

void Client::send(ClientRequest request, std::function<void(Exchange)> callback)
{
    d->core->send(std::move(request), std::move(callback));
}

void Client::close()
{
    asio::post(d->core->io, [core = d->core] { core->shutdown(); });
}

Exchange Client::fetch(ClientRequest request)
{
    std::promise<Exchange> promise;
    auto future = promise.get_future();
    send(std::move(request), [&](Exchange exchange) { promise.set_value(std::move(exchange)); });
    return future.get();
}

} // namespace toban::http
