// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <optional>

class QCompleter;
class QStringListModel;

namespace toban {

/// A LogQL query: monospace, label names offered inside the selector (Ctrl+Space offers all), the place of an error
/// marked. Enter runs it, Up and Down go through earlier ones.
class LogqlField : public QLineEdit
{
    Q_OBJECT
public:
    explicit LogqlField(QWidget *parent = nullptr);

    void setLabelNames(const QStringList &names);
    void setHistory(const QStringList &queries); ///< newest first
    /// Underlines from this index to the end of the word; nothing removes the mark, as does editing.
    void markError(std::optional<int> position);

Q_SIGNALS:
    void runRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void offerLabels(bool all);
    void insertLabel(const QString &name);
    int wordStart() const;
    bool isInSelector() const;

    QCompleter *m_completer;
    QStringListModel *m_labels;
    QStringList m_history;
    qsizetype m_historyAt = -1;
    QString m_typed; ///< what stood there before the history was entered
};

} // namespace toban
