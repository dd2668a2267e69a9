"""Every table is carried, made anew or left out for a reason, and no secret is carried."""

from __future__ import annotations

import re

from django.apps import apps

from devcraft.archives.left_out import LEFT_OUT, REBUILT
from devcraft.archives.tables import BY_LABEL, TABLES
from devcraft.models import User

SECRET = re.compile(r"hash|secret|token|password|salt|digest|key")
COUNT = re.compile(r"_tokens$|^tokens?_")
NO_SECRETS = {
    "args_digest",
    "config_hash",
    "content_digest",
    "creation_token",
    "digest",
    "has_single_keys",
    "idempotency_key",
    "imported_digest",
    "key",
    "name_key",
    "request_digest",
    "skill_key",
    "source_digest",
    "written_digest",
}


def test_every_table_of_the_site_is_carried_made_anew_or_left_out_for_a_reason():
    carried = [table.label for table in TABLES]
    models = {model._meta.label for model in apps.get_models(include_auto_created=True)}

    told = [*carried, *REBUILT, *LEFT_OUT]
    assert sorted(told) == sorted(models)
    assert all(reason.strip() for reason in (*REBUILT.values(), *LEFT_OUT.values()))


def test_rows_come_after_those_they_need():
    seen: list[str] = []
    for table in TABLES:
        seen.append(table.label)
        for field in table.fields:
            target = field.is_relation and BY_LABEL.get(field.related_model._meta.label)
            if target and target.numbered and field.related_model is not User:
                assert target.label in seen, f"{table.label}.{field.name}"


def test_no_column_that_may_be_a_secret_is_carried_unlooked_at():
    names = {field.name for table in TABLES for field in table.fields}

    assert {name for name in names if SECRET.search(name) and not COUNT.search(name)} == NO_SECRETS


def test_what_tells_whose_a_row_is_leads_there():
    for table in TABLES:
        model = table.model
        for name in filter(None, table.of.split("__")):
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
            model = User if name == "pk" else field.related_model
        assert not table.of or model is User or model._meta.label in BY_LABEL, table.label
