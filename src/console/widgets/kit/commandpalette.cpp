// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/commandpalette.h"

#include "kit/fuzzy.h"
#include "kit/icons.h"
#include "kit/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace toban {

namespace {

constexpr int panelWidth = 560;
constexpr int rowHeight = 34;
constexpr int headingHeight = 26;
constexpr int mostRows = 11;

enum Role { CommandRole = Qt::UserRole + 1, HeadingRole, PositionsRole };

class Delegate final : public QStyledItemDelegate
{
public:
    Delegate(const std::vector<Command> &commands, QWidget *parent) : QStyledItemDelegate(parent), m_commands(commands)
    { }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        return {100, index.data(HeadingRole).toBool() ? headingHeight : rowHeight};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &t = tokens(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        QFont font = option.font;
        if (index.data(HeadingRole).toBool()) {
            font.setPixelSize(type::caption);
            painter->setFont(font);
            painter->setPen(t.textFaint);
            painter->drawText(option.rect.adjusted(14, 4, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                              index.data().toString());
            painter->restore();
            return;
        }
        const Command &command = m_commands[index.data(CommandRole).toUInt()];
        const QRect row = option.rect.adjusted(6, 1, -6, -1);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(t.accentWash);
            painter->drawRoundedRect(row, 5, 5);
        }
        const QColor ink = command.enabled ? t.textStrong : t.textFaint;
        if (!command.icon.isEmpty())
            icons::paint(*painter, QRectF(row.left() + 9, row.center().y() - 8, 16, 16), command.icon,
                         command.enabled ? t.text : t.textFaint);

        int right = row.right() - 10;
        font.setPixelSize(type::caption);
        const QFontMetrics small(font);
        if (!command.enabled) {
            painter->setFont(font);
            painter->setPen(t.textFaint);
            const QString reason = small.elidedText(command.reason, Qt::ElideRight, row.width() / 2);
            painter->drawText(QRect(row.left(), row.top(), right - row.left(), row.height()),
                              Qt::AlignVCenter | Qt::AlignRight, reason);
            right -= small.horizontalAdvance(reason) + 12;
        } else {
            const QStringList keys = command.shortcut.split(u' ', Qt::SkipEmptyParts);
            for (auto key = keys.crbegin(); key != keys.crend(); ++key) {
                const int width = std::max(18, small.horizontalAdvance(*key) + 10);
                const QRectF cap(right - width + 0.5, row.center().y() - 8.5, width, 18);
                painter->setPen(QPen(mix(t.line, t.control, 0.3), 1));
                painter->setBrush(t.surface1);
                painter->drawRoundedRect(cap, 3, 3);
                painter->setFont(font);
                painter->setPen(t.textFaint);
                painter->drawText(cap, Qt::AlignCenter, *key);
                right -= width + 4;
            }
        }

        // The characters that were found are stronger.
        QFont plain = option.font;
        QFont strong = option.font;
        strong.setWeight(QFont::Bold);
        const QList<QVariant> positions = index.data(PositionsRole).toList();
        int x = row.left() + 34;
        painter->setPen(ink);
        for (qsizetype i = 0; i < command.title.size() && x < right; ++i) {
            const bool found = positions.contains(QVariant(int(i)));
            painter->setFont(found ? strong : plain);
            painter->setPen(found ? t.accent : ink);
            const QString letter = command.title.mid(i, command.title[i].isHighSurrogate() ? 2 : 1);
            painter->drawText(QRect(x, row.top(), 40, row.height()), Qt::AlignVCenter | Qt::AlignLeft, letter);
            x += QFontMetrics(painter->font()).horizontalAdvance(letter);
            i += letter.size() - 1;
        }
        painter->restore();
    }

private:
    const std::vector<Command> &m_commands;
};

} // namespace

struct CommandPalette::Private
{
    CommandPalette *q = nullptr;
    std::vector<Command> commands;
    QFrame *panel = nullptr;
    QLineEdit *field = nullptr;
    QListView *list = nullptr;
    QLabel *nothing = nullptr;
    QStandardItemModel *model = nullptr;
    QPointer<QWidget> focusBefore;

    void fill();
    void arrange();
    void move(int by);
    void choose(const QModelIndex &index);
    void close();
};

void CommandPalette::Private::fill()
{
    struct Hit
    {
        size_t index;
        FuzzyMatch match;
    };
    const QString query = field->text().trimmed();
    std::vector<Hit> hits;
    for (size_t i = 0; i < commands.size(); ++i) {
        auto match = fuzzyMatch(query, commands[i].title);
        if (!match) {
            // Found by another word: behind those found by their title, nothing to highlight.
            match = fuzzyMatch(query, commands[i].keywords);
            if (match)
                match = FuzzyMatch{match->score / 2, {}};
        }
        if (match)
            hits.push_back({i, *match});
    }
    if (!query.isEmpty())
        std::stable_sort(hits.begin(), hits.end(),
                         [](const Hit &a, const Hit &b) { return a.match.score > b.match.score; });

    QStringList sections;
    for (const Hit &hit : hits) {
        if (!sections.contains(commands[hit.index].section))
            sections.append(commands[hit.index].section);
    }
    model->clear();
    for (const QString &section : std::as_const(sections)) {
        auto *heading = new QStandardItem(section);
        heading->setFlags(Qt::NoItemFlags);
        heading->setData(true, HeadingRole);
        model->appendRow(heading);
        for (const Hit &hit : hits) {
            const Command &command = commands[hit.index];
            if (command.section != section)
                continue;
            auto *item = new QStandardItem(command.title);
            item->setData(uint(hit.index), CommandRole);
            QVariantList positions;
            for (const int position : hit.match.positions)
                positions.append(position);
            item->setData(positions, PositionsRole);
            item->setAccessibleText(command.enabled ? command.title
                                                    : command.title + QStringLiteral(": ") + command.reason);
            model->appendRow(item);
        }
    }
    nothing->setVisible(hits.empty());
    list->setVisible(!hits.empty());
    move(0);
    arrange();
}

