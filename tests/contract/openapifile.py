# SPDX-FileCopyrightText: 2026 The Toban authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""agent-manager.yaml for the tests: references followed, operations listed, values checked against schemas."""

import jsonschema
import yaml

METHODS = ("get", "post", "put", "delete", "patch")


class OpenApiFile:
    def __init__(self, path):
        with open(path, encoding="utf-8") as stream:
            self.document = yaml.safe_load(stream)

    def resolved(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.document
            for part in node["$ref"][2:].split("/"):
                target = target[part]
            node = target
        return node

    def operations(self):
        """Path, method in capitals, operation and its parameters, those of the path included."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    parameters = [self.resolved(p) for p in item.get("parameters", []) + item[method].get("parameters", [])]
                    yield path, method.upper(), item[method], parameters

    def validator(self, schema):
        return jsonschema.Draft202012Validator(dict(schema, components=self.document["components"]))

    def validate(self, schema, value):
        errors = ["%s: %s" % ("/".join(map(str, e.absolute_path)), e.message[:300])
                  for e in self.validator(schema).iter_errors(value)]
        assert not errors, errors
