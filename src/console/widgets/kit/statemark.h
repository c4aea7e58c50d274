// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/theme.h"
#include "state.h"

#include <QRectF>
#include <QString>

class QPainter;

namespace toban {

/// Paints the state's shape, centred in the rectangle, in its mark colour: ● ok, ◐ busy, ❚❚ paused, ◌ unknown, ▲ warn,
/// ■ critical. Drawn, not a glyph: the same on every platform and at every scale.
void paintStateMark(QPainter &painter, const QRectF &rect, State state, const Tokens &tokens);
/// Fills the rectangle with the slanting hatch that means "not known".
void paintUnknown(QPainter &painter, const QRectF &rect, const Tokens &tokens, qreal radius = 0);
/// The state as a word: "OK", "Working", "Paused", "Unknown", "Warning", "Critical".
QString stateWord(State state);

} // namespace toban
