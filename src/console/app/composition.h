// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertservice.h"
#include "auditjournal.h"
#include "backends.h"
#include "clock.h"
#include "commandline.h"
#include "contextservice.h"
#include "contextsfile.h"
#include "dashboardservice.h"
#include "fleetservice.h"
#include "keychainstore.h"
#include "logservice.h"
#include "metriccatalogue.h"
#include "operationservice.h"
#include "refreshservice.h"
#include "secretservice.h"
#include "sessionstore.h"

#include <QObject>

namespace toban {

/// The console's parts below the widgets, made and joined for one run; headless and window alike. GUI thread. Making it
/// reads no file but contexts.yaml, asks nobody and touches no keyring; enterContext() begins the work.
class Composition : public QObject
{
    Q_OBJECT
public:
    Composition(const Options &options, KeychainStore::Prompt prompt, QObject *parent = nullptr);
    ~Composition() override;

    /// Goes to the context of the options: the sandbox (which may have to be started first), the named one, or
    /// `remembered` when it exists, else the file's current one. Precondition, code "no_context", when there is none.
    QCoro::Task<Result<void>> enterContext(QString remembered = {});
    /// Goes to the sandbox of this directory (empty: its default), which is started when none runs.
    QCoro::Task<Result<void>> enterSandbox(QString dir);
    /// Goes to another context of the list.
    Result<void> switchContext(const QString &name);

    /// Why contexts.yaml could not be read (nothing is written over it then).
    const std::optional<Error> &contextsError() const { return m_contextsError; }
    /// Why the context's metric profile could not be used (the built-in catalogue is used then).
    const std::optional<Error> &profileError() const { return m_profileError; }
    /// The context's zone, or the system's.
    QTimeZone zone() const;

    const Options &options() const { return m_options; }
    const Clock &clock() const { return m_clock; }
    const MetricCatalogue &catalogue() const { return m_catalogue; }
    SessionStore &session();
    ContextService &contexts() { return m_contexts; }
    SecretService &secrets() { return m_secrets; }
    Backends &backends() { return m_backends; }
    RefreshService &refresh() { return m_refresh; }
    DashboardService &overview() { return m_overview; }
    FleetService &fleet() { return m_fleet; }
    AlertService &alerts() { return m_alerts; }
    LogService &logs() { return m_logs; }
    OperationService &operations() { return m_operations; }

Q_SIGNALS:
    void profileErrorChanged();

private:
    void applyContext();

    Options m_options;
    SystemClock m_clock;
    ContextsFile m_file;
    ContextService m_contexts;
    KeychainStore m_keychain;
    SecretService m_secrets;
    MetricCatalogue m_catalogue;
    Backends m_backends;
    AuditJournal m_journal;
    RefreshService m_refresh;
    DashboardService m_overview;
    FleetService m_fleet;
    AlertService m_alerts;
    LogService m_logs;
    OperationService m_operations;
    std::unique_ptr<SessionStore> m_session;
    std::optional<Error> m_contextsError;
    std::optional<Error> m_profileError;
};

} // namespace toban
