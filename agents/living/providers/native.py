"""Real models, asked through pydantic-ai's model classes; the think cycle is our own."""

from __future__ import annotations

from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.tools import ToolDefinition

from agents.living.config.thinking import Model
from agents.living.providers import (
    Asking,
    Message,
    Offered,
    Reply,
    answers,
    failures,
    history,
    models,
    options,
    streaming,
    transport,
)
from agents.living.providers.endpoints import Endpoint
from agents.living.providers.streaming import Heard


class Native:
    """The model that a config names, at its endpoint."""

    def __init__(self, model: Model, endpoint: Endpoint) -> None:
        self._model = model
        self._endpoint = endpoint

    def reply(self, told: list[Message], offered: list[Offered], asking: Asking) -> Reply:
        name = asking.model or self._model.name

        async def question(heard: Heard) -> ModelResponse:
            return await self._ask(name, told, offered, asking, heard)

        try:
            response = streaming.listen(question, asking)
        except failures.CAUSES as error:
            raise failures.failed(error, self._endpoint) from None
        return answers.reply(response, told, asked=name, tool_choice=asking.tool_choice)

    async def _ask(
        self, name: str, told: list[Message], offered: list[Offered], asking: Asking, heard: Heard
    ) -> ModelResponse:
        async with transport.client() as client:
            asked = models.asked_at(self._endpoint, self._model, name=name, client=client)
            return await streaming.stream(
                asked,
                history.converted(told, asked=name),
                options.settings_of(self._model, asked, tool_choice=asking.tool_choice),
                ModelRequestParameters(function_tools=[_defined(tool) for tool in offered]),
                heard,
            )


def _defined(tool: Offered) -> ToolDefinition:
    return ToolDefinition(
        name=tool.name, description=tool.description, parameters_json_schema=tool.schema
    )