void CommandPalette::Private::arrange()
{
    q->setGeometry(q->parentWidget()->rect());
    int height = 0;
    for (int row = 0, lines = 0; row < model->rowCount() && lines < mostRows; ++row) {
        const bool heading = model->index(row, 0).data(HeadingRole).toBool();
        height += heading ? headingHeight : rowHeight;
        lines += !heading;
    }
    list->setFixedHeight(height + 6);
    const int width = std::min(panelWidth, q->width() - 32);
    panel->setFixedWidth(width);
    panel->adjustSize();
    panel->move((q->width() - width) / 2, std::max(16, q->height() / 8));
}

void CommandPalette::Private::move(int by)
{
    const int count = model->rowCount();
    if (count == 0)
        return;
    int row = list->currentIndex().isValid() && by != 0 ? list->currentIndex().row() : by < 0 ? count : -1;
    const int step = by < 0 ? -1 : 1;
    for (int tries = 0; tries <= count; ++tries) {
        row = (row + step + count) % count;
        if (!model->index(row, 0).data(HeadingRole).toBool())
            break;
    }
    list->setCurrentIndex(model->index(row, 0));
    // The heading above the first entry stays in sight.
    list->scrollTo(row == 1 ? model->index(0, 0) : list->currentIndex());
}

void CommandPalette::Private::choose(const QModelIndex &index)
{
    if (!index.isValid() || index.data(HeadingRole).toBool())
        return;
    const Command command = commands[index.data(CommandRole).toUInt()];
    if (!command.enabled)
        return;
    close();
    Q_EMIT q->triggered(command.id);
}

void CommandPalette::Private::close()
{
    q->hide();
    if (focusBefore)
        focusBefore->setFocus(Qt::OtherFocusReason);
}

CommandPalette::CommandPalette(QWidget *window) : QWidget(window), d(std::make_unique<Private>())
{
    d->q = this;
    hide();
    setAccessibleName(tr("Command palette"));
    d->panel = new QFrame(this);
    d->panel->setProperty("popup", true);
    auto *column = new QVBoxLayout(d->panel);
    column->setContentsMargins(1, 1, 1, space::xs);
    column->setSpacing(0);
    d->field = new QLineEdit(d->panel);
    d->field->setObjectName(QStringLiteral("paletteField"));
    d->field->setFrame(false);
    d->field->setProperty("kind", QStringLiteral("palette"));
    d->field->addAction(icons::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    column->addWidget(d->field);
    d->list = new QListView(d->panel);
    d->list->setObjectName(QStringLiteral("paletteList"));
    d->list->setFocusPolicy(Qt::NoFocus);
    d->list->setFrameShape(QFrame::NoFrame);
    d->list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    d->list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    d->list->setMouseTracking(true);
    d->list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    d->model = new QStandardItemModel(this);
    d->list->setModel(d->model);
    d->list->setItemDelegate(new Delegate(d->commands, d->list));
    column->addWidget(d->list);
    d->nothing = new QLabel(d->panel);
    d->nothing->setProperty("role", QStringLiteral("faint"));
    d->nothing->setContentsMargins(14, 10, 14, 12);
    column->addWidget(d->nothing);
    d->field->installEventFilter(this);
    window->installEventFilter(this);
    connect(d->field, &QLineEdit::textChanged, this, [this] { d->fill(); });
    connect(d->list, &QListView::clicked, this, [this](const QModelIndex &index) { d->choose(index); });
    connect(d->list, &QListView::entered, this, [this](const QModelIndex &index) {
        if (!index.data(HeadingRole).toBool())
            d->list->setCurrentIndex(index);
    });
}

CommandPalette::~CommandPalette() = default;

void CommandPalette::setCommands(std::vector<Command> commands)
{
    d->commands = std::move(commands);
    if (isVisible())
        d->fill();
}

void CommandPalette::open()
{
    if (isVisible())
        return d->close();
    d->focusBefore = QApplication::focusWidget();
    d->field->setPlaceholderText(tr("Go to a page or do something"));
    d->field->setAccessibleName(tr("Search pages and actions"));
    d->nothing->setText(tr("Nothing of that name."));
    d->field->clear();
    d->list->setCurrentIndex({});
    d->fill();
    show();
    raise();
    d->arrange();
    d->field->setFocus(Qt::ShortcutFocusReason);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        d->arrange();
    if (watched == d->field && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Down:
        case Qt::Key_Tab:
            d->move(1);
            return true;
        case Qt::Key_Up:
        case Qt::Key_Backtab:
            d->move(-1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            d->choose(d->list->currentIndex());
            return true;
        case Qt::Key_Escape:
            d->close();
            return true;
        default:
            break;
        }
    }
    if (watched == d->field && event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept(); // Esc closes the palette before it means anything to the window
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens(this).scrim);
}

void CommandPalette::mousePressEvent(QMouseEvent *event)
{
    if (!d->panel->geometry().contains(event->position().toPoint()))
        d->close();
}

void CommandPalette::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Command palette"));
    QWidget::changeEvent(event);
}

} // namespace toban
