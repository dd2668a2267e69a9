"""What a person reads on a page."""

from __future__ import annotations

import re
from html import unescape


def texts(client, url):
    """The words of the page at URL, a space where an element begins or ends."""
    response = client.get(url)
    assert response.status_code == 200
    words = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r" ([,.;:])", r"\1", " ".join(words.split()))
