// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Secrets: sealing, who gets them, rotation step by step, restarts between the steps.

#include "managerrig.h"
#include "secretvault.h"
#include "speaking.h"

#include <nlohmann/json.hpp>
#include <random>

using namespace toban::manager;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

constexpr auto agentA = "probe-a";
constexpr auto agentB = "probe-b";

SecretVault vaultOf(char letter)
{
    return SecretVault(SecretText(std::string(SecretVault::keyBytes, letter)));
}

std::optional<std::string> opened(const SecretVault &vault, const std::string &name, int version,
                                  const std::string &sealed)
{
    const auto result = vault.open(name, version, sealed);
    const auto *value = std::get_if<SecretText>(&result);
    return value == nullptr ? std::nullopt : std::optional(std::string(value->view()));
}

class Secrets : public testing::Test
{
protected:
    Secrets() { restart(); }

    /// As after a kill: nothing but the database is left. Agents have to register again.
    void restart()
    {
        rig.reset();
        rig = std::make_unique<ManagerRig>(directory / "m.db");
        rig->clock.advance(passed);
        rig->secrets.restore(); // at the time that it is by now
        EXPECT_TRUE(rig->announceStranger(agentA));
        EXPECT_TRUE(rig->announceStranger(agentB));
    }
    void advance(std::chrono::milliseconds time)
    {
        passed += time;
        rig->clock.advance(time);
    }
    static Caller callerOf(const std::string &agent) { return {agent, Role::Agent, agent, "127.0.0.1"}; }
    template <typename Call>
    static Answer awaited(Call call)
    {
        std::promise<Answer> answer;
        call([&answer](const Answer &a) { answer.set_value(a); });
        return answer.get_future().get();
    }
    Answer create(const std::string &agent = agentA)
    {
        return rig->change(
            {"key", CreateSecret{{SecretOwner::Kind::Agent, agent}, {}, false, rig->secrets.sealGenerated()}});
    }
    Answer rotate(std::chrono::seconds overlap = 60s, std::chrono::seconds limit = 30s)
    {
        return rig->change({"key", RotateSecret{overlap, limit, {}, rig->secrets.sealGenerated()}});
    }
    Answer deliver(const std::string &agent, const std::string &by)
    {
        return awaited([&](auto callback) { rig->secrets.deliver(agent, callerOf(by), callback); });
    }
    /// By version.
    std::map<int, std::string> values(const std::string &agent = agentA)
    {
        std::map<int, std::string> result;
        const Json delivered = Json::parse(deliver(agent, agent).body);
        for (const Json &item : delivered["items"]) {
            for (const Json &version : item["versions"]) {
                result[version["version"]] = version["value"];
            }
        }
        return result;
    }
    int use(const std::string &value, const std::string &agent = agentA)
    {
        return awaited(
                   [&](auto callback) { rig->secrets.use(agent, "key", SecretText(value), callerOf(agent), callback); })
            .status;
    }
    int confirm(int version, const std::string &value, bool works = true)
    {
        return awaited([&](auto callback) {
                   rig->secrets.confirm(agentA, "key", {version, works, SecretText(value), "no credit"},
                                        callerOf(agentA), callback);
               })
            .status;
    }
    void step()
    {
        rig->secrets.step();
        rig->flush();
    }
    const Secret &secret() { return *rig->fleet.secrets.find("key"); }
    RotationStep stage() { return secret().rotation->step; }

    ScratchDirectory directory;
    std::chrono::milliseconds passed{0};
    std::unique_ptr<ManagerRig> rig;
};

} // namespace

TEST(Vault, OpensOnlyWhatItSealedForThatNameAndVersion)
{
    const SecretVault vault = vaultOf('a');
    const SecretText value("correct horse battery staple");
    const std::string sealed = vault.seal("key", 3, value);
    EXPECT_EQ(opened(vault, "key", 3, sealed), std::string(value.view()));
    EXPECT_NE(vault.seal("key", 3, value), sealed) << "a nonce of its own";
    EXPECT_EQ(sealed.find("horse"), std::string::npos);
    EXPECT_FALSE(opened(vault, "key", 4, sealed));
    EXPECT_FALSE(opened(vault, "kez", 3, sealed));
    const auto other = vaultOf('b').open("key", 3, sealed);
    ASSERT_TRUE(std::holds_alternative<SecretVault::Fault>(other));
    EXPECT_EQ(std::get<SecretVault::Fault>(other), SecretVault::Fault::OtherKey);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        ASSERT_FALSE(opened(vault, "key", 3, changed)) << i;
        ASSERT_FALSE(opened(vault, "key", 3, sealed.substr(0, i))) << i;
    }
}

