// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/healthstrip.h"

#include "kit/describe.h"
#include "kit/format.h"
#include "kit/icons.h"
#include "kit/statebadge.h"
#include "kit/statemark.h"
#include "kit/theme.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QPushButton>

#include <algorithm>

namespace toban {

namespace {

constexpr int healthPanelWidth = 420;

/// One endpoint in the bar. Its width follows the name and the longest latency, so that nothing moves when an answer
/// comes.
class Item final : public QAbstractButton
{
public:
    explicit Item(QWidget *parent) : QAbstractButton(parent)
    {
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }

    void set(const EndpointHealth &health, bool compact, const QString &spoken)
    {
        m_health = health;
        m_compact = compact;
        setAccessibleName(spoken);
        setToolTip(spoken);
        updateGeometry();
        update();
    }
    QSize sizeHint() const override
    {
        const QFontMetrics metrics(type::font(this, 12));
        const int latency = m_compact
            ? 0
            : 6 + metrics.horizontalAdvance(QStringLiteral("000") + format::thinSpace + QStringLiteral("ms"));
        return {8 + 12 + 6 + metrics.horizontalAdvance(name()) + latency + 8, space::control};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokens(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (underMouse() || hasFocus()) {
            painter.setPen(hasFocus() ? QPen(t.accent, 2) : QPen(Qt::NoPen));
            painter.setBrush(underMouse() ? t.surface2 : Qt::transparent);
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
        }
        const State state = m_health.configured ? m_health.state : State::Unknown;
        paintStateMark(painter, QRectF(8, height() / 2.0 - 5.5, 11, 11), state, t);
        const QFont font = type::font(this, 12);
        painter.setFont(font);
        painter.setPen(state == State::Critical ? t.critical.text : t.text);
        const int advance = painter.fontMetrics().horizontalAdvance(name());
        painter.drawText(QRect(26, 0, advance + 1, height()), Qt::AlignVCenter | Qt::AlignLeft, name());
        if (m_compact)
            return;
        QString latency = QStringLiteral("–");
        if (m_health.latency && state != State::Critical)
            latency = format::durationMs(m_health.latency->count());
        painter.setFont(type::tabular(font));
        painter.setPen(t.textFaint);
        painter.drawText(rect().adjusted(0, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, latency);
    }

private:
    QString name() const
    {
        return m_health.kind == EndpointKind::Manager ? HealthStrip::tr("Manager") : endpointName(m_health.kind);
    }

    EndpointHealth m_health;
    bool m_compact = false;
};

} // namespace

struct HealthStrip::Private
{
    HealthStrip *q = nullptr;
    QHBoxLayout *row = nullptr;
    std::vector<Item *> items;
    std::vector<EndpointHealth> health;
    qint64 nowMs = 0;
    QTimeZone zone = QTimeZone::utc();
    bool compact = false;
    QPointer<QFrame> panel;
    /// One endpoint in the panel.
    struct Row
    {
        StateBadge *badge = nullptr;
        QLabel *text = nullptr;
        QLabel *where = nullptr;
    };
    std::vector<Row> rows;

