// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/icons.h"
#include "kit/statemark.h"
#include "kit/theme.h"

#include "kit/charts/seriescolours.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>

using namespace toban;

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void contrastIsThatOfWcag()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(contrast(QColor(0x77, 0x77, 0x77), Qt::white) * 100), 448);
    }

    void textAndMarksStandOut_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void textAndMarksStandOut()
    {
        QFETCH(bool, dark);
        const Tokens &t = dark ? darkTokens() : lightTokens();
        const auto check = [](const QColor &front, const QColor &ground, double least, const char *what) {
            QVERIFY2(contrast(front, ground) >= least,
                     qPrintable(QStringLiteral("%1: %2 on %3 is %4")
                                    .arg(QLatin1String(what), front.name(), ground.name())
                                    .arg(contrast(front, ground))));
        };
        for (const QColor &ground : {t.surface0, t.surface1, t.surface2, t.hover, t.accentWash}) {
            check(t.textStrong, ground, 4.5, "strong");
            check(t.text, ground, 4.5, "text");
        }
        for (const QColor &ground : {t.surface0, t.surface1, t.surface2})
            check(t.textFaint, ground, 4.5, "faint");
        for (const QColor &ground : {t.surface0, t.surface1}) {
            check(t.accent, ground, 4.5, "accent");
            check(t.control, ground, 3, "control");
        }
        check(t.onAccent, t.accent, 4.5, "on accent");
        for (const State state :
             {State::Ok, State::Busy, State::Paused, State::Unknown, State::Warn, State::Critical}) {
            const StateColours &colours = t.of(state);
            for (const QColor &ground : {t.surface0, t.surface1, t.surface2, colours.wash}) {
                check(colours.text, ground, 4.5, "state text");
                check(colours.mark, ground, 3, "state mark");
            }
        }
        for (const QColor &colour : t.series)
            check(colour, t.surface1, 3, "series");
        for (const auto kind : {EnvironmentKind::Production, EnvironmentKind::Staging, EnvironmentKind::Development,
                                EnvironmentKind::Sandbox})
            check(t.environment(kind), t.surface0, 3, "environment");
    }

    void contextColourWinsWhenItIsOne()
    {
        Context context;
        context.kind = EnvironmentKind::Production;
        QCOMPARE(environmentColour(lightTokens(), context), lightTokens().environment(EnvironmentKind::Production));
        context.colour = QStringLiteral("#123456");
        QCOMPARE(environmentColour(lightTokens(), context), QColor(0x12, 0x34, 0x56));
        context.colour = QStringLiteral("nonsense");
        QCOMPARE(environmentColour(lightTokens(), context), lightTokens().environment(EnvironmentKind::Production));
    }

    void widgetsFollowTheSchemeWithoutRestart()
    {
        QWidget widget;
        widget.show();
        applyTheme(*qApp, Scheme::Dark);
        QVERIFY(tokens(&widget).dark);
        applyTheme(*qApp, Scheme::Light);
        QVERIFY(!tokens(&widget).dark);
    }

    void transparentGroundsDoNotMakeItDark()
    {
        QPalette palette = QGuiApplication::palette();
        palette.setColor(QPalette::Window, Qt::transparent);
        QVERIFY(!tokens(palette).dark);
    }

    void sheetNamesNoUnknownToken()
    {
        for (const Tokens *t : {&lightTokens(), &darkTokens()}) {
            static const QRegularExpression leftover(QStringLiteral("\\b[A-Z][A-Z0-2]{3,}\\b"));
            const auto match = leftover.match(styleSheet(*t));
            QVERIFY2(!match.hasMatch(), qPrintable(match.captured()));
        }
    }

    void statesDifferWithoutColour()
    {
        // In one grey, each state's shape must still be its own.
        QList<QImage> shapes;
        Tokens t = lightTokens();
        for (StateColours *colours : {&t.ok, &t.busy, &t.paused, &t.unknown, &t.warn, &t.critical})
            colours->mark = Qt::black;
        for (const State state :
             {State::Ok, State::Busy, State::Paused, State::Unknown, State::Warn, State::Critical}) {
            QImage image(24, 24, QImage::Format_Grayscale8);
            image.fill(Qt::white);
            QPainter painter(&image);
            paintStateMark(painter, image.rect(), state, t);
            painter.end();
            for (const QImage &other : std::as_const(shapes)) {
                int different = 0;
                for (int y = 0; y < 24; ++y) {
                    for (int x = 0; x < 24; ++x)
                        different += std::abs(qGray(image.pixel(x, y)) - qGray(other.pixel(x, y))) > 100;
                }
                QVERIFY2(different > 40,
                         qPrintable(QStringLiteral("state %1 differs in %2 pixels").arg(int(state)).arg(different)));
            }
            shapes.append(image);
        }
    }

    void everyIconDrawsInItsColour()
    {
        QVERIFY(icons::names().size() > 40);
        for (const QString &name : icons::names()) {
            const QImage image = icons::pixmap(name, 16, Qt::red, 2).toImage();
            QCOMPARE(image.size(), QSize(32, 32));
            int drawn = 0;
            for (int y = 0; y < 32; ++y) {
                for (int x = 0; x < 32; ++x) {
                    const QColor pixel = image.pixelColor(x, y);
                    if (pixel.alpha() > 128) {
                        ++drawn;
                        QVERIFY2(pixel.red() > 200 && pixel.green() < 60, qPrintable(name));
                    }
                }
            }
            QVERIFY2(drawn > 8, qPrintable(name));
        }
    }

    void coloursStayWithTheirNames()
    {
        SeriesColours colours;
        const QList<int> first = colours.styles({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
        QCOMPARE(first, QList<int>({0, 1, 2}));
        QCOMPARE(colours.styles({QStringLiteral("c"), QStringLiteral("a")}), QList<int>({2, 0}));
        // A chart never shows one colour twice while others are free, whatever other charts use.
        const QList<int> mixed
            = colours.styles({QStringLiteral("a"), QStringLiteral("p"), QStringLiteral("q"), QStringLiteral("r"),
                              QStringLiteral("s"), QStringLiteral("t"), QStringLiteral("u"), QStringLiteral("v")});
        QSet<int> seen;
        for (const int style : mixed)
            seen.insert(style % 8);
        QCOMPARE(seen.size(), 8);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