TEST(Vault, KeysAreReadStrictly)
{
    const SecretText line = newVaultKeyLine();
    EXPECT_EQ(parseVaultKey(line.view()).size(), SecretVault::keyBytes);
    for (const char *text : {"", "abc", "zz", "  \n"}) {
        EXPECT_THROW(parseVaultKey(text), std::runtime_error) << text;
    }
    EXPECT_THROW(parseVaultKey(std::string(63, 'a')), std::runtime_error);
    EXPECT_THROW(parseVaultKey(std::string(66, 'a')), std::runtime_error);
    EXPECT_GE(SecretText::generate().size(), 32U);
    EXPECT_FALSE(SecretText::generate().equals(SecretText::generate().view()));
}

TEST(SecretPolicy, ATokenIsOfADeploymentOnlyWhenItWasMadeForIt)
{
    const std::tuple<const char *, const char *, bool> rows[]{
        {"gen-*", "gen", true}, {"gen-7", "gen", true},     {"gen-x-*", "gen", false}, {"gen-x-*", "gen-x", true},
        {"*", "gen", false},    {"probe-*", "gen", false},  {"gen", "gen", false},     {"gen-", "gen", false},
        {"gen-*", "", false},   {"general-*", "gen", false}};
    for (const auto &[agents, deployment, expected] : rows) {
        EXPECT_EQ((Caller{"t", Role::Agent, agents, {}}.isScopedTo(deployment)), expected) << agents << deployment;
        EXPECT_FALSE((Caller{"t", Role::Admin, agents, {}}.isScopedTo(deployment)));
    }
}

