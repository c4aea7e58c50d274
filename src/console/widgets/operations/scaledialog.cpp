// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/scaledialog.h"

#include "fleet/fleettext.h"
#include "kit/format.h"
#include "kit/theme.h"
#include "operations/audittext.h"
#include "ui_scaledialog.h"

#include <QEvent>

namespace toban {

namespace {

constexpr int shortestReason = 3; // what the manager accepts
constexpr int longestReason = 500;

} // namespace

ScaleDialog::ScaleDialog(const Deployment &deployment, const Context &context, std::function<qint64()> now,
                         QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::ScaleDialog>()), m_deployment(deployment), m_now(std::move(now))
{
    m_ui->setupUi(this);
    m_ui->environmentTag->setContext(context);
    m_ui->replicasSpin->setValue(deployment.desired);
    m_ui->banner->hide();
    // Enter in a field must not run past a step that has to be read.
    for (QPushButton *button : {m_ui->confirmButton, m_ui->cancelButton})
        button->setAutoDefault(false);

    connect(m_ui->replicasSpin, &QSpinBox::valueChanged, this, &ScaleDialog::refresh);
    connect(m_ui->reasonField, &QLineEdit::textChanged, this, &ScaleDialog::refresh);
    connect(m_ui->nameField, &QLineEdit::textChanged, this, &ScaleDialog::refresh);
    connect(m_ui->nextButton, &QPushButton::clicked, this, &ScaleDialog::onNext);
    connect(m_ui->cancelButton, &QPushButton::clicked, this, &ScaleDialog::reject);
    connect(m_ui->confirmButton, &QPushButton::clicked, this, &ScaleDialog::onConfirm);
    m_ticks.setInterval(250);
    connect(&m_ticks, &QTimer::timeout, this, &ScaleDialog::tick);
    go(Step::Choose);
    m_ui->replicasSpin->setFocus();
    m_ui->replicasSpin->selectAll();
}

ScaleDialog::~ScaleDialog() = default;

void ScaleDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        if (m_plan)
            m_ui->planView->setPlan(*m_plan, m_zone);
        refresh();
        refreshSteps();
    }
    QDialog::changeEvent(event);
}

int ScaleDialog::replicas() const
{
    return m_ui->replicasSpin->value();
}

QString ScaleDialog::reason() const
{
    return m_ui->reasonField->text().trimmed();
}

QString ScaleDialog::ticket() const
{
    return m_ui->ticketField->text().trimmed();
}

bool ScaleDialog::isReasonGood() const
{
    const qsizetype length = reason().size();
    return length >= shortestReason && length <= longestReason;
}

bool ScaleDialog::isConfirmable() const
{
    if (!m_plan || m_busy || !m_refusal.isEmpty() || m_plan->needsApproval || m_ui->planView->isExpired(m_now()))
        return false;
    return replicas() > 0 || m_ui->nameField->text() == m_deployment.name;
}

void ScaleDialog::go(Step step)
{
    m_step = step;
    m_ui->stack->setCurrentWidget(step == Step::Choose     ? m_ui->choosePage
                                      : step == Step::Plan ? m_ui->planPage
                                                           : m_ui->progressPage);
    if (step == Step::Choose)
        m_ticks.stop();
    else
        m_ticks.start();
    refresh();
    m_ui->nextButton->setDefault(true);
}

