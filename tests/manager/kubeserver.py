# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API server of Kubernetes in the shapes that a real one has, for tests: apps/v1 Deployments with scale and ReplicaSets,
v1 Pods. It demands TLS and a token, holds a Role's rules (403), resourceVersions (409), expired watches (410), validation
(422) and throttling (429), and answers errors with Status objects. What the cluster's controllers and its kubelet do is in
kubecluster.py."""

import http.server
import json
import ssl
import threading
import time
import urllib.parse

GROUPS = {"apps": ("deployments", "replicasets"), "": ("pods",)}
KINDS = {"deployments": "Deployment", "replicasets": "ReplicaSet", "pods": "Pod"}
VERBS = {"PUT": "update", "PATCH": "patch", "DELETE": "delete", "POST": "create"}


class Fault(Exception):
    """Becomes a Status."""

    def __init__(self, code, reason, message, details=None, headers=None):
        super().__init__(message)
        self.code, self.headers = code, headers or {}
        self.status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
                       "reason": reason, "code": code}
        if details:
            self.status["details"] = details


def qualified(resource):
    return resource if resource in GROUPS[""] else resource + ".apps"


def invalid(name, field, problem, value=None):
    text = "%s: %s" % (field, problem) if value is None else '%s: Invalid value: "%s": %s' % (field, value, problem)
    return Fault(422, "Invalid", 'Deployment.apps "%s" is invalid: %s' % (name, text),
                 {"name": name, "group": "apps", "kind": "Deployment",
                  "causes": [{"reason": "FieldValueInvalid", "message": problem, "field": field}]})


def strategic_merge(target, patch, key=None):
    """Of maps by member, of containers and env by name, of other lists as a whole; null removes."""
    if isinstance(patch, dict) and isinstance(target, dict):
        result = dict(target)
        for name, value in patch.items():
            if value is None:
                result.pop(name, None)
            else:
                result[name] = strategic_merge(result.get(name), value, name)
        return result
    if isinstance(patch, list) and isinstance(target, list) and key in ("containers", "initContainers", "env", "volumes"):
        result = [dict(item) for item in target]
        for item in patch:
            at = next((i for i, old in enumerate(result) if old["name"] == item["name"]), None)
            if at is None:
                result.append(item)
            else:
                result[at] = strategic_merge(result[at], item)
        return result
    return patch


def json_patch(target, operations):
    result = json.loads(json.dumps(target))
    for operation in operations:
        parts = [p.replace("~1", "/").replace("~0", "~") for p in operation["path"].split("/")[1:]]
        parent = result
        for part in parts[:-1]:
            if part not in parent:
                raise Fault(422, "Invalid", "the server rejected our request due to an error in our request")
            parent = parent[part]
        if operation["op"] == "replace" and parts[-1] not in parent or operation["op"] not in ("add", "replace"):
            raise Fault(422, "Invalid", "the server rejected our request due to an error in our request")
        parent[parts[-1]] = operation["value"]
    return result


class KubeServer:
    """The objects and the HTTP side. Use `lock` around what is done from outside."""

    def __init__(self, namespace, certificate, key, token, rules):
        self.namespace, self.token, self.rules = namespace, token, rules
        self.lock = threading.Condition(threading.RLock())
        self.version = 100
        self.objects = {resource: {} for resource in KINDS}
        self.events = []  # (version, resource, type, object)
        self.compacted = 0  # watches from before this version have expired
        self.cut = 0  # rises when running watches shall end with an error
        self.calls = set()  # (verb, group, resource) that were asked for
        self.requests = []  # the same in order, with status
        self.faults = []  # see fail()
        self.meddling = []  # see meddle()
        self.closing = False
        handler = type("Handler", (KubeHandler,), {"kube": self})
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = "https://127.0.0.1:%d" % self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        with self.lock:
            self.closing = True
            self.lock.notify_all()
        self.http.shutdown()
        self.http.server_close()

    # --- what tests do to it

    def fail(self, verb, resource, fault, times=1):
        """The next requests of this kind are refused."""
        with self.lock:
            self.faults += [(verb, resource, fault)] * times

    def meddle(self, verb, resource, times=1):
        """Somebody else changes the object just before the next requests of this kind."""
        with self.lock:
            self.meddling += [(verb, resource)] * times

    def expire_watches(self):
        """History up to now is gone, and running watches are told so."""
        with self.lock:
            self.version += 1
            self.compacted = self.version
            self.cut += 1
            self.lock.notify_all()

    # --- objects

    def put(self, resource, item):
        """Stores a new or changed object as the API server does; the caller holds the lock."""
        name = item["metadata"]["name"]
        old = self.objects[resource].get(name)
        if old is not None and {**old, "metadata": None} == {**item, "metadata": None} \
                and {**old["metadata"], "resourceVersion": 0} == {**item["metadata"], "resourceVersion": 0}:
            return old
        item = json.loads(json.dumps(item))
        meta = item["metadata"]
        self.version += 1
        meta["resourceVersion"] = str(self.version)
        meta["namespace"] = self.namespace
        meta.setdefault("uid", "uid-%d" % self.version)
        if old is None:
            meta.setdefault("creationTimestamp", "2026-11-26T00:00:00Z")
            meta["generation"] = 1
        elif old.get("spec") != item.get("spec"):
            meta["generation"] = old["metadata"]["generation"] + 1
        item.update(kind=KINDS[resource], apiVersion="v1" if resource == "pods" else "apps/v1")
        self.objects[resource][name] = item
        self.events.append((self.version, resource, "ADDED" if old is None else "MODIFIED", item))
        self.lock.notify_all()
        return item

    def remove(self, resource, name):
        item = json.loads(json.dumps(self.objects[resource].pop(name)))
        self.version += 1
        item["metadata"]["resourceVersion"] = str(self.version)
        self.events.append((self.version, resource, "DELETED", item))
        self.lock.notify_all()

    def find(self, resource, name):
        if name not in self.objects[resource]:
            group = "" if resource == "pods" else "apps"
            raise Fault(404, "NotFound", '%s "%s" not found' % (qualified(resource), name),
                        {"name": name, "group": group, "kind": resource})
        return self.objects[resource][name]

    def check_version(self, resource, now, sent):
        if sent is not None and sent != now["metadata"]["resourceVersion"]:
            name = now["metadata"]["name"]
            raise Fault(409, "Conflict", 'Operation cannot be fulfilled on %s "%s": the object has been modified; please apply '
                        "your changes to the latest version and try again" % (qualified(resource), name),
                        {"name": name, "group": "apps", "kind": resource})

    @staticmethod
    def scale_of(deployment):
        meta, count = deployment["metadata"], deployment["spec"].get("replicas", 1)
        selector = ",".join("%s=%s" % pair for pair in deployment["spec"]["selector"]["matchLabels"].items())
        return {"kind": "Scale", "apiVersion": "autoscaling/v1",
                "metadata": {k: meta[k] for k in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")},
                "spec": {"replicas": count} if count else {},
                "status": {"replicas": deployment.get("status", {}).get("replicas", 0), "selector": selector}}

    @staticmethod
    def validate(deployment):
        name = deployment["metadata"]["name"]
        if deployment["spec"].get("replicas", 1) < 0:
            raise invalid(name, "spec.replicas", "must be greater than or equal to 0", deployment["spec"]["replicas"])
        labels = deployment["spec"]["template"]["metadata"].get("labels", {})
        if not deployment["spec"]["selector"]["matchLabels"].items() <= labels.items():
            raise invalid(name, "spec.template.metadata.labels", "`selector` does not match template `labels`")
        for i, container in enumerate(deployment["spec"]["template"]["spec"]["containers"]):
            field = "spec.template.spec.containers[%d]" % i
            if not container.get("image", "").strip():
                raise invalid(name, field + ".image", "Required value")
            for entry in container.get("env", []):
                if not isinstance(entry.get("value", ""), str):
                    raise Fault(400, "BadRequest", "json: cannot unmarshal number into Go struct field EnvVar.value of type string")
            memory = container.get("resources", {}).get("limits", {}).get("memory", "1")
            if not isinstance(memory, str) or not memory.rstrip("KMGi").isdigit() or memory.startswith("0"):
                raise invalid(name, field + ".resources.limits[memory]", "must be a quantity", memory)

    def handle(self, handler, method, path, query, body, content_type):
        parts = path.strip("/").split("/")
        group = "apps" if parts[:3] == ["apis", "apps", "v1"] else "" if parts[:2] == ["api", "v1"] else None
        rest = parts[3 if group else 2:]
        if group is None or len(rest) < 3 or rest[0] != "namespaces" or rest[2] not in GROUPS[group]:
            raise Fault(404, "NotFound", "the server could not find the requested resource")
        namespace, resource, name = rest[1], rest[2], rest[3] if len(rest) > 3 else None
        sub = rest[4] if len(rest) > 4 else None
        watching = query.get("watch") in ("true", "1")
        verb = VERBS.get(method) or ("get" if name else "watch" if watching else "list")
        asked = (verb, group, resource + ("/" + sub if sub else ""))
        handler.asked = asked
        with self.lock:
            self.calls.add(asked)
            if namespace != self.namespace or not any(
                    group in r["apiGroups"] and asked[2] in r["resources"] and verb in r["verbs"] for r in self.rules):
                raise Fault(403, "Forbidden", '%s is forbidden: User "system:serviceaccount:%s:toban-manager" cannot %s resource "%s" in '
                            'API group "%s" in the namespace "%s"' % (qualified(resource), self.namespace, verb, asked[2], group, namespace),
                            {"group": group, "kind": resource})
            for fault in self.faults:
                if fault[:2] == (verb, asked[2]):
                    self.faults.remove(fault)
                    raise fault[2]
            if (verb, asked[2]) in self.meddling:
                self.meddling.remove((verb, asked[2]))
                item = json.loads(json.dumps(self.find(resource, name)))
                item["metadata"].setdefault("annotations", {})["example.com/touched"] = str(self.version)
                self.put(resource, item)
            if verb == "watch":
                return handler.stream(resource, query)
            if verb == "list":
                return self.list(resource, query)
            now = self.find(resource, name)
            if verb == "get":
                return self.scale_of(now) if sub == "scale" else now
            if verb == "delete":
                return self.delete(resource, name)
            if sub == "scale" and verb == "update":
                return self.update_scale(now, body)
            if resource == "deployments" and verb == "patch" and sub is None:
                return self.patch(now, body, content_type)
        raise Fault(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")

    def list(self, resource, query):
        items = sorted((o for o in self.objects[resource].values() if matches(o, query)), key=lambda o: o["metadata"]["name"])
        meta = {"resourceVersion": str(self.version)}
        limit, start = int(query.get("limit", "0")), int(query.get("continue", "0"))
        if limit and len(items) > start + limit:
            meta.update({"continue": str(start + limit), "remainingItemCount": len(items) - start - limit})
        items = items[start:start + limit] if limit else items
        # Items of a list carry neither kind nor apiVersion.
        return {"kind": KINDS[resource] + "List", "apiVersion": "v1" if resource == "pods" else "apps/v1", "metadata": meta,
                "items": [{k: v for k, v in o.items() if k not in ("kind", "apiVersion")} for o in items]}

    def update_scale(self, now, body):
        if body.get("kind") != "Scale" or body.get("apiVersion") != "autoscaling/v1":
            raise Fault(400, "BadRequest", "the API version in the data (%s) does not match the expected API version (autoscaling/v1)"
                        % body.get("apiVersion"))
        self.check_version("deployments", now, body["metadata"].get("resourceVersion"))
        changed = {**now, "spec": {**now["spec"], "replicas": body["spec"].get("replicas", 0)}}
        self.validate(changed)
        return self.scale_of(self.put("deployments", changed))

    def patch(self, now, body, content_type):
        if content_type == "application/strategic-merge-patch+json":
            changed = strategic_merge(now, body)
        elif content_type == "application/json-patch+json":
            changed = json_patch(now, body)
        else:
            raise Fault(415, "UnsupportedMediaType", "the body of the request was in an unknown format")
        self.check_version("deployments", now, changed["metadata"].get("resourceVersion"))
        self.validate(changed)
        return self.put("deployments", changed)

    def delete(self, resource, name):
        pod = json.loads(json.dumps(self.find(resource, name)))
        pod["metadata"].setdefault("deletionTimestamp", "2026-11-26T00:00:30Z")
        pod["metadata"].setdefault("deletionGracePeriodSeconds", 30)
        return self.put(resource, pod)


def matches(item, query):
    labels = item["metadata"].get("labels", {})
    wanted = [pair.split("=", 1) for pair in query.get("labelSelector", "").split(",") if pair]
    return all(labels.get(name) == value for name, value in wanted)


class KubeHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kube = None

    def log_message(self, *_):
        pass

    def answer(self, code, body, headers=None):
        text = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def serve(self):
        self.asked = None
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        code = 200
        try:
            if self.headers.get("Authorization") != "Bearer " + self.kube.token:
                raise Fault(401, "Unauthorized", "Unauthorized")
            body = json.loads(raw) if raw else None
            result = self.kube.handle(self, self.command, url.path, query, body, self.headers.get("Content-Type"))
            if result is not None:
                self.answer(200, result)
        except Fault as fault:
            code = fault.code
            self.answer(fault.code, fault.status, fault.headers)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True
        finally:
            with self.kube.lock:
                self.kube.requests.append((self.asked, code))
                self.kube.lock.notify_all()

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST = serve

    def chunk(self, event):
        text = json.dumps(event).encode() + b"\n"
        self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))
        self.wfile.flush()

    def stream(self, resource, query):
        """A watch; the caller holds the lock, which is let go while waiting."""
        kube = self.kube
        kube.requests.append((self.asked, 200))
        last, cut = int(query["resourceVersion"]), kube.cut
        deadline = time.monotonic() + float(query.get("timeoutSeconds", "300"))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.flush()
        bookmark = time.monotonic() + 0.3
        while not kube.closing and time.monotonic() < deadline:
            if last < kube.compacted or cut != kube.cut:
                self.chunk({"type": "ERROR", "object": Fault(
                    410, "Expired", "too old resource version: %d (%d)" % (last, kube.compacted)).status})
                break
            for version, of, kind, item in [e for e in kube.events if e[0] > last]:
                last = version
                if of == resource and matches(item, query):
                    self.chunk({"type": kind, "object": item})
            if query.get("allowWatchBookmarks") == "true" and time.monotonic() >= bookmark:
                bookmark += 0.3
                self.chunk({"type": "BOOKMARK", "object": {
                    "kind": KINDS[resource], "apiVersion": "v1" if resource == "pods" else "apps/v1",
                    "metadata": {"resourceVersion": str(kube.version), "creationTimestamp": None}, "spec": {}, "status": {}}})
            kube.lock.wait(0.1)
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()