TEST(SecretPolicy, AgesByTheVersionThatIsCurrent)
{
    const TimePoint born{std::chrono::hours(480'000)};
    Secret secret;
    secret.createdAt = born;
    const std::pair<std::chrono::hours, SecretState> rows[]{{0h, SecretState::Ok},
                                                            {90 * 24h, SecretState::Ok},
                                                            {90 * 24h + 1h, SecretState::Warning},
                                                            {180 * 24h, SecretState::Warning},
                                                            {180 * 24h + 1h, SecretState::Critical}};
    for (const auto &[age, state] : rows) {
        EXPECT_EQ(secretStateOf(secret, born + age), state) << age.count();
    }
    secret.rotatedAt = born + 180 * 24h;
    EXPECT_EQ(secretStateOf(secret, born + 181 * 24h), SecretState::Ok);
    secret.expiresAt = born + 181 * 24h;
    EXPECT_EQ(secretStateOf(secret, born + 181 * 24h), SecretState::Critical);
}

TEST_F(Secrets, GoToTheirOwnerOnlyAndEachAccessIsAudited)
{
    ASSERT_EQ(create().status, 202);
    EXPECT_EQ(deliver(agentA, agentB).status, 403);
    EXPECT_TRUE(values(agentB).empty());
    const auto mine = values();
    ASSERT_EQ(mine.size(), 1U);
    EXPECT_GE(mine.at(1).size(), 32U);
    EXPECT_EQ(use(mine.at(1)), 200);
    EXPECT_EQ(use("something else"), 403);
    EXPECT_EQ(use(mine.at(1), agentB), 404) << "not even with the right value";
    EXPECT_TRUE(secret().lastUsedAt);
    std::vector<std::string> accesses;
    for (const AuditEntry &entry : rig->audit({"", "", "key", ""})) {
        const Json json = Json::parse(entry.body);
        EXPECT_EQ(entry.body.find(mine.at(1)), std::string::npos);
        accesses.push_back(json["actor"]["name"].get<std::string>() + ' ' + json["action"].get<std::string>() + ' '
                           + json["outcome"].get<std::string>());
    }
    EXPECT_EQ(accesses,
              (std::vector<std::string>{"probe-a secret.use refused", "probe-a secret.use completed",
                                        "probe-a secret.read completed", "tester secret.create accepted"}));
}

TEST_F(Secrets, RotationEndsWithTheOldOneRefused)
{
    ASSERT_EQ(create().status, 202);
    const std::string old = values().at(1);
    ASSERT_EQ(rotate().status, 202);
    EXPECT_EQ(rotate().status, 409) << "one at a time";
    EXPECT_EQ(rig->change({"key", RemoveSecret{}}).status, 409);
    step();
    EXPECT_EQ(stage(), RotationStep::Confirming);
    const std::string fresh = values().at(2);
    EXPECT_NE(fresh, old);
    EXPECT_EQ(confirm(2, old), 403) << "proof is the new value";
    step();
    EXPECT_EQ(stage(), RotationStep::Confirming);
    EXPECT_EQ(confirm(2, fresh), 200);
    step();
    EXPECT_EQ(stage(), RotationStep::Overlap);
    EXPECT_EQ(secret().current, 2);
    EXPECT_EQ(use(old), 200);
    EXPECT_EQ(use(fresh), 200);
    advance(59s);
    step();
    EXPECT_EQ(stage(), RotationStep::Overlap);
    advance(1s);
    step();
    EXPECT_EQ(stage(), RotationStep::Refusing);
    EXPECT_EQ(use(old), 403);
    step();
    EXPECT_EQ(stage(), RotationStep::Done);
    EXPECT_TRUE(secret().rotation->refusedAt);
    EXPECT_EQ(values(), (std::map<int, std::string>{{2, fresh}}));
    EXPECT_EQ(use(old), 403);
    EXPECT_EQ(use(fresh), 200);
    ASSERT_EQ(rotate().status, 202);
    EXPECT_EQ(secret().rotation->to, 3);
}

TEST_F(Secrets, WithoutEveryConfirmationTheOldOneStays)
{
    ASSERT_EQ(create().status, 202);
    const auto before = values();
    ASSERT_EQ(rotate().status, 202);
    const std::string fresh = values().at(2);
    advance(30s);
    step();
    EXPECT_EQ(stage(), RotationStep::Returned);
    EXPECT_NE(secret().rotation->detail.find(agentA), std::string::npos) << secret().rotation->detail;
    EXPECT_EQ(values(), before);
    EXPECT_EQ(use(fresh), 403);
    EXPECT_EQ(confirm(2, fresh), 409) << "too late";
    ASSERT_EQ(rotate().status, 202);
    EXPECT_EQ(secret().rotation->to, 3) << "a number is never used twice";
    EXPECT_EQ(confirm(3, "", false), 200);
    EXPECT_EQ(stage(), RotationStep::Returned) << "at once";
    EXPECT_NE(secret().rotation->detail.find("no credit"), std::string::npos);
    EXPECT_EQ(values(), before);
    // An owner of whom nobody is there.
    ASSERT_EQ(rig->change({"key", RemoveSecret{}}).status, 202);
    ASSERT_EQ(create("nobody").status, 202);
    ASSERT_EQ(rotate().status, 202);
    step();
    EXPECT_EQ(stage(), RotationStep::Confirming);
    advance(30s);
    step();
    EXPECT_EQ(stage(), RotationStep::Returned);
}

TEST_F(Secrets, EveryAgentOfADeploymentMustConfirm)
{
    ASSERT_EQ(rig->change(ManagerRig::create("gen", 2)).status, 202);
    rig->settle("gen");
    ASSERT_EQ(
        rig->change(
               {"key", CreateSecret{{SecretOwner::Kind::Deployment, "gen"}, {}, false, rig->secrets.sealGenerated()}})
            .status,
        202);
    ASSERT_EQ(rotate().status, 202);
    const std::string fresh = values("gen-0").at(2);
    EXPECT_TRUE(values(agentA).empty()) << "of no deployment";
    ASSERT_TRUE(rig->agents.registerAgent({agentA, "code_generator", "gen", "http://127.0.0.1:1", "v1", 2, 0, {}},
                                          callerOf(agentA)));
    EXPECT_TRUE(values(agentA).empty()) << "its word alone makes it no member";
    for (const char *agent : {"gen-0", "gen-1"}) {
        step();
        EXPECT_EQ(stage(), RotationStep::Confirming);
        EXPECT_EQ(awaited([&](auto callback) {
                      rig->secrets.confirm(agent, "key", {2, true, SecretText(fresh), ""}, callerOf(agent), callback);
                  }).status,
                  200);
    }
    step();
    EXPECT_EQ(stage(), RotationStep::Overlap);
}

TEST_F(Secrets, ATokenSpeaksForItsDeploymentThoughAnotherNameBeginsWithIts)
{
    for (const char *name : {"gen", "gen-fast"}) {
        ASSERT_EQ(rig->change(ManagerRig::create(name, 1)).status, 202);
        rig->settle(name);
    }
    const auto registers = [this](const char *id, const char *deployment, const char *agents) {
        return rig->agents
            .registerAgent({id, "code_generator", deployment, "http://127.0.0.1:1", "v1", 2, 0, {}},
                           {"t", Role::Agent, agents, {}})
            .has_value();
    };
    ASSERT_TRUE(registers("gen-fast-pod", "gen-fast", "gen-fast-*"));
    const std::tuple<const char *, const char *, bool> rows[]{
        {"gen-0", "gen-*", true}, // a worker of the deployment that the token is of
        {"gen-7d9f-abc", "gen-*", true}, // a pod of it that is not known yet
        {"gen-green-7d9f-abc", "gen-*", true}, // and one of its second Deployment
        {"gen-fast-0", "gen-*", false},
        {"gen-fast-7d9f-abc", "gen-*", false}, // not known yet, but no other may have the name
        {"gen-fast-pod", "gen-*", false},
        {"gen-fast-0", "gen-fast-*", true},
        {"gen-fast-pod", "gen-fast-*", true},
        {"gen-fast-7d9f-abc", "gen-fast-*", true},
        {"gen-fast-0", "*", false}, // of no deployment: only for agents of no deployment
        {"gen-fast-1", "*", true},
        {"ge-1", "ge-*", true},
        {"gen-0", "ge*", false}};
    for (const auto &[id, agents, expected] : rows) {
        const std::lock_guard lock(rig->fleet.mutex);
        EXPECT_EQ(!whyNotFor(rig->fleet, {"t", Role::Agent, agents, {}}, id), expected) << id << " by " << agents;
    }
    EXPECT_FALSE(registers("gen-fast-pod", "gen", "gen-*")) << "who is there is not taken over";
    EXPECT_FALSE(registers("gen-fast-0", "gen", "gen-*"));
    EXPECT_TRUE(registers("gen-x", "gen", "gen-*"));
    EXPECT_FALSE(rig->agents.heartbeat("gen-fast-0", {AgentStatus::Failed, 0, {}}, {"t", Role::Agent, "gen-*", {}}));
}

TEST_F(Secrets, AnotherKeyOrChangedCiphertextGiveNothingAway)
{
    ASSERT_EQ(create().status, 202);
    rig->store.post(
        [copy = secret()](Transaction &transaction) mutable {
            std::string &sealed = copy.versions[0].sealed;
            sealed[sealed.size() / 2] = sealed[sealed.size() / 2] == 'A' ? 'B' : 'A';
            transaction.putSecret(copy);
        },
        [](const std::string &) {});
    rig->flush();
    restart();
    EXPECT_TRUE(values().empty());
    EXPECT_NE(rig->fleet.secrets.faults["key"].find("altered"), std::string::npos);
    EXPECT_EQ(rig->fleet.secrets.trouble, "") << "other secrets are not affected";

    Fleet fleet{FleetOptions{}};
    SecretService other(fleet, rig->store, rig->clock, std::make_shared<SecretVault>(vaultOf('x')), {});
    for (Secret &stored : rig->store.load(rig->clock.now()).secrets) {
        fleet.secrets.put(std::move(stored));
    }
    other.restore();
    EXPECT_NE(fleet.secrets.trouble.find("rekey"), std::string::npos);
}

/// At any moment, whatever happens in whatever order, restarts included: the owner can fetch a value that is let in.
TEST_F(Secrets, TheOwnerAlwaysHasAVersionThatWorks)
{
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    ASSERT_EQ(create().status, 202);
    std::map<RotationStep, int> restarts;
    int done = 0, returned = 0;
    for (int i = 0; i < 400; ++i) {
        const bool isRotating = secret().isRotating();
        switch (random() % 6) {
        case 0:
            EXPECT_EQ(rotate(std::chrono::seconds(random() % 20), 30s).status, isRotating ? 409 : 202);
            break;
        case 1:
            if (isRotating && stage() == RotationStep::Confirming) {
                const auto known = values();
                EXPECT_EQ(confirm(secret().rotation->to, known.rbegin()->second, random() % 4 != 0), 200);
            }
            break;
        case 2:
            advance(std::chrono::seconds(random() % 20));
            break;
        case 3:
            if (secret().rotation) {
                ++restarts[stage()];
            }
            restart();
            break;
        default:
            step();
            done += isRotating && stage() == RotationStep::Done ? 1 : 0;
            returned += isRotating && stage() == RotationStep::Returned ? 1 : 0;
        }
        const auto mine = values();
        ASSERT_TRUE(mine.contains(secret().current)) << i;
        ASSERT_EQ(use(mine.at(secret().current)), 200) << i;
    }
    EXPECT_GT(done, 0);
    EXPECT_GT(restarts[RotationStep::Confirming], 0);
    EXPECT_GT(done + returned, 2);
}

TEST_F(Secrets, ARestartInAnyStepGoesOnWithIt)
{
    ASSERT_EQ(create().status, 202);
    ASSERT_EQ(rotate(10s, 30s).status, 202);
    advance(40s); // while no manager ran nobody could confirm: the limit begins anew
    restart();
    step();
    ASSERT_EQ(stage(), RotationStep::Confirming);
    ASSERT_EQ(confirm(2, values().at(2)), 200);
    restart();
    step();
    ASSERT_EQ(stage(), RotationStep::Overlap);
    advance(10s);
    restart();
    step();
    ASSERT_EQ(stage(), RotationStep::Refusing);
    restart();
    step();
    ASSERT_EQ(stage(), RotationStep::Done);
    restart();
    EXPECT_EQ(stage(), RotationStep::Done);
    EXPECT_EQ(values().size(), 1U);
}
