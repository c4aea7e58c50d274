// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/icons.h"

#include "kit/theme.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace toban {

namespace {

QByteArray source(const QString &name, const QColor &colour)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    const bool found = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(found, "icons", qPrintable(name));
    if (!found)
        return {};
    return file.readAll().replace("currentColor", colour.name().toLatin1());
}

class Engine final : public QIconEngine
{
public:
    explicit Engine(const QString &name) : m_name(name) { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        icons::paint(*painter, rect, m_name, colour(mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        // Qt hands over device pixels here.
        return icons::pixmap(m_name, std::min(size.width(), size.height()), colour(mode), 1);
    }
    QIconEngine *clone() const override { return new Engine(m_name); }
    QString key() const override { return QStringLiteral("toban"); }

private:
    static QColor colour(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        const Tokens &t = tokens(palette);
        if (mode == QIcon::Disabled)
            return mix(t.surface1, t.textFaint, 0.6);
        return mode == QIcon::Selected ? t.accent : t.text;
    }

    QString m_name;
};

} // namespace

QStringList icons::names()
{
    QStringList names = QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")}, QDir::Files, QDir::Name);
    for (QString &name : names)
        name.chop(4);
    return names;
}

QIcon icons::icon(const QString &name)
{
    return QIcon(new Engine(name));
}

QPixmap icons::pixmap(const QString &name, int pixels, const QColor &colour, qreal devicePixelRatio)
{
    const QString key
        = QStringLiteral("icon/%1/%2/%3/%4").arg(name).arg(pixels).arg(colour.name()).arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(QSize(pixels, pixels) * devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(source(name, colour));
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void icons::paint(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour)
{
    const int pixels = int(std::min(rect.width(), rect.height()));
    const QPixmap image = pixmap(name, pixels, colour, painter.device()->devicePixelRatioF());
    // Whole pixels: an icon between two pixels is blurred.
    painter.drawPixmap(QPoint(qRound(rect.center().x() - pixels / 2.0), qRound(rect.center().y() - pixels / 2.0)),
                       image);
}

} // namespace toban
