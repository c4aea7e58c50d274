// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/page.h"

#include <QAction>
#include <QCoreApplication>
#include <QLineEdit>
#include <QVBoxLayout>

/// A page that writes down what happens to it.
class FakePage : public toban::Page
{
public:
    FakePage(const QString &id, QStringList &log, QWidget *parent)
        : Page(parent), m_id(id), m_log(log), filter(new QLineEdit(this)),
          action(new QAction(id + QStringLiteral(" action"), this))
    {
        (new QVBoxLayout(this))->addWidget(filter);
        action->setObjectName(QStringLiteral("action.%1.do").arg(id));
        action->setShortcut(QKeySequence(QStringLiteral("Ctrl+D")));
        connect(action, &QAction::triggered, this, [this] { m_log.append(m_id + QStringLiteral(" did")); });
        m_log.append(m_id + QStringLiteral(" made"));
    }

    QString id() const override { return m_id; }
    QString title() const override { return m_id.toUpper(); }
    QList<QAction *> pageActions() const override { return {action}; }
    void activate() override { m_log.append(m_id + QStringLiteral(" on")); }
    void deactivate() override { m_log.append(m_id + QStringLiteral(" off")); }
    void navigate(const QVariantMap &args) override
    {
        m_log.append(m_id + QStringLiteral(" to ") + args.value(QStringLiteral("item")).toString());
    }
    bool isComplete() const override { return complete; }
    std::vector<toban::Problem> problems() const override
    {
        std::vector<toban::Problem> made = reported;
        for (toban::Problem &problem : made)
            if (translated)
                problem.text = QCoreApplication::translate("test", translated);
        return made;
    }
    void focusFilter() override { filter->setFocus(); }
    bool goBack() override { return std::exchange(hasInner, false); }

private:
    QString m_id;
    QStringList &m_log;

public:
    QLineEdit *filter;
    QAction *action;
    bool hasInner = false;
    bool complete = true;
    std::vector<toban::Problem> reported;
    const char *translated = nullptr; ///< the text of all, in the language of the moment
};
