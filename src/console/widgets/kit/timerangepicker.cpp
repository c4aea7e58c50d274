// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/timerangepicker.h"

#include "kit/format.h"
#include "kit/icons.h"
#include "kit/theme.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace toban {

namespace {

struct Quick
{
    const char *from;
    const char *to;
};
constexpr Quick quickRanges[] = {
    {"now-5m", "now"},  {"now-15m", "now"},       {"now-1h", "now"}, {"now-3h", "now"}, {"now-6h", "now"},
    {"now-12h", "now"}, {"now-24h", "now"},       {"now-2d", "now"}, {"now-7d", "now"}, {"now-30d", "now"},
    {"now/d", "now"},   {"now-1d/d", "now-1d/d"}, {"now/w", "now"},  {"now/M", "now"},  {"now-1M/M", "now-1M/M"},
};

constexpr std::chrono::seconds slideBeat{10}; ///< minutes are shown

/// The open panel: two ends to type, a list to choose from.
class Panel final : public QFrame
{
    Q_OBJECT
public:
    Panel(std::function<qint64()> now, QWidget *parent) : QFrame(parent, Qt::Popup), m_now(std::move(now))
    {
        setProperty("popup", true);
        setAttribute(Qt::WA_StyledBackground);
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(space::l, space::m, space::s, space::m);
        row->setSpacing(space::l);

        auto *left = new QVBoxLayout;
        left->setSpacing(space::xs);
        auto *heading = new QLabel(tr("Typed range"), this);
        heading->setProperty("role", QStringLiteral("heading"));
        left->addWidget(heading);
        left->addSpacing(space::xs);
        m_from = addEnd(left, tr("From"), QStringLiteral("rangeFrom"), m_fromResolved);
        m_to = addEnd(left, tr("To"), QStringLiteral("rangeTo"), m_toResolved);
        m_error = new QLabel(this);
        m_error->setProperty("role", QStringLiteral("error"));
        m_error->setWordWrap(true);
        m_error->setMinimumHeight(34);
        m_error->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        left->addWidget(m_error);
        m_apply = new QPushButton(tr("Apply range"), this);
        m_apply->setProperty("kind", QStringLiteral("primary"));
        m_apply->setObjectName(QStringLiteral("rangeApply"));
        left->addWidget(m_apply);
        left->addSpacing(space::s);
        auto *hint = new QLabel(tr("Examples: now-6h, now/d, now-1M/M, 2026-11-01 08:00"), this);
        hint->setProperty("role", QStringLiteral("caption"));
        hint->setWordWrap(true);
        left->addWidget(hint);
        left->addStretch(1);
        row->addLayout(left);

        m_list = new QListWidget(this);
        m_list->setAccessibleName(tr("Quick ranges"));
        m_list->setObjectName(QStringLiteral("quickRanges"));
        m_list->setFixedWidth(180);
        m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_list->setUniformItemSizes(true);
        for (const Quick &quick : quickRanges) {
            const auto range = TimeRange::parse(QString::fromLatin1(quick.from), QString::fromLatin1(quick.to));
            if (!range)
                continue;
            auto *item = new QListWidgetItem(format::range(*range, {}, QTimeZone::utc()), m_list);
            item->setSizeHint(QSize(160, 26));
        }
        m_list->setFixedHeight(26 * m_list->count() + 4);
        row->addWidget(m_list);
        setFixedWidth(460);

        connect(m_from, &QLineEdit::textChanged, this, &Panel::check);
        connect(m_to, &QLineEdit::textChanged, this, &Panel::check);
        connect(m_from, &QLineEdit::returnPressed, this, &Panel::apply);
        connect(m_to, &QLineEdit::returnPressed, this, &Panel::apply);
        connect(m_apply, &QPushButton::clicked, this, &Panel::apply);
        connect(m_list, &QListWidget::itemClicked, this, [this] { applyQuick(); });
        connect(m_list, &QListWidget::itemActivated, this, [this] { applyQuick(); });
    }

    void open(const TimeRange &range, const QTimeZone &zone, QPoint at)
    {
        m_zone = zone;
        m_from->setText(range.from());
        m_to->setText(range.to());
        int current = -1;
        for (int i = 0; i < int(std::size(quickRanges)); ++i) {
            if (range.from() == QLatin1String(quickRanges[i].from) && range.to() == QLatin1String(quickRanges[i].to))
                current = i;
        }
        m_list->setCurrentRow(current);
        check();
        adjustSize();
        move(at);
        show();
        m_from->selectAll();
        m_from->setFocus(Qt::PopupFocusReason);
    }

Q_SIGNALS:
    void chosen(const toban::TimeRange &range);

private:
    QLineEdit *addEnd(QVBoxLayout *column, const QString &name, const QString &objectName, QLabel *&resolved)
    {
        auto *label = new QLabel(name, this);
        label->setProperty("role", QStringLiteral("caption"));
        auto *field = new QLineEdit(this);
        field->setObjectName(objectName);
        field->setAccessibleName(name);
        label->setBuddy(field);
        resolved = new QLabel(this);
        resolved->setProperty("role", QStringLiteral("caption"));
        column->addWidget(label);
        column->addWidget(field);
        column->addWidget(resolved);
        column->addSpacing(space::xs);
        return field;
    }

