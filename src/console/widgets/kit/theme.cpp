// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/theme.h"

#include "kit/kitstyle.h"

#include <QApplication>
#include <QFontDatabase>
#include <QImage>
#include <QPainter>
#include <QPalette>
#include <QStyle>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {

QColor rgb(unsigned value)
{
    return QColor::fromRgb(QRgb(value));
}

Tokens makeLight()
{
    Tokens t{};
    t.dark = false;
    t.surface0 = rgb(0xf4f5f7);
    t.surface1 = rgb(0xffffff);
    t.surface2 = rgb(0xeceef2);
    t.textStrong = rgb(0x14171c);
    t.text = rgb(0x343a44);
    t.textFaint = rgb(0x5f6774);
    t.line = rgb(0xdfe2e8);
    t.control = rgb(0x808895);
    t.accent = rgb(0x2a5bd7);
    t.onAccent = rgb(0xffffff);
    t.accentWash = rgb(0xe6edfc);
    t.hover = rgb(0xf1f3f7);
    t.grid = rgb(0xe8eaef);
    t.scrim = QColor(20, 23, 28, 60);
    t.ok = {rgb(0x1a8a4b), rgb(0x15703d), rgb(0xe4f4ea)};
    t.busy = {rgb(0x2a6fd6), rgb(0x1f5bb5), rgb(0xe5eefb)};
    t.paused = {rgb(0x6e7683), rgb(0x545c69), rgb(0xeceef2)};
    t.unknown = {rgb(0x767e8c), rgb(0x5a6270), rgb(0xeef0f3)};
    t.warn = {rgb(0xb36b00), rgb(0x8a5200), rgb(0xfcf1dc)};
    t.critical = {rgb(0xcf2f2f), rgb(0xb42323), rgb(0xfce8e7)};
    t.series = {rgb(0xc27c00), rgb(0x2f8fcb), rgb(0x009e73), rgb(0x94860a),
                rgb(0x0072b2), rgb(0xd55e00), rgb(0xbf6496), rgb(0x5b6470)};
    return t;
}

Tokens makeDark()
{
    Tokens t{};
    t.dark = true;
    t.surface0 = rgb(0x0f1115);
    t.surface1 = rgb(0x16191f);
    t.surface2 = rgb(0x20242c);
    t.textStrong = rgb(0xf2f4f7);
    t.text = rgb(0xc9ced6);
    t.textFaint = rgb(0x9098a6);
    t.line = rgb(0x2a2f38);
    t.control = rgb(0x717a89);
    t.accent = rgb(0x6496f5);
    t.onAccent = rgb(0x0a0f1a);
    t.accentWash = rgb(0x1c2a46);
    t.hover = rgb(0x1c2027);
    t.grid = rgb(0x23272f);
    t.scrim = QColor(0, 0, 0, 130);
    t.ok = {rgb(0x3fb970), rgb(0x5ccb88), rgb(0x14291d)};
    t.busy = {rgb(0x5b9bf0), rgb(0x82b4f7), rgb(0x16253b)};
    t.paused = {rgb(0x949caa), rgb(0xb0b7c3), rgb(0x242932)};
    t.unknown = {rgb(0x8790a0), rgb(0xa6aebb), rgb(0x22262e)};
    t.warn = {rgb(0xe0a030), rgb(0xebb65a), rgb(0x33260f)};
    t.critical = {rgb(0xf0605a), rgb(0xff8a84), rgb(0x3a1a1b)};
    t.series = {rgb(0xe69f00), rgb(0x56b4e9), rgb(0x12b886), rgb(0xdccb3c),
                rgb(0x3b8fd6), rgb(0xee7733), rgb(0xd98ab5), rgb(0xa3abb8)};
    return t;
}

double luminance(const QColor &colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

QPalette makePalette(const Tokens &t)
{
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, const QColor &colour) { p.setColor(role, colour); };
    set(QPalette::Window, t.surface0);
    set(QPalette::WindowText, t.text);
    set(QPalette::Base, t.surface1);
    set(QPalette::AlternateBase, t.surface1);
    set(QPalette::Text, t.text);
    set(QPalette::PlaceholderText, t.textFaint);
    set(QPalette::Button, t.surface1);
    set(QPalette::ButtonText, t.text);
    set(QPalette::BrightText, t.textStrong);
    set(QPalette::ToolTipBase, t.surface2);
    set(QPalette::ToolTipText, t.textStrong);
    set(QPalette::Highlight, t.accent);
    set(QPalette::HighlightedText, t.onAccent);
    set(QPalette::Link, t.accent);
    set(QPalette::LinkVisited, t.accent);
    set(QPalette::Light, t.surface1);
    set(QPalette::Midlight, t.surface2);
    set(QPalette::Mid, t.line);
    set(QPalette::Dark, t.control);
    set(QPalette::Shadow, t.line);
    const QColor disabled = mix(t.surface1, t.textFaint, 0.65);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, disabled);
    return p;
}

