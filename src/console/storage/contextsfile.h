// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <QString>

namespace toban {

/// contexts.yaml in the XDG configuration directory: read and written whole, unknown keys refused with line and column,
/// saved atomically (0600). Secret values have no place in it: a key that would hold one ("password:") is an error that
/// says to use the keychain.
class ContextsFile
{
public:
    explicit ContextsFile(QString path);

    struct Content
    {
        QString current;
        std::vector<Context> contexts;
        friend bool operator==(const Content &, const Content &) = default;
    };
    Result<Content> read() const; ///< a missing file is an empty content
    Result<void> write(const Content &content) const;
    const QString &path() const { return m_path; }

private:
    QString m_path;
};

} // namespace toban
