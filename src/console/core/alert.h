// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "labels.h"
#include "state.h"

#include <optional>
#include <vector>

namespace toban {

enum class RuleState { Inactive, Pending, Firing, Unknown };
enum class RuleHealth { Ok, Error, Unknown };

/// An active alert instance of a rule (Prometheus) or of Alertmanager.
struct Alert
{
    QString fingerprint; ///< Alertmanager's; empty for a rule's instance
    Labels labels;
    Labels annotations;
    RuleState state = RuleState::Unknown;
    qint64 activeSinceMs = 0;
    std::optional<double> value;
    QString generatorUrl;
    QStringList silencedBy; ///< Alertmanager only
    QStringList inhibitedBy;
    QStringList receivers;

    QString name() const { return labels.value(u"alertname"); }
    QString severity() const { return labels.value(u"severity"); }
};

struct AlertRule
{
    QString group;
    QString file;
    QString name;
    QString query;
    qint64 forMs = 0;
    Labels labels;
    Labels annotations;
    RuleState state = RuleState::Unknown;
    RuleHealth health = RuleHealth::Unknown;
    QString lastError;
    qint64 lastEvaluationMs = 0;
    double evaluationSeconds = 0;
    std::vector<Alert> alerts;
};

struct AlertRuleGroup
{
    QString name;
    QString file;
    qint64 intervalMs = 0;
    qint64 lastEvaluationMs = 0;
    std::vector<AlertRule> rules;
};

} // namespace toban
