// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is read from objects of Kubernetes, what is sent, and what its errors are told as.

#include "kubeclient.h"
#include "kubeobjects.h"
#include "kubernetesdriver.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

using namespace toban::manager;
using nlohmann::json;

namespace {

const Revision &revision()
{
    static const Revision made{
        7, {"image:v2", "gpt-4o", "sha256:2", {"read", "write"}, {0.25, 1 << 28, 3}}, {}, "aiko", "Faster"};
    return made;
}

KubeRevision wanted()
{
    return {"gen", revision(), contentHash(revision().content)};
}

json deployment()
{
    return json::parse(R"({"apiVersion":"apps/v1","kind":"Deployment",
        "metadata":{"name":"gen","namespace":"toban","uid":"u-1","resourceVersion":"42","generation":3,
                    "annotations":{"deployment.kubernetes.io/revision":"2"}},
        "spec":{"replicas":2,"template":{"metadata":{"annotations":{"toban.dev/content":"c-1"},"labels":{"toban.dev/revision":"6"}},
                "spec":{"containers":[{"name":"agent","image":"image:v1"}]}}},
        "status":{"observedGeneration":3,"replicas":2,"updatedReplicas":2,"readyReplicas":2}})");
}

json replicaSet(const char *name, const char *number, const char *content, const char *owner = "gen")
{
    json set
        = json::parse(R"({"metadata":{"ownerReferences":[{"kind":"Deployment","controller":true}],"annotations":{}},
        "spec":{"template":{"metadata":{"labels":{"app":"gen","pod-template-hash":"abc"},"annotations":{}},
                "spec":{"containers":[{"name":"agent","image":"image:v0"}]}}}})");
    set["metadata"]["name"] = name;
    set["metadata"]["ownerReferences"][0]["name"] = owner;
    set["metadata"]["annotations"][historyAnnotation] = number;
    set["spec"]["template"]["metadata"]["annotations"][contentAnnotation] = content;
    return set;
}

} // namespace

TEST(KubeObjects, DeploymentsAreReadThoughEmptyMembersAreLeftOut)
{
    const KubeDeployment full = readDeployment(deployment(), "agent");
    EXPECT_EQ(full.content, "c-1");
    EXPECT_EQ(full.revision, "6");
    EXPECT_TRUE(full.observed && full.hasContainer && !full.paused && !full.scaledElsewhere);
    EXPECT_EQ(std::tuple(full.replicas, full.total, full.updated, full.ready), std::tuple(2, 2, 2, 2));
    EXPECT_FALSE(readDeployment(deployment(), "other").hasContainer);
    json bare = deployment();
    bare["spec"] = {{"replicas", 0}, {"paused", true}};
    bare["status"] = {{"observedGeneration", 2}};
    bare["metadata"]["annotations"][scalingAnnotation] = "external";
    const KubeDeployment none = readDeployment(bare, "agent");
    EXPECT_TRUE(!none.observed && none.content.empty() && none.paused && none.scaledElsewhere && !none.hasContainer);
    EXPECT_EQ(std::tuple(none.replicas, none.total, none.updated, none.ready), std::tuple(0, 0, 0, 0));
    bare["status"]["conditions"] = json::parse(
        R"([{"type":"Available","status":"True"},{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"too slow"}])");
    EXPECT_EQ(readDeployment(bare, "agent").stalled, "ProgressDeadlineExceeded: too slow");
    for (const json &odd :
         {json(), json(3), json::array(), json{{"spec", "x"}, {"status", {{"conditions", {{"type", 4}}}}}}}) {
        EXPECT_EQ(readDeployment(odd, "agent").name, "");
    }
}

