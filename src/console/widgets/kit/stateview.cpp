// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/stateview.h"

#include "kit/banner.h"
#include "kit/describe.h"
#include "kit/icons.h"
#include "kit/theme.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

namespace toban {

namespace {

/// Three quiet lines where the data will be.
class Skeleton : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens(this).surface2);
        const double shares[] = {0.36, 0.58, 0.47};
        double y = space::m;
        for (const double share : shares) {
            if (y + 12 > height())
                break;
            painter.drawRoundedRect(QRectF(space::m, y, width() * share, 12), 4, 4);
            y += 26;
        }
    }
};

class IconLabel : public QWidget
{
public:
    explicit IconLabel(QWidget *parent) : QWidget(parent) { setFixedSize(28, 28); }
    void set(const QString &name, bool bad)
    {
        m_name = name;
        m_bad = bad;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        if (m_name.isEmpty())
            return;
        const Tokens &t = tokens(this);
        QPainter painter(this);
        icons::paint(painter, QRectF(2, 2, 24, 24), m_name, m_bad ? t.critical.mark : t.textFaint);
    }

private:
    QString m_name;
    bool m_bad = false;
};

} // namespace

struct StateView::Private
{
    Mode mode = Mode::Loading;
    QStackedLayout *stack = nullptr;
    QWidget *data = nullptr;
    QVBoxLayout *dataColumn = nullptr;
    Banner *stale = nullptr;
    QWidget *content = nullptr;
    QWidget *blank = nullptr;
    Skeleton *skeleton = nullptr;
    QWidget *message = nullptr;
    IconLabel *icon = nullptr;
    QLabel *title = nullptr;
    QLabel *detail = nullptr;
    QPushButton *button = nullptr;
    QTimer delay;
};

StateView::StateView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    d->stack = new QStackedLayout(this);
    d->blank = new QWidget(this);
    d->skeleton = new Skeleton(this);
    d->skeleton->setAccessibleName(tr("Loading"));
    d->data = new QWidget(this);
    d->dataColumn = new QVBoxLayout(d->data);
    d->dataColumn->setContentsMargins(0, 0, 0, 0);
    d->dataColumn->setSpacing(space::s);

    d->message = new QWidget(this);
    auto *column = new QVBoxLayout(d->message);
    column->setSpacing(space::xs);
    d->icon = new IconLabel(d->message);
    d->title = new QLabel(d->message);
    d->title->setProperty("role", QStringLiteral("heading"));
    d->detail = new QLabel(d->message);
    d->detail->setProperty("role", QStringLiteral("faint"));
    for (QLabel *label : {d->title, d->detail}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setMinimumWidth(0);
    }
    d->button = new QPushButton(d->message);
    d->button->setObjectName(QStringLiteral("stateAction"));
    column->addStretch(2);
    column->addWidget(d->icon, 0, Qt::AlignHCenter);
    column->addWidget(d->title);
    column->addWidget(d->detail);
    column->addSpacing(space::s);
    column->addWidget(d->button, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(d->button, &QPushButton::clicked, this, [this] {
        if (d->mode == Mode::Error)
            Q_EMIT retryRequested();
        else
            Q_EMIT actionRequested();
    });

    for (QWidget *page : {d->blank, static_cast<QWidget *>(d->skeleton), d->data, d->message})
        d->stack->addWidget(page);
    d->delay.setSingleShot(true);
    d->delay.setInterval(150);
    connect(&d->delay, &QTimer::timeout, this, [this] {
        if (d->mode == Mode::Loading)
            d->stack->setCurrentWidget(d->skeleton);
    });
    d->delay.start();
}

StateView::~StateView() = default;

void StateView::setContent(QWidget *content)
{
    d->content = content;
    d->dataColumn->addWidget(content, 1);
}

QWidget *StateView::contentParent() const
{
    return d->data;
}

QWidget *StateView::content() const
{
    return d->content;
}

StateView::Mode StateView::mode() const
{
    return d->mode;
}

void StateView::showLoading()
{
    if (d->mode != Mode::Loading) {
        d->mode = Mode::Loading;
        Q_EMIT modeChanged(d->mode);
    }
    // What is on view stays for the first moment.
    d->delay.start();
}

void StateView::showData()
{
    if (d->stale)
        d->stale->hide();
    d->stack->setCurrentWidget(d->data);
    if (d->mode == Mode::Data)
        return;
    d->mode = Mode::Data;
    Q_EMIT modeChanged(d->mode);
}

void StateView::showEmpty(const QString &sentence, const QString &action)
{
    const bool changed = d->mode != Mode::Empty;
    d->mode = Mode::Empty;
    d->icon->set(QStringLiteral("empty"), false);
    d->title->setText(sentence);
    d->detail->clear();
    d->detail->hide();
    d->button->setText(action);
    d->button->setVisible(!action.isEmpty());
    d->stack->setCurrentWidget(d->message);
    if (changed)
        Q_EMIT modeChanged(d->mode);
}

void StateView::showError(const Error &error, const QString &subject)
{
    const bool changed = d->mode != Mode::Error;
    d->mode = Mode::Error;
    const Description description = describe(error, subject);
    d->icon->set(QStringLiteral("problems"), true);
    d->title->setText(description.what);
    const Description rest{{}, description.meaning, description.action};
    d->detail->setText(rest.text());
    d->detail->setVisible(!rest.text().isEmpty());
    d->button->setText(tr("Retry"));
    d->button->show();
    d->stack->setCurrentWidget(d->message);
    if (changed)
        Q_EMIT modeChanged(d->mode);
}

void StateView::showNotConfigured(const QString &sentence, const QString &action)
{
    const bool changed = d->mode != Mode::NotConfigured;
    d->mode = Mode::NotConfigured;
    d->icon->set(QStringLiteral("plug"), false);
    d->title->setText(sentence);
    d->detail->hide();
    d->button->setText(action);
    d->button->setVisible(!action.isEmpty());
    d->stack->setCurrentWidget(d->message);
    if (changed)
        Q_EMIT modeChanged(d->mode);
}

void StateView::showStale(const Error &error, const QString &since, const QString &subject)
{
    showData();
    if (!d->stale) {
        d->stale = new Banner(d->data);
        d->dataColumn->addWidget(d->stale); // below: the rows stay where they are under the pointer
        connect(d->stale, &Banner::actionRequested, this, &StateView::retryRequested);
    }
    d->stale->setMessage(State::Warn, tr("%1 What you see is from %2.").arg(describe(error, subject).what, since),
                         tr("Retry"));
}

} // namespace toban
