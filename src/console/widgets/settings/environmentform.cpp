// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/environmentform.h"

#include "ui_environmentform.h"

#include "kit/theme.h"

#include <QCompleter>
#include <QEvent>
#include <QScrollArea>
#include <QTimeZone>

namespace toban {

EnvironmentForm::EnvironmentForm(const Context &context, QWidget *parent)
    : QWidget(parent), m_ui(std::make_unique<::Ui::EnvironmentForm>())
{
    m_ui->setupUi(this);
    m_ui->nameError->setField(m_ui->nameEdit);
    m_ui->timeZoneError->setField(m_ui->timeZoneBox);
    m_ui->currencyError->setField(m_ui->currencyEdit);
    const QList<QByteArray> zones = QTimeZone::availableTimeZoneIds();
    m_ui->timeZoneBox->addItem(QString());
    for (const QByteArray &zone : zones)
        if (zone.contains('/') || zone == "UTC")
            m_ui->timeZoneBox->addItem(QString::fromLatin1(zone));
    m_ui->timeZoneBox->setInsertPolicy(QComboBox::NoInsert);
    m_ui->timeZoneBox->completer()->setFilterMode(Qt::MatchContains);
    m_ui->timeZoneBox->completer()->setCompletionMode(QCompleter::PopupCompletion);

    m_ui->nameEdit->setText(context.name);
    m_ui->kindBox->setCurrentIndex(int(context.kind));
    m_ui->colourField->setDefaultColour(tokens(this).environment(context.kind));
    m_ui->colourField->setColour(context.colour);
    m_ui->readOnlyCheck->setChecked(context.readOnly);
    m_ui->timeZoneBox->setCurrentText(context.timeZone);
    m_ui->currencyEdit->setText(context.currency);
    m_ui->profileField->setPath(context.metricProfile);

    for (const EndpointKind kind : allEndpointKinds) {
        auto *form = new EndpointForm(kind);
        form->setObjectName(toString(kind) + QStringLiteral("Form"));
        form->setConfig(context.endpoint(kind));
        auto *scroll = new QScrollArea;
        scroll->setFrameShape(QFrame::NoFrame);
        scroll->setWidgetResizable(true);
        scroll->setWidget(form);
        m_ui->endpointTabs->addTab(scroll, QString());
        m_endpoints[kind] = form;
        connect(form, &EndpointForm::edited, this, &EnvironmentForm::edited);
        connect(form, &EndpointForm::testRequested, this, [this, kind] { Q_EMIT testRequested(kind); });
    }

    connect(m_ui->nameEdit, &QLineEdit::textEdited, this, &EnvironmentForm::edited);
    connect(m_ui->currencyEdit, &QLineEdit::textEdited, this, &EnvironmentForm::edited);
    connect(m_ui->timeZoneBox, &QComboBox::currentTextChanged, this, &EnvironmentForm::edited);
    connect(m_ui->colourField, &ColourField::edited, this, &EnvironmentForm::edited);
    connect(m_ui->profileField, &PathField::edited, this, &EnvironmentForm::edited);
    connect(m_ui->readOnlyCheck, &QCheckBox::toggled, this, &EnvironmentForm::edited);
    connect(m_ui->defaultCheck, &QCheckBox::clicked, this, &EnvironmentForm::defaultRequested);
    connect(m_ui->kindBox, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_ui->colourField->setDefaultColour(tokens(this).environment(EnvironmentKind(index)));
        Q_EMIT edited();
    });
    retranslate();
}

EnvironmentForm::~EnvironmentForm() = default;

Context EnvironmentForm::context() const
{
    Context context;
    context.name = m_ui->nameEdit->text();
    context.kind = EnvironmentKind(m_ui->kindBox->currentIndex());
    context.colour = m_ui->colourField->colour();
    context.readOnly = m_ui->readOnlyCheck->isChecked();
    context.timeZone = m_ui->timeZoneBox->currentText().trimmed();
    context.currency = m_ui->currencyEdit->text().trimmed();
    context.metricProfile = m_ui->profileField->path();
    for (const auto &[kind, form] : m_endpoints)
        if (const EndpointConfig config = form->config(); config != EndpointConfig{})
            context.endpoints[kind] = config;
    return context;
}

void EnvironmentForm::setDefault(bool on)
{
    m_ui->defaultCheck->setChecked(on);
    m_ui->defaultCheck->setEnabled(!on);
}

void EnvironmentForm::clearIssues()
{
    for (FieldError *error : findChildren<FieldError *>())
        error->setError({});
}

void EnvironmentForm::showIssue(const FieldIssue &issue)
{
    using Field = FieldIssue::Field;
    if (issue.endpoint)
        return m_endpoints.at(*issue.endpoint)->showIssue(issue.field, issue.text);
    if (issue.field == Field::Name)
        m_ui->nameError->setError(issue.text);
    else if (issue.field == Field::TimeZone)
        m_ui->timeZoneError->setError(issue.text);
    else if (issue.field == Field::Currency)
        m_ui->currencyError->setError(issue.text);
    else if (issue.field == Field::MetricProfile)
        m_ui->profileError->setError(issue.text);
    else
        m_ui->endpointsError->setError(issue.text);
}

void EnvironmentForm::revealIssue(const FieldIssue &issue)
{
    if (issue.endpoint)
        m_ui->endpointTabs->setCurrentIndex(int(*issue.endpoint));
}

void EnvironmentForm::revealEndpoint(EndpointKind kind)
{
    m_ui->endpointTabs->setCurrentIndex(int(kind));
    m_endpoints.at(kind)->setFocus(Qt::OtherFocusReason);
}

void EnvironmentForm::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        retranslate();
    }
    QWidget::changeEvent(event);
}

void EnvironmentForm::retranslate()
{
    m_ui->timeZoneBox->lineEdit()->setPlaceholderText(
        tr("The system’s (%1)").arg(QString::fromLatin1(QTimeZone::systemTimeZoneId())));
    m_ui->profileField->setFieldName(tr("Metric profile"));
    const QString titles[] = {tr("Prometheus"), tr("Logs (Loki)"), tr("Alertmanager"), tr("Manager")};
    for (int i = 0; i < m_ui->endpointTabs->count(); ++i)
        m_ui->endpointTabs->setTabText(i, titles[i]);
}

} // namespace toban
