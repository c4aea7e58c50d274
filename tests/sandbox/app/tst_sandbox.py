# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as a whole, with real processes: up, status, faults, down; what is left when it is killed or loses its
parent; the second start. Argument: the folder of the programs."""

import ctypes
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

BIN = sys.argv[1]
SANDBOX = os.path.join(BIN, "toban-sandbox")
LIMIT = 90  # seconds; generous, for machines with other work
PR_SET_PDEATHSIG = 1


def die_with_test():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def until(what, condition, limit=LIMIT, pause=0.05):
    """Waits for a condition; returns what it gave."""
    deadline = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("not within %d s: %s" % (limit, what))
        time.sleep(pause)


def get(url, **parameters):
    if parameters:
        url += "?" + urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def is_open(url):
    parts = urllib.parse.urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=2).close()
        return True
    except OSError:
        return False


def threads_run(pid):
    """Whether a thread of the process has not ended. The first one may be a zombie while others still hold the ports."""
    try:
        for thread in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/stat" % (pid, thread), encoding="ascii", errors="replace") as stream:
                if stream.read().rsplit(")", 1)[1].split()[0] not in "ZX":
                    return True
    except OSError:  # the process, or a thread of it, has gone while we looked
        return os.path.exists("/proc/%d" % pid)
    return False


def stat_of(pid):
    """State letter and parent of a process, or None."""
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as stream:
            fields = stream.read().rsplit(")", 1)[1].split()
        return (fields[0], int(fields[1])) if fields[0] != "Z" or threads_run(pid) else None
    except OSError:
        return None


def family_of(root):
    """A process and all that came from it."""
    parents = {int(name): stat_of(int(name)) for name in os.listdir("/proc") if name.isdigit()}
    family = {root}
    while True:
        more = {pid for pid, stat in parents.items() if stat and stat[1] in family} - family
        if not more:
            return family
        family |= more


class Sandbox:
    def __init__(self, folder):
        self.dir = folder
        self.process = None
        self.doors = []

    def run(self, *arguments, check=None):
        done = subprocess.run([SANDBOX, *arguments, "--dir", self.dir], capture_output=True, text=True,
                              timeout=LIMIT, check=False)
        if check is not None and done.returncode != check:
            raise AssertionError("%s: status %d\n%s%s" % (arguments, done.returncode, done.stdout, done.stderr))
        return done

    def up(self, *more, days=2, prefix=(), path=None):
        environment = {**os.environ, "PATH": "%s:%s" % (path, os.environ["PATH"])} if path else None
        length = ["--days", str(days)] if days else []
        self.process = subprocess.Popen(
            [*prefix, SANDBOX, "up", *length, "--format", "json", "--dir", self.dir, *more], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=die_with_test)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("up failed: " + self.process.stderr.read())
        self.status = json.loads(line)
        return self.status

    def query(self, expression, at=None):
        parameters = {"query": expression}
        if at is not None:
            parameters["time"] = at
        return get(self.status["prometheus_url"] + "/api/v1/query", **parameters)["data"]["result"]

    def value(self, expression, at=None):
        result = self.query(expression, at)
        return float(result[0]["value"][1]) if result else None

    def family(self):
        """All processes of it; what they listen at now is noted in doors."""
        self.doors = [self.status[name + "_url"] for name in ("prometheus", "alertmanager", "loki", "manager")]
        with open(os.path.join(self.dir, "targets.json"), encoding="utf-8") as stream:
            for group in json.load(stream):
                self.doors += ["http://" + target for target in group["targets"]]
        return family_of(self.status["pid"])

    def now(self):
        return json.loads(self.run("status", "--format", "json", check=0).stdout)

    def log(self, program):
        with open(os.path.join(self.dir, "log", program + ".log"), encoding="utf-8") as stream:
            return stream.read()

    def stop(self):
        if self.process:
            if self.process.poll() is None:
                self.process.terminate()
            self.process.communicate(timeout=LIMIT)


class SandboxTest(unittest.TestCase):
    def setUp(self):
        self.base = tempfile.mkdtemp(prefix="toban-sandbox-")
        self.sandbox = Sandbox(os.path.join(self.base, "box"))

    def tearDown(self):
        self.sandbox.stop()
        shutil.rmtree(self.base)

    def assertNothingLeft(self, family):
        left = lambda: {pid for pid in family if stat_of(pid)}
        until("processes end: %s" % family, lambda: not left(), 20)
        self.assertEqual(len(self.sandbox.doors), 4 + 10)  # of the backends, of the agents
        for url in self.sandbox.doors:
            self.assertFalse(is_open(url), url)

    def stand_in(self, program, script):
        """Puts a shell script before a program on the PATH; REAL in it is the program. Returns the folder."""
        folder = os.path.join(self.base, "path")
        os.makedirs(folder, exist_ok=True)
        file = os.path.join(folder, program)
        with open(file, "w", encoding="utf-8") as stream:
            stream.write("#!/bin/sh\n" + script.replace("REAL", shutil.which(program) or ""))
        os.chmod(file, 0o700)
        return folder

    def test_shows_a_fleet_with_a_past(self):
        box = self.sandbox
        self.assertEqual(json.loads(box.run("status", "--format", "json", check=3).stdout)["state"], "stopped")
        status = box.up()
        for name in ("prometheus_url", "alertmanager_url", "loki_url", "manager_url"):
            self.assertTrue(status[name].startswith("http://127.0.0.1:"), name)
        self.assertEqual((status["state"], status["dir"], status["days"], status["seed"], status["agents"]),
                         ("ready", box.dir, 2, 1, 10))
        self.assertGreater(status["ready_seconds"], 0)
        self.assertEqual(json.loads(box.run("status", "--format", "json", check=0).stdout)["pid"], box.process.pid)

        # Live: every agent and the manager are scraped, tasks are executed.
        until("agents are scraped", lambda: box.value('count(up{job="claude-agents"} == 1)') == 10)
        self.assertEqual({r["metric"]["agent_type"]: r["value"][1] for r in
                          box.query("sum by (agent_type) (claude_agent_active_count)")},
                         {"code_generator": "4", "security_scanner": "3", "performance_tester": "3"})
        until("the manager is scraped", lambda: box.value('up{job="toban-manager"}') == 1)
        until("Prometheus knows its Alertmanager", lambda: len(
            get(status["prometheus_url"] + "/api/v1/alertmanagers")["data"]["activeAlertmanagers"]) == 1)
        groups = get(status["prometheus_url"] + "/api/v1/rules")["data"]["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        self.assertIn("AgentDown", {rule["name"] for rule in rules})
        until("all rules are evaluated well", lambda: all(
            rule["health"] == "ok" for group in get(status["prometheus_url"] + "/api/v1/rules")["data"]["groups"]
            for rule in group["rules"]))

        # History: two days of requests, the outage of twelve minutes in them.
        now = time.time()
        self.assertGreater(box.value("sum(increase(claude_agent_requests_total[2d]))"), 5000)
        self.assertGreater(box.value("sum(increase(claude_agent_api_cost_total[1d]))"), 10)
        samples = get(status["prometheus_url"] + "/api/v1/query_range", start=now - 86400, end=now - 60, step=60,
                      query='min(up{job="claude-agents"})')["data"]["result"][0]["values"]
        self.assertEqual(sum(1 for _, value in samples if value == "0"), 12)
        self.assertGreater(len(samples), 1400)

        # Logs: of the past and of now.
        lines = get(status["loki_url"] + "/loki/api/v1/query", query='sum(count_over_time({app="claude-agent"}[2d]))')
        self.assertGreater(float(lines["data"]["result"][0]["value"][1]), 20000)
        refused = get(status["loki_url"] + "/loki/api/v1/query",
                      query='sum(count_over_time({app="agent-gateway"} |= "authentication failed" [24h]))')
        self.assertGreater(float(refused["data"]["result"][0]["value"][1]), 20)
        began = time.time_ns() - 5_000_000_000
        until("new lines arrive", lambda: get(status["loki_url"] + "/loki/api/v1/query_range", start=began,
                                              query='{app="claude-agent"} | json | event="agent_completed"')["data"]["result"])

        # The manager: deployments with a past of their own, budgets, tokens only for whom they are meant.
        token = box.run("token", "--role", "operator", check=0).stdout.strip()
        def manager(path, **body):
            request = urllib.request.Request(
                status["manager_url"] + path, headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"},
                data=json.dumps(body).encode() if body else None)
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        self.assertEqual(manager("/api/v1/me")["role"], "operator")
        self.assertEqual({d["name"]: d["replicas"]["desired"] for d in manager("/api/v1/deployments")["items"]},
                         {"code-generator": 4, "security-scanner": 3, "performance-tester": 3})
        self.assertEqual(manager("/api/v1/budgets")["daily"], "150.00")
        secrets = manager("/api/v1/secrets")["items"]
        self.assertEqual({s["owner"]["name"]: s["state"] for s in secrets},
                         {"code-generator": "ok", "security-scanner": "ok", "performance-tester": "ok"})
        types = {"code-generator": "code_generator", "security-scanner": "security_scanner",
                 "performance-tester": "performance_tester"}
        def secrets_are_used():
            unused = [s["owner"]["name"] for s in manager("/api/v1/secrets")["items"] if not s["last_used_at"]]
            for owner in unused:  # at night their own tasks are minutes apart
                manager("/api/v1/tasks", task_id="secret-%s-%d" % (owner, time.time_ns()), agent_type=types[owner],
                        operation="general_task")
            return not unused
        until("the agents use their secrets", secrets_are_used, pause=1)
        revisions = manager("/api/v1/deployments/code-generator/revisions")["items"]
        self.assertEqual([r["number"] for r in revisions], [5, 4, 3, 2, 1])
        self.assertLess(max(r["created_at"] for r in revisions[1:]), status["started_at"])
        self.assertEqual(box.run("token", "--role", "boss").returncode, 2)
        for root, _, files in os.walk(box.dir):
            for name in files:
                path = os.path.join(root, name)
                if not os.path.isfile(path):
                    continue  # the control socket
                with open(path, "rb") as stream:
                    self.assertNotIn(token.encode(), stream.read(), path)
        self.assertEqual(os.stat(os.path.join(box.dir, "control.sock")).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(box.dir).st_mode & 0o777, 0o700)

        # A second one in the same folder is refused, detached asking is answered with the one that runs.
        other = box.run("up")
        self.assertEqual(other.returncode, 1)
        self.assertIn("already running", other.stderr)
        self.assertEqual(json.loads(box.run("up", "--detach", "--format", "json", check=0).stdout)["pid"],
                         box.process.pid)

        # Everything goes, the data stays.
        family = box.family()
        self.assertGreaterEqual(len(family), 15)
        box.run("down", check=0)
        self.assertFalse({pid for pid in family if stat_of(pid)}, "down returned too early")
        self.assertNothingLeft(family)
        self.assertEqual(box.run("status").returncode, 3)
        tokens = subprocess.run([os.path.join(BIN, "toban-manager"), "token", "list", "--db",
                                 os.path.join(box.dir, "manager", "manager.db")], capture_output=True, text=True,
                                check=True).stdout
        self.assertIn("sandbox-operator-", tokens)
        for line in tokens.splitlines():
            self.assertTrue("\trevoked " in line or "\tagent\t" in line, line)
        self.assertTrue(os.path.exists(os.path.join(box.dir, "history.json")))

    def test_breaks_on_request_and_mends(self):
        box = self.sandbox
        status = box.up()
        fault = lambda *arguments: box.run("fault", *arguments, check=0).stdout
        state = box.now

        for kind, url, path in (("stop-prometheus", status["prometheus_url"], "/-/ready"),
                                ("stop-alertmanager", status["alertmanager_url"], "/-/ready"),
                                ("stop-loki", status["loki_url"], "/ready")):
            fault(kind)
            self.assertFalse(is_open(url), kind)
            self.assertEqual(state()["faults"], [kind])
            fault(kind, "--clear")
            self.assertTrue(answers(url + path), kind)
        self.assertEqual(state()["prometheus_url"], status["prometheus_url"])
        # Another program may have taken the port meanwhile.
        fault("stop-prometheus")
        with socket.create_server(("127.0.0.1", urllib.parse.urlsplit(status["prometheus_url"]).port)):
            fault("stop-prometheus", "--clear")
            self.assertTrue(answers(state()["prometheus_url"] + "/-/ready"))
        self.assertNotEqual(state()["prometheus_url"], status["prometheus_url"])
        self.assertEqual(state()["faults"], [])

        fault("hang-manager")
        self.assertTrue(is_open(status["manager_url"]))
        self.assertFalse(answers(status["manager_url"] + "/health"))
        self.assertEqual({s["name"]: s["state"] for s in state()["services"]}["manager"], "hung")
        fault("--clear")
        until("the manager answers again", lambda: answers(status["manager_url"] + "/health"))
        self.assertEqual(state()["faults"], [])

        message = fault("kill-agent", "--target", "security-scanner-1")
        killed = int(re.search(r"killed security-scanner-1 \(process (\d+)\)", message).group(1))
        until("the agent has gone", lambda: not stat_of(killed))
        until("the agent is replaced", lambda: state()["agents"] == 10)
        self.assertIn("no agent", box.run("fault", "kill-agent", "--target", "nobody", check=1).stderr)

        # The agents read what is wrong from a file.
        fault("failing-tool", "--target", "run_tests")
        fault("slow-agents")
        fault("model-429")
        with open(os.path.join(box.dir, "faults.json"), encoding="utf-8") as stream:
            self.assertEqual(json.load(stream), {"failing_tool": "run_tests", "model_429": True, "slow_factor": 8.0})
        self.assertEqual(state()["faults"], ["failing-tool", "model-429", "slow-agents"])
        fault("--clear")
        with open(os.path.join(box.dir, "faults.json"), encoding="utf-8") as stream:
            self.assertEqual(json.load(stream), {})
        self.assertIn("there is no fault", box.run("fault", "no-such", check=1).stderr)
        self.assertIn("kill-agent", box.run("fault", check=2).stderr)

        # What ends without having been told to is started again, where it was; agents of a killed manager do not outlive it.
        pid = {s["name"]: s["pid"] for s in state()["services"]}["manager"]
        workers = family_of(pid) - {pid}
        os.kill(pid, signal.SIGKILL)
        until("the workers have gone", lambda: not {w for w in workers if stat_of(w)})
        until("the manager is back with its agents",
              lambda: answers(status["manager_url"] + "/health") and state()["agents"] == 10)

    def test_leaves_nothing_when_it_is_killed_and_goes_on_from_there(self):
        box = self.sandbox
        box.up()
        lived = until("a live sample", lambda: box.value("max(timestamp(toban_manager_build_info)) or "
                                                         "max(timestamp(up{job=\"toban-manager\"}))"))
        until("scraped at least twice", lambda: (box.value("timestamp(up{job=\"toban-manager\"})") or 0) > lived)
        before = box.value("sum(increase(claude_agent_requests_total[1d]))", lived)
        family = box.family()
        os.kill(box.process.pid, signal.SIGKILL)
        self.assertNothingLeft(family)
        box.process.communicate()

        data = os.path.join(box.dir, "prometheus")
        blocks = {name for name in os.listdir(data) if len(name) == 26}
        status = box.up()
        self.assertEqual(status["state"], "ready")
        self.assertEqual({name for name in os.listdir(data) if len(name) == 26}, blocks)
        # What was scraped in the life before is still there, and the story before it.
        self.assertIsNotNone(box.value('claude_agent_queue_length{job="toban-manager"}', lived))
        self.assertAlmostEqual(box.value("sum(increase(claude_agent_requests_total[1d]))", lived), before,
                               delta=0.01 * before)
        until("agents are scraped", lambda: box.value('count(up{job="claude-agents"} == 1)') == 10)

        # Another story is another folder.
        box.run("down", check=0)
        box.process.communicate(timeout=LIMIT)
        other = box.run("up", "--days", "3", check=1)
        self.assertIn("--days 2 --seed 1", other.stderr)

    def test_ends_with_its_parent(self):
        box = self.sandbox
        # The shell is the parent; what it prints comes through.
        box.up(prefix=("/bin/sh", "-c", '"$@" & wait', "sh"))
        family = box.family()
        self.assertNotEqual(box.status["pid"], box.process.pid)
        os.kill(box.process.pid, signal.SIGKILL)
        self.assertNothingLeft(family)
        box.process.communicate()

    def test_ends_in_order_at_a_signal(self):
        box = self.sandbox
        box.up("--load", "20", days=1)
        # The manager waits for tasks that are under way; slow ones must not make it look as if it hung.
        box.run("fault", "slow-agents", check=0)
        before = box.now()["tasks_submitted"]
        until("slow tasks are under way", lambda: box.now()["tasks_submitted"] > before + 20)
        family = box.family()
        box.process.terminate()
        self.assertEqual(box.process.wait(timeout=LIMIT), 0)
        box.process.communicate()
        self.assertNothingLeft(family)
        self.assertFalse(os.path.exists(os.path.join(box.dir, "control.sock")))
        self.assertIn("Received SIGTERM", box.log("prometheus"))
        self.assertIn("manager: stopping", box.log("manager"))
        self.assertNotIn("was killed", box.log("sandbox"))

    def test_detaches(self):
        box = self.sandbox
        try:
            with open(os.path.join(self.base, "of-the-caller"), "w", encoding="utf-8") as kept:
                done = subprocess.run([SANDBOX, "up", "--days", "1", "--detach", "--format", "json", "--dir", box.dir],
                                      stdout=subprocess.PIPE, text=True, timeout=LIMIT, check=True,
                                      pass_fds=[kept.fileno()])
            box.status = json.loads(done.stdout)
            family = box.family()
            self.assertTrue(answers(box.status["prometheus_url"] + "/-/ready"))
            # Whatever the caller had open, a lock for instance, is let go when it ends.
            for descriptor in os.listdir("/proc/%d/fd" % box.status["pid"]):
                target = os.readlink("/proc/%d/fd/%s" % (box.status["pid"], descriptor))
                self.assertFalse(target.endswith("/of-the-caller"), target)
        finally:
            # Two at once: both return when it is down.
            downs = [subprocess.Popen([SANDBOX, "down", "--dir", box.dir], stdout=subprocess.DEVNULL)
                     for _ in range(2)]
            for down in downs:
                self.assertEqual(down.wait(timeout=LIMIT), 0)
        self.assertNothingLeft(family)

    def test_removes_its_socket_before_it_lets_the_folder_go(self):
        # Otherwise it would remove the socket of one that comes up at once.
        box = self.sandbox
        box.up(days=1)
        box.process.terminate()
        with open(os.path.join(box.dir, "lock"), encoding="utf-8") as lock:
            def is_free():
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return True
                except BlockingIOError:
                    return False
            while not is_free():
                if box.process.poll() is not None:
                    self.assertTrue(is_free(), "it has ended, and another holds its folder")
                    break
            self.assertFalse(os.path.exists(os.path.join(box.dir, "control.sock")))

    def test_gives_up_a_start_that_nobody_waits_for(self):
        box = self.sandbox
        waiting = subprocess.Popen([SANDBOX, "up", "--detach", "--dir", box.dir], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        socket_path = os.path.join(box.dir, "control.sock")
        until("it is starting", lambda: os.path.exists(socket_path))
        pid = box.now()["pid"]
        family = family_of(pid)
        waiting.send_signal(signal.SIGINT)
        waiting.wait(timeout=LIMIT)
        until("all of it ends", lambda: not {p for p in family | family_of(pid) if stat_of(p)})
        self.assertEqual(box.run("status").returncode, 3)
        # Nothing of the half-made history is in the way of the next.
        self.assertEqual(box.up(days=1)["days"], 1)

    def test_tells_two_months_and_keeps_them(self):
        box = self.sandbox
        first = box.up(days=None)
        self.assertEqual((first["state"], first["days"]), ("ready", 62))
        self.assertGreater(first["ready_seconds"], 0)  # how fast that has to be: tests/bench/sandboxready.py
        now = time.time()
        for days_ago in (61, 30, 2):
            at = now - days_ago * 86400 - 137  # between two samples
            for name in ("code_quality_score_count", "test_coverage_percent_sum", "requests_total"):
                self.assertTrue(box.query("claude_agent_" + name, at), (name, days_ago))
        box.run("down", check=0)
        box.process.communicate(timeout=LIMIT)
        again = box.up(days=None)
        self.assertEqual((again["state"], again["days"]), ("ready", 62))
        self.assertLess(again["ready_seconds"], first["ready_seconds"])
        until("the log says so", lambda: "history: nothing to do" in box.log("sandbox"))

    def test_finds_another_port_where_its_own_was_taken(self):
        box = self.sandbox
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            first_time = """if [ ! -e "$0.ran" ]; then
    : >"$0.ran"
    for argument; do
        shift
        case "$argument" in --web.listen-address=*) argument=--web.listen-address=127.0.0.1:%d ;; esac
        set -- "$@" "$argument"
    done
