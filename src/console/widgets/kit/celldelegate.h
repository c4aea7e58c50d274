// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QStaticText>
#include <QStyledItemDelegate>

#include <optional>

class QAbstractItemView;
class QTableView;
class QTreeView;

namespace toban {

/// What a presentation proxy may say of a cell beside Qt's roles. Values start far from the models' own roles.
namespace cell {
inline constexpr int StateRole = Qt::UserRole + 9000; ///< int(State): a mark before the text
inline constexpr int BarRole = Qt::UserRole + 9001; ///< double 0…1: a bar behind the figure (load)
inline constexpr int SecondaryRole = Qt::UserRole + 9002; ///< QString: faint, after the text
inline constexpr int MonospaceRole = Qt::UserRole + 9003; ///< bool: identifiers, queries, log lines
inline constexpr int MarkRoomRole = Qt::UserRole + 9005; ///< bool: room for a mark where there is none
inline constexpr int BadgeRole = Qt::UserRole + 9004; ///< bool: state and text on the state's wash
} // namespace cell

/// Draws every cell of trees and tables: 28 px rows, whole-row hover and selection, marks by state, figures at the
/// right with tabular digits (Qt::TextAlignmentRole says which are figures), middle elision for monospace, end elision
/// otherwise.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit CellDelegate(QAbstractItemView *view);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum Face { Plain, Tabular, Monospace, TabularMonospace };
    struct LaidOut
    {
        QStaticText text; ///< elided where the room was too little
        int width = 0; ///< of it, px
        int raised = 0; ///< px by which another font of it rises above the cell's own
    };
    struct LaidOutKey
    {
        QString text;
        Face face;
        Qt::TextElideMode elide;
        int room;
        bool operator==(const LaidOutKey &) const = default;
        friend size_t qHash(const LaidOutKey &key, size_t seed = 0)
        {
            return qHashMulti(seed, key.text, int(key.face), int(key.elide), key.room);
        }
    };
    const LaidOut &laidOut(const LaidOutKey &key, const QFont &font) const;

    QAbstractItemView *m_view;
    const QObject *m_viewport; ///< of it; has events yet when the view is half gone
    std::optional<int> m_pointerY; ///< in the viewport; nothing: the pointer is not over it
    /// Texts as they were laid out last: most cells say at each beat what they said before. The cost is about that of a
    /// character.
    mutable QCache<LaidOutKey, LaidOut> m_texts{100'000};
    mutable QFont m_font; ///< that of all in m_texts
};

/// Sets what all our trees and tables have in common: the delegate, uniform 28 px rows, no grid or zebra, hover, row
/// selection, a flat header whose sections move and sort, per-pixel scrolling, Tab leaves the view.
void prepareTree(QTreeView *view);
void prepareTable(QTableView *view);

} // namespace toban
