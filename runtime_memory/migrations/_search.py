"""The index of words of one table: a place for each row, and the words that stand there.

A place is a number that only ever grows: what was recorded here counts from NATIVE on,
imported evidence from 1, so that the newest place is the newest row, and evidence lies
before all that is native. Keys are text and SQLite may renumber hidden row ids, so the
index needs a number of its own.

A row is found by its readers alone: their mark is indexed with the words (`o7` for user 7,
`shared`, or `nobody` where no owner can be told).
"""

from dataclasses import dataclass

from devcraft.triggers import AddTrigger, VendorSQL

NATIVE = 2**40
LONGEST = 100_000
"""Characters of a text that are indexed; a tsvector may hold no more than 1 MB."""


@dataclass(frozen=True)
class Searched:
    """`owner` selects the mark of the readers of {row}; `sqlite` and `postgresql` its text."""

    kind: str
    table: str
    owner: str
    columns: tuple[str, ...]
    sqlite: str
    postgresql: str

    @property
    def places(self):
        return f"runtime_memory_{self.kind}_places"

    @property
    def words(self):
        return f"runtime_memory_{self.kind}_words"

    def reader(self, row):
        return f"COALESCE(({self.owner.format(row=row)}), 'nobody')"

    def tables(self):
        return [
            VendorSQL(
                sqlite=(
                    f"CREATE TABLE {self.places} (place INTEGER PRIMARY KEY,"
                    " row_id TEXT NOT NULL UNIQUE, reader TEXT NOT NULL)",
                    f"DROP TABLE {self.places}",
                ),
                postgresql=(
                    f"CREATE TABLE {self.places} (place bigint PRIMARY KEY,"
                    " row_id text NOT NULL UNIQUE, words tsvector NOT NULL);",
                    f"DROP TABLE {self.places};",
                ),
            ),
            VendorSQL(
                sqlite=(
                    f"CREATE VIRTUAL TABLE {self.words} USING fts5(reader, words, content='',"
                    " tokenize='unicode61 remove_diacritics 2')",
                    f"DROP TABLE {self.words}",
                )
            ),
        ]

    def fill(self):
        """Index the rows that are there already; backwards nothing is to be done."""
        order = "t.import_batch_id IS NULL, t.import_batch_id, t.sequence, t.id"
        return [
            VendorSQL(
                sqlite=(
                    f"INSERT INTO {self.places}(place, row_id, reader) SELECT ROW_NUMBER()"
                    f" OVER (ORDER BY {order}) + {self._floor('t')}, t.id, {self.reader('t')}"
                    f" FROM {self.table} t",
                    "",
                ),
                postgresql=(
                    f"INSERT INTO {self.places}(place, row_id, words)"
                    f" SELECT nextval('runtime_memory_sequence') + {self._floor('t')}, t.id,"
                    f" {self._vector('t')} FROM (SELECT * FROM {self.table} t ORDER BY {order}) t;"
                    f" CREATE INDEX {self.words} ON {self.places} USING gin (words);"
                    f" ANALYZE {self.places};",
                    "",
                ),
            ),
            VendorSQL(
                sqlite=(
                    f"INSERT INTO {self.words}(rowid, reader, words) SELECT p.place, p.reader,"
                    f" {self._text('t')} FROM {self.places} p JOIN {self.table} t"
                    " ON t.id = p.row_id ORDER BY p.place",
                    "",
                )
            ),
        ]

    def triggers(self):
        changed = ", ".join(self.columns)
        index = (
            f"INSERT INTO {self.words}(rowid, reader, words) SELECT place, reader,"
            f" {self._text('NEW')} FROM {self.places} WHERE row_id = NEW.id;"
        )
        forget = (
            f"INSERT INTO {self.words}({self.words}, rowid, reader, words)"
            f" SELECT 'delete', place, reader, {self._text('OLD')}"
            f" FROM {self.places} WHERE row_id = OLD.id;"
        )
        gone = f"DELETE FROM {self.places} WHERE row_id = OLD.id;"
        put = (
            f"INSERT INTO {self.places}(place, row_id, words) VALUES"
            f" (nextval('runtime_memory_sequence') + {self._floor('NEW')}, NEW.id,"
            f" {self._vector('NEW')});"
        )
        change = f"UPDATE {self.places} SET words = {self._vector('NEW')} WHERE row_id = NEW.id;"
        return [
            self._trigger("insert", "INSERT", f"{self._place()} {index}", put),
            self._trigger("update", f"UPDATE OF {changed}", f"{forget} {index}", change),
            self._trigger("delete", "DELETE", f"{forget} {gone}", gone),
            self._trigger("truncate", "TRUNCATE", "", f"TRUNCATE {self.places};"),
        ]

    def _trigger(self, verb, event, sqlite, postgresql):
        name = f"{self.table}_search_{verb}"
        each = "STATEMENT" if event == "TRUNCATE" else "ROW"
        return AddTrigger(
            name=name,
            table=self.table,
            sqlite=sqlite
            and f'CREATE TRIGGER "{name}" AFTER {event} ON "{self.table}" FOR EACH ROW'
            f" BEGIN {sqlite} END",
            postgresql=f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger'
            f" LANGUAGE plpgsql AS $$ BEGIN {postgresql} RETURN NULL; END $$;"
            f' CREATE TRIGGER "{name}" AFTER {event} ON "{self.table}"'
            f' FOR EACH {each} EXECUTE FUNCTION "{name}"();'
            f' ALTER TABLE "{self.table}" ENABLE ALWAYS TRIGGER "{name}";',
        )

    def _place(self):
        return (
            f"INSERT INTO {self.places}(place, row_id, reader) SELECT"
            " CASE WHEN NEW.import_batch_id IS NULL"
            f" THEN (SELECT max(COALESCE(MAX(place), 0), {NATIVE}) + 1 FROM {self.places})"
            f" ELSE (SELECT COALESCE(MAX(place), 0) + 1 FROM {self.places}"
            f" WHERE place <= {NATIVE}) END, NEW.id, {self.reader('NEW')};"
        )

    def _floor(self, row):
        return f"CASE WHEN {row}.import_batch_id IS NULL THEN {NATIVE} ELSE 0 END"

    def _text(self, row):
        return f"substr({self.sqlite.format(row=row)}, 1, {LONGEST})"

    def _vector(self, row):
        text = self.postgresql.format(row=row)
        return f"runtime_memory_words({self.reader(row)}, left({text}, {LONGEST}))"