TEST(KubeObjects, PodsAreReadWithWhatEndedThem)
{
    struct Row
    {
        const char *status;
        bool ready, ended;
        int restarts;
        std::string trouble, start;
    };
    const Row rows[]{
        {R"({"phase":"Pending"})", false, false, 0, "", ""},
        {R"({"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"agent","restartCount":0,"state":{"running":{}}}]})",
         true, false, 0, "", ""},
        {R"({"phase":"Running","conditions":[{"type":"Ready","status":"False"}],"containerStatuses":[{"name":"proxy","restartCount":9},{"name":"agent","restartCount":2,"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}},"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 20s"}}}]})",
         false, false, 2, "exit status 137 (OOMKilled)", "The pod gen-1 cannot start: CrashLoopBackOff: back-off 20s"},
        {R"({"phase":"Running","containerStatuses":[{"name":"agent","restartCount":1,"state":{"terminated":{"exitCode":1,"reason":"Error","message":"no token"}}}]})",
         false, false, 1, "exit status 1: no token", ""},
        {R"({"phase":"Failed","reason":"Evicted","message":"low on memory","conditions":[{"type":"Ready","status":"True"}]})",
         false, true, 0, "Evicted: low on memory", ""},
        {R"({"phase":"Failed","containerStatuses":[{"name":"agent","state":{"terminated":{"exitCode":0,"signal":9}}}]})",
         false, true, 0, "signal 9", ""},
        {R"({"phase":"Succeeded"})", false, true, 0, "its pod is in the phase Succeeded", ""},
        {R"({"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes"}]})",
         false, false, 0, "", "The pod gen-1 finds no node: 0/3 nodes"},
        {R"({"phase":"Pending","initContainerStatuses":[{"name":"init","state":{"waiting":{"reason":"ImagePullBackOff"}}}]})",
         false, false, 0, "", "The pod gen-1 cannot start, container init: ImagePullBackOff"},
        {R"({"phase":"Pending","containerStatuses":[{"name":"agent","state":{"waiting":{"reason":"ContainerCreating"}}}]})",
         false, false, 0, "", ""},
    };
    for (const Row &row : rows) {
        json pod{{"metadata", {{"name", "gen-1"}, {"annotations", {{contentAnnotation, "c"}}}}}};
        pod["status"] = json::parse(row.status);
        const PlacedAgent agent = readPod(pod, "agent");
        EXPECT_EQ(std::tuple(agent.id, agent.content, agent.leaving), std::tuple("gen-1", "c", false));
        EXPECT_EQ(std::tuple(agent.ready, agent.ended, agent.restarts, agent.trouble),
                  std::tuple(row.ready, row.ended, row.restarts, row.trouble))
            << row.status;
        EXPECT_EQ(startTrouble(pod, "agent"), row.start);
    }
    EXPECT_TRUE(readPod(json::parse(R"({"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"}})"), "agent").leaving);
}

TEST(KubeObjects, ARevisionIsAPatchOfWhatIsItsOwn)
{
    const json patch = revisionPatch(readDeployment(deployment(), "agent"), wanted(), "agent");
    json expected = json::parse(R"({"metadata":{"resourceVersion":"42","annotations":{"toban.dev/revision":"7",
            "kubernetes.io/change-cause":"toban: revision 7 by aiko: Faster"}},
        "spec":{"template":{"metadata":{"annotations":{},
            "labels":{"toban.dev/revision":"7","toban.dev/deployment":"gen"}},"spec":{"containers":[{"name":"agent","image":"image:v2",
            "env":[{"name":"TOBAN_MODEL","value":"gpt-4o"},{"name":"TOBAN_PROMPT_HASH","value":"sha256:2"},
                   {"name":"TOBAN_TOOLS","value":"read,write"},{"name":"TOBAN_CAPACITY","value":"3"}],
            "resources":{"limits":{"cpu":"250m","memory":"268435456"}}}]}}}})");
    expected["spec"]["template"]["metadata"]["annotations"][contentAnnotation] = contentHash(revision().content);
    EXPECT_EQ(patch, expected) << patch.dump(1);
    KubeRevision wordy = wanted();
    for (int i = 0; i < 100; ++i) {
        wordy.revision.reason += "理由";
    }
    const auto text = revisionPatch({}, wordy, "agent").at("metadata").at("annotations").dump();
    EXPECT_LT(text.size(), 300U);
}

TEST(KubeObjects, ARollbackIsTheNewestReplicaSetWithThatContent)
{
    std::map<std::string, json> sets;
    for (const json &set : {replicaSet("a", "2", "c-0"), replicaSet("b", "10", "c-0"), replicaSet("c", "11", "c-1"),
                            replicaSet("d", "12", "c-0", "other")}) {
        sets[set.at("metadata").at("name")] = set;
    }
    const KubeDeployment now = readDeployment(deployment(), "agent");
    const json *found = replicaSetOf(sets, now, "c-0");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(textAt(*found, "/metadata/name"), "b");
    EXPECT_EQ(replicaSetOf(sets, now, "c-9"), nullptr);
    const json patched = deployment().patch(rollbackPatch(deployment(), *found, wanted()));
    EXPECT_EQ(patched.at("metadata").at("resourceVersion"), "42");
    EXPECT_EQ(patched.at("metadata").at("annotations").at(revisionAnnotation), "7");
    EXPECT_EQ(patched.at("metadata").at("annotations").at(historyAnnotation), "2") << "that is Kubernetes' own";
    EXPECT_EQ(textAt(patched, "/spec/template/metadata/labels/app"), "gen");
    EXPECT_EQ(textAt(patched, "/spec/template/metadata/labels/toban.dev~1revision"), "7")
        << "the number that this content has now, whatever it had then";
    EXPECT_EQ(textAt(patched, "/spec/template/metadata/labels/toban.dev~1deployment"), "gen");
    EXPECT_EQ(textAt(patched, "/spec/template/metadata/labels/pod-template-hash"), "");
    EXPECT_EQ(textAt(patched, "/spec/template/spec/containers/0/image"), "image:v0");
}

