// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;

namespace toban {

/// Where a secret is entered: an empty field means "as it is". It shows only whether there is a stored name, never a
/// value; the value is forgotten by forget() once it has been handed on.
class SecretField : public QWidget
{
    Q_OBJECT
public:
    explicit SecretField(QWidget *parent = nullptr);

    void setFieldName(const QString &name); ///< accessible name, translated
    void setName(const SecretName &name); ///< the name in the keychain, empty: none yet
    const SecretName &name() const { return m_name; }
    bool hasNewValue() const;
    QString value() const; ///< what was typed, for a test of the endpoint
    bool isForThisRun() const;
    void setForThisRun(bool on);
    void forget(); ///< drops what was typed

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    SecretName m_name;
    QLineEdit *m_edit;
    QCheckBox *m_run;
};

} // namespace toban
