// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/endpointform.h"

#include "ui_endpointform.h"

#include <QEvent>
#include <QSignalBlocker>

namespace toban {

namespace {
enum Authentication { NoAuthentication, Basic, Token };
}

EndpointForm::EndpointForm(EndpointKind kind, QWidget *parent)
    : QWidget(parent), m_kind(kind), m_ui(std::make_unique<::Ui::EndpointForm>())
{
    m_ui->setupUi(this);
    m_ui->urlError->setField(m_ui->urlEdit);
    setFocusProxy(m_ui->urlEdit);
    m_ui->userError->setField(m_ui->userEdit);
    m_ui->proxyError->setField(m_ui->proxyEdit);
    m_ui->tokenTypeEdit->setText(QStringLiteral("Bearer"));
    m_ui->testButton->setAutoDefault(false);
    m_ui->testResult->hide();
    for (QLineEdit *edit : {m_ui->urlEdit, m_ui->userEdit, m_ui->tokenTypeEdit, m_ui->serverNameEdit, m_ui->proxyEdit})
        connect(edit, &QLineEdit::textEdited, this, &EndpointForm::edited);
    for (PathField *field : {m_ui->caField, m_ui->certField, m_ui->keyField})
        connect(field, &PathField::edited, this, &EndpointForm::edited);
    for (SecretField *field : {m_ui->passwordField, m_ui->tokenField})
        connect(field, &SecretField::edited, this, &EndpointForm::edited);
    connect(m_ui->headerList, &HeaderList::edited, this, &EndpointForm::edited);
    connect(m_ui->insecureCheck, &QCheckBox::toggled, this, &EndpointForm::edited);
    connect(m_ui->timeoutSpin, &QSpinBox::valueChanged, this, [this](int seconds) {
        m_timeout = std::chrono::seconds(seconds);
        Q_EMIT edited();
    });
    m_timeout = std::chrono::seconds(m_ui->timeoutSpin->value());
    connect(m_ui->authBox, &QComboBox::currentIndexChanged, this, [this] {
        showAuthentication();
        Q_EMIT edited();
    });
    connect(m_ui->testButton, &QPushButton::clicked, this, &EndpointForm::testRequested);
    retranslate();
    showAuthentication();
}

EndpointForm::~EndpointForm() = default;

void EndpointForm::setConfig(const EndpointConfig &config)
{
    const QSignalBlocker blocker(this);
    const HttpOptions &http = config.http;
    m_ui->urlEdit->setText(config.url);
    m_ui->authBox->setCurrentIndex(http.basicAuth ? Basic : http.authorization ? Token : NoAuthentication);
    m_ui->userEdit->setText(http.basicAuth ? http.basicAuth->username : QString());
    m_ui->passwordField->setName(http.basicAuth ? http.basicAuth->passwordSecret : SecretName());
    m_ui->tokenTypeEdit->setText(http.authorization ? http.authorization->type : QStringLiteral("Bearer"));
    m_ui->tokenField->setName(http.authorization ? http.authorization->credentialsSecret : SecretName());
    m_ui->headerList->setHeaders(http.headers);
    m_ui->caField->setPath(http.tls.caFile);
    m_ui->certField->setPath(http.tls.certFile);
    m_ui->keyField->setPath(http.tls.keyFile);
    m_ui->serverNameEdit->setText(http.tls.serverName);
    m_ui->insecureCheck->setChecked(http.tls.insecureSkipVerify);
    m_ui->proxyEdit->setText(http.proxyUrl);
    m_ui->timeoutSpin->setValue(int(std::chrono::ceil<std::chrono::seconds>(http.timeout).count()));
    m_timeout = http.timeout; // as it is, also when it is not a number of whole seconds
    m_ui->passwordField->forget();
    m_ui->tokenField->forget();
    m_ui->testResult->hide();
    clearIssues();
    showAuthentication();
}

EndpointConfig EndpointForm::config() const
{
    EndpointConfig config;
    config.url = m_ui->urlEdit->text().trimmed();
    HttpOptions &http = config.http;
    if (m_ui->authBox->currentIndex() == Basic)
        http.basicAuth = {m_ui->userEdit->text(), m_ui->passwordField->name()};
    else if (m_ui->authBox->currentIndex() == Token)
        http.authorization = {m_ui->tokenTypeEdit->text().trimmed(), m_ui->tokenField->name()};
    http.headers = m_ui->headerList->headers();
    http.tls = {m_ui->caField->path(), m_ui->certField->path(), m_ui->keyField->path(),
                m_ui->serverNameEdit->text().trimmed(), m_ui->insecureCheck->isChecked()};
    http.proxyUrl = m_ui->proxyEdit->text().trimmed();
    http.timeout = m_timeout;
    return config;
}

EndpointForm::Named EndpointForm::named(const NameGiver &name) const
{
    Named result{config(), {}};
    HttpOptions &http = result.config.http;
    const auto take = [&](SecretName &slot, const QString &what, const SecretField *field) {
        // A secret without a value keeps its name: whoever asks for it then is told that it is not set.
        const bool typed = field && field->hasNewValue();
        slot = name(what, slot, typed);
        if (typed)
            result.secrets.push_back({slot, field->value(), field->isForThisRun()});
    };
    if (http.basicAuth)
        take(http.basicAuth->passwordSecret, QStringLiteral("password"), m_ui->passwordField);
    if (http.authorization)
        take(http.authorization->credentialsSecret, QStringLiteral("token"), m_ui->tokenField);
    for (const std::size_t index : m_ui->headerList->secretHeaders()) {
        const SecretField *field = nullptr;
        for (const HeaderList::NewSecret &secret : m_ui->headerList->newSecrets())
            if (secret.header == index)
                field = secret.field;
        take(http.headers[index].valueSecret, http.headers[index].name.toLower(), field);
    }
    return result;
}

void EndpointForm::clearIssues()
{
    for (FieldError *error : findChildren<FieldError *>())
        error->setError({});
}

void EndpointForm::showIssue(FieldIssue::Field field, const QString &text)
{
    using Field = FieldIssue::Field;
    switch (field) {
    case Field::Url:
        return m_ui->urlError->setError(text);
    case Field::Username:
        return m_ui->userError->setError(text);
    case Field::CaFile:
        return m_ui->caError->setError(text);
    case Field::CertFile:
        return m_ui->certError->setError(text);
    case Field::KeyFile:
        return m_ui->keyError->setError(text);
    case Field::Proxy:
        return m_ui->proxyError->setError(text);
    case Field::Headers:
        return m_ui->headersError->setError(text);
    case Field::Name:
    case Field::TimeZone:
    case Field::Currency:
    case Field::MetricProfile:
    case Field::NoEndpoint:
        break; // the environment's own
    }
}

void EndpointForm::setTestRunning()
{
    m_ui->testButton->setEnabled(false);
    m_ui->testResult->setMessage(State::Busy, tr("Asking…"));
}

void EndpointForm::setTestResult(bool ok, const QString &sentence)
{
    m_ui->testButton->setEnabled(true);
    m_ui->testResult->setMessage(ok ? State::Ok : State::Critical, sentence);
}

void EndpointForm::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_ui->retranslateUi(this);
        retranslate();
    }
    QWidget::changeEvent(event);
}

