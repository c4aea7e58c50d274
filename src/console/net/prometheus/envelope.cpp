// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prometheus/envelope.h"

#include "http/answererror.h"

namespace toban {

std::optional<Error> readEnvelope(const QByteArray &json, const std::function<void(const JsonCursor &)> &reader)
{
    std::optional<Error> refused;
    const auto problem = readJson(json, [&](const JsonCursor &root) {
        const QString status = root.text("status");
        if (status == u"error") {
            refused.emplace(ErrorKind::Server, detailText(root.text("error", {}).toUtf8()));
            refused->withCode(root.text("errorType", {}));
        } else if (status != u"success") {
            root.fail("status", QStringLiteral("neither \"success\" nor \"error\""));
        } else {
            reader(root);
        }
    });
    return problem ? problem : refused;
}

Error envelopeError(const HttpAnswer &answer)
{
    const bool ownDocument = answer.contentType == "application/json" && answer.status != 401 && answer.status != 403;
    if (ownDocument) {
        if (auto error = readEnvelope(answer.body, [](const JsonCursor &) {});
            error && error->kind() == ErrorKind::Server)
            return error->withStatus(answer.status);
    }
    return plainError(answer);
}

} // namespace toban
