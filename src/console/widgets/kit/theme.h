// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "state.h"

#include <QColor>
#include <QFont>
#include <QString>

#include <array>

class QApplication;
class QPalette;
class QWidget;

namespace toban {

enum class Scheme { System, Light, Dark };

/// Colours of a state: `mark` for shapes (≥ 3:1 on every surface), `text` for words (≥ 4.5:1), `wash` as a ground
/// behind either.
struct StateColours
{
    QColor mark;
    QColor text;
    QColor wash;
};

/// Every colour of the product, for light or dark. Constant tables; nothing else in the widgets names a colour.
struct Tokens
{
    bool dark;
    QColor surface0; ///< window
    QColor surface1; ///< cards, tables, fields
    QColor surface2; ///< raised or pressed: popups, hovered rows, chips
    QColor textStrong; ///< figures and titles
    QColor text;
    QColor textFaint; ///< captions and units; still ≥ 4.5:1
    QColor line; ///< hairlines between and around things
    QColor control; ///< outline of a field or button (≥ 3:1)
    QColor accent; ///< selection, focus, links, the primary button's ground
    QColor onAccent; ///< text on `accent`
    QColor accentWash; ///< ground of the selected row or entry
    QColor hover;
    QColor grid; ///< lines of a chart
    QColor scrim; ///< laid over the window behind the palette; see-through
    StateColours ok, busy, paused, unknown, warn, critical;
    std::array<QColor, 8> series; ///< after Okabe and Ito, in their order, shaded for ≥ 3:1 on surface1

    const StateColours &of(State state) const;
    QColor environment(EnvironmentKind kind) const; ///< production red, staging amber, development green, sandbox blue
};

const Tokens &lightTokens();
const Tokens &darkTokens();
/// The table that fits the palette: dark when its window colour is.
const Tokens &tokens(const QPalette &palette);
const Tokens &tokens(const QWidget *widget);

/// The environment's own colour ("#rrggbb" of the context) where it is valid, else the kind's.
QColor environmentColour(const Tokens &tokens, const Context &context);

/// Contrast ratio of WCAG 2.1, 1…21, of opaque colours.
double contrast(const QColor &a, const QColor &b);
/// `over` at `share` (0…1) laid on `under`; opaque.
QColor mix(const QColor &under, const QColor &over, double share);

/// Distances in device-independent pixels, on the 4 px grid.
namespace space {
inline constexpr int xs = 4;
inline constexpr int s = 8; ///< inside groups
inline constexpr int m = 12;
inline constexpr int l = 16; ///< between panels
inline constexpr int radius = 6;
inline constexpr int row = 28; ///< of tables
inline constexpr int control = 28; ///< height of fields and buttons
inline constexpr int railWide = 200;
inline constexpr int railNarrow = 56;
} // namespace space

/// Fonts made from the application's: sizes in px, figures with tabular digits.
namespace type {
inline constexpr int body = 13;
inline constexpr int caption = 11;
inline constexpr int title = 15;
inline constexpr int figure = 26;
QFont font(const QWidget *widget, int pixels, QFont::Weight weight = QFont::Normal);
QFont tabular(QFont font); ///< digits of one width, where the font has them
QFont monospace(int pixels = 12);
/// Looks up the faces of monospace() and draws its glyphs once, which takes as long as a frame: done while nothing else
/// is to be done, the first page that shows such text need not. GUI thread.
void loadMonospace();
} // namespace type

/// Sets Fusion, palette, font and the one style sheet. May be called again at any time: every widget follows
/// (PaletteChange). System takes what the platform's palette says. GUI thread.
///
/// Properties that the style sheet knows, set by code or in a form:
///   QPushButton  kind = "primary" | "danger" | "quiet"
///   QToolButton  kind = "bar" (top bar, with outline)
///   QLabel       role = "title" | "heading" | "caption" | "faint" | "mono" | "error" | "warn"
///   QWidget      surface = "0" | "1" | "2" (ground; set WA_StyledBackground)
void applyTheme(QApplication &app, Scheme scheme);
/// The sheet's text for these tokens (what applyTheme sets).
QString styleSheet(const Tokens &tokens);
/// Restyles a widget after one of those properties has changed.
void restyle(QWidget *widget);

} // namespace toban
