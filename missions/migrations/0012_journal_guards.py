"""Every entry has its day; earlier versions stay, and words of entries are found."""

from django.db import migrations, models

from devcraft.append_only import AppendOnly
from devcraft.triggers import AddTrigger, VendorSQL

INDEX_NEW = "INSERT INTO missions_journal_search(rowid, content) VALUES (NEW.id, NEW.content);"
FORGET_OLD = (
    "INSERT INTO missions_journal_search(missions_journal_search, rowid, content)"
    " VALUES ('delete', OLD.id, OLD.content);"
)

# PostgreSQL's parser keeps paths and hosts whole; SQLite's splits them at punctuation.
PUNCTUATION = r"""[-!"#$%&()*+,./:;<=>?@\[\\\]^_`{|}~]+"""
WORDS_FUNCTION = f"""\
CREATE FUNCTION missions_journal_words(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT AS $$
  SELECT to_tsvector('devcraft', regexp_replace(left($1, 100000), '{PUNCTUATION}', ' ', 'g'))
$$;"""


class Migration(migrations.Migration):
    dependencies = [("missions", "0011_journal_days")]

    operations = [
        migrations.AlterField(model_name="journal", name="day", field=models.DateField()),
        AppendOnly("missions_journalversion", unique=(("entry_id", "number"),)),
        VendorSQL(
            sqlite=(
                "CREATE VIRTUAL TABLE missions_journal_search USING fts5("
                "content, content='missions_journal', content_rowid='id',"
                " tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
                "DROP TABLE missions_journal_search",
            ),
            postgresql=(
                f"{WORDS_FUNCTION}"
                "CREATE INDEX missions_journal_search ON missions_journal"
                " USING gin (missions_journal_words(content))",
                "DROP INDEX missions_journal_search; DROP FUNCTION missions_journal_words(text)",
            ),
        ),
        VendorSQL(
            sqlite=(
                "INSERT INTO missions_journal_search(missions_journal_search) VALUES ('rebuild')",
                "",
            )
        ),
        AddTrigger(
            name="missions_journal_search_insert",
            table="missions_journal",
            sqlite='CREATE TRIGGER "missions_journal_search_insert" AFTER INSERT ON'
            f' "missions_journal" BEGIN {INDEX_NEW} END',
        ),
        AddTrigger(
            name="missions_journal_search_delete",
            table="missions_journal",
            sqlite='CREATE TRIGGER "missions_journal_search_delete" AFTER DELETE ON'
            f' "missions_journal" BEGIN {FORGET_OLD} END',
        ),
        AddTrigger(
            name="missions_journal_search_update",
            table="missions_journal",
            sqlite='CREATE TRIGGER "missions_journal_search_update" AFTER UPDATE OF content ON'
            f' "missions_journal" BEGIN {FORGET_OLD} {INDEX_NEW} END',
        ),
    ]
