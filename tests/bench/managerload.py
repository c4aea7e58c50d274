# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load for the benchmarks of the manager: connections that are kept, requests at a fixed rate, agents and workers.

All of a process runs in one asyncio loop; requests are made up before the load so that little of the time is this side's."""

import asyncio
import json
import os
import re
import time


class Answer:
    def __init__(self, status, head, body):
        self.status = status
        self.head = head
        self.body = body


class Connection(asyncio.Protocol):
    """A kept HTTP/1.1 connection: one request at a time; lost ones are made again."""

    def __init__(self, port):
        self.port = port
        self.transport = None
        self.buffer = b""
        self.waiting = None

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, error):
        self.transport = None
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("the manager closed the connection"))

    def data_received(self, data):
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.buffer[:end]
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        size = end + 4 + (int(length.group(1)) if length else 0)
        if len(self.buffer) >= size and self.waiting and not self.waiting.done():
            body, self.buffer = self.buffer[end + 4:size], self.buffer[size:]
            self.waiting.set_result(Answer(int(head[9:12]), head, body))

    async def send(self, request):
        if self.transport is None or self.transport.is_closing():
            self.buffer = b""
            await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.port)
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting

    def close(self):
        if self.transport:
            self.transport.close()


class Pool:
    """Connections for requests of which several are under way."""

    def __init__(self, port):
        self.port = port
        self.idle = []

    async def send(self, request):
        connection = self.idle.pop() if self.idle else Connection(self.port)
        try:
            return await connection.send(request)
        finally:
            self.idle.append(connection)

    def close(self):
        for connection in self.idle:
            connection.close()


def request(method, target, token=None, body=None):
    text = "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n" % (method, target)
    if token:
        text += "Authorization: Bearer %s\r\n" % token
    data = b"" if body is None else json.dumps(body).encode()
    if body is not None:
        text += "Content-Type: application/json\r\nContent-Length: %d\r\n" % len(data)
    return text.encode() + b"\r\n" + data


class Latencies:
    """Seconds from when a request was due, not from when it could be sent, to its answer; errors beside them."""

    def __init__(self):
        self.seconds = []
        self.errors = {}

    def quantile(self, share):
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")

    def error(self, what):
        self.errors[what] = self.errors.get(what, 0) + 1

    def good(self):
        return bool(self.seconds) and not self.errors


async def at_rate(rate, seconds, send, expected):
    """Calls `send(number)` at the rate whatever came of those before; `expected`: the status of a good answer."""
    result, tasks = Latencies(), set()
    begin = time.perf_counter()

    async def one(number, due):
        try:
            answer = await send(number)
        except (OSError, asyncio.TimeoutError) as failure:
            result.error(str(failure) or type(failure).__name__)
            return
        if answer.status == expected:
            result.seconds.append(time.perf_counter() - due)
        else:
            result.error("status %d" % answer.status)

    for number in range(int(rate * seconds)):
        due = begin + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(one(number, due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    late = (await asyncio.wait(set(tasks), timeout=30))[1] if tasks else ()
    for task in late:
        task.cancel()
        result.error("no answer within 30 s")
    return result


class Agents:
    """Agents that register and send heartbeats, each over a connection of its own."""

    def __init__(self, port, token, count, endpoints=("http://127.0.0.1:9",), capacity=10):
        self.ids = ["bench-%05d" % number for number in range(count)]
        self.connections = [Connection(port) for _ in self.ids]
        self.registrations = [request("POST", "/api/v1/agents", token, {
            "id": agent, "type": "code_generator", "endpoint": endpoints[number % len(endpoints)], "version": "v2.1.0",
            "capacity": capacity, "metadata": {"host": "bench-%d" % (number % 50)}}) for number, agent in enumerate(self.ids)]
        self.heartbeats = [request("POST", "/api/v1/agents/%s/heartbeat" % agent, token, {"status": "idle", "current_load": 0})
                           for agent in self.ids]

    async def register(self):
        for first in range(0, len(self.ids), 50):
            part = range(first, min(first + 50, len(self.ids)))
            answers = await asyncio.gather(*(self.connections[n].send(self.registrations[n]) for n in part))
            assert all(answer.status == 201 for answer in answers), answers[0].body

    async def beat(self, every, seconds):
        """Heartbeats of all, evenly spread over `every` seconds."""
        count = len(self.ids)
        return await at_rate(count / every, seconds, lambda n: self.connections[n % count].send(self.heartbeats[n % count]), 200)

    def close(self):
        for connection in self.connections:
            connection.close()


class Workers:
    """What stands at the agents' endpoints: answers /execute after `seconds` with a result of fixed size."""

    RESULT = json.dumps({"model": "claude-sonnet-3.5", "tokens": {"input": 550, "output": 2200}, "cost_usd": 0.03465,
                         "duration_seconds": 0.2, "steps": 4, "tools": ["read_file", "run_tests"]}).encode()

    def __init__(self, count, seconds):
        self.count = count
        self.seconds = seconds
        self.servers = []

    async def __aenter__(self):
        for _ in range(self.count):
            self.servers.append(await asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.endpoints = ["http://127.0.0.1:%d" % server.sockets[0].getsockname()[1] for server in self.servers]
        return self

    async def __aexit__(self, *_):
        for server in self.servers:
            server.close()

    async def serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
                await reader.readexactly(int(length.group(1)) if length else 0)
                await asyncio.sleep(self.seconds)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(self.RESULT) + self.RESULT)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            pass
        finally:
            writer.close()


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid, encoding="ascii") as stream:
        fields = stream.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as stream:
        return int(re.search(r"VmRSS:\s+(\d+) kB", stream.read()).group(1)) / 1024


def histogram(text, name):
    """Cumulative counts by upper bound of a histogram without labels, from a page of metrics."""
    counts = {}
    for bound, count in re.findall(r'^%s_bucket\{le="([^"]+)"\} (\d+)' % re.escape(name), text, re.MULTILINE):
        counts[float(bound)] = int(count)
    return counts


def histogram_quantile(share, before, after):
    """Of what came between two pages: as Prometheus reckons it, and the number of observations."""
    counts = {bound: count - before.get(bound, 0) for bound, count in sorted(after.items())}
    total = max(counts.values(), default=0)
    low, below = 0.0, 0
    for bound, count in counts.items():
        if count >= share * total and count > below:
            if bound == float("inf"):
                return low, total
            return low + (bound - low) * (share * total - below) / (count - below), total
        low, below = bound, count
    return float("inf"), total
