// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingsdialog.h"

#include "ui_appearanceform.h"
#include "ui_settingsdialog.h"

#include "settings/secretfield.h"

#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QUuid>

namespace toban {

namespace {

constexpr int appearanceRow = 0; // environments follow it in the list
const char *const languages[] = {"", "en", "ja"};

} // namespace

SettingsDialog::SettingsDialog(QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<::Ui::SettingsDialog>()),
      m_appearance(std::make_unique<::Ui::AppearanceForm>())
{
    m_ui->setupUi(this);
    m_ui->banner->hide();
    m_ui->buttons->button(QDialogButtonBox::Save)->setProperty("kind", QStringLiteral("primary"));
    restyle(m_ui->buttons->button(QDialogButtonBox::Save));
    m_ui->columns->setStretch(1, 1);
    m_ui->sectionList->setFixedWidth(220);
    auto *appearance = new QWidget;
    m_appearance->setupUi(appearance);
    m_appearance->hint->setProperty("role", QStringLiteral("caption"));
    m_ui->stack->addWidget(appearance);
    addSection({});
    // Names of languages stand in their own language.
    m_appearance->languageBox->addItems({QString(), QStringLiteral("English"), QStringLiteral("日本語")});
    resize(900, 680);

    connect(m_ui->sectionList, &QListWidget::currentRowChanged, this, &SettingsDialog::onSectionChanged);
    connect(m_ui->addButton, &QToolButton::clicked, this, &SettingsDialog::addEnvironment);
    connect(m_ui->duplicateButton, &QToolButton::clicked, this, &SettingsDialog::duplicate);
    connect(m_ui->removeButton, &QToolButton::clicked, this, &SettingsDialog::remove);
    connect(m_ui->buttons->button(QDialogButtonBox::Save), &QPushButton::clicked, this, &SettingsDialog::save);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &SettingsDialog::reject);
    connect(m_ui->banner, &Banner::actionRequested, this, [this] {
        if (m_dropOffered)
            return QDialog::reject();
        for (SecretField *field : findChildren<SecretField *>())
            if (field->hasNewValue())
                field->setForThisRun(true);
        save();
    });
    for (QComboBox *box : {m_appearance->themeBox, m_appearance->languageBox, m_appearance->zoneBox})
        connect(box, &QComboBox::activated, this, &SettingsDialog::emitPreferences);
    retranslate();
    m_ui->sectionList->setCurrentRow(appearanceRow);
}

SettingsDialog::~SettingsDialog() = default;

void SettingsDialog::setContexts(const std::vector<Context> &contexts, const QString &current,
                                 const QString &defaultName)
{
    m_original = contexts;
    for (const Context &context : contexts)
        insert(context, context.name);
    for (std::size_t i = 0; i < contexts.size(); ++i)
        if (contexts[i].name == defaultName)
            setDefault(i);
    m_originalDefault = names().defaultName;
    showEnvironment(current);
}

void SettingsDialog::setPreferences(const Preferences &preferences)
{
    m_appearance->themeBox->setCurrentIndex(int(preferences.theme));
    int language = 0;
    for (int i = 0; i < int(std::size(languages)); ++i)
        if (preferences.language == QLatin1String(languages[i]))
            language = i;
    m_appearance->languageBox->setCurrentIndex(language);
    m_appearance->zoneBox->setCurrentIndex(preferences.utc ? 1 : 0);
}

std::vector<Context> SettingsDialog::contexts() const
{
    std::vector<Context> contexts;
    contexts.reserve(m_entries.size());
    for (const Entry &entry : m_entries)
        contexts.push_back(contextOf(entry));
    return contexts;
}

void SettingsDialog::showAppearance()
{
    m_ui->sectionList->setCurrentRow(appearanceRow);
}

void SettingsDialog::showEnvironment(const QString &name)
{
    int row = m_entries.empty() ? appearanceRow : appearanceRow + 1;
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        if (contextOf(m_entries[i]).name == name)
            row = appearanceRow + 1 + int(i);
    m_ui->sectionList->setCurrentRow(row);
}

bool SettingsDialog::showEndpoint(const QString &name, EndpointKind kind)
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (contextOf(m_entries[i]).name != name)
            continue;
        m_ui->sectionList->setCurrentRow(appearanceRow + 1 + int(i));
        formAt(i)->revealEndpoint(kind);
        return true;
    }
    return false;
}

