# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that an operation of the OpenAPI file must refuse, made from its schemas by a seeded generator.

Each begins as the documented request and is then broken in one way; one whose body still fits its schema is never made,
for it might be accepted."""

import copy
import json
import re
import urllib.parse

JSON_TYPE = "application/json"
BODY_LIMIT = 1 << 20
# Of each JSON type: what stands in for a value of another type.
OTHERS = (None, True, False, 0, -1, 3.5, 10 ** 30, 1e308, "", "x", "\u0000", "\u2028\ud83d\ude00", [], [[]], [None], {}, {"a": {}})
BROKEN_TEXT = (b"\xff", b"\xc3\x28", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x80", b"\xe2\x82")
BROKEN_JSON = (b"", b" ", b"{", b"}", b"[1,", b'{"a":1}}', b"{'a':1}", b'{"a":1,}', b'{"a":NaN}', b'{"a":Infinity}', b'{"a":01}',
               b'{"a":"\x01"}', b'{"a":"\\ud800"}', b'{"a":"\\x"}', b'{"a":1e}', b"nul", b"\xef\xbb\xbf", b"\x00", b'{"a":' * 5000, b"[" * 70 + b"]" * 70)
SEGMENTS = ("%00", "%0d%0aX-A:%20b", "..%2f..%2fetc", "%ff%fe", "%C0%80", "-", "a" * 129, "a" * 4000, "%E3%81%82", "a%20b", "a%2Fb", "{name}",
            "'%20OR%201=1--", "%7F")
CONTENT_TYPES = (None, "", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
                 "application/jsonp", "json", "*/*", "a" * 300)
FOREIGN_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "FUZZ", "get")


class FuzzRequest:
    """One request and the statuses that may answer it."""

    def __init__(self, kind, method, target, role, headers, body, allowed):
        self.kind = kind
        self.method = method
        self.target = target
        self.role = role
        self.headers = headers
        self.body = body
        self.allowed = allowed

    def __str__(self):
        body = self.body if self.body is None or len(self.body) <= 300 else self.body[:300] + b"... (%d bytes)" % len(self.body)
        headers = {k: v if len(v) <= 100 else v[:100] + "..." for k, v in self.headers.items()}
        return "%s: %s %s as %s, headers %s, body %r" % (self.kind, self.method, self.target[:300], self.role, headers, body)


class RequestFuzz:
    """`replaced`: values of path parameters in place of their examples; `smaller`: for each role one that may do less."""

    def __init__(self, openapi, replaced, smaller):
        self.openapi = openapi
        self.replaced = replaced
        self.smaller = smaller
        self.texts = sorted(self.strings_of([media["example"] for media in self.media(openapi.document) if "example" in media]))

    def media(self, node):
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        if isinstance(node, dict) and "schema" in node:
            yield node
        for child in children:
            yield from self.media(child)

    def strings_of(self, node):
        if isinstance(node, str):
            return {node}
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        return set().union(*map(self.strings_of, children))

    def make(self, operation, rng):
        """A request that `operation` (as OpenApiFile.operations() gives it) must refuse, or None when this way of breaking
        it does not apply."""
        path, method, details, parameters = operation
        kinds = ["method", "unknown_path", "unknown_query", "large_header"]
        if any(p["in"] == "path" for p in parameters):
            kinds += ["path_value"] * 2
        if any(p["in"] == "query" for p in parameters):
            kinds += ["query_value"] * 2
        if "x-required-role" in details:
            kinds += ["no_token", "small_role"]
        if "requestBody" in details:
            kinds += ["missing", "extra", "type", "huge", "range"] * 3 + ["broken_text", "broken_json", "content_type"] * 2 + ["no_object", "too_large"]
        request = self.documented(path, method, details, parameters)
        request.kind = rng.choice(kinds)
        return getattr(self, request.kind)(request, operation, rng)

    def documented(self, path, method, details, parameters):
        for parameter in parameters:
            if parameter["in"] == "path":
                value = self.replaced.get((path.split("/")[3], parameter["name"]), parameter.get("example", "example"))
                path = path.replace("{%s}" % parameter["name"], urllib.parse.quote(str(value), safe=""))
        headers = {p["name"]: str(p["example"]) for p in parameters if p["in"] == "header" and "example" in p}
        body = None
        if "requestBody" in details:
            headers["Content-Type"] = JSON_TYPE
            body = json.dumps(self.example(details)).encode()
        allowed = {int(status) for status in details["responses"] if status.startswith("4")}
        return FuzzRequest("", method, path, details.get("x-required-role"), headers, body, allowed)

    def media_of(self, details):
        return details["requestBody"]["content"][JSON_TYPE]

    def example(self, details):
        media = self.media_of(details)
        if "example" in media:
            return copy.deepcopy(media["example"])
        return copy.deepcopy(self.openapi.resolved(next(iter(media["examples"].values())))["value"])

    # What is not the body.

    def method(self, request, operation, rng):
        # HEAD and OPTIONS are the server's own.
        foreign = [m for m in FOREIGN_METHODS if m.lower() not in self.openapi.document["paths"][operation[0]] or m.islower()]
        request.method = rng.choice(foreign)
        request.allowed = {400, 405}
        return request

    def unknown_path(self, request, _, rng):
        request.target += rng.choice(("/", "//", "/x", ";x", "%2F", "/%00", "/..", "x" * 3000))
        request.allowed |= {400, 404, 405}  # the tail may make another path of the file, which has other methods
        return request

    def path_value(self, request, operation, rng):
        path, _, _, parameters = operation
        names = ["{%s}" % p["name"] for p in parameters if p["in"] == "path"]
        broken = rng.choice(names)
        whole = request.target.split("/")
        request.target = "/".join(rng.choice(SEGMENTS) if part == broken else good for part, good in zip(path.split("/"), whole))
        # 403: another agent's than the token's own
        request.allowed = {400, 404, 422} | ({403} if request.role == "agent" else set())
        return request

    def unknown_query(self, request, _, rng):
        request.target += "?" + rng.choice(("nonsense=1", "nonsense", "LIMIT=1", "%ff=%ff", "a[]=1", "dry_run%00=true"))
        request.allowed = {400, 422}
        return request

    def query_value(self, request, operation, rng):
        parameter = rng.choice([p for p in operation[3] if p["in"] == "query"])
        schema = self.openapi.resolved(parameter["schema"])
        value = rng.choice(("", "x" * 5000, "%ff", "%00", "-1", "1e999", "99999999999999999999999", "0x10", "1,2", "True", "%2B1", "%20"))
        if schema.get("type") == "string" and value != "%ff" and self.openapi.validator(schema).is_valid(urllib.parse.unquote(value)):
            return None
        request.target += "?%s=%s" % (parameter["name"], value)
        request.allowed = {400, 422}
        return request

    def large_header(self, request, _, rng):
        request.headers["X-Fuzz"] = "x" * rng.choice((20_000, 60_000))
        request.allowed = {431}
        return request

    def no_token(self, request, _, rng):
        request.role = None
        scheme = rng.choice((None, "Basic dTpw", "Bearer", "Bearer ", "bearer", "\xff"))
        if scheme is not None:
            request.headers["Authorization"] = scheme
        request.allowed = {400, 401}
        return request

    def small_role(self, request, _, rng):
        request.role = self.smaller.get(request.role)
        request.allowed = {403}
        return request if request.role else None

    # The body.

    def no_object(self, request, _, rng):
        request.body = rng.choice((b"null", b"true", b"7", b'"x"', b"[]", b"[{}]"))
        request.allowed = {422}
        return request

    def broken_json(self, request, _, rng):
        broken = rng.choice(BROKEN_JSON)
        request.body = broken + request.body if broken == b"\x00" else broken
        request.allowed = {400}
        return request

    def broken_text(self, request, operation, rng):
        text = rng.choice(BROKEN_TEXT)
        quotes = [m.end() for m in re.finditer(rb'"', request.body)]
        at = rng.choice(quotes[::2])  # just inside of a name or a text
        request.body = request.body[:at] + text + request.body[at:]
        request.allowed = {400}
        return request

    def content_type(self, request, _, rng):
        kind = rng.choice(CONTENT_TYPES)
        del request.headers["Content-Type"]
        if kind is not None:
            request.headers["Content-Type"] = kind
        request.allowed = {415}
        return request

    def too_large(self, request, _, rng):
        request.body = request.body[:-1] + b" " * BODY_LIMIT + b"}"
        request.allowed = {413}
        return request

    def missing(self, request, operation, rng):
        return self.broken_at(request, operation, rng, lambda value, schema: isinstance(value, dict) and schema.get("required"),
                              lambda value, schema: {k: v for k, v in value.items() if k != rng.choice(schema["required"])})

    def extra(self, request, operation, rng):
        name = rng.choice(("nonsense", "", "__proto__", "Reason", "reason ", "\u0000", "x" * 64, "x" * 2000, "\u3042"))
        return self.broken_at(request, operation, rng, lambda value, _: isinstance(value, dict),
                              lambda value, _: dict(value, **{name: rng.choice(OTHERS + ("text",))}))

    def type(self, request, operation, rng):
        return self.broken_at(request, operation, rng, lambda *_: True, lambda *_: copy.deepcopy(rng.choice(OTHERS)))

    def huge(self, request, operation, rng):
        def larger(value, _):
            if isinstance(value, str):
                return value + rng.choice("a \u3042\n") * rng.choice((300, 5_000, 100_000))
            if isinstance(value, list):
                return (value or ["a"]) * rng.choice((300, 5_000))
            if isinstance(value, dict):
                return dict(value, **{"k%d" % i: "v" * 300 for i in range(300)})
            return rng.choice((1 << 31, 1 << 63, 1 << 64, -(1 << 63), 10 ** 40, 1e300, -1e300, 1e-300))
        return self.broken_at(request, operation, rng, lambda *_: True, larger)

    def range(self, request, operation, rng):
        def beside(value, schema):
            limits = [schema[k] + d for k, d in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0)) if k in schema]
            if limits:
                return rng.choice(limits)
            if isinstance(value, str):
                return rng.choice(("", " ", value + " ", value.upper(), "-" + value, value + "\u0000", "\u202e" + value, "x" * (schema.get("maxLength", 0) + 1)))
            if isinstance(value, list):
                return value + value[:1] if value else ["a"] * (schema.get("maxItems", 0) + 1)
            return value
        return self.broken_at(request, operation, rng, lambda value, _: not isinstance(value, (dict, bool)), beside)

    def broken_at(self, request, operation, rng, fits, broken):
        """Replaces one value within the body; None when the schema allows what came of it."""
        schema = self.openapi.resolved(self.media_of(operation[2])["schema"])
        body = self.with_optional(schema, self.example(operation[2]), rng)
        sites = [(place, s) for place, value, s in self.sites(schema, body, ()) if fits(value, s)]
        if not sites:
            return None
        place, found = rng.choice(sites)
        body = self.replaced_at(body, place, lambda value: broken(value, found))
        if self.openapi.validator(schema).is_valid(body):
            return None
        request.body = json.dumps(body).encode()
        request.allowed = {413, 422} if len(request.body) > BODY_LIMIT else {400, 422}
        return request

    def replaced_at(self, node, place, change):
        if not place:
            return change(node)
        node = copy.copy(node)
        node[place[0]] = self.replaced_at(node[place[0]], place[1:], change)
        return node

    def sites(self, schema, value, place):
        """Every value within `value`: where it is, itself, its schema."""
        schema = self.alternative(schema, value)
        yield place, value, schema
        if isinstance(value, dict):
            for name, member in value.items():
                if name in schema.get("properties", {}):
                    yield from self.sites(schema["properties"][name], member, place + (name,))
        elif isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                yield from self.sites(schema["items"], item, place + (index,))

    def alternative(self, schema, value):
        schema = self.openapi.resolved(schema)
        for keyword in ("oneOf", "anyOf", "allOf"):
            for part in schema.get(keyword, ()):
                if self.openapi.validator(self.openapi.resolved(part)).is_valid(value):
                    return self.alternative(part, value)
        return schema

    def with_optional(self, schema, body, rng):
        """The body with some of the members that its example leaves out."""
        for name, member in schema.get("properties", {}).items():
            if name not in body and rng.random() < 0.3:
                made = self.value_of(member, rng)
                if made is not None:
                    body[name] = made
        return body

    def value_of(self, schema, rng):
        """Some value that fits the schema; None when none was found."""
        schema = self.openapi.resolved(schema)
        kind = schema.get("type")
        if "const" in schema or "enum" in schema:
            return schema.get("const", rng.choice(schema.get("enum", [None])))
        if kind == "object":
            made = {n: self.value_of(m, rng) for n, m in schema.get("properties", {}).items()}
            return {n: v for n, v in made.items() if v is not None or n in schema.get("required", ())}
        if kind == "array":
            item = self.value_of(schema.get("items", {}), rng)
            return [] if item is None else [item]
        if kind in ("integer", "number"):
            return schema.get("minimum", schema.get("maximum", 1))
        if kind == "boolean":
            return rng.random() < 0.5
        if kind == "string":
            validator = self.openapi.validator(schema)
            fitting = [text for text in self.texts if validator.is_valid(text)]
            return rng.choice(fitting) if fitting else None
        for part in schema.get("oneOf", schema.get("allOf", ())):
            if self.openapi.resolved(part).get("type") != "null":
                return self.value_of(part, rng)
        return None
