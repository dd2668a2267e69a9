"""The migration operation that makes a table append-only on both databases.

Closes the roads of spec/reliability §3.3: UPDATE, DELETE, INSERT OR REPLACE on
SQLite, TRUNCATE and session_replication_role on PostgreSQL.
"""

from devcraft.triggers import Trigger, TriggerOperation


class AppendOnly(TriggerOperation):
    """Refuse every change of stored rows in TABLE.

    `unique` lists the column groups that are unique beside the `key`: without a guard on
    each of them SQLite's INSERT OR REPLACE deletes the old row past the delete trigger. So it
    does by `rowid`, the number that SQLite keeps beside a key that is no INTEGER PRIMARY KEY;
    one that it gives by itself shows as -1 and meets no row.

    `gone` is a condition on OLD under which a row may be deleted, such as that the whole it
    is a part of goes; without it no row ever goes.
    """

    def __init__(
        self,
        table: str,
        *,
        unique: tuple[tuple[str, ...], ...] = (),
        key: str = "id",
        gone: str = "",
    ):
        self.table = table
        self.unique = unique
        self.key = key
        self.gone = gone

    def describe(self) -> str:
        return f"Make {self.table} append-only"

    def triggers(self, vendor: str) -> list[Trigger]:
        return self._sqlite() if vendor == "sqlite" else self._postgresql()

    def _sqlite(self) -> list[Trigger]:
        refuse = f"SELECT RAISE(ABORT, '{self.table} is append-only')"
        groups = ((self.key,), ("rowid",), *self.unique)
        taken = " OR ".join(
            f'EXISTS (SELECT 1 FROM "{self.table}" WHERE '  # noqa: S608 -- a migration's own names
            + " AND ".join(f'"{column}" = NEW."{column}"' for column in group)
            + ")"
            for group in groups
        )
        events = {
            "update": ("BEFORE UPDATE", ""),
            "delete": ("BEFORE DELETE", f"WHEN NOT ({self.gone}) " if self.gone else ""),
            "replace": ("BEFORE INSERT", f"WHEN {taken} "),
        }
        return [
            Trigger(
                f"{self.table}_no_{event}",
                self.table,
                f'CREATE TRIGGER "{self.table}_no_{event}" {moment} ON "{self.table}" '
                f"FOR EACH ROW {condition}BEGIN {refuse}; END",
            )
            for event, (moment, condition) in events.items()
        ]

    def _postgresql(self) -> list[Trigger]:
        function = f"{self.table}_refuse_change"
        let_go = (
            f" IF TG_OP = 'DELETE' THEN IF {self.gone} THEN RETURN OLD; END IF; END IF;"
            if self.gone
            else ""
        )
        body = (
            f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger'
            f" LANGUAGE plpgsql AS $$ BEGIN{let_go}"
            f" RAISE EXCEPTION '{self.table} is append-only'"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$;"
        )
        events = {
            "change": "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW",
            "truncate": "BEFORE TRUNCATE ON {} FOR EACH STATEMENT",
        }
        return [
            Trigger(
                f"{self.table}_no_{event}",
                self.table,
                f'{body} CREATE TRIGGER "{self.table}_no_{event}" '
                + moment.format(f'"{self.table}"')
                + f' EXECUTE FUNCTION "{function}"();'
                f' ALTER TABLE "{self.table}" ENABLE ALWAYS TRIGGER'
                f' "{self.table}_no_{event}";',
            )
            for event, moment in events.items()
        ]
