// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "emergencyviews.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr std::size_t alertDataLimit = 16 * 1024; // it is kept and shown with every GET

std::set<Lever> readLevers(BodyReader &body)
{
    std::set<Lever> levers;
    for (const std::string &name : body.tools("levers", true).value_or(std::vector<std::string>{})) {
        if (const auto lever = parseLever(name)) {
            levers.insert(*lever);
        } else {
            body.fault("levers",
                       "must be of stop_intake, cap_concurrency, downgrade_models, pause_deployments and "
                       "stop_in_flight");
            return {};
        }
    }
    return levers;
}

std::string readAlertData(BodyReader &body)
{
    // A member that is missing or no object is a fault of its own.
    const bool isThere = body.object("alert_data", true).has_value();
    std::string data = isThere ? body.rawObject("alert_data").value_or("") : "";
    if (data.size() > alertDataLimit) {
        body.fault("alert_data", "must be at most " + std::to_string(alertDataLimit) + " bytes");
        data.clear();
    }
    return data;
}

} // namespace

void Api::addEmergencyRoutes()
{
    showing("/api/v1/emergency",
            [this](const Fleet &fleet) { return emergencyJson(fleet, fleet.emergency, m_parts.clock.now()); });

    change("POST", "/api/v1/emergency", nullptr, Form::Name, {"emergency", EnterEmergency{}},
           [](Context &, BodyReader &body) {
               EnterEmergency what;
               what.levers = readLevers(body);
               if (const auto concurrency = body.integer("concurrency", 0, concurrencyLimit)) {
                   what.concurrency = int(*concurrency);
               }
               return Change{"emergency", what};
           });

    change("POST", "/api/v1/emergency/restore", nullptr, Form::Name, {"emergency", RestoreLever{}},
           [](Context &, BodyReader &body) {
               const auto name = body.text("lever", Form::ShortText, true);
               const auto lever = name ? parseLever(*name) : std::nullopt;
               if (name && !lever) {
                   body.fault("lever", "is unknown; GET /api/v1/emergency names them");
               }
               return Change{"emergency", RestoreLever{lever.value_or(Lever::StopIntake)}};
           });

    immediate("POST", "/emergency-mode", {"emergency", EnterEmergency{}}, false,
              [](Context &, BodyReader &body) -> Result<Change> {
                  // What an alert may do by itself; all that cuts deeper is for a person to choose.
                  return Change{"emergency", EnterEmergency{{Lever::StopIntake}, {}, readAlertData(body)}};
              });

    const Change reset{"system", ResetSystem{}};
    change("POST", "/admin/reset-system", nullptr, Form::Name, reset,
           [reset](Context &, BodyReader &) { return Change(reset); });
}

} // namespace toban::manager
