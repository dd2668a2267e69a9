"""Looks for a secret in every row of every table, however it is spelled."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

from django.db import connection


def spellings(secret):
    raw = secret.encode()
    half = len(secret) // 2
    return {
        *(secret, secret[::-1], secret[:half], secret[half:], raw.hex(), raw.hex().upper()),
        *(quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]),
        *(base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("=")),
    }


def told(secret, text):
    """The spellings of SECRET in TEXT."""
    return sorted(spelling for spelling in spellings(secret) if spelling in text)


def rows():
    """Every row of the database by its table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(str(column) for column in row)


def tables_with(secret):
    return sorted({table for table, text in rows() if told(secret, text)})
