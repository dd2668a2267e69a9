"""Rows of worlds in an Oasis database, and what an import said of them."""

from __future__ import annotations

import json

from devcraft.models import SourceRow
from tests.missions import oasis_samples as oasis
from worlds import state

EMPTY = state.EMPTY.decode()
LAMPS = '{"version": 1, "conjuredAssetIds": ["a", "b"], "x-own": 1.0}'


def world(database, **values):
    values = {"id": "w1", "data": LAMPS, "objectCount": 2, "createdAt": oasis.MARCH_20} | values
    oasis.insert(database, "World", **values)


def snapshot(database, **values):
    values = {"id": "s1", "worldId": "w1", "data": LAMPS, "objectCount": 2} | values
    oasis.insert(database, "WorldSnapshot", **({"createdAt": oasis.MARCH_20} | values))


def change(database, statement, *values):
    database.execute(statement, values)
    database.commit()


def said(report, field):
    return [repair["rule"] for repair in report["repairs"] if repair["field"] == field]


def unmapped(table="World"):
    return json.loads(SourceRow.objects.get(table=table).unmapped)
