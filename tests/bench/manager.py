#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the manager, one row each as tests/bench/run prints them. The program measured is toban-manager in
TOBAN_BENCH_BIN; manager and load share the machine, over loopback. Every load ends by itself.

    dispatch    from the submission of a task to handing it to one of 100 workers, at 150 tasks/s: the manager's own histogram
    heartbeats  of 10 000 agents, each with a connection, one every 15 s
    list        GET /agents?limit=500 of 10 000 agents (wrk), and the same with the ETag that it has
    health      GET /health beside nginx with a static file of that size, in turns, each on the same single core (wrk on another)
    memory      10 000 agents, 1 000 000 finished tasks in the history, 150 tasks/s; --hours N (default: 4 minutes, growth
                reckoned up to an hour)
    slowloris   other clients' answers while 1 000 connections send a byte of a header per second
"""
import argparse
import asyncio
import contextlib
import multiprocessing
import os
import pathlib
import re
import resource
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "contract"))
from managerprocess import Manager, die_with_parent  # noqa: E402
from managerload import (Agents, Pool, Workers, at_rate, cpu_seconds, histogram, histogram_quantile, request,  # noqa: E402
                         resident_mb)

BIN = pathlib.Path(os.environ["TOBAN_BENCH_BIN"])
DISPATCH = "toban_manager_task_dispatch_seconds"
FLEET = 10_000
HISTORY = 1_000_000
TASKS_PER_SECOND = 150  # the peak in facts.md
failed = []


def row(name, value, unit, bar="-", ratio="-", ok=True):
    print(f"{name}\t{value:.2f}\t{unit}\t{bar}\t{ratio}\t{'ok' if ok else 'short'}", flush=True)


def complain(what, latencies):
    """A load of which a part was refused or lost measures nothing."""
    if latencies.errors:
        print(f"{what}: {latencies.errors}", file=sys.stderr)
        failed.append(what)


@contextlib.contextmanager
def manager(*options):
    with tempfile.TemporaryDirectory(prefix="toban-bench-") as scratch:
        running = Manager(str(BIN / "toban-manager"), str(BIN / "toban-agent"), scratch, *options)
        running.tokens["bench"] = running.make_token("bench", "agent", "--agents", "bench-*")
        # New tokens are known within a second.
        running.until("the token", lambda: running.send("GET", "/api/v1/me", role="bench").status == 200)
        try:
            yield running
        finally:
            running.process.kill()
            running.process.wait()
            running.log.close()


def raise_file_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < FLEET + 500:
        sys.exit(f"{FLEET} connections need as many open files; here {hard} are allowed (ulimit -Hn)")


def task_request(token):
    return request("POST", "/api/v1/tasks", token, {"agent_type": "code_generator", "operation": "generate_code",
                                                    "complexity": 0.4, "payload": {"language": "cpp", "text": "x" * 500}})


def metrics(running):
    return running.send("GET", "/metrics").body.decode()


def dispatch(options):
    async def load(running):
        async with Workers(100, 0.2) as workers:
            agents = Agents(running.port, running.tokens["bench"], 100, workers.endpoints)
            await agents.register()
            task, pool = task_request(running.tokens["operator"]), Pool(running.port)
            submit = lambda _: pool.send(task)
            await at_rate(TASKS_PER_SECOND, 5, submit, 202)  # connections and caches are there
            before = histogram(metrics(running), DISPATCH)
            answers = await at_rate(TASKS_PER_SECOND, options.seconds, submit, 202)
            await asyncio.sleep(1)  # the last ones
            after = histogram(metrics(running), DISPATCH)
            agents.close()
            pool.close()
        return answers, before, after

    with manager("--heartbeat-limit-seconds", "3600") as running:
        answers, before, after = asyncio.run(load(running))
    complain("dispatch", answers)
    p99, count = histogram_quantile(0.99, before, after)
    asked = TASKS_PER_SECOND * options.seconds
    row("task_dispatch_p99", p99 * 1000, "ms", "<=20", ok=p99 <= 0.020 and count >= 0.99 * asked)
    row("task_submit_p99", answers.quantile(0.99) * 1000, "ms", ok=answers.good())


def heartbeats(options):
    async def load(running):
        agents = Agents(running.port, running.tokens["bench"], FLEET)
        await agents.register()
        await agents.beat(15, 15)  # everyone once
        before, since = cpu_seconds(running.process.pid), time.monotonic()
        answers = await agents.beat(15, options.seconds)
        share = 100 * (cpu_seconds(running.process.pid) - before) / (time.monotonic() - since)
        agents.close()
        return answers, share

    with manager() as running:
        answers, share = asyncio.run(load(running))
    complain("heartbeats", answers)
    row("heartbeats_10000_cpu", share, "% of a core", "<=25", ok=share <= 25 and answers.good())
    p99 = answers.quantile(0.99) * 1000
    row("heartbeats_10000_p99", p99, "ms", "<=50", ok=p99 <= 50 and answers.good())


def wrk(url, seconds, *options, core=None, connections=8):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *options, url]
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        print(text, file=sys.stderr)
        failed.append(url)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def lists(options):
    async def register(running):
        agents = Agents(running.port, running.tokens["bench"], FLEET)
        await agents.register()
        agents.close()

    with manager("--heartbeat-limit-seconds", "86400") as running:
        asyncio.run(register(running))
        target = "/api/v1/agents?limit=500"
        first = running.send("GET", target, role="viewer")
        assert first.status == 200 and len(first.json()["items"]) == 500
        etag = first.headers["etag"]
        assert running.send("GET", target, role="viewer", headers={"If-None-Match": etag}).status == 304
        url = f"http://127.0.0.1:{running.port}{target}"
        token = ("-H", f"Authorization: Bearer {running.tokens['viewer']}")
        whole = wrk(url, options.seconds, *token)
        row("agents_limit_500", whole, "requests/s", ">=300", ok=whole >= 300)
        same = wrk(url, options.seconds, *token, "-H", f"If-None-Match: {etag}")
        row("agents_limit_500_etag", same, "requests/s", ">=5000", ok=same >= 5000)


def pin(pid, core):
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), {core})


@contextlib.contextmanager
def nginx(body):
    with tempfile.TemporaryDirectory(prefix="toban-nginx-") as folder:
        pathlib.Path(folder, "health").write_bytes(body)
        port_probe = socket.create_server(("127.0.0.1", 0))
        port = port_probe.getsockname()[1]
        port_probe.close()
        paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        pathlib.Path(folder, "nginx.conf").write_text(
            f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;"
            + ("user root;" if os.getuid() == 0 else "")
            + f"events {{ worker_connections 1024; }} http {{ access_log off; sendfile on; tcp_nodelay on; keepalive_requests 100000000; {paths}"
            f" default_type application/json; server {{ listen 127.0.0.1:{port}; root {folder}; }} }}")
        process = subprocess.Popen(["/usr/sbin/nginx", "-p", folder, "-c", f"{folder}/nginx.conf"], preexec_fn=die_with_parent)
        try:
            deadline = time.monotonic() + 10
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError("nginx did not start: " + pathlib.Path(folder, "error.log").read_text()) from None
                    time.sleep(0.05)
            children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            yield port, [process.pid, *map(int, children)]
        finally:
            process.terminate()
            process.wait()


def health(options):
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("health: two processor cores are needed, one for the server and one for wrk")
    served, loading = cores[:2]
    with manager("--threads", "1") as running, contextlib.ExitStack() as stack:
        body = running.send("GET", "/health").body
        port, processes = stack.enter_context(nginx(body))
        for pid in (running.process.pid, *processes):
            pin(pid, served)
        urls = {"manager": f"http://127.0.0.1:{running.port}/health", "nginx": f"http://127.0.0.1:{port}/health"}
        rates = {name: [] for name in urls}
        for number in range(4):
            for name, url in urls.items():
                rate = wrk(url, max(1, options.seconds // 4), core=loading, connections=32)
                if number > 0:  # the first warms up
                    rates[name].append(rate)
    ours, base = (statistics.median(rates[name]) for name in ("manager", "nginx"))
    row("nginx_static_file", base, "requests/s")
    row("health", ours, "requests/s", ">=0.5 of nginx", f"{ours / base:.3f}", ok=ours >= 0.5 * base)


def write_history(db):
    """A million finished tasks of the last six days, straight into the state of a manager that does not run."""
    now = time.time_ns() // 1_000_000
    result = Workers.RESULT.decode()
    span = 6 * 86_400_000 // HISTORY
    rows = ((n, f"history-{n}", "succeeded", "code_generator", "generate_code", 0.4, 5, 300, "%064x" % n, "bench-%05d" % (n % FLEET),
             1, "bench", at, at + 4, at + 3_850, result, 34_650_000)
            for n in range(1, HISTORY + 1) for at in (now - (HISTORY + 10 - n) * span,))
    base = sqlite3.connect(db)
    unit = base.execute("SELECT created_at FROM tokens LIMIT 1").fetchone()[0] / now
    assert 0.99 < unit < 1.01, "times in the database are not milliseconds"
    base.executemany("INSERT INTO tasks (sequence, id, status, agent_type, operation, complexity, priority, timeout_seconds, fingerprint,"
                     " agent_id, attempts, submitted_by, submitted_at, started_at, finished_at, result, cost_nano)"
                     " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    base.commit()
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.close()


def slope(samples):
    """MB per second of (second, MB) by least squares."""
    mean_t, mean_m = (statistics.fmean(column) for column in zip(*samples))
    return sum((t - mean_t) * (m - mean_m) for t, m in samples) / sum((t - mean_t) ** 2 for t, _ in samples)


def memory(options):
    seconds = options.hours * 3600 if options.hours else 240
    warm = 90  # the store's and the allocator's caches fill

    async def load(running):
        samples = []
        async with Workers(100, 0.2) as workers:
            agents = Agents(running.port, running.tokens["bench"], FLEET, workers.endpoints)
            await agents.register()
            task, pool = task_request(running.tokens["operator"]), Pool(running.port)

            async def sample():
                begin = time.monotonic()
                while time.monotonic() < begin + seconds:
                    samples.append((time.monotonic() - begin, resident_mb(running.process.pid)))
                    await asyncio.sleep(1)
            answers = await asyncio.gather(agents.beat(15, seconds), at_rate(TASKS_PER_SECOND, seconds, lambda _: pool.send(task), 202), sample())
            agents.close()
            pool.close()
        return answers[:2], samples

    with manager() as running:
        running.process.terminate()
        assert running.process.wait(timeout=15) == 0
        write_history(running.db)
        os.unlink(running.port_file)
        running.start()
        answers, samples = asyncio.run(load(running))
        found = running.send("GET", "/api/v1/tasks/history-1", role="viewer").status
    for latencies, what in zip(answers, ("memory: heartbeats", "memory: tasks")):
        complain(what, latencies)
    assert found == 200, "the history is not there"
    peak = max(mb for _, mb in samples)
    row("memory_10000_agents_1e6_tasks", peak, "MB", "<=200", ok=peak <= 200)
    growth = slope([s for s in samples if s[0] >= warm]) * 3600
    how = "measured" if options.hours >= 1 else f"reckoned from {seconds - warm:.0f} s"
    row(f"memory_growth_per_hour ({how})", growth, "MB", "<=10", ok=growth <= 10)


def dribble(port, count, ready):
    """1 000 connections that send a byte per second; those that are closed come again."""
    async def one(number):
        await asyncio.sleep(number / count)
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
                while not reader.at_eof():
                    writer.write(b"x")
                    await asyncio.sleep(1)
                writer.close()
            except OSError:
                await asyncio.sleep(1)

    async def all_of_them():
        tasks = [asyncio.create_task(one(number)) for number in range(count)]
        await asyncio.sleep(3)
        ready.set()
        await asyncio.gather(*tasks)
    die_with_parent()
    asyncio.run(all_of_them())


def slowloris(options):
    async def load(running):
        agents = Agents(running.port, running.tokens["bench"], 100)
        await agents.register()
        pool = Pool(running.port)
        read = request("GET", "/api/v1/agents?limit=100", running.tokens["viewer"])
        answers = await at_rate(200, options.seconds, lambda _: pool.send(read), 200)
        agents.close()
        pool.close()
        return answers

    with manager("--heartbeat-limit-seconds", "3600") as running:
        ready = multiprocessing.Event()
        attacker = multiprocessing.Process(target=dribble, args=(running.port, 1000, ready), daemon=True)
        attacker.start()
        try:
            assert ready.wait(30), "the slow connections were not made"
            answers = asyncio.run(load(running))
        finally:
            attacker.kill()
            attacker.join()
    complain("slowloris", answers)
    p99 = answers.quantile(0.99) * 1000
    row("slowloris_others_p99", p99, "ms", "<=100", ok=p99 <= 100 and answers.good())


ROWS = {"dispatch": dispatch, "heartbeats": heartbeats, "list": lists, "health": health, "memory": memory, "slowloris": slowloris}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=0, help="length of the load of 'memory'")
    parser.add_argument("--seconds", type=int, default=30, help="length of each other load")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of " + ", ".join(ROWS))
    options = parser.parse_args()
    if unknown := set(options.names) - set(ROWS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))} for the manager; there are {', '.join(ROWS)}")
    raise_file_limit()
    for name in options.names or ROWS:
        ROWS[name](options)
    if failed:
        sys.exit("loads that were not answered in full: " + ", ".join(failed))


if __name__ == "__main__":
    main()
