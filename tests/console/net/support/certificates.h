// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTemporaryDir>

namespace toban {

/// Certificates made with the openssl program: an authority, and what it signs for 127.0.0.1. Files live as long as
/// this.
class Certificates
{
public:
    Certificates();

    struct Pair
    {
        QString certificate;
        QString key;
    };
    QString authority() const { return file("ca.pem"); }
    Pair good() const { return pair("good"); }
    Pair expired() const { return pair("expired"); }
    Pair otherHost() const { return pair("other"); } ///< "other.example"
    Pair selfSigned() const { return pair("self"); }
    Pair client() const { return pair("client"); }

private:
    QString file(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    Pair pair(const char *name) const
    {
        const QString base = file(name);
        return {QString(base + QStringLiteral(".pem")), QString(base + QStringLiteral(".key"))};
    }
    void openssl(const QStringList &arguments) const;
    void issue(const QString &name, const QString &alternativeName, const QStringList &span) const;

    QTemporaryDir m_dir;
};

} // namespace toban
