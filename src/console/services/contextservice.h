// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "result.h"

#include <QObject>

namespace toban {

class ContextsFile;

/// The environments of contexts.yaml and which one is current. Reads at construction; saves atomically.
class ContextService : public QObject
{
    Q_OBJECT
public:
    explicit ContextService(ContextsFile &file, QObject *parent = nullptr);

    /// Reads the file; a missing one is no error (no contexts). A malformed one is: nothing is overwritten then.
    Result<void> load();
    const std::vector<Context> &contexts() const; ///< all: those of the file, then those of this run only
    std::vector<Context> saved() const; ///< those of the file: what the settings edit and save() replaces
    const Context *find(const QString &name) const;
    const Context *current() const; ///< null: none
    /// Precondition when there is no context of that name.
    Result<void> setCurrent(const QString &name);
    /// Replaces all contexts (what the settings dialog hands over) and writes the file.
    Result<void> save(std::vector<Context> contexts);
    /// Adds or replaces one for this run only (the sandbox, --context files); never written.
    void addTransient(Context context);

Q_SIGNALS:
    void contextsChanged();
    void currentChanged();

private:
    ContextsFile &m_file;
    std::vector<Context> m_contexts;
    std::vector<Context> m_transient;
    QString m_current;
};

} // namespace toban
