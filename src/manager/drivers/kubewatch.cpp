// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kubewatch.h"

#include "kubeobjects.h"
#include "logging.h"

#include <algorithm>

namespace toban::manager {

using nlohmann::json;

namespace {

constexpr auto pageSize = "500";
constexpr int expired = 410;

} // namespace

KubeWatch::KubeWatch(KubeClient &client, KubeCall list, KubeWatchTimes times, std::function<void()> changed)
    : m_client(client), m_list(std::move(list)), m_times(times), m_changed(std::move(changed))
{ }

KubeWatch::~KubeWatch()
{
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void KubeWatch::start()
{
    m_thread = std::thread([this] { run(); });
}

void KubeWatch::run()
{
    auto wait = m_times.firstBackoff;
    while (!m_client.isClosed()) {
        KubeAnswer answer;
        const auto begun = std::chrono::steady_clock::now();
        if (m_version.empty()) {
            answer = list();
        }
        if (answer.isGood()) {
            answer = follow();
        }
        if (m_client.isClosed()) {
            return;
        }
        if (answer.isGood()) {
            wait = m_times.firstBackoff;
            // Something between may end each watch at once.
            if (std::chrono::steady_clock::now() - begun < m_times.firstBackoff && !m_client.rest(wait)) {
                return;
            }
            continue;
        }
        const bool wasListed = !m_version.empty();
        m_version.clear(); // read anew, which also shows that all is well again
        if (answer.status == expired && wasListed) {
            logger("driver")->info("{}", answer.trouble);
            continue; // at once: nothing is wrong
        }
        note(answer.trouble);
        if (!m_client.rest(wait)) {
            return;
        }
        wait = std::min(wait * 2, m_times.longestBackoff);
    }
}

KubeAnswer KubeWatch::list()
{
    Objects objects;
    KubeCall call = m_list;
    call.verb = "list";
    std::string more;
    KubeAnswer answer;
    do {
        call.query = m_list.query;
        call.query.emplace_back("limit", pageSize);
        if (!more.empty()) {
            call.query.emplace_back("continue", more);
        }
        answer = m_client.call(call);
        if (!answer.isGood()) {
            return answer;
        }
        if (answer.body.contains("items") && answer.body["items"].is_array()) {
            for (json &item : answer.body["items"]) {
                const std::string name = textAt(item, "/metadata/name");
                objects[name] = std::move(item);
            }
        }
        more = textAt(answer.body, "/metadata/continue");
    } while (!more.empty());
    m_version = textAt(answer.body, "/metadata/resourceVersion");
    if (m_version.empty()) {
        return {0, nullptr,
                "A list of " + m_list.resource + " has no resourceVersion; the answer is not of an API server."};
    }
    {
        const std::lock_guard lock(m_mutex);
        m_objects = std::move(objects);
        m_state = {true, {}};
    }
    m_changed();
    return answer;
}

KubeAnswer KubeWatch::follow()
{
    KubeCall call = m_list;
    call.verb = "watch";
    call.query.insert(call.query.end(),
                      {{"watch", "true"},
                       {"allowWatchBookmarks", "true"},
                       {"resourceVersion", m_version},
                       {"timeoutSeconds", std::to_string(m_times.watch.count())}});
    return m_client.watch(call, m_times.watch, [this](const json &event) { take(event); });
}

void KubeWatch::take(const json &event)
{
    const json &object = event["object"];
    const std::string type = textAt(event, "/type"), name = textAt(object, "/metadata/name");
    const std::string version = textAt(object, "/metadata/resourceVersion");
    if (!version.empty()) {
        m_version = version; // run() reads it when the watch has ended
    }
    {
        const std::lock_guard lock(m_mutex);
        if (type == "DELETED") {
            m_objects.erase(name);
        } else if (type == "ADDED" || type == "MODIFIED") {
            m_objects[name] = object;
        }
        m_state.trouble.clear(); // the watch works
    }
    m_changed();
}

void KubeWatch::note(const std::string &trouble)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_state.trouble == trouble) {
            return;
        }
        m_state.trouble = trouble;
    }
    logger("driver")->error("{}", trouble);
    m_changed();
}

} // namespace toban::manager