TEST(KubeObjects, APodIsNeverRestartedForItsLabelsAlone)
{
    KubeDeployment now = readDeployment(deployment(), "agent");
    EXPECT_TRUE(needsRevision(now, wanted())) << "other content";
    now.content = wanted().content;
    for (const char *number : {"", "6", "7"}) {
        now.revision = number;
        now.replicas = 2;
        EXPECT_FALSE(needsRevision(now, wanted())) << number << ", as after an upgrade";
        now.replicas = 0;
        now.total = 1;
        EXPECT_FALSE(needsRevision(now, wanted())) << number << ", while the last pod goes";
        now.total = 0;
        EXPECT_EQ(needsRevision(now, wanted()), now.revision != "7") << number;
    }
}

TEST(KubeClient, EveryErrorSaysWhatWhereAndWhatToDo)
{
    const KubeAccess access{"https://k:6443", "toban", "/t/token", ""};
    const KubeCall scale{"update", "apps", "deployments", "gen", "scale"};
    const KubeCall pods{"list", "", "pods"};
    const std::string status = R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"because"})";
    const std::tuple<KubeCall, int, std::string, std::vector<std::string>> rows[]{
        {scale, 401, status, {"does not accept the token in /t/token (401)"}},
        {scale,
         403,
         status,
         {"forbids to update deployments.apps/gen in the namespace toban (403)",
          R"({apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["update"]})", "It says: because"}},
        {pods,
         403,
         status,
         {"forbids to list pods in the namespace toban", R"({apiGroups: [""], resources: ["pods"], verbs: ["list"]})"}},
        {scale, 404, status, {"There is no deployments.apps/gen in the namespace toban (404)"}},
        {pods, 404, "<html>", {"There is no pods in the namespace toban (404). See kubernetes_api_url."}},
        {scale, 409, status, {"(409)", "tried again"}},
        {pods, 410, status, {"too old (410)", "read anew"}},
        {scale, 422, status, {"as invalid (422)", "It says: because"}},
        {pods, 429, status, {"(429)", "tried again"}},
        {pods, 502, "<html>", {"answered 502 when asked to list pods"}},
    };
    for (const auto &[call, code, body, parts] : rows) {
        const std::string said = kubeTrouble(call, access, code, body);
        for (const std::string &part : parts) {
            EXPECT_NE(said.find(part), std::string::npos) << said;
        }
        EXPECT_EQ(said.find('<'), std::string::npos) << said;
    }
}

TEST(KubernetesDriver, APodKnowsItsServerFromWhatTheKubeletGivesIt)
{
    const auto directory = std::filesystem::temp_directory_path() / ("toban-kube-" + std::to_string(getpid()));
    std::filesystem::create_directory(directory);
    std::ofstream(directory / "namespace") << "agents";
    std::map<std::string, std::string> environment;
    const auto with = [&](KubernetesOptions options) {
        return withPodDefaults(
            std::move(options), [&](const char *name) { return environment[name]; }, directory);
    };
    EXPECT_EQ(with({}).apiUrl, "") << "not in a pod";
    environment = {{"KUBERNETES_SERVICE_HOST", "fd00::1"}, {"KUBERNETES_SERVICE_PORT", "443"}};
    const KubernetesOptions pod = with({});
    EXPECT_EQ(
        std::tuple(pod.apiUrl, pod.nameSpace, pod.tokenFile, pod.caFile),
        std::tuple("https://[fd00::1]:443", "agents", (directory / "token").string(), (directory / "ca.crt").string()));
    const KubernetesOptions given = with({"https://k/", "n", "t", "", "s", "c", {}});
    EXPECT_EQ(std::tuple(given.apiUrl, given.nameSpace, given.tokenFile, given.caFile),
              std::tuple("https://k", "n", "t", ""));
    std::filesystem::remove_all(directory);
}