void ScaleDialog::refresh()
{
    setWindowTitle(tr("Scale %1").arg(m_deployment.name));
    m_ui->titleLabel->setText(tr("Scale %1").arg(m_deployment.name));
    m_ui->currentLabel->setText(
        m_deployment.costPerHour
            ? tr("%1, %2 per hour")
                  .arg(replicasText(m_deployment), format::money(*m_deployment.costPerHour, m_deployment.currency))
            : replicasText(m_deployment));
    const int difference = replicas() - m_deployment.desired;
    m_ui->differenceLabel->setText(difference == 0      ? tr("as it is now")
                                       : difference > 0 ? tr("%n more", nullptr, difference)
                                                        : tr("%n fewer", nullptr, -difference));
    const int length = int(reason().size());
    m_ui->reasonHint->setText(length == 0          ? tr("Needed, 3 to 500 characters. It is kept in the journal.")
                                  : isReasonGood() ? tr("%1 of 500 characters").arg(length)
                                                   : tr("%1 of at least 3 characters").arg(length));

    m_ui->confirmButton->setVisible(m_step == Step::Plan);
    m_ui->cancelButton->setVisible(m_step != Step::Progress);
    const bool isToZero = replicas() == 0;
    m_ui->confirmButton->setText(isToZero ? tr("&Stop all agents of %1").arg(m_deployment.name)
                                          : tr("&Scale to %1").arg(replicas()));
    m_ui->confirmButton->setEnabled(isConfirmable());
    switch (m_step) {
    case Step::Choose:
        m_ui->nextButton->setText(m_busy ? tr("Planning…") : tr("Review &plan"));
        m_ui->nextButton->setEnabled(!m_busy && m_refusal.isEmpty() && difference != 0 && isReasonGood());
        break;
    case Step::Plan:
        m_ui->nextButton->setText(tr("&Back"));
        m_ui->nextButton->setEnabled(!m_busy);
        break;
    case Step::Progress:
        m_ui->nextButton->setText(tr("&Close"));
        m_ui->nextButton->setEnabled(true);
        break;
    }
    for (QWidget *field : std::initializer_list<QWidget *>{m_ui->replicasSpin, m_ui->reasonField, m_ui->ticketField})
        field->setEnabled(!m_busy && m_refusal.isEmpty());
    for (QWidget *part : std::initializer_list<QWidget *>{m_ui->nameHint, m_ui->nameLabel, m_ui->nameField})
        part->setVisible(isToZero);
    m_ui->nameHint->setText(
        tr("Nothing will serve this deployment's tasks any more. Type %1 to confirm.").arg(m_deployment.name));
}

void ScaleDialog::setDeployment(const Deployment &deployment)
{
    m_deployment = deployment;
    m_ui->replicasSpin->setValue(deployment.desired);
    refresh();
}

void ScaleDialog::setRefusal(const QString &reason)
{
    m_refusal = reason;
    if (!reason.isEmpty())
        m_ui->banner->setMessage(State::Paused, reason);
    else
        m_ui->banner->hide();
    refresh();
}

void ScaleDialog::setBusy(bool busy)
{
    m_busy = busy;
    refresh();
}

void ScaleDialog::onNext()
{
    switch (m_step) {
    case Step::Choose:
        m_ui->banner->hide();
        Q_EMIT planRequested(replicas(), reason());
        break;
    case Step::Plan:
        m_plan.reset();
        m_ui->banner->hide();
        go(Step::Choose);
        m_ui->replicasSpin->setFocus();
        break;
    case Step::Progress:
        accept();
        break;
    }
}

void ScaleDialog::showPlanError(const QString &text)
{
    if (m_step == Step::Progress) // nothing was done and there is no plan any more
        go(Step::Choose);
    m_ui->banner->setMessage(State::Critical, text);
}

void ScaleDialog::showPlan(const Plan &plan, bool isNew)
{
    m_plan = plan;
    m_ui->planView->setPlan(plan, m_zone);
    m_ui->planView->setNow(m_now());
    m_ui->nameField->clear(); // a confirmation holds for the plan that was read
    if (isNew)
        m_ui->banner->setMessage(
            State::Warn,
            tr("The fleet has changed since the plan was made, so nothing was done. This is the new plan."));
    else if (plan.needsApproval)
        m_ui->banner->setMessage(State::Paused,
                                 tr("A second person has to approve this plan before it can be carried out."));
    else
        m_ui->banner->hide();
    go(Step::Plan);
    if (replicas() == 0)
        m_ui->nameField->setFocus();
    else
        m_ui->nextButton->setFocus();
}

