// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/tlssettings.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QStringList>

#include <algorithm>

namespace toban {

namespace {

Failure badFile(const QString &file, const QString &why)
{
    return Failure(Error(ErrorKind::Precondition, why, file));
}

Result<QList<QSslCertificate>> readCertificates(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return badFile(path, QStringLiteral("cannot be read: ") + file.errorString());
    const QList<QSslCertificate> certificates = QSslCertificate::fromDevice(&file, QSsl::Pem);
    if (certificates.isEmpty())
        return badFile(path, QStringLiteral("holds no PEM certificate"));
    return certificates;
}

Result<QSslKey> readKey(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return badFile(path, QStringLiteral("cannot be read: ") + file.errorString());
    const QByteArray pem = file.readAll();
    for (const auto algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        if (QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey); !key.isNull())
            return key;
    }
    return badFile(path, QStringLiteral("holds no unencrypted PEM private key"));
}

struct Reason
{
    int rank; ///< lower is named first
    const char *code;
    const char *text;
};

Reason reasonOf(QSslError::SslError error)
{
    switch (error) {
    case QSslError::CertificateRevoked:
    case QSslError::CertificateBlacklisted:
        return {0, "certificate_revoked", "certificate revoked"};
    case QSslError::CertificateExpired:
        return {1, "certificate_expired", "certificate expired"};
    case QSslError::CertificateNotYetValid:
        return {2, "certificate_not_yet_valid", "certificate not yet valid"};
    case QSslError::HostNameMismatch:
        return {3, "host_name_mismatch", "host name mismatch"};
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
        return {4, "self_signed", "self-signed certificate"};
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return {5, "unknown_authority", "certificate of an unknown authority"};
    default:
        return {6, "certificate_invalid", nullptr};
    }
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const HttpOptions::Tls &options)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(options.insecureSkipVerify ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    if (!options.caFile.isEmpty()) {
        const auto authorities = readCertificates(options.caFile);
        if (!authorities)
            return Failure(authorities.error());
        configuration.setCaCertificates(*authorities);
    }
    if (options.certFile.isEmpty() != options.keyFile.isEmpty())
        return badFile(options.certFile + options.keyFile,
                       QStringLiteral("a client certificate needs both its file and its key's"));
    if (!options.certFile.isEmpty()) {
        const auto chain = readCertificates(options.certFile);
        if (!chain)
            return Failure(chain.error());
        const auto key = readKey(options.keyFile);
        if (!key)
            return Failure(key.error());
        configuration.setLocalCertificateChain(*chain);
        configuration.setPrivateKey(*key);
    }
    return configuration;
}

QSslConfiguration withoutClientCertificate(QSslConfiguration configuration)
{
    configuration.setLocalCertificateChain({});
    configuration.setPrivateKey({});
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return configuration;
}

bool isCertificateFor(const QSslCertificate &certificate, const QString &host)
{
    const QStringList names = certificate.subjectAlternativeNames().values(QSsl::DnsEntry);
    const QString parent = host.section(u'.', 1);
    return std::any_of(names.begin(), names.end(), [&](const QString &name) {
        const bool wildcard = name.startsWith(u"*.") && parent.contains(u'.');
        return name.compare(host, Qt::CaseInsensitive) == 0
            || (wildcard && QStringView(name).mid(2).compare(parent, Qt::CaseInsensitive) == 0);
    });
}

Error tlsError(const QList<QSslError> &errors, const QString &origin)
{
    Reason first{99, "certificate_invalid", nullptr};
    QStringList texts;
    for (const QSslError &error : errors) {
        const Reason reason = reasonOf(error.error());
        const QString text = reason.text ? QString::fromLatin1(reason.text) : error.errorString();
        if (texts.contains(text))
            continue;
        if (reason.rank < first.rank) {
            first = reason;
            texts.prepend(text);
        } else {
            texts.append(text);
        }
    }
    Error error(ErrorKind::Tls, texts.join(QStringLiteral("; ")), origin);
    error.withCode(QString::fromLatin1(first.code));
    return error;
}

} // namespace toban
