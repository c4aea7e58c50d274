// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mergeplan.h"

#include <QAbstractItemModel>
#include <QSet>

#include <memory>

namespace toban {

/// A tree of values that is refreshed by merging: merge() compares with what is held and tells views of exactly the
/// rows that went, came, moved or changed. It never resets, so that selection, expansion, scroll position and
/// persistent indexes survive. Payload needs operator==. Siblings are told apart by Item::key; of two siblings with one
/// key the later is left out.
template <typename Payload>
class MergeTreeModel : public QAbstractItemModel
{
public:
    using QAbstractItemModel::QAbstractItemModel;

    struct Item
    {
        QString key;
        Payload payload;
        std::vector<Item> children;
    };

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override
    {
        if (!hasIndex(row, column, parent))
            return {};
        return createIndex(row, column, const_cast<Node *>(node(parent)));
    }
    QModelIndex parent(const QModelIndex &child) const override
    {
        if (!child.isValid())
            return {};
        return indexOf(static_cast<const Node *>(child.constInternalPointer()));
    }
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.column() > 0 ? 0 : int(node(parent)->children.size());
    }

    /// Index of the row with these keys from the root down, or an invalid one. Column 0.
    QModelIndex find(const QStringList &path) const
    {
        const Node *at = &m_root;
        for (const QString &key : path) {
            const Node *next = nullptr;
            for (const auto &child : at->children) {
                if (child->key == key) {
                    next = child.get();
                    break;
                }
            }
            if (!next)
                return {};
            at = next;
        }
        return indexOf(at);
    }

protected:
    struct Node
    {
        Node *parent = nullptr;
        int row = 0;
        QString key;
        Payload payload;
        std::vector<std::unique_ptr<Node>> children;
    };

    /// The values of a row; null for an invalid index.
    const Payload *payload(const QModelIndex &index) const { return index.isValid() ? &node(index)->payload : nullptr; }

    void merge(std::vector<Item> items) { mergeChildren(m_root, std::move(items)); }

    /// Takes out of `items` what the tree does not hold yet, at every level: merged without it, no row comes in. Returns
    /// how many childless items that were. O(n).
    int withhold(std::vector<Item> &items) const { return withhold(m_root, items); }

private:
    static int leaves(const Item &item)
    {
        int sum = item.children.empty() ? 1 : 0;
        for (const Item &child : item.children)
            sum += leaves(child);
        return sum;
    }
    static int withhold(const Node &at, std::vector<Item> &items)
    {
        QHash<QString, const Node *> held;
        held.reserve(qsizetype(at.children.size()));
        for (const auto &child : at.children)
            held.insert(child->key, child.get());
        int withheld = 0;
        std::erase_if(items, [&](Item &item) {
            const Node *known = held.value(item.key);
            withheld += known ? withhold(*known, item.children) : leaves(item);
            return !known;
        });
        return withheld;
    }
    const Node *node(const QModelIndex &index) const
    {
        if (!index.isValid())
            return &m_root;
        // An index holds its parent's node: nodes of rows may be asked for without a look-up by value.
        const auto *parent = static_cast<const Node *>(index.constInternalPointer());
        return parent->children[size_t(index.row())].get();
    }
    QModelIndex indexOf(const Node *at) const
    {
        return at == &m_root ? QModelIndex() : createIndex(at->row, 0, at->parent);
    }

