// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "result.h"

#include <QHash>
#include <QObject>

#include <optional>
#include <vector>

namespace toban {

class ContextsFile;

/// The environments of contexts.yaml and which one is current. Reads when told to; saves atomically, and not over a
/// file that could not be read or that another program has changed since (Storage, code "changed_on_disk": load again
/// first).
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
    Error missing(const QString &name) const; ///< the Precondition ("no_context") for a name that there is none of
    const Context *current() const; ///< null: none
    QString defaultName() const; ///< the file's `current`
    /// For this run. Precondition when there is no context of that name.
    Result<void> setCurrent(const QString &name);
    /// Writes which context the next start begins with; one of this run only cannot be that.
    Result<void> setDefault(const QString &name);
    /// Replaces all contexts (what the settings dialog hands over) and writes the file. `renamed` are old names and what
    /// they are now: the current one and the default stay what they are under another name. `defaultName` is what the
    /// file's `current` becomes; empty: as it is.
    Result<void> save(std::vector<Context> contexts, const QHash<QString, QString> &renamed = {},
                      const QString &defaultName = {});
    /// Adds or replaces one for this run only (the sandbox, --context files); never written.
    void addTransient(Context context);

Q_SIGNALS:
    void contextsChanged();
    void currentChanged();

private:
    Result<void> write(QString defaultName, std::vector<Context> contexts);
    void merge();

    ContextsFile &m_file;
    std::vector<Context> m_saved;
    QString m_default;
    std::vector<Context> m_transient;
    std::vector<Context> m_all;
    std::optional<Error> m_loadError;
    QString m_current;
};

} // namespace toban
