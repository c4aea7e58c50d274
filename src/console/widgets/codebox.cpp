// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "codebox.h"

#include "kit/theme.h"

#include <QEvent>
#include <QTextBlock>

#include <cmath>

namespace toban {

namespace {

constexpr int mostLines = 8;

} // namespace

CodeBox::CodeBox(QWidget *parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFont(type::monospace());
}

void CodeBox::setCode(const QString &text)
{
    if (text == toPlainText())
        return;
    setPlainText(text);
    updateGeometry();
}

QSize CodeBox::sizeHint() const
{
    int lines = 0;
    for (QTextBlock block = document()->firstBlock(); block.isValid(); block = block.next())
        lines += std::max(1, block.lineCount());
    const int shown = std::clamp(lines, 1, mostLines);
    const QMargins margins = contentsMargins();
    return {200,
            int(std::ceil(QFontMetricsF(font()).lineSpacing() * shown)) + margins.top() + margins.bottom()
                + 2 * int(document()->documentMargin()) + 2 * space::xs};
}

void CodeBox::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    // The application's sheet gives every text its family; code keeps its own.
    if ((event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        && font().families() != type::monospace().families())
        setFont(type::monospace());
}

void CodeBox::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    updateGeometry(); // lines break elsewhere
}

} // namespace toban
