"""Bad names, icons, tags: one sentence each; what was typed stays and nothing changes."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from tests.devcraft.visiting import signed_in, snapshot
from tests.factories.worlds import WorldFactory
from worlds import icons
from worlds.forms import DescribeForm, NameForm

pytestmark = pytest.mark.django_db
GOOD = {"name": "Forge", "icon": "🔥", "tags": ""}
BAD_NAMES = {
    "nothing": ("", "Name is needed."),
    "blank": ("  \t ", "Name is needed."),
    "two lines": ("a\r\nb", "Name must be one line of printable text."),
    "a header": ("x\nSet-Cookie: evil=1", "Name must be one line of printable text."),
    "turned round": ("a\u202egnp.exe", "Name must be one line of printable text."),
    "isolated": ("a\u2066b", "Name must be one line of printable text."),
    "a bell": ("a\x07b", "Name must be one line of printable text."),
    "line separator": ("a\u2028b", "Name must be one line of printable text."),
    "nothing to see": ("\u200b\u200d", "Name must be one line of printable text."),
    "NUL": ("a\x00b", "Name must not hold NUL characters."),
    "long": ("x" * 121, "Name must have at most 120 characters; it has 121."),
}
BAD_ICONS = {
    "two": ("🔥🔥", "Icon must be a single symbol, such as 🌍."),
    "words": ("fire", "Icon must be a single symbol, such as 🌍."),
    "markup": ("<b>", "Icon must be a single symbol, such as 🌍."),
    "a mark alone": ("\u0301", "Icon must be a single symbol, such as 🌍."),
    "a joiner alone": ("\u200d", "Icon must be a single symbol, such as 🌍."),
    "turning what follows": ("🔥\u202e", "Icon must be a single symbol, such as 🌍."),
    "nothing": ("", "Icon is needed."),
    "long": ("x" * 17, "Icon must have at most 16 characters; it has 17."),
}
BAD_TAGS = {
    "many": (
        ",".join(f"t{number}" for number in range(21)),
        "Tags must be at most 20; there are 21.",
    ),
    "long": (
        "x" * 31,
        f"Tags must have at most 30 characters; “{'x' * 31}” has 31.",
    ),
    "very long": (
        "x" * 300,
        f"Tags must have at most 30 characters; “{'x' * 40}” has 300.",
    ),
    "longer than the field": ("x," * 301, "Tags must have at most 600 characters; it has 602."),
}
SYMBOLS = [*icons.SUGGESTED, "A", "ß", "字", "1️⃣", "🇩🇪", "👩‍🚀", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "é", "e\u0301"]


@pytest.fixture
def world(owner):
    return WorldFactory(owner=owner, name="Forge", icon="🔥")


@pytest.fixture
def desk(owner):
    return signed_in(owner)


def refused(desk, url, sentence, **typed):
    """The answer's page, after seeing that it says SENTENCE once and nothing changed."""
    before = snapshot()
    answer = desk.post(url, typed)
    page = answer.content.decode()
    assert (answer.status_code, snapshot()) == (422, before)
    assert page.count(escape(sentence)) == 1
    return page


@pytest.mark.parametrize("case", BAD_NAMES)
def test_a_bad_name_is_refused_by_every_form_that_takes_one(desk, world, case):
    name, sentence = BAD_NAMES[case]

    page = refused(desk, f"/worlds/{world.pk}/describe/", sentence, **GOOD | {"name": name})
    refused(desk, "/worlds/create/", sentence, name=name)
    of_snapshot = sentence.replace("Name ", "Name of the snapshot ", 1)
    if "one line" not in sentence:
        refused(desk, f"/worlds/{world.pk}/versions/take/", of_snapshot, name=name)

    assert escape(name) in page.replace("\r", "") or "\r" in name


@pytest.mark.parametrize("case", BAD_ICONS)
def test_a_bad_icon_is_refused(desk, world, case):
    icon, sentence = BAD_ICONS[case]

    page = refused(desk, f"/worlds/{world.pk}/describe/", sentence, **GOOD | {"icon": icon})

    assert f'value="{escape(icon)}"' in page or not icon


@pytest.mark.parametrize("case", BAD_TAGS)
def test_bad_tags_are_refused(desk, world, case):
    tags, sentence = BAD_TAGS[case]

    page = refused(desk, f"/worlds/{world.pk}/describe/", sentence, **GOOD | {"tags": tags})

    assert f'value="{tags}"' in page


def test_a_visibility_nobody_knows_is_refused(desk, world):
    sentence = "Who can open it must be one of:"

    page = refused(desk, f"/worlds/{world.pk}/sharing/", sentence, visibility="secret")

    assert "Private: only you" in page


@pytest.mark.parametrize("icon", SYMBOLS)
def test_one_symbol_is_an_icon_however_it_is_written(icon):
    assert icons.is_symbol(icon)
    assert DescribeForm(GOOD | {"icon": icon}).is_valid()


@pytest.mark.parametrize("icon", ["", " ", "\n", "\u200b", "ab", "🔥x", "\ufe0f", "\ud83d", "🇩🇪🇫🇷"])
def test_what_is_none_or_several_is_no_icon(icon):
    assert not icons.is_symbol(icon)


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("Castle, old ,castle,, ", ["castle", "old"]),
        ("a\tb, c\u202ed", ["a b", "c d"]),
        ("ÜBER", ["über"]),
        (",".join(f"t{number}" for number in range(20)), sorted(f"t{n}" for n in range(20))),
        ("x" * 30, ["x" * 30]),
    ],
)
def test_tags_are_words_in_lower_case_each_once(typed, tags):
    form = DescribeForm(GOOD | {"tags": typed})

    assert form.is_valid()
    assert form.cleaned_data["tags"] == tags


@pytest.mark.parametrize("name", ["x" * 120, "  Forge  ", "Ünïcödé 🏔", "<b>", "a  b", "ॐ", "1"])
def test_any_line_is_a_name(name):
    form = NameForm({"name": name})

    assert form.is_valid()
    assert form.cleaned_data["name"] == name.strip()


def test_a_name_that_grows_when_folded_is_taken(desk):
    """One Arabic ligature folds into eighteen letters; its column is bounded."""
    assert desk.post("/worlds/create/", {"name": "\ufdfa" * 120}).status_code == 302
