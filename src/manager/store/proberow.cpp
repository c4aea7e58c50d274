// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitestore.h"
#include "sqlitetransaction.h"

namespace toban::manager {

void SqliteTransaction::putProbe(TimePoint mark)
{
    m_database.prepare("INSERT OR REPLACE INTO probe (id,mark) VALUES (1,?)").bind(stampOf(mark)).run();
}

std::optional<TimePoint> SqliteStore::probe()
{
    const std::lock_guard lock(m_readMutex);
    auto row = m_reader.prepare("SELECT mark FROM probe WHERE id=1");
    return row.step() ? std::optional(timeOf(row.integer(0))) : std::nullopt;
}

} // namespace toban::manager