    void check()
    {
        const auto range = TimeRange::parse(m_from->text(), m_to->text());
        m_apply->setEnabled(range.has_value());
        QString error;
        if (!range)
            error = tr("The range ends before it begins.");
        for (QLineEdit *field : {m_from, m_to}) {
            // Which end is wrong is found by trying it against one that is right.
            const bool isFrom = field == m_from;
            const bool good = range.has_value()
                || TimeRange::parse(isFrom ? field->text() : QStringLiteral("now-10y"),
                                    isFrom ? QStringLiteral("now+10y") : field->text())
                       .has_value();
            if (!good)
                error = field->text().trimmed().isEmpty()
                    ? tr("“%1” needs a time.", "From or To").arg(field->accessibleName())
                    : tr("“%1” is not a time. Write it as in the examples below.").arg(field->text().trimmed());
            if (field->property("invalid").toBool() == good) {
                field->setProperty("invalid", !good);
                restyle(field);
            }
        }
        m_error->setText(error);
        if (!range) {
            m_fromResolved->setText(QStringLiteral(" "));
            m_toResolved->setText(QStringLiteral(" "));
            return;
        }
        const TimeRange::Span span = range->resolve(m_now(), m_zone);
        m_fromResolved->setText(format::dateTime(span.startMs, m_zone));
        m_toResolved->setText(format::dateTime(span.endMs, m_zone));
    }

    void apply()
    {
        const auto range = TimeRange::parse(m_from->text(), m_to->text());
        if (!range)
            return;
        close();
        Q_EMIT chosen(*range);
    }

    void applyQuick()
    {
        const int row = m_list->currentRow();
        if (row < 0 || row >= int(std::size(quickRanges)) || !isVisible())
            return;
        m_from->setText(QString::fromLatin1(quickRanges[row].from));
        m_to->setText(QString::fromLatin1(quickRanges[row].to));
        apply();
    }

    std::function<qint64()> m_now;
    QTimeZone m_zone = QTimeZone::utc();
    QLineEdit *m_from = nullptr;
    QLineEdit *m_to = nullptr;
    QLabel *m_fromResolved = nullptr;
    QLabel *m_toResolved = nullptr;
    QLabel *m_error = nullptr;
    QPushButton *m_apply = nullptr;
    QListWidget *m_list = nullptr;
};

} // namespace

struct TimeRangePicker::Private
{
    TimeRangePicker *q = nullptr;
    std::function<qint64()> now;
    TimeRange range;
    QTimeZone zone = QTimeZone::utc();
    QPointer<Panel> panel;
    QTimer *slide = nullptr; ///< "now-3h to now-1h" is shown as two times, which move

    void refresh()
    {
        const QString text = format::range(range, range.resolve(now(), zone), zone);
        if (text == q->text())
            return;
        q->setText(text);
        q->setAccessibleName(TimeRangePicker::tr("Time range: %1").arg(text));
    }
    void request(qint64 startMs, qint64 endMs) { Q_EMIT q->rangeRequested(TimeRange::absolute(startMs, endMs)); }
};

TimeRangePicker::TimeRangePicker(std::function<qint64()> now, QWidget *parent)
    : QToolButton(parent), d(std::make_unique<Private>())
{
    d->q = this;
    d->now = std::move(now);
    setProperty("kind", QStringLiteral("bar"));
    setIcon(icons::icon(QStringLiteral("clock")));
    setIconSize(QSize(20, 16)); // two pixels of air beside the glyph
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setToolTip(tr("Time range (T)"));
    connect(this, &QToolButton::clicked, this, &TimeRangePicker::openPanel);
    d->slide = new QTimer(this);
    d->slide->setObjectName(QStringLiteral("slide"));
    d->slide->setInterval(slideBeat);
    connect(d->slide, &QTimer::timeout, this, [this] { d->refresh(); });
    d->slide->start();
    d->refresh();
}

TimeRangePicker::~TimeRangePicker() = default;

void TimeRangePicker::setRange(const TimeRange &range)
{
    d->range = range;
    d->refresh();
    if (range.isRelative())
        d->slide->start();
    else
        d->slide->stop();
}

void TimeRangePicker::setZone(const QTimeZone &zone)
{
    d->zone = zone;
    d->refresh();
}

const TimeRange &TimeRangePicker::range() const
{
    return d->range;
}

void TimeRangePicker::openPanel()
{
    // Made anew: texts follow the language, and a closed panel costs no memory.
    delete d->panel;
    d->panel = new Panel(d->now, this);
    connect(d->panel, &Panel::chosen, this, &TimeRangePicker::rangeRequested);
    const QPoint corner = mapToGlobal(QPoint(width(), height() + 4));
    d->panel->open(d->range, d->zone,
                   QPoint(std::max(mapToGlobal(QPoint(0, 0)).x() + width() - 460, window()->x() + 4), corner.y()));
}

void TimeRangePicker::shiftBack()
{
    const TimeRange::Span span = d->range.resolve(d->now(), d->zone);
    d->request(span.startMs - span.lengthMs() / 2, span.endMs - span.lengthMs() / 2);
}

void TimeRangePicker::shiftForward()
{
    const TimeRange::Span span = d->range.resolve(d->now(), d->zone);
    d->request(span.startMs + span.lengthMs() / 2, span.endMs + span.lengthMs() / 2);
}

void TimeRangePicker::zoomOut()
{
    const TimeRange::Span span = d->range.resolve(d->now(), d->zone);
    // No figures come from the future.
    const qint64 end = std::max(span.endMs, std::min(span.endMs + span.lengthMs() / 2, d->now()));
    d->request(end - 2 * span.lengthMs(), end);
}

void TimeRangePicker::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        setToolTip(tr("Time range (T)"));
        setText(QString());
        d->refresh();
    }
    QToolButton::changeEvent(event);
}

} // namespace toban

#include "timerangepicker.moc"
