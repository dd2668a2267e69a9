"""Puts routes and operations together into the document."""

from __future__ import annotations

from typing import Any

from devcraft.openapi import agents, memory, missions, worlds
from devcraft.openapi.operations import OBJECT, REFUSALS, TEXT, Operation, Schema, record, ref
from devcraft.openapi.routes import Route, routes

KEY = "clientKey"
OPEN = {"api_openapi": (Operation("get", "This document", {200: OBJECT}, scope=None, refusals=()),)}
STATED = {
    **OPEN,
    **missions.OPERATIONS,
    **worlds.OPERATIONS,
    **agents.OPERATIONS,
    **memory.LINEAGE,
}
INFO = {
    "title": "Devcraft",
    "version": "1",
    "description": "The desk for programs. Make a client key under Settings, Client keys.",
}


def document() -> dict[str, Any]:
    """The OpenAPI document as JSON has it."""
    found = routes()
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "security": [{KEY: []}],
        "paths": {route.path: _path(route) for route in found},
        "components": {
            "securitySchemes": {KEY: {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Refusal": record({"error": TEXT}, {"field": TEXT}),
                **missions.SCHEMAS,
                **worlds.SCHEMAS,
                **agents.SCHEMAS,
                **memory.SCHEMAS,
            },
        },
    }


def operations_of(route: Route) -> tuple[Operation, ...]:
    """What ROUTE does; a view that says its shape itself needs no statement here."""
    if route.name in STATED:
        return STATED[route.name]
    return memory.told(route.name, route.view)


def scope_of(route: Route, operation: Operation) -> str | None:
    """The scope that a key needs; None where no key is needed."""
    if operation.scope == "":
        scope: str = vars(route.view)["scope"]
        return scope
    return operation.scope


def _path(route: Route) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in route.parameters.items()
    ]
    told = {one.method: _operation(route, one) for one in operations_of(route)}
    return {"parameters": parameters, **told} if parameters else told


def _operation(route: Route, operation: Operation) -> dict[str, Any]:
    scope = scope_of(route, operation)
    found: dict[str, Any] = {
        "operationId": f"{operation.method}_{route.name.partition(':')[2] or route.name}",
        "summary": operation.summary,
        "tags": [route.name.partition(":")[0]],
        "responses": _responses(operation, scope),
    }
    if operation.query or operation.headers:
        found["parameters"] = [*_query(operation), *_headers(operation)]
    if operation.body is not None:
        found["requestBody"] = {"required": True, "content": _json(operation.body)}
    if scope is None:
        found["security"] = []
    else:
        found["description"] = f"Needs the scope `{scope}`."
        found["x-scope"] = scope
    return found


def _responses(operation: Operation, scope: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        str(status): {"description": "Done"} | ({"content": _json(schema)} if schema else {})
        for status, schema in operation.answers.items()
    }
    keyed = (401, 403) if scope is not None else ()
    for status in sorted({*operation.refusals, *keyed}):
        found[str(status)] = {"description": REFUSALS[status], "content": _json(ref("Refusal"))}
    return found


def _query(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in operation.query.items()
    ]


def _headers(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "header", "required": False, "schema": TEXT, "description": words}
        for name, words in operation.headers.items()
    ]


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
