"""Mistakes in a config as sentences, each with the path it is about."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import ErrorDetails, core_schema

from agents.living.config.crossing import Path
from agents.living.config.shape import Config

PLAIN = re.compile(r"[A-Za-z_$][\w$-]*")
LONGEST_NAME = 80
LIKENESS = 0.85


@dataclass(frozen=True)
class Mistake:
    """What is wrong at `path`, "" for the whole; `words` go on where the path ends."""

    path: str
    words: str

    @property
    def sentence(self) -> str:
        return f"{self.path or 'The config'} {self.words}"


class _Published(GenerateJsonSchema):
    """A field that may be left out may still not be null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        found = super().default_schema(schema)
        return {k: v for k, v in found.items() if not (k == "default" and v is None)}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@cache
def published() -> dict[str, Any]:
    """The JSON Schema of a config."""
    schema = Config.model_json_schema(by_alias=True, schema_generator=_Published)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def spelled(path: Path) -> str:
    """PATH as people write it: tools[0].execution.url."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif PLAIN.fullmatch(part) and len(part) <= LONGEST_NAME:
            text += f".{part}" if text else part
        else:
            text += f"[{part[:LONGEST_NAME]!r}]"
    return text


def mistake(path: Path, words: str) -> Mistake:
    return Mistake(spelled(path), words)


def told(error: ErrorDetails) -> tuple[Path, str]:
    """The path of a pydantic ERROR, and what is wrong there."""
    node, path = _walk(error["loc"])
    kind = error["type"]
    if kind == "house":
        return path, error["ctx"]["words"]
    if kind == "missing":
        return path, "is needed."
    if kind == "extra_forbidden":
        return path, f"is not known here{_meant(error['loc'])}"
    if kind.startswith("union_tag"):
        return (*path, "executionType"), f"must be {_tags(node)}."
    return path, f"must be {expected(node)}."


def _walk(location: tuple[str | int, ...]) -> tuple[dict[str, Any], Path]:
    """The schema at LOCATION, and its path without the names of alternatives."""
    node, path = published(), []
    for part in location:
        node = _resolved(node)
        chosen = node.get("discriminator", {}).get("mapping", {}).get(part)
        if chosen:
            node = {"$ref": chosen}
            continue
        if part != "[key]":
            path.append(part)
        node = _inside(node, part)
    return _resolved(node), tuple(path)


def _inside(node: dict[str, Any], part: str | int) -> dict[str, Any]:
    if isinstance(part, int):
        found = node.get("items", {})
    else:
        found = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
    return found if isinstance(found, dict) else {}


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = published()["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def _meant(location: tuple[str | int, ...]) -> str:
    node, _ = _walk(location[:-1])
    known = node.get("properties", {})
    close = difflib.get_close_matches(str(location[-1])[:LONGEST_NAME], known, cutoff=LIKENESS)
    return f"; did you mean {close[0]}?" if close else "."


def _tags(node: dict[str, Any]) -> str:
    return _any_of(sorted(node.get("discriminator", {}).get("mapping", {})))


def _any_of(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def expected(node: dict[str, Any]) -> str:
    """What a schema NODE asks for, in words."""
    if "const" in node:
        value = node["const"]
        return str(value).lower() if isinstance(value, bool) else str(value)
    if "enum" in node:
        return _any_of([str(value) for value in node["enum"]])
    return _of_type(node)


def _of_type(node: dict[str, Any]) -> str:
    match node.get("type"):
        case "integer" | "number" as kind:
            noun = "a whole number" if kind == "integer" else "a number"
            return f"{noun} from {node['minimum']:,} to {node['maximum']:,}"
        case "string":
            least = "1 to" if node.get("minLength") else "at most"
            return f"text of {least} {node['maxLength']:,} characters"
        case "boolean":
            return "true or false"
        case "array":
            return f"a list of at most {node['maxItems']} items"
        case _:
            most = node.get("maxProperties")
            return f"an object of at most {most} members" if most else "an object"
