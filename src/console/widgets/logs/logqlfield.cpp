// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logqlfield.h"

#include "kit/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QStringListModel>
#include <QTextCharFormat>

namespace toban {

LogqlField::LogqlField(QWidget *parent)
    : QLineEdit(parent), m_completer(new QCompleter(this)), m_labels(new QStringListModel(this))
{
    setFont(type::monospace(13));
    m_completer->setModel(m_labels);
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &LogqlField::insertLabel);
    connect(this, &QLineEdit::textEdited, this, [this] {
        m_historyAt = -1;
        markError(std::nullopt);
        offerLabels(false);
    });
}

void LogqlField::setLabelNames(const QStringList &names)
{
    m_labels->setStringList(names);
}

void LogqlField::setHistory(const QStringList &queries)
{
    m_history = queries;
    m_historyAt = -1;
}

void LogqlField::markError(std::optional<int> position)
{
    // A line edit has no formats of its own; those of an input method are kept until the next of its events.
    QList<QInputMethodEvent::Attribute> attributes;
    if (position && !text().isEmpty()) {
        int start = std::min(*position, int(text().size()) - 1);
        int end = start;
        while (end < text().size() && (text().at(end).isLetterOrNumber() || text().at(end) == QLatin1Char('_')))
            ++end;
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(tokens(this).critical.mark);
        format.setBackground(tokens(this).critical.wash);
        attributes.append({QInputMethodEvent::TextFormat, start - cursorPosition(), std::max(1, end - start), format});
    }
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(this, &event);
}

bool LogqlField::isInSelector() const
{
    bool inside = false;
    bool quoted = false;
    for (int i = 0; i < cursorPosition(); ++i) {
        const QChar c = text().at(i);
        if (c == QLatin1Char('"'))
            quoted = !quoted;
        else if (!quoted && c == QLatin1Char('{'))
            inside = true;
        else if (!quoted && c == QLatin1Char('}'))
            inside = false;
    }
    return inside && !quoted;
}

int LogqlField::wordStart() const
{
    int start = cursorPosition();
    while (start > 0 && (text().at(start - 1).isLetterOrNumber() || text().at(start - 1) == QLatin1Char('_')))
        --start;
    return start;
}

void LogqlField::offerLabels(bool all)
{
    const int start = wordStart();
    const QString prefix = text().sliced(start, cursorPosition() - start);
    if (!isInSelector() || (prefix.isEmpty() && !all)) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->setCompletionPrefix(prefix);
    if (m_completer->completionCount() == 0) {
        m_completer->popup()->hide();
        return;
    }
    QRect at = rect();
    at.setLeft(fontMetrics().horizontalAdvance(text().first(start)) + space::s);
    at.setWidth(220);
    m_completer->complete(at);
}

void LogqlField::insertLabel(const QString &name)
{
    const int start = wordStart();
    const int end = cursorPosition();
    QString changed = text();
    changed.replace(start, end - start, name + QLatin1String("=\""));
    setText(changed);
    setCursorPosition(start + int(name.size()) + 2);
}

void LogqlField::keyPressEvent(QKeyEvent *event)
{
    if (m_completer->popup()->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Enter:
        case Qt::Key_Return:
        case Qt::Key_Escape:
        case Qt::Key_Tab:
            event->ignore();
            return; // the list's own
        default:
            break;
        }
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT runRequested();
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offerLabels(true);
        return;
    }
    const bool isUp = event->key() == Qt::Key_Up;
    if ((isUp || event->key() == Qt::Key_Down) && !m_history.isEmpty()) {
        const qsizetype at = qBound<qsizetype>(-1, m_historyAt + (isUp ? 1 : -1), m_history.size() - 1);
        if (at == m_historyAt)
            return;
        if (m_historyAt < 0)
            m_typed = text();
        m_historyAt = at;
        setText(at < 0 ? m_typed : m_history[at]);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void LogqlField::changeEvent(QEvent *event)
{
    // The sheet sets the family of all fields; this one's columns have to line up with an error's position.
    if (event->type() == QEvent::StyleChange && font().family() != type::monospace(13).family())
        setFont(type::monospace(13));
    QLineEdit::changeEvent(event);
}

} // namespace toban
