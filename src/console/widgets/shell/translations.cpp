// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace toban {

Translations::Translations() = default;

Translations::~Translations()
{
    for (const auto &translator : m_translators)
        QCoreApplication::removeTranslator(translator.get());
}

QString Translations::systemLanguage()
{
    for (const QString &language : QLocale::system().uiLanguages()) {
        if (language.startsWith(u"ja"))
            return QStringLiteral("ja");
        if (language.startsWith(u"en"))
            break;
    }
    return QStringLiteral("en");
}

void Translations::setLanguage(const QString &wanted)
{
    const QString language = wanted.isEmpty() ? systemLanguage() : wanted;
    if (language == m_language)
        return;
    const bool atStart = m_language.isEmpty();
    m_language = language;
    // Digits and dates go with the words: a Japanese window with another locale's separators reads as a mistake.
    if (QLocale::system().name().startsWith(language))
        QLocale::setDefault(QLocale::system());
    else
        QLocale::setDefault(language == u"ja" ? QLocale(QLocale::Japanese, QLocale::Japan)
                                              : QLocale(QLocale::English, QLocale::UnitedStates));
    for (const auto &translator : m_translators)
        QCoreApplication::removeTranslator(translator.get());
    m_translators.clear();
    if (!(atStart && language == u"en")) // Qt's own texts are English
        install(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(QStringLiteral("toban_") + language, QStringLiteral(":/i18n"));
}

void Translations::install(const QString &name, const QString &directory)
{
    auto translator = std::make_shared<QTranslator>();
    if (!translator->load(name, directory))
        return;
    QCoreApplication::installTranslator(translator.get());
    m_translators.append(translator);
}

} // namespace toban
