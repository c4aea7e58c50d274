// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

namespace toban::manager {

namespace {
constexpr std::size_t eventIdLimit = 64;
}

void Api::addEventRoutes()
{
    guarded("GET", "/api/v1/events", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        // A longer one is none of ours: it is answered like any that is not known.
        const std::string lastId(context.request.headers.get("Last-Event-ID").substr(0, eventIdLimit));
        EventHub &hub = m_parts.fleet.events;
        context.responder.stream("text/event-stream", [&hub, lastId](const std::shared_ptr<http::Stream> &stream) {
            const auto number = hub.subscribe(lastId, [stream](const std::string &frame) {
                const bool sent = stream->send(frame);
                if (!sent) {
                    stream->close(); // it cannot keep up: it comes back with the last id that it got
                }
                return sent;
            });
            if (number == 0) {
                stream->close();
                return;
            }
            stream->onClosed([&hub, number] { hub.unsubscribe(number); });
        });
    });
}

} // namespace toban::manager
