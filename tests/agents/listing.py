"""Reads document 3's model listings and its SQL, and what the database has instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

DATA = Path(__file__).parent / "data"
WORDS = {
    "String": "text",
    "Int": "integer",
    "BigInt": "bigint",
    "Json": "json",
    "DateTime": "moment",
    "Boolean": "bool",
}
SQL_WORDS = {"UUID": "uuid", "JSONB": "json", "INTEGER": "integer", "TIMESTAMPTZ": "moment"}
SQL_WORDS["VARCHAR"] = "text"
OURS = {
    "char(32)": "uuid",
    "varchar": "text",
    "datetime": "moment",
    2950: "uuid",
    25: "text",
    1043: "text",
    23: "integer",
    20: "bigint",
    3802: "json",
    1184: "moment",
    16: "bool",
}
NOW = re.compile(r"now\(\)|STRFTIME\(.*'NOW'\)|(STATEMENT_TIMESTAMP|CURRENT_TIMESTAMP)\(?\)?", re.I)


@dataclass
class Table:
    """Columns as (type, may be null, default), and the uniques beside the key."""

    columns: dict[str, tuple[str, bool, str | None]] = field(default_factory=dict)
    uniques: set[tuple[str, ...]] = field(default_factory=set)


def listed(name):
    """Tables by name, and enums by name, of the listing in the file NAME."""
    text = re.sub(r"//[^\n]*", "", (DATA / name).read_text())
    blocks = re.findall(r"(enum|model) (\w+) \{\n(.*?)\n\}", text, re.DOTALL)
    enums = {
        title: [line.strip() for line in body.splitlines() if re.fullmatch(r"\s*\w+", line)]
        for kind, title, body in blocks
        if kind == "enum"
    }
    models = [body for kind, _, body in blocks if kind == "model"]
    return {re.search(r'@@map\("(\w+)"', body)[1]: _model(body, enums) for body in models}, enums


def _model(body, enums):
    table, columns_of = Table(), {}
    for line in filter(None, map(str.strip, body.splitlines())):
        if line.startswith("@@unique"):
            group = re.search(r"\[(.*)\]", line)[1].split(",")
            table.uniques.add(tuple(columns_of[name.strip()] for name in group))
        elif not line.startswith("@@") and "@relation" not in line:
            _field(table, columns_of, line, enums)
    return table


def _field(table, columns_of, line, enums):
    name, kind, *rest = line.split()
    attributes = " ".join(rest)
    mapped = re.search(r'@map\("(\w+)"\)', attributes)
    column = columns_of[name] = mapped[1] if mapped else name
    word = "text" if kind.rstrip("?") in enums else WORDS[kind.rstrip("?")]
    word = "uuid" if "@db.Uuid" in attributes else word
    table.columns[column] = (word, kind.endswith("?"), _default(attributes))
    if "@unique" in attributes:
        table.uniques.add((column,))


def _default(attributes):
    if "@updatedAt" in attributes:
        return "now"
    found = re.search(r'@default\("?(\w+\(\)|[^")]*)"?\)', attributes)
    if not found or found[1] == "uuid()":
        return None
    return found[1].removesuffix("()")


def created(name):
    """Tables that the SQL in the file NAME makes or adds columns to."""
    text = re.sub(r"--[^\n]*", "", (DATA / name).read_text())
    tables = {}
    for title, body in re.findall(r'CREATE TABLE "(\w+)" \(\n(.*?)\n\);', text, re.DOTALL):
        tables[title] = Table()
        for line in body.splitlines():
            _sql_line(tables[title], line.strip().rstrip(","))
    for title, rest in re.findall(r'ALTER TABLE "(\w+)" ADD COLUMN (.*);', text):
        _sql_line(tables.setdefault(title, Table()), rest)
    return tables


def dropped(name):
    return re.findall(
        r'ALTER TABLE "(\w+)" DROP COLUMN IF EXISTS "(\w+)"', (DATA / name).read_text()
    )


def _sql_line(table, line):
    if line.startswith("UNIQUE"):
        table.uniques.add(tuple(re.findall(r'"(\w+)"', line)))
        return
    column, word, rest = re.match(r'"(\w+)" (\w+)\s*(.*)', line).groups()
    found = re.search(r"DEFAULT ('[^']*'|\S+)", rest)
    default = found and found[1].strip("'")
    default = {"NOW()": "now", "gen_random_uuid()": None}.get(default, default)
    may_be_null = not re.search(r"NOT NULL|PRIMARY KEY", rest)
    table.columns[column] = (SQL_WORDS[word], may_be_null, default)
    if "UNIQUE" in rest:
        table.uniques.add((column,))


def ours(name):
    """The table NAME as the database has it. SQLite keeps JSON as text, which stands for json."""
    with connection.cursor() as cursor:
        columns = _columns(cursor, name)
        rules = connection.introspection.get_constraints(cursor, name).values()
        partial = _partial(cursor, name)
    uniques = {
        tuple(rule["columns"])
        for rule in rules
        if rule["unique"] and not rule["primary_key"] and tuple(rule["columns"]) not in partial
    }
    return Table(columns, uniques)


def _columns(cursor, name):
    found = connection.introspection.get_table_description(cursor, name)
    return {c.name: (_word(c.type_code), bool(c.null_ok), _said(c.default, c)) for c in found}


def _partial(cursor, name):
    """Columns of unique rules that hold for some rows only."""
    if connection.vendor == "sqlite":
        cursor.execute(f"PRAGMA index_list({name})")
        names = [row[1] for row in cursor.fetchall() if row[2] and row[4]]
    else:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass AND i.indisunique AND i.indpred IS NOT NULL",
            [name],
        )
        names = [row[0] for row in cursor.fetchall()]
    rules = connection.introspection.get_constraints(cursor, name)
    return {tuple(rules[rule]["columns"]) for rule in names}


def _word(code):
    code = code.lower().split("(")[0] if isinstance(code, str) and code != "char(32)" else code
    return OURS.get(code, code)


def _said(default, column):
    if default is None:
        return None
    if _word(column.type_code) == "bool":
        return {"0": "false", "1": "true"}.get(default, default)
    plain = re.sub(r"::[\w ]+", "", default).strip("'")
    if NOW.fullmatch(plain):
        return "now"
    return plain
