// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <memory>

class QTranslator;

namespace toban {

/// The language of the program: translations of our own texts and of Qt's, and the locale of numbers. May be changed at
/// any time; every widget then gets QEvent::LanguageChange. GUI thread. Outlives every widget.
class Translations
{
public:
    Translations();
    ~Translations();

    /// "en", "ja"; empty: the system's if there is a translation, else English. Nothing happens when it is in use
    /// already.
    void setLanguage(const QString &language);
    const QString &language() const { return m_language; } ///< in use, never empty once set

    static QString systemLanguage();

private:
    void install(const QString &name, const QString &directory);

    QString m_language;
    QList<std::shared_ptr<QTranslator>> m_translators;
};

} // namespace toban
