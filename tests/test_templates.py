"""Templates: nothing inline, nothing missing, nothing unused, small."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.template.loader import get_template

from tests.devcraft.processes import ROOT
from tests.devcraft.visiting import APPS

FOLDER = ROOT / "templates"
FILES = sorted(FOLDER.rglob("*.html"))
SCRIPTS = sorted(ROOT.glob("static/js/*.js"))
STYLES = sorted(ROOT.glob("static/css/*.css"))
CODE = "".join(file.read_text() for app in APPS for file in ROOT.glob(f"{app}/**/*.py"))
MARKUP = {file: file.read_text() for file in FILES}
NOTES = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
REFERENCE = re.compile(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"")
FOREIGN = {"admin/change_list.html", "django/forms/widgets/input.html", "admin/base.html"}
ASKED_FOR_BY_DJANGO = {"admin/base_site.html", "admin/index.html"}
PAGE_LINES, PART_LINES = 120, 60


def named(file):
    return str(file.relative_to(FOLDER))


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline script", r"<script(?![^>]*\bsrc=)"),
        ("inline style", r"<style\b"),
        ("style attribute", r"\sstyle\s*="),
        ("event handler", r"\son\w+\s*="),
        ("htmx handler", r"hx-on|hx-vals=.js:|hx-vars|hx-ext"),
        ("javascript address", r"javascript:"),
        ("address elsewhere", r"(?:src|href|action|hx-\w+)=\"(?:https?:)?//"),
        ("unescaped text", r"\|safe\b|autoescape\s+off|mark_safe"),
        ("debugging", r"{%\s*debug|{{\s*debug"),
    ],
    ids=lambda value: value if " " in value and "\\" not in value else "",
)
def test_no_template_holds(what, pattern):
    found = re.compile(pattern, re.IGNORECASE)

    assert [named(f) for f in FILES if found.search(NOTES.sub("", MARKUP[f]))] == [], what


def test_the_search_for_inline_code_is_awake():
    assert re.findall(r"\son\w+\s*=", '<a onclick="x()">')
    assert re.findall(r"<script(?![^>]*\bsrc=)", "<script>alert(1)</script>")


def test_every_template_compiles():
    assert [named(f) for f in FILES if get_template(named(f)).template.name != named(f)] == []


def test_templates_name_only_templates_that_exist():
    wanted = set().union(*(REFERENCE.findall(text) for text in MARKUP.values())) - FOREIGN

    assert {name for name in wanted if not (FOLDER / name).is_file()} == set()


def test_every_template_is_used():
    quoted = Counter(re.findall(r'"([\w/]+\.html)', CODE))
    for file, text in MARKUP.items():
        quoted.update(name for name in re.findall(r'"([\w/]+\.html)', text) if name != named(file))

    assert {named(file) for file in FILES} - set(quoted) - ASKED_FOR_BY_DJANGO == set()


def test_a_part_with_a_form_is_given_the_token():
    """An include with `only` drops it, and without scripts the form is refused."""
    isolated = re.compile(r'{% include "([^"]+)" ([^%]*)only %}')
    forms = {named(file) for file in FILES if "{% csrf_token %}" in MARKUP[file]}
    given = [(f, *found) for f in FILES for found in isolated.findall(MARKUP[f])]

    lacking = [(f, part) for f, part, words in given if "csrf_token=" not in words]

    assert [(named(file), part) for file, part in lacking if part in forms] == []


def test_templates_are_small():
    most = {file: PART_LINES if file.name.startswith("_") else PAGE_LINES for file in FILES}

    assert [named(file) for file in FILES if len(MARKUP[file].splitlines()) > most[file]] == []


def test_every_form_that_posts_carries_the_token():
    posting = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)
    forms = [(named(file), form) for file in FILES for form in posting.findall(MARKUP[file])]

    assert [(file, form) for file, form in forms if "{% csrf_token %}" not in form] == []


def test_every_htmx_element_works_without_scripts():
    asking = re.compile(r"<\w+\b[^>]*\bhx-(?:get|post)=[^>]*>")
    fallback = re.compile(r"\b(?:href|action)=|data-live|hx-include")
    tags = [(named(file), tag) for file in FILES for tag in asking.findall(MARKUP[file])]

    assert [(file, tag) for file, tag in tags if not fallback.search(tag)] == []


def test_every_script_and_style_sheet_is_loaded():
    paths = [file.relative_to(ROOT / "static") for file in (*SCRIPTS, *STYLES)]
    markup = "".join(MARKUP.values())

    assert [path for path in paths if f"static '{path}'" not in markup] == []


@pytest.mark.parametrize(
    "pattern", [r"\beval\(", r"new Function", r"innerHTML", r"document\.write", r"https?://"]
)
def test_no_script_makes_code_out_of_text(pattern):
    assert [file.name for file in SCRIPTS if re.search(pattern, file.read_text())] == []


def test_no_style_sheet_loads_anything_from_elsewhere():
    elsewhere = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//")

    assert [file.name for file in STYLES if elsewhere.search(file.read_text())] == []
