// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Renders all pieces of the kit into DIR/<sheet>-<theme>-<language>-<scale>.png, without a display.
// kit-gallery DIR [--once] [--scale 1|2]: --once renders light English only.
#include "sheets.h"

#include "kit/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLocale>

#include <cstdio>

int main(int argc, char **argv)
{
    QString scale = QStringLiteral("1");
    for (int i = 1; i + 1 < argc; ++i) {
        if (qstrcmp(argv[i], "--scale") == 0)
            scale = QString::fromLocal8Bit(argv[i + 1]);
    }
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", scale.toLatin1());
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fputs("usage: kit-gallery DIR [--once] [--scale 1|2]\n", stderr);
        return 2;
    }
    const QDir folder(arguments[1]);
    if (!folder.mkpath(QStringLiteral("."))) {
        std::fprintf(stderr, "cannot make %s\n", qPrintable(folder.path()));
        return 1;
    }
    const bool once = arguments.contains(QStringLiteral("--once"));

    int missing = 0;
    for (const bool japanese : {false, true}) {
        QLocale::setDefault(japanese ? QLocale(QLocale::Japanese, QLocale::Japan)
                                     : QLocale(QLocale::English, QLocale::UnitedStates));
        for (const bool dark : {false, true}) {
            if (once && (japanese || dark))
                continue;
            toban::applyTheme(app, dark ? toban::Scheme::Dark : toban::Scheme::Light);
            for (toban::Sheet &sheet : toban::makeSheets(japanese)) {
                sheet.widget->show();
                QElapsedTimer clock;
                clock.start();
                while (!sheet.ready() && clock.elapsed() < 10'000)
                    QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
                if (sheet.prepare)
                    sheet.prepare();
                QApplication::processEvents();
                const QString name = QStringLiteral("%1-%2-%3-%4.png")
                                         .arg(sheet.name, dark ? QStringLiteral("dark") : QStringLiteral("light"),
                                              japanese ? QStringLiteral("ja") : QStringLiteral("en"), scale);
                if (!sheet.ready() || !sheet.widget->grab().save(folder.filePath(name))) {
                    std::fprintf(stderr, "no picture: %s\n", qPrintable(name));
                    ++missing;
                }
            }
        }
    }
    return missing == 0 ? 0 : 1;
}