void SettingsDialog::addEnvironment()
{
    Context context;
    context.name = freeContextName(contexts(), tr("New environment"));
    insert(context);
    m_ui->sectionList->setCurrentRow(m_ui->sectionList->count() - 1);
    if (auto *edit = m_entries.back().form->findChild<QLineEdit *>(QStringLiteral("nameEdit"))) {
        edit->setFocus();
        edit->selectAll();
    }
}

void SettingsDialog::duplicate()
{
    const int index = m_ui->sectionList->currentRow() - 1;
    if (index < 0)
        return;
    Context context = contextOf(m_entries[std::size_t(index)]);
    context.name = freeContextName(contexts(), tr("%1 copy").arg(context.name));
    insert(context);
    m_ui->sectionList->setCurrentRow(m_ui->sectionList->count() - 1);
    onEdited();
}

void SettingsDialog::remove()
{
    const int row = m_ui->sectionList->currentRow();
    if (row <= appearanceRow)
        return;
    const auto it = m_entries.begin() + (row - 1);
    const bool wasDefault = it->isDefault;
    delete it->form;
    m_entries.erase(it);
    if (wasDefault && !m_entries.empty())
        setDefault(0);
    delete m_ui->sectionList->takeItem(row);
    onEdited();
}

void SettingsDialog::insert(const Context &context, const QString &savedName)
{
    m_entries.push_back({context, nullptr, savedName, m_entries.empty()});
    addSection(context.name);
}

void SettingsDialog::setDefault(std::size_t index)
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        m_entries[i].isDefault = i == index;
        if (m_entries[i].form)
            m_entries[i].form->setDefault(i == index);
    }
}

EnvironmentNames SettingsDialog::names() const
{
    EnvironmentNames names;
    for (const Entry &entry : m_entries) {
        const QString name = contextOf(entry).name;
        if (!entry.savedName.isEmpty() && entry.savedName != name)
            names.renamed.insert(entry.savedName, name);
        if (entry.isDefault)
            names.defaultName = name;
    }
    return names;
}

void SettingsDialog::addSection(const QString &name)
{
    auto *item = new QListWidgetItem(name, m_ui->sectionList);
    item->setSizeHint(QSize(0, space::row + space::xs));
}

EnvironmentForm *SettingsDialog::formAt(std::size_t index)
{
    Entry &entry = m_entries[index];
    if (!entry.form) {
        entry.form = new EnvironmentForm(entry.context);
        entry.form->setDefault(entry.isDefault);
        m_ui->stack->addWidget(entry.form);
        connect(entry.form, &EnvironmentForm::edited, this, &SettingsDialog::onEdited);
        connect(entry.form, &EnvironmentForm::defaultRequested, this, [this, form = entry.form] {
            for (std::size_t i = 0; i < m_entries.size(); ++i)
                if (m_entries[i].form == form)
                    setDefault(i);
            onEdited();
        });
        connect(entry.form, &EnvironmentForm::testRequested, this,
                [this, form = entry.form](EndpointKind kind) { requestTest(form, kind); });
    }
    return entry.form;
}

void SettingsDialog::onSectionChanged(int row)
{
    const bool environment = row > appearanceRow;
    m_ui->duplicateButton->setEnabled(environment);
    m_ui->removeButton->setEnabled(environment);
    if (environment)
        m_ui->stack->setCurrentWidget(formAt(std::size_t(row - 1)));
    else if (row == appearanceRow)
        m_ui->stack->setCurrentIndex(0);
}

void SettingsDialog::onEdited()
{
    if (m_dropOffered)
        setBanner({}, false);
    showNames();
    if (m_checked)
        showIssues(false);
}

void SettingsDialog::showNames()
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const QString name = contextOf(m_entries[i]).name;
        m_ui->sectionList->item(int(i) + 1)->setText(name.isEmpty() ? tr("(no name)") : name);
    }
}

bool SettingsDialog::showIssues(bool reveal)
{
    const std::vector<FieldIssue> issues = ContextCheck::check(contexts());
    for (const Entry &entry : m_entries)
        if (entry.form)
            entry.form->clearIssues();
    for (const FieldIssue &issue : issues)
        formAt(issue.context)->showIssue(issue);
    if (!issues.empty() && reveal) {
        m_ui->sectionList->setCurrentRow(int(issues.front().context) + 1);
        formAt(issues.front().context)->revealIssue(issues.front());
    }
    return !issues.empty();
}