    void mergeChildren(Node &at, std::vector<Item> items)
    {
        dropDuplicates(items);
        std::vector<QString> before;
        before.reserve(at.children.size());
        for (const auto &child : at.children)
            before.push_back(child->key);
        std::vector<QString> after;
        after.reserve(items.size());
        for (const Item &item : items)
            after.push_back(item.key);

        const MergePlan plan = planMerge(before, after);
        const QModelIndex parent = indexOf(&at);
        for (const MergePlan::Range range : plan.removals) {
            beginRemoveRows(parent, range.first, range.last);
            at.children.erase(at.children.begin() + range.first, at.children.begin() + range.last + 1);
            renumber(at, range.first);
            endRemoveRows();
        }
        if (!plan.order.empty())
            permute(at, parent, plan.order);
        std::vector<bool> isNew(items.size(), false);
        for (const MergePlan::Range range : plan.insertions) {
            beginInsertRows(parent, range.first, range.last);
            std::vector<std::unique_ptr<Node>> fresh;
            fresh.reserve(size_t(range.last - range.first) + 1);
            for (int i = range.first; i <= range.last; ++i) {
                fresh.push_back(build(at, std::move(items[size_t(i)])));
                isNew[size_t(i)] = true;
            }
            at.children.insert(at.children.begin() + range.first, std::make_move_iterator(fresh.begin()),
                               std::make_move_iterator(fresh.end()));
            renumber(at, range.first);
            endInsertRows();
        }
        update(at, parent, items, isNew);
        for (size_t i = 0; i < items.size(); ++i) {
            if (!isNew[i])
                mergeChildren(*at.children[i], std::move(items[i].children));
        }
    }

    void update(Node &at, const QModelIndex &parent, std::vector<Item> &items, const std::vector<bool> &isNew)
    {
        int firstChanged = -1;
        const auto flush = [&](int last) {
            if (firstChanged >= 0)
                Q_EMIT dataChanged(index(firstChanged, 0, parent), index(last, columnCount(parent) - 1, parent));
            firstChanged = -1;
        };
        for (int i = 0; i < int(items.size()); ++i) {
            Node &child = *at.children[size_t(i)];
            if (isNew[size_t(i)] || child.payload == items[size_t(i)].payload) {
                flush(i - 1);
                continue;
            }
            child.payload = std::move(items[size_t(i)].payload);
            if (firstChanged < 0)
                firstChanged = i;
        }
        flush(int(items.size()) - 1);
    }

    void permute(Node &at, const QModelIndex &parent, const std::vector<int> &order)
    {
        const QList<QPersistentModelIndex> parents{QPersistentModelIndex(parent)};
        Q_EMIT layoutAboutToBeChanged(parents, QAbstractItemModel::VerticalSortHint);
        std::vector<int> newRow(order.size());
        std::vector<std::unique_ptr<Node>> children(order.size());
        for (size_t i = 0; i < order.size(); ++i) {
            newRow[size_t(order[i])] = int(i);
            children[i] = std::move(at.children[size_t(order[i])]);
        }
        at.children = std::move(children);
        renumber(at, 0);
        QModelIndexList from;
        QModelIndexList to;
        const QModelIndexList persistent = persistentIndexList();
        for (const QModelIndex &index : persistent) {
            if (index.constInternalPointer() != &at)
                continue;
            from.append(index);
            to.append(createIndex(newRow[size_t(index.row())], index.column(), &at));
        }
        changePersistentIndexList(from, to);
        Q_EMIT layoutChanged(parents, QAbstractItemModel::VerticalSortHint);
    }

    static void dropDuplicates(std::vector<Item> &items)
    {
        QSet<QString> seen;
        seen.reserve(qsizetype(items.size()));
        std::erase_if(items, [&seen](const Item &item) {
            const qsizetype known = seen.size();
            seen.insert(item.key);
            return seen.size() == known;
        });
    }

    static std::unique_ptr<Node> build(Node &parent, Item item)
    {
        auto made = std::make_unique<Node>(Node{&parent, 0, std::move(item.key), std::move(item.payload), {}});
        dropDuplicates(item.children);
        made->children.reserve(item.children.size());
        for (Item &child : item.children)
            made->children.push_back(build(*made, std::move(child)));
        renumber(*made, 0);
        return made;
    }

    static void renumber(Node &at, int from)
    {
        for (size_t i = size_t(from); i < at.children.size(); ++i)
            at.children[i]->row = int(i);
    }

    Node m_root;
};

} // namespace toban
