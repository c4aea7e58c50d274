// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kubernetesdriver.h"

#include "atomicfile.h"
#include "kubeobjects.h"
#include "kubewatch.h"
#include "kubewrites.h"
#include "localdriver.h"
#include "logging.h"

#include <algorithm>
#include <set>

namespace toban::manager {

using nlohmann::json;

namespace {

constexpr auto otherSuffix = "-green";
constexpr std::chrono::milliseconds firstRetry{1000}; // of a goal that could not be reached, doubled each time
constexpr std::chrono::milliseconds longestRetry{30'000};
constexpr std::chrono::seconds lookAgain{5};

std::string objectName(const SetKey &key)
{
    return key.second ? key.first + otherSuffix : key.first;
}

bool isSame(const SetGoal &a, const SetGoal &b)
{
    return a.replicas == b.replicas && a.revision.number == b.revision.number
        && a.revision.content == b.revision.content;
}

KubeCall listOf(std::string group, std::string resource, const std::string &selector)
{
    KubeCall call{"list", std::move(group), std::move(resource)};
    call.query.emplace_back("labelSelector", selector);
    return call;
}

/// Whether the Deployment must be told the number of replicas. Elsewhere than here it is only brought to 0 and back:
/// a HorizontalPodAutoscaler leaves a Deployment with 0 alone.
bool needsScale(const KubeDeployment &deployment, int wanted)
{
    return deployment.scaledElsewhere ? (deployment.replicas == 0) != (wanted == 0) : deployment.replicas != wanted;
}

} // namespace

struct KubernetesDriver::Impl
{
    /// How it goes with a goal.
    struct Course
    {
        SetGoal goal;
        std::string trouble; ///< of the last attempt
        bool failed = false;
        std::chrono::milliseconds wait = firstRetry;
        SteadyPoint notBefore{};
    };

    Impl(KubernetesOptions o, const Clock &c, std::function<void()> f)
        : options(std::move(o)), clock(c), changed(std::move(f)),
          client({options.apiUrl, options.nameSpace, options.tokenFile, options.caFile}, clock),
          deployments(client, listOf("apps", "deployments", options.selector), {}, [this] { news(); }),
          replicaSets(client, listOf("apps", "replicasets", options.selector), {}, [this] { news(); }),
          pods(client, listOf("", "pods", options.selector), {}, [this] { news(); })
    { }

    /// Something was seen: the main thread looks, and goals are looked at again.
    void news()
    {
        {
            const std::lock_guard lock(mutex);
            stale = true;
            dirty = true;
        }
        wake.notify_all();
        changed();
    }

    void run();
    void step();
    void pursue(const SetKey &key, const SetGoal &goal);
    void endPods();
    std::string staleness() const;
    PlacedSet sightOf(const SetKey &key, const Course &course) const;
    std::optional<KubeDeployment> deploymentOf(const std::string &name) const;