fi
exec REAL "$@"
""" % port
            self.stand_in("prometheus", first_time)
            self.stand_in("prometheus-alertmanager", first_time)
            path = self.stand_in("loki", """[ "$1" != --version ] || { echo "loki, version 0"; exit; }
port=$(sed -n 's/.*http_listen_port: \\([0-9]*\\).*/\\1/p' "${1#-config.file=}")
[ -e "$0.ran" ] || { : >"$0.ran"; port=%d; echo "bind: address already in use"; exit 1; }
exec '%s' --dir '%s' --listen "127.0.0.1:$port"
""" % (port, os.path.join(BIN, "toban-logs"), os.path.join(self.base, "lines")))
            status = box.up(days=1, path=path)
            self.assertEqual(status["state"], "ready")
            family = box.family()
            self.assertNotIn("http://127.0.0.1:%d" % port, box.doors)
            for program in ("prometheus", "prometheus-alertmanager", "loki"):
                self.assertTrue(os.path.exists(os.path.join(path, program + ".ran")), program)
            self.assertTrue(answers(status["loki_url"] + "/ready"))
            until("Prometheus knows the port", lambda: status["alertmanager_url"] in [
                a["url"].split("/api/")[0]
                for a in get(status["prometheus_url"] + "/api/v1/alertmanagers")["data"]["activeAlertmanagers"]])
        box.run("down", check=0)
        self.assertNothingLeft(family)

    def test_restarts_what_died_while_others_were_starting(self):
        box = self.sandbox
        pid_file = os.path.join(self.base, "alertmanager.pid")
        self.stand_in("prometheus-alertmanager", 'echo $$ >"%s"\nexec REAL "$@"\n' % pid_file)
        # Prometheus is the last to be started: what was awaited before is ready.
        path = self.stand_in("prometheus", 'kill -9 $(cat "%s")\nexec REAL "$@"\n' % pid_file)
        status = box.up(days=1, path=path)
        until("Alertmanager is back", lambda: answers(status["alertmanager_url"] + "/-/ready"))
        self.assertIn("alertmanager ended with status 137", box.log("sandbox"))

    def test_lets_the_models_provider_refuse(self):
        box = self.sandbox
        status = box.up("--load", "20", days=1)
        lines = lambda query: get(status["loki_url"] + "/loki/api/v1/query_range", start=began, query=query,
                                  limit=5000)["data"]["result"]
        began = time.time_ns()
        box.run("fault", "model-429", check=0)
        until("model calls are refused", lambda: lines('{app="claude-agent"} | json | event="llm_call" | status="429"'))
        until("tasks fail for it", lambda: sum(len(stream["values"]) for stream in lines(
            '{app="claude-agent", level="error"} | json | error_type="rate_limit"')) >= 5)
        until("the agents count it",
              lambda: (box.value('sum(increase(claude_agent_errors_total{error_type="rate_limit"}[1m]))') or 0) >= 3)
        box.run("fault", "model-429", "--clear", check=0)
        with open(os.path.join(box.dir, "faults.json"), encoding="utf-8") as stream:
            self.assertEqual(json.load(stream), {})
        # What began before may still fail; what begins once the agents have read it does not.
        until("model calls succeed again", lambda: not get(
            status["loki_url"] + "/loki/api/v1/query_range", start=time.time_ns() - 3_000_000_000, limit=1,
            query='{app="claude-agent"} | json | event="llm_call" | status="429"')["data"]["result"])

    def test_says_what_is_missing(self):
        done = subprocess.run([SANDBOX, "up", "--dir", self.sandbox.dir], capture_output=True, text=True,
                              env={"PATH": "/nowhere"}, timeout=LIMIT, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("apt-get install prometheus prometheus-alertmanager", done.stderr)
        self.assertEqual(self.sandbox.run("fault", "slow-agents").returncode, 3)
        self.assertEqual(self.sandbox.run("up", "--days", "0").returncode, 2)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]])
