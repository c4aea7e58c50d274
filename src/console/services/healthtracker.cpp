// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "healthtracker.h"

#include <algorithm>

namespace toban {

namespace {

constexpr std::chrono::milliseconds slow{2000};
constexpr std::size_t remembered = 10;

bool isSignOfLife(const Error &error)
{
    const bool refusesRequest = error.status() >= 400 && error.status() < 500 && error.status() != 401
        && error.status() != 403 && error.status() != 407 && error.status() != 408;
    return refusesRequest && (error.kind() == ErrorKind::Http || error.kind() == ErrorKind::Server);
}

bool isPlain(const Error &error)
{
    return error.kind() == ErrorKind::Network || error.kind() == ErrorKind::Tls || error.isAuthentication();
}

} // namespace

HealthTracker::HealthTracker(EndpointKind kind, const QString &origin)
{
    m_health.kind = kind;
    m_health.origin = origin;
    m_health.configured = !origin.isEmpty();
}

void HealthTracker::exchange(qint64 nowMs, std::chrono::milliseconds latency, const std::optional<Error> &error)
{
    if (error && error->kind() == ErrorKind::Cancelled)
        return; // ours, says nothing of the endpoint
    const bool answered = !error || isSignOfLife(*error);
    m_recent.push_back(answered);
    if (m_recent.size() > remembered)
        m_recent.pop_front();
    if (answered) {
        m_health.latency = latency;
        m_health.lastSuccessMs = nowMs;
        m_health.failingSinceMs.reset();
        m_health.error.reset();
        const auto failures = std::count(m_recent.begin(), m_recent.end(), false);
        m_health.state = latency > slow || failures >= 2 ? State::Warn : State::Ok;
        return;
    }
    const bool again = m_health.failingSinceMs && m_health.state != State::Unknown;
    if (!again)
        m_health.failingSinceMs = nowMs;
    m_health.error = error;
    m_health.state = again || isPlain(*error) ? State::Critical : State::Warn;
}

void HealthTracker::notSent(qint64 nowMs, const Error &error)
{
    const bool again = m_health.failingSinceMs && m_health.state == State::Unknown;
    if (!again)
        m_health.failingSinceMs = nowMs;
    m_health.error = error;
    m_health.state = State::Unknown;
    m_health.latency.reset();
}

EndpointHealth HealthTracker::health(qint64 nowMs) const
{
    EndpointHealth health = m_health;
    if (!health.error && health.lastSuccessMs && nowMs - *health.lastSuccessMs > freshFor.count()) {
        health.state = State::Unknown;
        health.latency.reset();
    }
    return health;
}

void HealthTracker::setVersion(const QString &version)
{
    m_health.version = version;
}

} // namespace toban
