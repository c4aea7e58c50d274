// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/welcomeview.h"

#include "kit/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace toban {

WelcomeView::WelcomeView(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_text(new QLabel(this)), m_sandbox(new QPushButton(this)),
      m_sandboxText(new QLabel(this)), m_add(new QPushButton(this)), m_addText(new QLabel(this)),
      m_busy(new QLabel(this))
{
    m_title->setProperty("role", QStringLiteral("title"));
    m_sandbox->setProperty("kind", QStringLiteral("primary"));
    m_sandbox->setObjectName(QStringLiteral("openSandboxButton"));
    m_add->setObjectName(QStringLiteral("addEnvironmentButton"));
    auto *column = new QVBoxLayout;
    column->setSpacing(space::s);
    for (QLabel *label : {m_text, m_sandboxText, m_addText, m_busy}) {
        label->setWordWrap(true);
        label->setFixedWidth(480);
    }
    for (QLabel *label : {m_sandboxText, m_addText, m_busy})
        label->setProperty("role", QStringLiteral("faint"));
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addSpacing(space::l);
    column->addWidget(m_sandbox, 0, Qt::AlignLeft);
    column->addWidget(m_sandboxText);
    column->addSpacing(space::m);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    column->addWidget(m_addText);
    column->addSpacing(space::m);
    column->addWidget(m_busy);
    auto *across = new QHBoxLayout;
    across->addStretch();
    across->addLayout(column);
    across->addStretch();
    auto *down = new QVBoxLayout(this);
    down->addStretch(2);
    down->addLayout(across);
    down->addStretch(3);
    connect(m_sandbox, &QPushButton::clicked, this, &WelcomeView::sandboxRequested);
    connect(m_add, &QPushButton::clicked, this, &WelcomeView::addEnvironmentRequested);
    retranslate();
}

void WelcomeView::setBusy(const QString &sentence)
{
    m_busy->setText(sentence);
    m_sandbox->setEnabled(sentence.isEmpty());
}

void WelcomeView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void WelcomeView::retranslate()
{
    m_title->setText(tr("No environment is set up yet"));
    m_text->setText(tr("An environment names the Prometheus, Loki, Alertmanager and agent manager of one fleet."));
    m_sandbox->setText(tr("Open the sandbox"));
    m_sandboxText->setText(
        tr("A small fleet with all its servers on this machine, with two months of history. Nothing leaves the "
           "machine. It runs on until “toban-sandbox down”."));
    m_add->setText(tr("Add an environment"));
    m_addText->setText(tr("Enter the addresses of a fleet that is already running."));
}

} // namespace toban
