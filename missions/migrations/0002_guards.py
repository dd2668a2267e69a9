"""What the models cannot say: append-only tables, no overlap, the search index."""

from django.db import migrations

from devcraft.append_only import AppendOnly
from devcraft.triggers import AddTrigger, VendorSQL

SEARCHED = (
    "name",
    "description",
    "carbon_description",
    "silicon_description",
    "quest_name",
)
COLUMNS = ", ".join(SEARCHED)
NEW = ", ".join(f"NEW.{column}" for column in SEARCHED)
OLD = ", ".join(f"OLD.{column}" for column in SEARCHED)
INDEX_NEW = f"INSERT INTO missions_mission_search(rowid, {COLUMNS}) VALUES (NEW.id, {NEW});"
FORGET_OLD = (
    "INSERT INTO missions_mission_search(missions_mission_search, rowid,"
    f" {COLUMNS}) VALUES ('delete', OLD.id, {OLD});"
)

# PostgreSQL's parser keeps paths and hosts whole; SQLite's splits them at punctuation.
PUNCTUATION = r"""[-!"#$%&()*+,./:;<=>?@\[\\\]^_`{|}~]+"""
WORDS_FUNCTION = f"""\
CREATE FUNCTION missions_words(text, text, text, text, text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT AS $$
  SELECT to_tsvector('devcraft', regexp_replace(
    concat_ws(' ', left($1, 20000), left($2, 20000), left($3, 20000), left($4, 20000), $5),
    '{PUNCTUATION}', ' ', 'g'))
$$;"""

# The stored entries of a person are disjoint, so only the nearest one that starts
# before the new one ends can overlap it; entries of no length overlap nothing. The
# end of a running entry must not look like a number: the columns' affinity is numeric.
NO_OVERLAP = """\
CREATE TRIGGER "{name}" BEFORE {event} ON "missions_timeentry" FOR EACH ROW
WHEN NEW.kind = 'timed' AND NEW.discarded_at IS NULL
  AND (NEW.ended_at IS NULL OR NEW.ended_at > NEW.started_at)
  AND (
    SELECT COALESCE(near.ended_at, '9999-12-31') > NEW.started_at
    FROM missions_timeentry AS near
    WHERE near.owner_id = NEW.owner_id AND near.id <> COALESCE(NEW.id, -1)
      AND near.kind = 'timed' AND near.discarded_at IS NULL
      AND near.started_at < COALESCE(NEW.ended_at, '9999-12-31')
      AND (near.ended_at IS NULL OR near.ended_at > near.started_at)
    ORDER BY near.started_at DESC LIMIT 1
  )
BEGIN SELECT RAISE(ABORT, 'timeentry_no_overlap'); END"""


class Migration(migrations.Migration):
    dependencies = [("missions", "0001_initial")]

    operations = [
        AppendOnly("missions_historyentry", unique=(("mission_id", "sequence"),)),
        AppendOnly("missions_scoreentry", unique=(("mission_id", "sequence"),)),
        AppendOnly("missions_xpentry", unique=(("owner_id", "key"),)),
        AddTrigger(
            name="timeentry_no_overlap_insert",
            table="missions_timeentry",
            sqlite=NO_OVERLAP.format(name="timeentry_no_overlap_insert", event="INSERT"),
        ),
        AddTrigger(
            name="timeentry_no_overlap_update",
            table="missions_timeentry",
            sqlite=NO_OVERLAP.format(name="timeentry_no_overlap_update", event="UPDATE"),
        ),
        VendorSQL(
            postgresql=(
                "CREATE EXTENSION IF NOT EXISTS btree_gist;"
                "ALTER TABLE missions_timeentry ADD CONSTRAINT timeentry_no_overlap"
                " EXCLUDE USING gist (owner_id WITH =,"
                " tstzrange(started_at, ended_at, '[)') WITH &&)"
                " WHERE (kind = 'timed' AND discarded_at IS NULL)",
                "ALTER TABLE missions_timeentry DROP CONSTRAINT timeentry_no_overlap",
            )
        ),
        VendorSQL(
            sqlite=(
                "CREATE VIRTUAL TABLE missions_mission_search USING fts5("
                f"{COLUMNS}, content='missions_mission', content_rowid='id',"
                " tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
                "DROP TABLE missions_mission_search",
            ),
            postgresql=(
                "CREATE EXTENSION IF NOT EXISTS unaccent;"
                "CREATE TEXT SEARCH CONFIGURATION devcraft (COPY = simple);"
                "ALTER TEXT SEARCH CONFIGURATION devcraft ALTER MAPPING FOR"
                " hword, hword_part, word WITH unaccent, simple;"
                f"{WORDS_FUNCTION}"
                "CREATE INDEX missions_mission_search ON missions_mission"
                f" USING gin (missions_words({COLUMNS}))",
                "DROP INDEX missions_mission_search;"
                "DROP FUNCTION missions_words(text, text, text, text, text);"
                "DROP TEXT SEARCH CONFIGURATION devcraft",
            ),
        ),
        AddTrigger(
            name="missions_mission_search_insert",
            table="missions_mission",
            sqlite='CREATE TRIGGER "missions_mission_search_insert" AFTER INSERT ON'
            f' "missions_mission" BEGIN {INDEX_NEW} END',
        ),
        AddTrigger(
            name="missions_mission_search_delete",
            table="missions_mission",
            sqlite='CREATE TRIGGER "missions_mission_search_delete" AFTER DELETE ON'
            f' "missions_mission" BEGIN {FORGET_OLD} END',
        ),
        AddTrigger(
            name="missions_mission_search_update",
            table="missions_mission",
            sqlite='CREATE TRIGGER "missions_mission_search_update" AFTER UPDATE OF'
            f' {COLUMNS} ON "missions_mission" BEGIN {FORGET_OLD} {INDEX_NEW} END',
        ),
    ]
