// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertdetailsview.h"

#include "alerts/alerttext.h"
#include "kit/format.h"
#include "kit/icons.h"
#include "kit/theme.h"
#include "ui_alertdetailsview.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QEvent>
#include <QGuiApplication>

namespace toban {

namespace {

constexpr qint64 leadMs = 30 * 60'000; ///< shown before an alert's beginning

std::vector<FactGrid::Fact> factsOf(const std::vector<std::pair<QString, QString>> &pairs)
{
    std::vector<FactGrid::Fact> facts;
    facts.reserve(pairs.size());
    for (const auto &[name, value] : pairs)
        facts.push_back({name, value, {}, false});
    return facts;
}

} // namespace

AlertDetailsView::AlertDetailsView(QWidget *parent) : QWidget(parent), m_ui(std::make_unique<Ui::AlertDetailsView>())
{
    m_ui->setupUi(this);
    m_ui->closeButton->setIcon(icons::icon(QStringLiteral("close")));
    m_ui->copyButton->setIcon(icons::icon(QStringLiteral("copy")));
    m_ui->runbookButton->setIcon(icons::icon(QStringLiteral("external")));
    connect(m_ui->closeButton, &QToolButton::clicked, this, &AlertDetailsView::closeRequested);
    connect(m_ui->copyButton, &QPushButton::clicked, this, &AlertDetailsView::copyQuery);
    connect(m_ui->runbookButton, &QPushButton::clicked, this, [this] { Q_EMIT runbookRequested(m_runbook); });
    connect(m_ui->rangeButton, &QPushButton::clicked, this, [this] {
        if (m_alert)
            Q_EMIT rangeRequested(m_alert->activeSinceMs - leadMs - (m_rule ? m_rule->rule.forMs : 0));
    });
    showNothing();
}

AlertDetailsView::~AlertDetailsView() = default;

void AlertDetailsView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        refresh();
    }
    QWidget::changeEvent(event);
}

void AlertDetailsView::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    refresh();
}

void AlertDetailsView::showNothing()
{
    m_shown = Shown::Nothing;
    refresh();
}

void AlertDetailsView::showGroup(const AlertGroupRow &group)
{
    m_shown = Shown::Group;
    m_group = group;
    m_rule.reset();
    m_alert.reset();
    refresh();
}

void AlertDetailsView::showRule(const AlertRuleRow &rule, const Alert *instance)
{
    m_shown = Shown::Rule;
    m_rule = rule;
    m_alert = instance ? std::optional(*instance) : std::nullopt;
    refresh();
}

void AlertDetailsView::showAlert(const Alert &alert, const AlertRuleRow *rule)
{
    m_shown = Shown::Alert;
    m_alert = alert;
    m_rule = rule ? std::optional(*rule) : std::nullopt;
    refresh();
}

