// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/refreshpicker.h"

#include "kit/format.h"
#include "kit/icons.h"
#include "kit/theme.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace toban {

namespace {
constexpr std::chrono::seconds choices[]
    = {std::chrono::seconds(0),  std::chrono::seconds(5),  std::chrono::seconds(10), std::chrono::seconds(15),
       std::chrono::seconds(30), std::chrono::seconds(60), std::chrono::seconds(300)};

/// A thin line under the icon while answers are awaited: says so and moves nothing.
class NowButton final : public QToolButton
{
public:
    using QToolButton::QToolButton;
    bool busy = false;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QToolButton::paintEvent(event);
        if (!busy)
            return;
        QPainter painter(this);
        painter.fillRect(QRect(7, height() - 5, width() - 14, 2), tokens(this).accent);
    }
};

} // namespace

struct RefreshPicker::Private
{
    RefreshPicker *q = nullptr;
    NowButton *now = nullptr;
    QToolButton *interval = nullptr;
    QMenu *menu = nullptr;
    std::chrono::milliseconds value{15'000};

    QString text(std::chrono::milliseconds of) const
    {
        return of.count() == 0 ? RefreshPicker::tr("Off", "refresh interval") : format::durationMs(of.count());
    }
    void refresh()
    {
        now->setToolTip(RefreshPicker::tr("Refresh (R)"));
        now->setAccessibleName(RefreshPicker::tr("Refresh"));
        interval->setText(text(value));
        interval->setToolTip(RefreshPicker::tr("Refresh interval"));
        interval->setAccessibleName(RefreshPicker::tr("Refresh interval: %1").arg(text(value)));
    }
    void fill()
    {
        menu->clear();
        auto *group = new QActionGroup(menu);
        for (const std::chrono::milliseconds choice : choices) {
            QAction *action = menu->addAction(text(choice));
            action->setCheckable(true);
            action->setChecked(choice == value);
            group->addAction(action);
            QObject::connect(action, &QAction::triggered, q, [this, choice] { Q_EMIT q->intervalRequested(choice); });
        }
    }
};

RefreshPicker::RefreshPicker(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    d->q = this;
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::xs);
    d->now = new NowButton(this);
    d->now->setProperty("kind", QStringLiteral("bar"));
    d->now->setObjectName(QStringLiteral("refreshNow"));
    d->now->setIcon(icons::icon(QStringLiteral("refresh")));
    d->interval = new QToolButton(this);
    d->interval->setProperty("kind", QStringLiteral("bar"));
    d->interval->setObjectName(QStringLiteral("refreshInterval"));
    d->interval->setPopupMode(QToolButton::InstantPopup);
    d->interval->setMinimumWidth(56);
    d->menu = new QMenu(d->interval);
    d->interval->setMenu(d->menu);
    row->addWidget(d->now);
    row->addWidget(d->interval);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(d->now, &QToolButton::clicked, this, &RefreshPicker::refreshRequested);
    connect(d->menu, &QMenu::aboutToShow, this, [this] { d->fill(); });
    d->refresh();
}

RefreshPicker::~RefreshPicker() = default;

void RefreshPicker::setInterval(std::chrono::milliseconds interval)
{
    d->value = interval;
    d->refresh();
}

void RefreshPicker::setBusy(bool busy)
{
    if (d->now->busy == busy)
        return;
    d->now->busy = busy;
    d->now->update();
}

void RefreshPicker::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        d->refresh();
    QWidget::changeEvent(event);
}

} // namespace toban
