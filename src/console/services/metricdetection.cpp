// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricdetection.h"

#include "backends.h"
#include "clock.h"
#include "prometheus/prometheusclient.h"

namespace toban {

namespace {

constexpr qint64 validMs = 3'600'000;
constexpr qint64 incompleteValidMs = 60'000;

} // namespace

MetricDetection::MetricDetection(Backends &backends, const Clock &clock, QStringList candidates)
    : m_backends(&backends), m_clock(&clock), m_candidates(std::move(candidates)),
      m_known(std::make_shared<std::optional<Known>>())
{ }

QCoro::Task<Result<QSet<QString>>> MetricDetection::present()
{
    const qint64 now = m_clock->monotonicMs();
    const auto known = m_known;
    if (*known && now - (*known)->askedMs < ((*known)->complete ? validMs : incompleteValidMs))
        co_return Result<QSet<QString>>((*known)->metrics); // QCoro moves from an lvalue that is returned
    PrometheusClient *client = m_backends->prometheus();
    if (!client)
        co_return Failure(notConfigured(EndpointKind::Prometheus));
    auto answer = co_await client->presentMetrics(m_candidates);
    if (answer)
        *known = Known{*answer, now, true};
    co_return answer;
}

void MetricDetection::noteMissing()
{
    if (*m_known)
        (*m_known)->complete = false;
}

void MetricDetection::forget()
{
    m_known = std::make_shared<std::optional<Known>>();
}

} // namespace toban
