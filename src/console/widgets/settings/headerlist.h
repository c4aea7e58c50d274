// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace toban {

class SecretField;

/// The extra headers of an endpoint: name, value, and whether the value is a secret.
class HeaderList : public QWidget
{
    Q_OBJECT
public:
    explicit HeaderList(QWidget *parent = nullptr);

    void setHeaders(const std::vector<HttpOptions::Header> &headers);
    /// As entered. A secret's `valueSecret` is the stored name, empty for a new one (see newSecrets()).
    std::vector<HttpOptions::Header> headers() const;

    struct NewSecret
    {
        std::size_t header; ///< index in headers()
        SecretField *field;
    };
    std::vector<NewSecret> newSecrets() const; ///< secret headers whose value was typed
    std::vector<std::size_t> secretHeaders() const; ///< indices of the headers marked as secret

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row
    {
        QWidget *widget;
        QLineEdit *name;
        QStackedWidget *stack;
        QLineEdit *value;
        SecretField *secretValue;
        QCheckBox *secret;
        QToolButton *remove;
    };
    void addRow(const HttpOptions::Header &header);
    void removeRow(QWidget *widget);
    void retranslate();

    std::vector<Row> m_rows;
    QVBoxLayout *m_layout;
    QPushButton *m_add;
};

} // namespace toban
