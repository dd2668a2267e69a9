"""Templates: nothing inline, nothing missing, nothing unused, small."""

from __future__ import annotations

import re

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


@pytest.mark.parametrize("file", FILES, ids=named)
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
def test_a_template_holds_no(file, what, pattern):
    assert re.findall(pattern, NOTES.sub("", MARKUP[file]), re.IGNORECASE) == [], what


def test_the_search_for_inline_code_is_awake():
    assert re.findall(r"\son\w+\s*=", '<a onclick="x()">')
    assert re.findall(r"<script(?![^>]*\bsrc=)", "<script>alert(1)</script>")


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_template_compiles(file):
    assert get_template(named(file)).template.name == named(file)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_template_names_only_templates_that_exist(file):
    wanted = set(REFERENCE.findall(MARKUP[file])) - FOREIGN

    assert {name for name in wanted if not (FOLDER / name).is_file()} == set()


@pytest.mark.parametrize(
    "file", [file for file in FILES if named(file) not in ASKED_FOR_BY_DJANGO], ids=named
)
def test_a_template_is_used(file):
    everywhere = CODE + "".join(text for other, text in MARKUP.items() if other != file)

    assert f'"{named(file)}' in everywhere


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_part_with_a_form_is_given_the_token(file):
    """An include with `only` drops it, and without scripts the form is refused."""
    isolated = re.findall(r'{% include "([^"]+)" ([^%]*)only %}', MARKUP[file])
    forms = {named(other) for other in FILES if "{% csrf_token %}" in MARKUP[other]}

    assert [part for part, given in isolated if part in forms and "csrf_token=" not in given] == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_template_is_small(file):
    most = PART_LINES if file.name.startswith("_") else PAGE_LINES

    assert len(MARKUP[file].splitlines()) <= most


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_form_that_posts_carries_the_token(file):
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", MARKUP[file], re.DOTALL)

    assert [form for form in forms if "{% csrf_token %}" not in form] == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_htmx_element_works_without_scripts(file):
    tags = re.findall(r"<(\w+)\b([^>]*\bhx-(?:get|post)=[^>]*)>", MARKUP[file])

    for tag, attributes in tags:
        has_fallback = re.search(r"\b(?:href|action)=|data-live|hx-include", attributes)
        assert has_fallback, f"<{tag}> {attributes}"


@pytest.mark.parametrize("file", [*SCRIPTS, *STYLES], ids=lambda file: file.name)
def test_a_script_or_style_sheet_is_loaded(file):
    path = file.relative_to(ROOT / "static")

    assert any(f"static '{path}'" in text for text in MARKUP.values())


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
@pytest.mark.parametrize(
    "pattern", [r"\beval\(", r"new Function", r"innerHTML", r"document\.write", r"https?://"]
)
def test_a_script_makes_no_code_out_of_text(file, pattern):
    assert re.findall(pattern, file.read_text()) == []


@pytest.mark.parametrize("file", STYLES, ids=lambda file: file.name)
def test_a_style_sheet_loads_nothing_from_elsewhere(file):
    assert re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//", file.read_text()) == []