void AlertDetailsView::refresh()
{
    m_ui->stack->setCurrentWidget(m_shown == Shown::Nothing ? m_ui->nothingPage : m_ui->detailsPage);
    if (m_shown == Shown::Nothing)
        return;
    std::vector<FactGrid::Fact> facts;
    const auto add = [&facts](const QString &name, const QString &value) {
        if (!value.isEmpty())
            facts.push_back({name, value, {}, false});
    };
    Labels labels;
    Labels annotations;
    if (m_shown == Shown::Group) {
        m_ui->nameLabel->setText(m_group->name);
        m_ui->stateBadge->setState(m_group->state);
        add(tr("Rules"), QString::number(m_group->rules));
        add(tr("Firing"), QString::number(m_group->firing));
        add(tr("Pending"), QString::number(m_group->pending));
        add(tr("Failed"), QString::number(m_group->failing));
        add(tr("Not evaluated"), m_group->unevaluated > 0 ? QString::number(m_group->unevaluated) : QString());
        add(tr("Evaluated every"), format::durationMs(m_group->intervalMs));
        add(tr("Last evaluation"), format::dateTime(m_group->lastEvaluationMs, m_zone));
        add(tr("File"), m_group->file);
    } else if (m_alert) {
        labels = m_alert->labels;
        annotations = m_alert->annotations;
        const RuleState state = m_shown == Shown::Alert ? RuleState::Firing : m_alert->state;
        const AlertModel::Handling handling = AlertModel::handling(*m_alert);
        m_ui->nameLabel->setText(m_alert->name());
        if (handling != AlertModel::Active)
            m_ui->stateBadge->setState(State::Paused, handlingText(handling));
        else
            m_ui->stateBadge->setState(alertState(state, m_alert->severity()), ruleStateText(state));
        add(tr("Severity"), severityText(m_alert->severity()));
        add(tr("Since"), m_alert->activeSinceMs > 0 ? format::dateTime(m_alert->activeSinceMs, m_zone) : QString());
        add(tr("Value"), m_alert->value ? format::number(*m_alert->value) : QString());
        add(tr("Sent to"), m_alert->receivers.join(QLatin1String(", ")));
        add(tr("Silenced by"), m_alert->silencedBy.join(QLatin1String(", ")));
        add(tr("Inhibited by"), m_alert->inhibitedBy.join(QLatin1String(", ")));
    } else {
        const AlertRule &rule = m_rule->rule;
        labels = rule.labels;
        annotations = rule.annotations;
        m_ui->nameLabel->setText(rule.name);
        const bool isFailed = rule.health == RuleHealth::Error && rule.state != RuleState::Firing;
        m_ui->stateBadge->setState(ruleState(rule), isFailed ? tr("Evaluation failed") : ruleStateText(rule));
        add(tr("Severity"), severityText(labels.value(u"severity")));
        add(tr("Instances"), QString::number(m_rule->instances));
    }
    if (m_rule) {
        const AlertRule &rule = m_rule->rule;
        add(tr("Group"), rule.group);
        add(tr("Fires after"), rule.forMs > 0 ? format::durationMs(rule.forMs) : tr("the first evaluation"));
        add(tr("Last evaluation"),
            rule.lastEvaluationMs > 0
                ? tr("%1, took %2")
                      .arg(format::dateTime(rule.lastEvaluationMs, m_zone), format::duration(rule.evaluationSeconds))
                : tr("never"));
    }
    m_ui->facts->setFacts(facts);
    refreshTexts(labels, annotations);
}

void AlertDetailsView::refreshTexts(const Labels &labels, const Labels &annotations)
{
    const QString summary = annotations.value(u"summary");
    const QString description = annotations.value(u"description");
    m_ui->summaryLabel->setText(summary);
    m_ui->summaryLabel->setVisible(!summary.isEmpty());
    m_ui->descriptionLabel->setText(description);
    m_ui->descriptionLabel->setVisible(!description.isEmpty());
    const QString lastError = m_rule ? m_rule->rule.lastError : QString();
    m_ui->errorLabel->setText(tr("Prometheus could not evaluate this rule: %1").arg(lastError));
    m_ui->errorLabel->setVisible(!lastError.isEmpty());

    m_runbook = runbookUrl(annotations, labels, shippedGuide(QCoreApplication::applicationDirPath()));
    m_ui->runbookButton->setVisible(!m_runbook.isEmpty());
    m_ui->runbookButton->setToolTip(m_runbook.toString());
    m_ui->rangeButton->setVisible(m_alert && m_alert->activeSinceMs > 0);

    const QString query = m_rule ? m_rule->rule.query : QString();
    m_ui->queryText->setCode(query);
    for (QWidget *part : std::initializer_list<QWidget *>{m_ui->queryHeading, m_ui->copyButton, m_ui->queryText})
        part->setVisible(!query.isEmpty());

    std::vector<std::pair<QString, QString>> others;
    for (const auto &pair : annotations.pairs()) {
        if (pair.first != QLatin1String("summary") && pair.first != QLatin1String("description"))
            others.push_back(pair);
    }
    m_ui->labelFacts->setFacts(factsOf(labels.pairs()));
    m_ui->annotationFacts->setFacts(factsOf(others));
    for (QWidget *part : std::initializer_list<QWidget *>{m_ui->labelsHeading, m_ui->labelFacts})
        part->setVisible(!labels.isEmpty());
    for (QWidget *part : std::initializer_list<QWidget *>{m_ui->annotationsHeading, m_ui->annotationFacts})
        part->setVisible(!others.empty());
}

void AlertDetailsView::copyQuery()
{
    if (m_rule)
        QGuiApplication::clipboard()->setText(m_rule->rule.query);
}

} // namespace toban
