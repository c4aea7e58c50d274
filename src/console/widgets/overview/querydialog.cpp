// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/querydialog.h"

#include "ui_querydialog.h"

#include "kit/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>

namespace toban {

QueryDialog::QueryDialog(QWidget *parent) : QDialog(parent), m_ui(std::make_unique<::Ui::QueryDialog>())
{
    m_ui->setupUi(this);
    m_ui->title->setProperty("role", QStringLiteral("title"));
    m_ui->note->setProperty("role", QStringLiteral("warn"));
    m_ui->text->setFont(type::monospace());
    for (QLabel *label : {m_ui->explanation, m_ui->note}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    QPushButton *copyButton = m_ui->buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    copyButton->setObjectName(QStringLiteral("copyButton"));
    copyButton->setProperty("kind", QStringLiteral("primary"));
    m_ui->buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    copyButton->setDefault(true);
    connect(copyButton, &QPushButton::clicked, this, &QueryDialog::copy);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(680, 360);
}

QueryDialog::~QueryDialog() = default;

void QueryDialog::setContent(const QString &title, const QString &explanation, const std::vector<Entry> &entries,
                             const QString &note)
{
    m_entries = entries;
    setWindowTitle(title);
    m_ui->title->setText(title);
    m_ui->explanation->setText(explanation);
    m_ui->explanation->setVisible(!explanation.isEmpty());
    m_ui->note->setText(note);
    m_ui->note->setVisible(!note.isEmpty());
    QStringList parts;
    for (const Entry &entry : entries)
        if (!entry.query.isEmpty())
            parts.append(entry.legend.isEmpty() || entries.size() == 1 ? entry.query
                                                                       : u"# " + entry.legend + u'\n' + entry.query);
    m_ui->text->setPlainText(parts.join(QStringLiteral("\n\n")));
    m_ui->text->setVisible(!parts.isEmpty());
    if (parts.isEmpty())
        resize(width(), minimumSizeHint().height());
    m_ui->buttons->findChild<QPushButton *>(QStringLiteral("copyButton"))->setVisible(!parts.isEmpty());
}

QString QueryDialog::explanation() const
{
    return m_ui->explanation->text();
}

QString QueryDialog::note() const
{
    return m_ui->note->text();
}

QString QueryDialog::queries() const
{
    return m_ui->text->toPlainText();
}

void QueryDialog::copy()
{
    QGuiApplication::clipboard()->setText(queries());
}

} // namespace toban