    void refresh();
    void fillPanel();
    void refreshPanel();
};

void HealthStrip::Private::refresh()
{
    while (items.size() < health.size()) {
        auto *item = new Item(q);
        connect(item, &QAbstractButton::clicked, q, &HealthStrip::showPanel);
        row->addWidget(item);
        items.push_back(item);
    }
    for (size_t i = 0; i < items.size(); ++i) {
        items[i]->setVisible(i < health.size());
        if (i < health.size())
            items[i]->set(health[i], compact, describe(health[i], nowMs, zone).text());
    }
    if (panel && panel->isVisible())
        refreshPanel();
}

/// New texts in the widgets that are there: the focus stays, and no button goes while it is pressed.
void HealthStrip::Private::refreshPanel()
{
    if (rows.size() != health.size())
        return;
    for (size_t i = 0; i < rows.size(); ++i) {
        const EndpointHealth &one = health[i];
        rows[i].badge->setState(one.configured ? one.state : State::Unknown, endpointName(one.kind));
        QString where = one.origin;
        if (!one.version.isEmpty())
            where += QStringLiteral(" · ") + one.version;
        rows[i].text->setText(describe(one, nowMs, zone).text());
        rows[i].where->setText(where);
        rows[i].where->setVisible(!where.isEmpty());
    }
    // Wrapped texts: the height follows from the width, which adjustSize() does not know yet. It grows only: "Check now"
    // stays under the pointer.
    const int wanted = panel->layout()->totalHeightForWidth(healthPanelWidth);
    panel->setFixedHeight(panel->isVisible() ? std::max(panel->height(), wanted) : wanted);
}

void HealthStrip::Private::fillPanel()
{
    delete panel->layout();
    qDeleteAll(panel->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    rows.clear();
    auto *column = new QVBoxLayout(panel);
    column->setContentsMargins(space::l, space::m, space::l, space::m);
    column->setSpacing(space::s);
    for (const EndpointHealth &one : health) {
        auto *line = new QHBoxLayout;
        auto *badge = new StateBadge(panel);
        badge->setFlat(true);
        line->addWidget(badge);
        line->addStretch(1);
        auto *settings = new QPushButton(HealthStrip::tr("Settings"), panel);
        settings->setProperty("kind", QStringLiteral("quiet"));
        settings->setAccessibleName(HealthStrip::tr("Settings of %1").arg(endpointName(one.kind)));
        QObject::connect(settings, &QPushButton::clicked, q, [this, kind = one.kind] {
            panel->close();
            Q_EMIT q->settingsRequested(kind);
        });
        line->addWidget(settings);
        column->addLayout(line);
        const auto addLabel = [&](const char *role) {
            auto *label = new QLabel(panel);
            label->setWordWrap(true);
            label->setProperty("role", QString::fromLatin1(role));
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            label->setContentsMargins(16, 0, 0, 0);
            column->addWidget(label);
            return label;
        };
        QLabel *text = addLabel("faint");
        text->setObjectName(QStringLiteral("health.") + toString(one.kind));
        rows.push_back({badge, text, addLabel("caption")});
    }
    auto *check = new QPushButton(HealthStrip::tr("Check now"), panel);
    check->setObjectName(QStringLiteral("checkNow"));
    QObject::connect(check, &QPushButton::clicked, q, &HealthStrip::checkRequested);
    column->addSpacing(space::xs);
    column->addWidget(check, 0, Qt::AlignLeft);
    column->addStretch(1);
    refreshPanel();
}

HealthStrip::HealthStrip(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    d->q = this;
    d->row = new QHBoxLayout(this);
    d->row->setContentsMargins(0, 0, 0, 0);
    d->row->setSpacing(0);
    setAccessibleName(tr("Endpoints"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

HealthStrip::~HealthStrip() = default;

void HealthStrip::setHealth(const std::vector<EndpointHealth> &health, qint64 nowMs, const QTimeZone &zone)
{
    d->health = health;
    d->nowMs = nowMs;
    d->zone = zone;
    d->refresh();
}

void HealthStrip::setCompact(bool compact)
{
    d->compact = compact;
    d->refresh();
}

void HealthStrip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(tr("Endpoints"));
        d->refresh();
        if (d->panel && !d->panel->isVisible())
            d->panel->deleteLater(); // made anew when it is next opened
    }
    QWidget::changeEvent(event);
}

void HealthStrip::showPanel()
{
    if (!d->panel) {
        d->panel = new QFrame(this, Qt::Popup);
        d->panel->setProperty("popup", true);
        d->panel->setAttribute(Qt::WA_StyledBackground);
        d->panel->setFixedWidth(healthPanelWidth);
        d->panel->setAccessibleName(tr("Endpoints"));
    }
    d->fillPanel();
    d->panel->move(mapToGlobal(QPoint(0, height() + 4)));
    d->panel->show();
    if (auto *first = d->panel->findChild<QPushButton *>())
        first->setFocus(Qt::PopupFocusReason);
}

} // namespace toban