    const KubernetesOptions options;
    const Clock &clock;
    const std::function<void()> changed;
    KubeClient client;
    mutable std::mutex mutex; ///< guards what follows
    std::condition_variable wake;
    bool closing = false;
    bool dirty = true; ///< goals are to be looked at
    mutable bool stale = true; ///< `seen` is older than what it is made of
    mutable PlacedSets seen;
    std::map<SetKey, Course> courses;
    std::set<std::string> toEnd; ///< names of pods
    std::string endTrouble; ///< of the last pod that should have been ended
    std::string fileTrouble; ///< of the target file; main thread
    KubeWatch deployments, replicaSets, pods; ///< their threads use what is above
    std::thread thread; ///< uses all of the above
};

std::optional<KubeDeployment> KubernetesDriver::Impl::deploymentOf(const std::string &name) const
{
    return deployments.read([&](const KubeWatch::Objects &objects, const KubeWatch::State &) {
        const auto found = objects.find(name);
        return found == objects.end() ? std::nullopt : std::optional(readDeployment(found->second, options.container));
    });
}

/// Why what is known may be old or nothing; empty: it is as of now.
std::string KubernetesDriver::Impl::staleness() const
{
    for (const KubeWatch *watch : {&deployments, &replicaSets, &pods}) {
        const auto state = watch->read([](const KubeWatch::Objects &, const KubeWatch::State &is) { return is; });
        if (!state.trouble.empty()) {
            return state.trouble;
        }
        if (!state.known) {
            return "The API server of Kubernetes has not answered yet.";
        }
    }
    return {};
}

void KubernetesDriver::Impl::pursue(const SetKey &key, const SetGoal &goal)
{
    const std::string name = objectName(key);
    auto now = deploymentOf(name);
    KubeAnswer answer;
    if (!now) {
        if (goal.replicas == 0) {
            return;
        }
        answer = {404, nullptr,
                  "There is no Deployment " + name + " with the label " + options.selector + " in the namespace "
                      + options.nameSpace + ". Make it, as packaging/kubernetes/40-agents.yaml does."};
    } else {
        // A set that shall have no agents keeps the revision that it has.
        const KubeRevision wanted{key.first, goal.revision, contentHash(goal.revision.content)};
        if (goal.replicas > 0 && needsRevision(*now, wanted)) {
            answer = bringToRevision(client, replicaSets, name, wanted, options.container);
            if (answer.isGood()) {
                now = readDeployment(answer.body, options.container); // newer than the copy
            }
        }
        if (answer.isGood() && needsScale(*now, goal.replicas)) {
            answer = bringToScale(client, name, goal.replicas);
        }
    }
    const std::lock_guard lock(mutex);
    const auto course = courses.find(key);
    if (course == courses.end() || !isSame(course->second.goal, goal)) {
        return; // something else is wanted by now
    }
    Course &is = course->second;
    if (answer.isGood()) {
        is.trouble.clear();
        is.failed = false;
        is.wait = firstRetry;
    } else {
        if (is.trouble != answer.trouble) {
            logger("driver")->error("{}", answer.trouble);
        }
        is.trouble = answer.trouble;
        is.failed = !answer.mayPass();
        is.notBefore = clock.steady() + is.wait;
        is.wait = std::min(is.wait * 2, longestRetry);
    }
    stale = true;
}

void KubernetesDriver::Impl::endPods()
{
    std::set<std::string> names;
    {
        const std::lock_guard lock(mutex);
        names = toEnd;
    }
    for (const std::string &name : names) {
        KubeCall call{"delete", "", "pods", name};
        call.body = {{"apiVersion", "v1"}, {"kind", "DeleteOptions"}};
        const KubeAnswer answer = client.call(call);
        const bool done = answer.isGood() || answer.status == 404;
        const std::lock_guard lock(mutex);
        if (done) {
            toEnd.erase(name);
        }
        const std::string trouble = done ? std::string() : answer.trouble;
        if (trouble != endTrouble && !trouble.empty()) {
            logger("driver")->error("{}", trouble);
        }
        endTrouble = trouble;
    }
}

void KubernetesDriver::Impl::step()
{
    endPods();
    const bool areRead = deployments.read([](const auto &, const KubeWatch::State &is) { return is.known; })
        && replicaSets.read([](const auto &, const KubeWatch::State &is) { return is.known; });
    if (!areRead) {
        return; // nothing can be said of what is missing
    }
    std::map<SetKey, SetGoal> due;
    {
        const std::lock_guard lock(mutex);
        const SteadyPoint now = clock.steady();
        for (const auto &[key, course] : courses) {
            if (now >= course.notBefore) {
                due.emplace(key, course.goal);
            }
        }
    }
    for (const auto &[key, goal] : due) {
        if (client.isClosed()) {
            return;
        }
        pursue(key, goal);
    }
    changed();
}

void KubernetesDriver::Impl::run()
{
    std::unique_lock lock(mutex);
    while (!closing) {
        dirty = false;
        lock.unlock();
        step();
        lock.lock();
        const bool hasWork = !toEnd.empty()
            || std::any_of(courses.begin(), courses.end(), [](const auto &is) { return !is.second.trouble.empty(); });
        wake.wait_for(lock, hasWork ? firstRetry : std::chrono::milliseconds(lookAgain),
                      [this] { return closing || dirty; });
    }
}

PlacedSet KubernetesDriver::Impl::sightOf(const SetKey &key, const Course &course) const
{
    const std::string name = objectName(key);
    PlacedSet set;
    set.trouble = course.trouble;
    set.failed = course.failed;
    const auto now = deploymentOf(name);
    if (!now) {
        set.settled = course.goal.replicas == 0;
        return set;
    }
    std::set<std::string> own;
    replicaSets.read([&](const KubeWatch::Objects &sets, const KubeWatch::State &) {
        for (const auto &[setName, object] : sets) {
            if (ownerOf(object, "Deployment") == name) {
                own.insert(setName);
            }
        }
    });
    std::string stuck;
    pods.read([&](const KubeWatch::Objects &objects, const KubeWatch::State &) {
        for (const auto &[podName, pod] : objects) {
            if (!own.contains(ownerOf(pod, "ReplicaSet"))) {
                continue;
            }
            set.agents.push_back(readPod(pod, options.container));
            if (stuck.empty() && !set.agents.back().leaving && !set.agents.back().ended) {
                stuck = startTrouble(pod, options.container);
            }
        }
    });
    const int wanted = course.goal.replicas;
    const bool hasRevision = wanted == 0 || now->content == contentHash(course.goal.revision.content);
    set.replicas = now->replicas;
    set.settled = now->observed && hasRevision && !needsScale(*now, wanted) && now->total == now->replicas
        && now->ready == now->replicas && now->updated == now->replicas;
    if (set.trouble.empty() && !set.settled) {
        if (!stuck.empty()) {
            set.trouble = stuck;
            set.failed = !now->stalled.empty();
        } else if (!now->stalled.empty()) {
            set.trouble = "The Deployment " + name + " makes no progress: " + now->stalled;
            set.failed = true;
        } else if (now->paused) {
            set.trouble = "The Deployment " + name + " is paused; kubectl rollout resume deployment/" + name
                + " lets it go on.";
        }
    }
    return set;
}

KubernetesDriver::KubernetesDriver(KubernetesOptions options, const Clock &clock, std::function<void()> changed)
    : d(std::make_unique<Impl>(std::move(options), clock, std::move(changed)))
{
    for (KubeWatch *watch : {&d->deployments, &d->replicaSets, &d->pods}) {
        watch->start();
    }
    d->thread = std::thread([this] { d->run(); });
}

KubernetesDriver::~KubernetesDriver()
{
    {
        const std::lock_guard lock(d->mutex);
        d->closing = true;
    }
    d->wake.notify_all();
    d->client.close();
    d->thread.join();
}

void KubernetesDriver::want(const std::map<SetKey, SetGoal> &goals)
{
    bool isNew = false;
    {
        const std::lock_guard lock(d->mutex);
        for (const auto &[key, goal] : goals) {
            const auto known = d->courses.find(key);
            if (known == d->courses.end() || !isSame(known->second.goal, goal)) {
                d->courses.insert_or_assign(key, Impl::Course{goal, {}, false, firstRetry, {}});
                isNew = true;
            }
        }
        d->dirty = d->dirty || isNew;
        d->stale = d->stale || isNew;
    }
    if (isNew) {
        d->wake.notify_all();
    }
}

PlacedSets KubernetesDriver::look() const
{
    std::map<SetKey, Impl::Course> courses;
    {
        const std::lock_guard lock(d->mutex);
        if (!d->stale) {
            return d->seen;
        }
        d->stale = false; // what is seen from here on makes it so again
        courses = d->courses;
    }
    PlacedSets sets;
    const std::string staleness = d->staleness();
    for (const auto &[key, course] : courses) {
        PlacedSet set = d->sightOf(key, course);
        if (!staleness.empty()) {
            set.trouble = staleness;
            set.settled = false;
        }
        sets.emplace(key, std::move(set));
    }
    const std::lock_guard lock(d->mutex);
    d->seen = sets;
    return sets;
}

void KubernetesDriver::replace(const std::string &agentId)
{
    {
        const std::lock_guard lock(d->mutex);
        d->toEnd.insert(agentId);
        d->dirty = true;
    }
    d->wake.notify_all();
}

void KubernetesDriver::publishTargets(const std::vector<ScrapeTarget> &targets)
{
    if (d->options.targetFile.empty()) {
        return;
    }
    d->fileTrouble = writeFileAtomically(d->options.targetFile, targetFileText(targets));
    if (!d->fileTrouble.empty()) {
        logger("driver")->error("scrape targets could not be written: {}", d->fileTrouble);
    }
}

DriverHealth KubernetesDriver::health() const
{
    DriverHealth health{d->staleness(), d->client.lastSuccess()};
    if (health.trouble.empty()) {
        const std::lock_guard lock(d->mutex);
        for (const auto &[key, course] : d->courses) {
            if (health.trouble.empty()) {
                health.trouble = course.trouble;
            }
        }
        if (health.trouble.empty()) {
            health.trouble = d->endTrouble.empty() ? d->fileTrouble : d->endTrouble;
        }
    }
    return health;
}

} // namespace toban::manager