void EndpointForm::retranslate()
{
    m_ui->passwordField->setFieldName(tr("Password"));
    m_ui->tokenField->setFieldName(tr("Token"));
    m_ui->caField->setFieldName(tr("CA file"));
    m_ui->certField->setFieldName(tr("Certificate"));
    m_ui->keyField->setFieldName(tr("Key"));
    static const char *const examples[] = {"http://prometheus.example:9090", "http://loki.example:3100",
                                           "http://alertmanager.example:9093", "http://manager.example:8080"};
    m_ui->urlEdit->setPlaceholderText(QString::fromLatin1(examples[int(m_kind)]));
}

void EndpointForm::showAuthentication()
{
    const int way = m_ui->authBox->currentIndex();
    for (QWidget *widget : {static_cast<QWidget *>(m_ui->userLabel), static_cast<QWidget *>(m_ui->userEdit),
                            static_cast<QWidget *>(m_ui->passwordLabel), static_cast<QWidget *>(m_ui->passwordField)})
        widget->setVisible(way == Basic);
    for (QWidget *widget : {static_cast<QWidget *>(m_ui->tokenTypeLabel), static_cast<QWidget *>(m_ui->tokenTypeEdit),
                            static_cast<QWidget *>(m_ui->tokenLabel), static_cast<QWidget *>(m_ui->tokenField)})
        widget->setVisible(way == Token);
    if (way != Basic)
        m_ui->userError->setError({});
}

} // namespace toban
