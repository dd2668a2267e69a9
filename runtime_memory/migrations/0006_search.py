"""An index of words over turns, events and skills, kept by triggers."""

from django.db import connections, migrations

from devcraft.triggers import VendorSQL
from runtime_memory.migrations._search import Searched

SECURE_SINCE = (3, 42)

# What SQLite's tokenizer splits at; PostgreSQL's parser would keep paths and hosts whole.
PUNCTUATION = (
    r"[-!\"#$%&''()*+,./:;<=>?@\[\\\]^_`{|}~"
    r"\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2010-\u205e\u3001-\u303f]+"
)
FUNCTIONS = f"""\
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE TEXT SEARCH CONFIGURATION runtime_memory (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION runtime_memory ALTER MAPPING FOR
  hword, hword_part, word, numword WITH unaccent, simple;
CREATE FUNCTION runtime_memory_words(reader text, said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT AS $$
  SELECT array_to_tsvector(ARRAY[' ' || reader])
    || to_tsvector('runtime_memory', regexp_replace(said, '{PUNCTUATION}', ' ', 'g'))
$$;
CREATE FUNCTION runtime_memory_phrase(said text, is_beginning boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT AS $$
  SELECT CASE WHEN is_beginning AND numnode(found) > 0
    THEN (found::text || ':*')::tsquery ELSE found END
  FROM phraseto_tsquery('runtime_memory', regexp_replace(said, '{PUNCTUATION}', ' ', 'g')) found
$$;
CREATE FUNCTION runtime_memory_said(payload text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(one #>> '{{}}', ' ')
  FROM jsonb_path_query(payload::jsonb, 'strict $.**') one
  WHERE jsonb_typeof(one) = 'string'
    OR (jsonb_typeof(one) = 'number' AND one #>> '{{}}' ~ '^-?[0-9]+$')
$$;
"""
DROP = """\
DROP FUNCTION runtime_memory_said(text);
DROP FUNCTION runtime_memory_phrase(text, boolean);
DROP FUNCTION runtime_memory_words(text, text);
DROP TEXT SEARCH CONFIGURATION runtime_memory;
"""
SAID = (
    "(SELECT group_concat(atom, ' ') FROM json_tree({row}.payload_json)"
    " WHERE type IN ('text', 'integer'))"
)
OWNER = "COALESCE('o' || {owner}, 'shared')"
SEARCHED = [
    Searched(
        "turn",
        "conversation_turns",
        f"SELECT {OWNER.format(owner='s.owner_id')} FROM sessions s"
        " WHERE s.id = {row}.session_id",
        ("content",),
        sqlite="{row}.content",
        postgresql="{row}.content",
    ),
    Searched(
        "event",
        "task_events",
        f"SELECT {OWNER.format(owner='r.owner_id')} FROM workflow_runs r WHERE r.id ="
        " COALESCE({row}.workflow_run_id,"
        " (SELECT w.workflow_run_id FROM workflow_steps w WHERE w.id = {row}.step_id))",
        ("message", "payload_json"),
        sqlite=f"{{row}}.message || ' ' || COALESCE({SAID}, '')",
        postgresql="concat_ws(' ', {row}.message, runtime_memory_said({row}.payload_json))",
    ),
    Searched(
        "skill",
        "skills_learned",
        f"SELECT {OWNER.format(owner='{row}.owner_id')}",
        ("skill_key", "description"),
        sqlite="{row}.skill_key || ' ' || {row}.description",
        postgresql="concat_ws(' ', {row}.skill_key, {row}.description)",
    ),
]


def forget_words_at_once(apps, schema_editor):
    """Let a deleted row's words leave the index with it, and not at some later merge.

    SQLite before 3.42 has no such setting: there they go with the merge.
    """
    connection = connections[schema_editor.connection.alias]
    if connection.vendor == "sqlite" and connection.get_database_version() >= SECURE_SINCE:
        for one in SEARCHED:
            schema_editor.execute(
                f"INSERT INTO {one.words}({one.words}, rank) VALUES ('secure-delete', 1)"
            )


class Migration(migrations.Migration):
    dependencies = [("runtime_memory", "0005_hidden_places")]
    operations = [
        VendorSQL(postgresql=(FUNCTIONS, DROP)),
        *(operation for one in SEARCHED for operation in one.tables()),
        migrations.RunPython(forget_words_at_once, migrations.RunPython.noop),
        *(operation for one in SEARCHED for operation in one.fill()),
        *(operation for one in SEARCHED for operation in one.triggers()),
    ]
