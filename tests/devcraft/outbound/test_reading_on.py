"""Readers that stop before the end of a body, and what becomes of the rest."""

from __future__ import annotations

import gzip
import random

import anyio
import pytest

from devcraft import outbound
from tests.devcraft.outbound.serving import answered, listening

BODY = random.Random(7).randbytes(300_000)


async def read_twice(url):
    """What one reader took of a body, and what the next one got."""
    async with (
        outbound.async_client(timeout=5, most_bytes=1_000_000) as client,
        client.stream("GET", url) as response,
    ):
        first = [await anext(aiter(response.stream))]
        return b"".join(first), b"".join([piece async for piece in response.stream])


@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_the_next_reader_of_a_body_goes_on_where_the_last_one_stopped(settings, packing):
    body = gzip.compress(BODY) if packing == "gzip" else BODY
    with listening(answered(body, Content_Encoding=packing)) as site:
        settings.OUTBOUND_ALLOWED = [site.origin]
        first, rest = anyio.run(read_twice, site.origin)

    assert 0 < len(first) < len(BODY)
    assert BODY.startswith(first)
    assert BODY.endswith(rest)
    assert rest