std::vector<SecretEdit> SettingsDialog::nameSecrets(std::vector<Context> &contexts) const
{
    std::vector<SecretEdit> secrets;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (!m_entries[i].form)
            continue;
        for (auto &[kind, config] : contexts[i].endpoints) {
            const QString &context = contexts[i].name;
            const EndpointForm *form = m_entries[i].form->endpoint(kind);
            // A copy shares its secrets with the original until a value of its own is typed.
            auto named = form->named([&, k = kind](const QString &what, const SecretName &present, bool typed) {
                if (!present.isEmpty() && (!typed || secretUses(contexts, present) <= 1))
                    return present;
                return newSecretName(contexts, context, k, what);
            });
            config = named.config;
            secrets.insert(secrets.end(), named.secrets.begin(), named.secrets.end());
        }
    }
    return secrets;
}

void SettingsDialog::save()
{
    m_checked = true;
    if (showIssues(true))
        return;
    std::vector<Context> named = contexts();
    const std::vector<SecretEdit> secrets = nameSecrets(named);
    setSaving(true);
    Q_EMIT saveRequested(named, secrets, names());
}

void SettingsDialog::setSaving(bool saving)
{
    m_ui->buttons->button(QDialogButtonBox::Save)->setEnabled(!saving);
    m_ui->columns->setEnabled(!saving);
}

void SettingsDialog::setBanner(const QString &sentence, bool offerThisRun)
{
    m_dropOffered = false;
    if (sentence.isEmpty())
        return m_ui->banner->hide();
    m_ui->banner->setMessage(State::Warn, sentence, offerThisRun ? tr("Keep for this run only") : QString());
}

EndpointForm *SettingsDialog::endpointForm(const QString &environment, EndpointKind kind) const
{
    for (const Entry &entry : m_entries)
        if (entry.form && contextOf(entry).name == environment)
            return entry.form->endpoint(kind);
    return nullptr;
}

void SettingsDialog::requestTest(const EnvironmentForm *form, EndpointKind kind)
{
    EndpointForm *endpoint = form->endpoint(kind);
    const EndpointConfig entered = endpoint->config();
    const QString issue = ContextCheck::urlIssue(entered.url);
    if (!issue.isEmpty())
        return endpoint->showIssue(FieldIssue::Field::Url, issue);
    // Typed values are tried under names of their own: what is in use stays as it is until the settings are saved.
    const QString scope = transientSecret(QStringLiteral("test/")) + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto named = endpoint->named([&](const QString &what, const SecretName &present, bool typed) {
        return typed || present.isEmpty() ? scope + u'/' + what : present;
    });
    endpoint->setTestRunning();
    Q_EMIT testRequested(form->context().name, kind, named.config, named.secrets);
}

void SettingsDialog::emitPreferences()
{
    Preferences preferences;
    preferences.theme = Scheme(m_appearance->themeBox->currentIndex());
    preferences.language = QLatin1String(languages[m_appearance->languageBox->currentIndex()]);
    preferences.utc = m_appearance->zoneBox->currentIndex() == 1;
    Q_EMIT preferencesEdited(preferences);
}

void SettingsDialog::reject()
{
    bool typed = contexts() != m_original || names().defaultName != m_originalDefault;
    for (const SecretField *field : findChildren<SecretField *>())
        typed = typed || field->hasNewValue();
    if (!typed)
        return QDialog::reject();
    m_dropOffered = true;
    m_ui->banner->setMessage(State::Warn, tr("The changes are not saved yet."), tr("Drop the changes"));
}

void SettingsDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        const int theme = m_appearance->themeBox->currentIndex();
        const int zone = m_appearance->zoneBox->currentIndex();
        m_ui->retranslateUi(this);
        m_appearance->retranslateUi(m_ui->stack->widget(0));
        m_appearance->themeBox->setCurrentIndex(theme);
        m_appearance->zoneBox->setCurrentIndex(zone);
        retranslate();
    }
    QDialog::changeEvent(event);
}

void SettingsDialog::retranslate()
{
    m_ui->sectionList->item(appearanceRow)->setText(tr("Appearance"));
    m_appearance->languageBox->setItemText(0, tr("As the system"));
    m_ui->buttons->button(QDialogButtonBox::Save)->setText(tr("Save"));
    m_ui->buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
}

} // namespace toban
