"""A program with a client key for the clock and missions."""

from __future__ import annotations

import json

from django.test import Client

from devcraft import clock, keys

ALL = ("time:read", "time:write", "missions:read", "missions:write")


class Program:
    """Answers with the response; bodies are sent as JSON, or as they are when bytes."""

    def __init__(self, owner, *scopes):
        issued = keys.issue(owner=owner, name="cli", scopes=list(scopes or ALL), now=clock.now())
        headers = {"Authorization": f"Bearer {issued.text}"}
        self.client = Client(enforce_csrf_checks=True, headers=headers)

    def ask(self, place, etag="", **query):
        headers = {"If-None-Match": etag} if etag else {}
        return self.client.get(f"/api/{place}", query, headers=headers)

    def tell(self, place, key="", verb="post", **body):
        return self.send(place, json.dumps(body), key=key, verb=verb)

    def send(self, place, raw, key="", verb="post"):
        headers = {"Idempotency-Key": key} if key else {}
        send = getattr(self.client, verb)
        return send(f"/api/{place}", raw, content_type="application/json", headers=headers)