bool platformIsDark(QApplication &app)
{
    app.setPalette(QPalette()); // the platform's own comes through again
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

} // namespace

const StateColours &Tokens::of(State state) const
{
    switch (state) {
    case State::Ok:
        return ok;
    case State::Busy:
        return busy;
    case State::Paused:
        return paused;
    case State::Unknown:
        return unknown;
    case State::Warn:
        return warn;
    case State::Critical:
        return critical;
    }
    return unknown;
}

QColor Tokens::environment(EnvironmentKind kind) const
{
    switch (kind) {
    case EnvironmentKind::Production:
        return critical.mark;
    case EnvironmentKind::Staging:
        return warn.mark;
    case EnvironmentKind::Development:
        return ok.mark;
    case EnvironmentKind::Sandbox:
        return busy.mark;
    }
    return unknown.mark;
}

const Tokens &lightTokens()
{
    static const Tokens table = makeLight();
    return table;
}

const Tokens &darkTokens()
{
    static const Tokens table = makeDark();
    return table;
}

const Tokens &tokens(const QPalette &palette)
{
    QColor window = palette.color(QPalette::Window);
    // A style sheet's "background: transparent" reaches delegates as a transparent window colour.
    if (window.alpha() < 255)
        window = QGuiApplication::palette().color(QPalette::Window);
    return window.lightness() < 128 ? darkTokens() : lightTokens();
}

const Tokens &tokens(const QWidget *widget)
{
    return tokens(widget->palette());
}

QColor environmentColour(const Tokens &tokens, const Context &context)
{
    const QColor own = context.colour.isEmpty() ? QColor() : QColor(context.colour);
    return own.isValid() ? own : tokens.environment(context.kind);
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor mix(const QColor &under, const QColor &over, double share)
{
    const auto channel = [share](int from, int to) { return int(std::lround(from + (to - from) * share)); };
    return QColor(channel(under.red(), over.red()), channel(under.green(), over.green()),
                  channel(under.blue(), over.blue()));
}

QFont type::font(const QWidget *widget, int pixels, QFont::Weight weight)
{
    QFont font = widget->font();
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QFont type::tabular(QFont font)
{
    // Noto Sans' digits are of one width; only pairs such as "11" or "1." would be pulled together by kerning.
    font.setKerning(false);
    return font;
}

QFont type::monospace(int pixels)
{
    QFont font;
    font.setFamilies(
        {QStringLiteral("Noto Sans Mono"), QStringLiteral("DejaVu Sans Mono"), QStringLiteral("monospace")});
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(pixels);
    return font;
}

void type::loadMonospace()
{
    QImage target(16, 16, QImage::Format_RGB32);
    QPainter painter(&target);
    painter.setFont(monospace());
    // Faces are looked up for each script: figures alone are of none.
    painter.drawText(0, 12, QStringLiteral("0123456789:.-"));
    QString latin;
    for (char16_t c = u'!'; c <= u'~'; ++c)
        latin += QChar(c);
    painter.drawText(0, 12, latin + QStringLiteral("…→"));
}

void applyTheme(QApplication &app, Scheme scheme)
{
    const bool dark = scheme == Scheme::Dark || (scheme == Scheme::System && platformIsDark(app));
    const Tokens &t = dark ? darkTokens() : lightTokens();
    // Once: with a style sheet set, QApplication::style() is Qt's wrapper and no longer tells.
    constexpr auto styled = "toban_styled";
    if (!app.property(styled).toBool()) {
        app.setStyle(new KitStyle);
        app.setProperty(styled, true);
    }
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    // Han characters look Japanese, not Chinese, when the Japanese face comes before the system's own choice.
    font.setFamilies({QStringLiteral("Noto Sans"), QStringLiteral("Noto Sans CJK JP"), font.family()});
    font.setPixelSize(type::body);
    app.setFont(font);
    app.setPalette(makePalette(t));
    app.setStyleSheet(styleSheet(t));
}

void restyle(QWidget *widget)
{
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace toban
