// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emergencystore.h"

#include "sqlitetransaction.h"

#include <sstream>

namespace toban::manager {

namespace {

/// Names (of levers, of deployments) hold no blanks.
std::vector<std::string> wordsOf(const std::string &text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

} // namespace

void SqliteTransaction::putEmergency(const Emergency &emergency)
{
    std::string levers, paused;
    for (const Lever lever : emergency.levers) {
        levers += (levers.empty() ? "" : " ") + std::string(leverText(lever));
    }
    for (const std::string &name : emergency.paused) {
        paused += (paused.empty() ? "" : " ") + name;
    }
    m_database.prepare("INSERT OR REPLACE INTO emergency VALUES (1,?,?,?,?,?,?,?,?,?,?)")
        .bind(levers)
        .bind(std::int64_t(emergency.concurrency))
        .bind(paused)
        .bindOrNull(emergency.since ? std::optional(stampOf(*emergency.since)) : std::nullopt)
        .bind(emergency.by)
        .bind(emergency.reason)
        .bind(emergency.alertData)
        .bind(std::int64_t(emergency.inFlightAtEntry))
        .bindOrNull(emergency.spendAtEntry ? std::optional(emergency.spendAtEntry->nano) : std::nullopt)
        .bind(emergency.generation)
        .run();
}

Emergency loadEmergency(Database &database)
{
    Emergency emergency;
    auto row
        = database.prepare("SELECT levers,concurrency,paused,since,entered_by,reason,alert_data,in_flight_at_entry,"
                           "spend_at_entry_nano,generation FROM emergency");
    if (!row.step()) {
        return emergency;
    }
    for (const std::string &word : wordsOf(row.text(0))) {
        const auto lever = parseLever(word);
        if (!lever) {
            throw std::runtime_error("emergency mode: the stored lever " + word
                                     + " is unknown; use a newer toban-manager");
        }
        emergency.levers.insert(*lever);
    }
    emergency.concurrency = int(row.integer(1));
    for (const std::string &name : wordsOf(row.text(2))) {
        emergency.paused.insert(name);
    }
    if (!row.isNull(3)) {
        emergency.since = timeOf(row.integer(3));
    }
    emergency.by = row.text(4);
    emergency.reason = row.text(5);
    emergency.alertData = row.text(6);
    emergency.inFlightAtEntry = int(row.integer(7));
    if (!row.isNull(8)) {
        emergency.spendAtEntry = Money{row.integer(8)};
    }
    emergency.generation = row.integer(9);
    return emergency;
}

} // namespace toban::manager
