"""One streamed question, asked on a loop of its own by a thread that has none.

The loop runs in slices. Between them the asking thread hears what came and may use the
database, which a running loop would forbid.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    TextPartDelta,
    ThinkingPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
)
from pydantic_ai.models import Model as Asked
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.models._request_timeout import open_request_stream
from pydantic_ai.settings import ModelSettings

from agents.living.providers import Asking, ProviderFailed

SLICE_SECONDS = 0.1
MOST_LETTERS = 8 * 1024 * 1024
Question = Callable[["Heard"], Coroutine[Any, Any, ModelResponse]]


@dataclass
class Heard:
    """Pieces of calls in the order they came, and how long the whole answer is by now."""

    pieces: deque[tuple[int, str, str]] = field(default_factory=deque)
    letters: int = 0
    _tools: dict[int, tuple[int, str]] = field(default_factory=dict)

    def take(self, event: Any) -> None:
        """Note what EVENT brings. Raises ProviderFailed when an answer does not end."""
        if isinstance(event, PartStartEvent) and isinstance(event.part, ToolCallPart):
            self._tools[event.index] = len(self._tools), event.part.tool_name
            self._piece(event.index, event.part.args)
        elif isinstance(event, PartDeltaEvent):
            if isinstance(event.delta, ToolCallPartDelta):
                self._piece(event.index, event.delta.args_delta)
            elif isinstance(event.delta, TextPartDelta | ThinkingPartDelta):
                self._count(event.delta.content_delta or "")

    def _piece(self, index: int, args: str | Mapping[str, Any] | None) -> None:
        piece = args if isinstance(args, str) else json.dumps(args) if args else ""
        self._count(piece)
        if piece and index in self._tools:
            self.pieces.append((*self._tools[index], piece))

    def _count(self, piece: str) -> None:
        self.letters += len(piece)
        if self.letters > MOST_LETTERS:
            most = MOST_LETTERS // 1024**2
            raise ProviderFailed("bad_answer", f"The answer is longer than {most} MB.")


async def stream(
    asked: Asked,
    told: list[ModelMessage],
    settings: ModelSettings,
    parameters: ModelRequestParameters,
    heard: Heard,
) -> ModelResponse:
    """The whole answer of ASKED, each event noted in HEARD."""
    async with open_request_stream(asked, told, settings, parameters) as response:
        return await _read(response, heard)


async def _read(response: StreamedResponse, heard: Heard) -> ModelResponse:
    async for event in response:
        heard.take(event)
    return response.get()


def listen(question: Question, asking: Asking) -> ModelResponse:
    """What QUESTION comes to, heard by ASKING piece by piece."""
    heard = Heard()
    with asyncio.Runner() as runner:
        task = runner.run(_begun(question(heard)))
        while not runner.run(_is_done(task)):
            _tell(heard, asking)
        _tell(heard, asking)
        return task.result()


async def _begun(work: Coroutine[Any, Any, ModelResponse]) -> asyncio.Task[ModelResponse]:
    return asyncio.create_task(work)


async def _is_done(task: asyncio.Task[ModelResponse]) -> bool:
    done, _ = await asyncio.wait({task}, timeout=SLICE_SECONDS)
    return bool(done)


def _tell(heard: Heard, asking: Asking) -> None:
    while heard.pieces:
        asking.hear(*heard.pieces.popleft())
