// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "await.h"
#include "backends.h"
#include "fakeclock.h"
#include "secretservice.h"
#include "secretstore.h"

#include <QMap>

namespace toban {

/// A keyring in memory that fails as it is told.
class FakeSecretStore final : public SecretStore
{
public:
    QCoro::Task<Result<QString>> read(SecretName name) override
    {
        ++reads;
        if (failure)
            co_return Failure(*failure);
        if (!values.contains(name))
            co_return Failure(Error(ErrorKind::Keychain, {}).withCode(QStringLiteral("not_found")));
        co_return values.value(name);
    }
    QCoro::Task<Result<void>> write(SecretName name, QString value) override
    {
        if (failure)
            co_return Failure(*failure);
        values.insert(name, value);
        co_return Result<void>{};
    }
    QCoro::Task<Result<void>> remove(SecretName name) override
    {
        if (failure)
            co_return Failure(*failure);
        values.remove(name);
        co_return Result<void>{};
    }

    QCoro::Task<bool> isOpen() override { co_return open; }

    QMap<QString, QString> values;
    std::optional<Error> failure;
    int reads = 0;
    bool open = false;
};

/// What every service stands on.
struct ServiceFixture
{
    FakeClock clock;
    FakeSecretStore store;
    SecretService secrets{store};
    Backends backends{secrets, clock};

    ServiceFixture() { backends.setPatience(Backends::Patience::OneShot); }

    /// A context with these endpoints.
    static Context context(const std::map<EndpointKind, QString> &urls, const QString &name = QStringLiteral("test"))
    {
        Context made;
        made.name = name;
        for (const auto &[kind, url] : urls)
            made.endpoints[kind].url = url;
        return made;
    }
};

} // namespace toban
