// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/aboutdialog.h"

#include "kit/theme.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace toban {

AboutDialog::AboutDialog(QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("About Toban"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(space::s);
    const auto add = [&](const QString &text, const char *role) {
        auto *label = new QLabel(text, this);
        label->setWordWrap(true);
        label->setMinimumWidth(440);
        label->setProperty("role", QLatin1String(role));
        label->setTextInteractionFlags(Qt::TextBrowserInteraction);
        label->setOpenExternalLinks(true);
        layout->addWidget(label);
    };
    add(QStringLiteral("Toban %1").arg(QCoreApplication::applicationVersion()), "title");
    add(tr("Operations console for fleets of AI agents."), "");
    add(tr("Copyright 2026 The Toban authors. Toban is free software: you may use, study, share and change it under "
           "the GNU General "
           "Public License, version 3 or later. It comes without any warranty, as far as the law permits."),
        "");
    add(tr("The licence: %1")
            .arg(QStringLiteral("<a href=\"https://www.gnu.org/licenses/gpl-3.0.html\">GPL-3.0-or-later</a>")),
        "");
    add(tr("Built with Qt %1, QCoro, QtKeychain, simdjson, JSON for Modern C++, spdlog, yaml-cpp, CLI11 and "
           "tl::expected.")
            .arg(QLatin1String(qVersion())),
        "faint");
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *close = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addSpacing(space::s);
    layout->addWidget(buttons);
}

} // namespace toban