void ScaleDialog::onConfirm()
{
    if (isConfirmable())
        Q_EMIT executeRequested(*m_plan, replicas(), reason(), ticket());
}

void ScaleDialog::showSending()
{
    m_ui->banner->hide();
    m_startedMs = m_now();
    m_hasFailed = false;
    m_audit.reset();
    m_ui->auditLabel->clear();
    m_progress = {};
    m_progress.deployment = m_deployment;
    m_progress.target = replicas();
    refreshSteps();
    go(Step::Progress);
    m_ui->nextButton->setFocus();
}

void ScaleDialog::showProgress(const OperationService::Progress &progress)
{
    m_progress = progress;
    refreshSteps();
}

void ScaleDialog::showFailure(State state, const QString &text)
{
    m_hasFailed = state == State::Critical;
    m_ui->banner->setMessage(state, text);
    refreshSteps();
}

void ScaleDialog::showAudit(const AuditEntry &entry)
{
    m_audit = entry;
    refreshSteps();
}

void ScaleDialog::refreshSteps()
{
    using Phase = OperationService::Progress::Step;
    using Mark = StepIndicator::Progress;
    const bool hasFailed = m_hasFailed || m_progress.step == Phase::Failed;
    // Where it failed: before an answer came, or while the agents were awaited.
    const bool wasAccepted = m_progress.step != Phase::Sent && !m_progress.deployment.name.isEmpty()
        && (m_progress.step != Phase::Failed || m_progress.deployment.desired == m_progress.target);
    std::vector<StepIndicator::Step> steps;
    steps.push_back({tr("Written to the journal and sent"), {}, Mark::Done});
    steps.push_back({tr("Accepted by the manager"),
                     {},
                     wasAccepted     ? Mark::Done
                         : hasFailed ? Mark::Failed
                                     : Mark::Running});
    const QString ready = tr("%1 of %2 ready").arg(m_progress.deployment.ready).arg(m_progress.target);
    steps.push_back({replicas() == 0 ? tr("Agents stopped") : tr("Agents ready"), wasAccepted ? ready : QString(),
                     m_progress.step == Phase::Ready ? Mark::Done
                         : hasFailed                 ? (wasAccepted ? Mark::Failed : Mark::Skipped)
                         : wasAccepted               ? Mark::Running
                                                     : Mark::Waiting});
    m_ui->steps->setSteps(std::move(steps));

    const bool isOver = hasFailed || m_progress.step == Phase::Ready;
    const qint64 elapsed = isOver && m_progress.elapsedMs > 0 ? m_progress.elapsedMs : m_now() - m_startedMs;
    const QString time = format::durationMs(isOver ? elapsed : elapsed / 1000 * 1000);
    m_ui->elapsedLabel->setText(m_progress.step == Phase::Ready ? tr("Done in %1.").arg(time)
                                    : hasFailed
                                    ? tr("Failed after %1.").arg(time)
                                    : tr("Running for %1. Closing this window does not stop it.").arg(time));
    if (isOver)
        m_ticks.stop();
    m_ui->auditLabel->setVisible(m_audit.has_value());
    if (m_audit)
        m_ui->auditLabel->setText(tr("Journal line %1, %2: %3 %4, %5. Reason: %6. Hash %7…")
                                      .arg(QString::number(m_audit->sequence),
                                           format::dateTime(m_audit->timeMs, m_zone), audittext::action(*m_audit),
                                           m_audit->target, audittext::outcome(*m_audit), m_audit->reason,
                                           m_audit->hash.left(12)));
}

void ScaleDialog::tick()
{
    if (m_step == Step::Plan) {
        m_ui->planView->setNow(m_now());
        m_ui->confirmButton->setEnabled(isConfirmable());
    } else if (m_step == Step::Progress) {
        refreshSteps();
    }
}

} // namespace toban
