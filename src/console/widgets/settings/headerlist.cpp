// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/headerlist.h"

#include "settings/secretfield.h"

#include <QCheckBox>
#include <QEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace toban {

HeaderList::HeaderList(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this)), m_add(new QPushButton(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
    m_layout->addWidget(m_add, 0, Qt::AlignLeft);
    m_add->setAutoDefault(false);
    m_add->setObjectName(QStringLiteral("addHeaderButton"));
    setFocusProxy(m_add);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({});
        m_rows.back().name->setFocus();
        Q_EMIT edited();
    });
    retranslate();
}

void HeaderList::setHeaders(const std::vector<HttpOptions::Header> &headers)
{
    for (const Row &row : m_rows)
        delete row.widget;
    m_rows.clear();
    for (const HttpOptions::Header &header : headers)
        addRow(header);
}

std::vector<HttpOptions::Header> HeaderList::headers() const
{
    std::vector<HttpOptions::Header> headers;
    for (const Row &row : m_rows) {
        const bool secret = row.secret->isChecked();
        headers.push_back({row.name->text().trimmed(), secret ? QString() : row.value->text(),
                           secret ? row.secretValue->name() : SecretName()});
    }
    return headers;
}

std::vector<HeaderList::NewSecret> HeaderList::newSecrets() const
{
    std::vector<NewSecret> secrets;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].secret->isChecked() && m_rows[i].secretValue->hasNewValue())
            secrets.push_back({i, m_rows[i].secretValue});
    return secrets;
}

std::vector<std::size_t> HeaderList::secretHeaders() const
{
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].secret->isChecked())
            indices.push_back(i);
    return indices;
}

void HeaderList::addRow(const HttpOptions::Header &header)
{
    Row row{};
    row.widget = new QWidget(this);
    auto *layout = new QHBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    row.name = new QLineEdit(header.name, row.widget);
    row.stack = new QStackedWidget(row.widget);
    row.value = new QLineEdit(header.value, row.stack);
    row.secretValue = new SecretField(row.stack);
    row.secretValue->setName(header.valueSecret);
    row.stack->addWidget(row.value);
    row.stack->addWidget(row.secretValue);
    row.secret = new QCheckBox(row.widget);
    row.remove = new QToolButton(row.widget);
    layout->addWidget(row.name, 2);
    layout->addWidget(row.stack, 3);
    layout->addWidget(row.secret);
    layout->addWidget(row.remove);
    connect(row.name, &QLineEdit::textEdited, this, &HeaderList::edited);
    connect(row.value, &QLineEdit::textEdited, this, &HeaderList::edited);
    connect(row.secretValue, &SecretField::edited, this, &HeaderList::edited);
    connect(row.secret, &QCheckBox::toggled, row.stack, [stack = row.stack](bool on) { stack->setCurrentIndex(on); });
    connect(row.secret, &QCheckBox::toggled, this, &HeaderList::edited);
    connect(row.remove, &QToolButton::clicked, this, [this, widget = row.widget] { removeRow(widget); });
    row.secret->setChecked(!header.valueSecret.isEmpty());
    m_layout->insertWidget(int(m_rows.size()), row.widget);
    m_rows.push_back(row);
    retranslate();
}

void HeaderList::removeRow(QWidget *widget)
{
    const auto it
        = std::find_if(m_rows.begin(), m_rows.end(), [widget](const Row &row) { return row.widget == widget; });
    if (it == m_rows.end())
        return;
    m_rows.erase(it);
    widget->hide();
    widget->deleteLater(); // its button is the sender
    Q_EMIT edited();
}

void HeaderList::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void HeaderList::retranslate()
{
    m_add->setText(tr("Add a header"));
    for (const Row &row : m_rows) {
        row.name->setPlaceholderText(QStringLiteral("X-Scope-OrgID"));
        row.name->setAccessibleName(tr("Header name"));
        row.value->setPlaceholderText(tr("Value"));
        row.value->setAccessibleName(tr("Header value"));
        row.secretValue->setFieldName(tr("Secret header value"));
        row.secret->setText(tr("Secret"));
        row.remove->setText(tr("Remove"));
        row.remove->setAccessibleName(tr("Remove the header %1").arg(row.name->text()));
    }
}

} // namespace toban
