// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"

#include <QFile>
#include <QProcess>

namespace toban {

namespace {

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
}

const QStringList newKey{QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                         QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes")};

} // namespace

Certificates::Certificates()
{
    write(
        file("ca.cnf"),
        "[ca]\ndefault_ca=it\n[it]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\n"
        "copy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n");
    write(file("index.txt"), "");
    write(file("serial"), "1000\n");
    openssl(
        QStringList{"req", "-x509", "-subj", "/CN=Test authority", "-days", "2", "-keyout", "ca.key", "-out", "ca.pem"}
        + newKey);
    const QStringList valid{"-days", "1"};
    issue("good", "IP:127.0.0.1,DNS:localhost", valid);
    issue("expired", "IP:127.0.0.1", {"-startdate", "20200101000000Z", "-enddate", "20200201000000Z"});
    issue("other", "DNS:other.example", valid);
    issue("client", "DNS:client.example", valid);
    openssl(QStringList{"req", "-x509", "-subj", "/CN=self", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1",
                        "-keyout", "self.key", "-out", "self.pem"}
            + newKey);
}

void Certificates::issue(const QString &name, const QString &alternativeName, const QStringList &span) const
{
    const QString key = name + QStringLiteral(".key");
    const QString csr = name + QStringLiteral(".csr");
    const QString pem = name + QStringLiteral(".pem");
    openssl(QStringList{"req", "-new", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + alternativeName,
                        "-keyout", key, "-out", csr}
            + newKey);
    openssl(QStringList{"ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", csr,
                        "-out", pem, "-notext"}
            + span);
}

void Certificates::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_dir.path());
    process.start(QStringLiteral("openssl"), arguments);
    if (!process.waitForFinished(20'000) || process.exitCode() != 0)
        qFatal("openssl %s: %s", qPrintable(arguments.join(u' ')), process.readAllStandardError().constData());
}

} // namespace toban
