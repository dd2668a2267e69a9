"""The mapping, as data: what each meaning is called, by generation and by instrumentation.

Newest names come first. Raise VERSION with every change: it is stored with what was read.
"""

from __future__ import annotations

from agents.models import StepKind

VERSION = 1
MODEL, TOOL = StepKind.MODEL.value, StepKind.TOOL.value
AGENT, OTHER = StepKind.AGENT.value, StepKind.OTHER.value

NAMES: dict[str, tuple[str, ...]] = {
    "provider": ("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system",
                 "ai.model.provider", "langsmith.metadata.ls_provider"),
    "model": ("gen_ai.response.model", "ai.response.model", "gen_ai.request.model",
              "llm.model_name", "embedding.model_name", "ai.model.id", "model", "slug"),
    "request": ("request_id", "gen_ai.response.id", "llm.response.id", "ai.response.id",
                "response.id"),
    "session": ("gen_ai.conversation.id", "session.id", "conversation.id", "langfuse.session.id",
                "ai.telemetry.metadata.sessionId", "traceloop.association.properties.session_id",
                "langsmith.trace.session_id"),
    "agent": ("gen_ai.agent.name", "agent.name", "agent_name",
              "ai.telemetry.functionId", "gen_ai.workflow.name", "traceloop.workflow.name"),
    "tool": ("gen_ai.tool.name", "tool.name", "tool_name", "ai.toolCall.name", "function_name"),
    "project": ("vcs.repository.name", "project.name", "openinference.project.name",
                "langsmith.trace.session_name", "workspace", "cwd"),
    "branch": ("vcs.ref.head.name", "git.branch", "gitBranch"),
    "mission": ("mission.id", "devcraft.mission.id"),
    "finish": ("gen_ai.response.finish_reasons", "gen_ai.completion.0.finish_reason",
               "ai.response.finishReason", "stop_reason", "finish_reason", "finish_reasons"),
    "error": ("error.type", "exception.message", "error", "error_message"),
    "speed": ("gen_ai.request.service_tier", "speed"),
    "input_tokens": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens",
                     "llm.usage.prompt_tokens", "llm.token_count.prompt", "ai.usage.inputTokens",
                     "ai.usage.promptTokens", "ai.usage.tokens", "input_tokens",
                     "input_token_count"),
    "output_tokens": ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
                      "llm.usage.completion_tokens", "llm.token_count.completion",
                      "ai.usage.outputTokens", "ai.usage.completionTokens", "output_tokens",
                      "output_token_count"),
    "cache_read": ("gen_ai.usage.cache_read.input_tokens",
                   "gen_ai.usage.cache_read_input_tokens",
                   "llm.token_count.prompt_details.cache_read",
                   "gen_ai.usage.cache_read_tokens", "gen_ai.usage.details.cache_read_tokens",
                   "gen_ai.usage.details.cached_tokens", "ai.usage.cachedInputTokens",
                   "ai.usage.inputTokenDetails.cacheReadTokens",
                   "gen_ai.usage.input_cached_tokens", "gen_ai.usage.input_tokens.cached",
                   "cache_read_tokens", "cached_token_count", "cached_content_token_count"),
    "cache_write": ("gen_ai.usage.cache_write.input_tokens",
                    "gen_ai.usage.cache_creation.input_tokens",
                    "gen_ai.usage.cache_creation_input_tokens",
                    "llm.token_count.prompt_details.cache_write",
                    "gen_ai.usage.cache_creation_tokens",
                    "gen_ai.usage.details.cache_write_tokens",
                    "ai.usage.inputTokenDetails.cacheWriteTokens",
                    "cache_creation_tokens"),
    "cache_write_1h": ("gen_ai.usage.cache_creation.ephemeral_1h_input_tokens",
                       "cache_creation_1h_tokens"),
    "reasoning": ("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
                  "gen_ai.usage.details.reasoning_tokens",
                  "llm.token_count.completion_details.reasoning", "llm.usage.reasoning_tokens",
                  "ai.usage.reasoningTokens", "ai.usage.outputTokenDetails.reasoningTokens",
                  "reasoning_token_count", "thoughts_token_count"),
    "cost": ("cost_usd", "operation.cost", "gen_ai.usage.cost", "gen_ai.cost.total_cost",
             "llm.cost.total"),
    "cost_micros": ("cost_usd_micros",),
    "duration_ms": ("duration_ms",),
}  # fmt: skip
"""What is said once. Tokens of the input are told with or without the cached ones: see emitters."""

INPUTS: tuple[str, ...] = (
    "gen_ai.input.messages", "gen_ai.prompt", "llm.input_messages", "pydantic_ai.all_messages",
    "all_messages_events", "ai.prompt.messages", "ai.prompt", "gen_ai.tool.call.arguments",
    "ai.toolCall.args", "tool_arguments", "tool.parameters", "tool_input", "function_args",
    "arguments", "traceloop.entity.input", "input.value", "langfuse.observation.input", "prompt",
)  # fmt: skip
OUTPUTS: tuple[str, ...] = (
    "gen_ai.output.messages", "gen_ai.completion", "llm.output_messages", "ai.response.text",
    "ai.response.object", "ai.response.toolCalls", "gen_ai.tool.call.result", "ai.toolCall.result",
    "tool_response", "final_result", "traceloop.entity.output", "output.value",
    "langfuse.observation.output", "response_text", "response", "output",
)  # fmt: skip
NUMBERED = ("gen_ai.prompt", "gen_ai.completion", "llm.input_messages", "llm.output_messages")
"""Those of both that may come as attributes of their own, such as gen_ai.prompt.0.content."""
INSTRUCTIONS: tuple[str, ...] = ("gen_ai.system_instructions", "system_instructions")
"""Texts that were asked and answered. Some come as one value, some as numbered ones below it."""

SAID_BY_EVENTS = {
    "gen_ai.client.inference.operation.details": "both",
    "gen_ai.choice": "output",
    "gen_ai.content.completion": "output",
    "gen_ai.content.prompt": "input",
    "gen_ai.user.message": "input",
    "gen_ai.system.message": "input",
    "gen_ai.assistant.message": "input",
    "gen_ai.tool.message": "input",
}
"""Events of a span that hold texts, and on which side."""

KINDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("ai.operationId", {
        "ai.generateText.doGenerate": MODEL, "ai.streamText.doStream": MODEL,
        "ai.generateObject.doGenerate": MODEL, "ai.streamObject.doStream": MODEL,
        "ai.embed.doEmbed": MODEL, "ai.embedMany.doEmbed": MODEL, "ai.toolCall": TOOL,
        "ai.generateText": AGENT, "ai.streamText": AGENT, "ai.generateObject": AGENT,
        "ai.streamObject": AGENT, "ai.embed": OTHER, "ai.embedMany": OTHER,
    }),
    ("gen_ai.operation.name", {
        "chat": MODEL, "generate_content": MODEL, "text_completion": MODEL, "embeddings": MODEL,
        "completion": MODEL, "acompletion": MODEL, "responses": MODEL, "execute_tool": TOOL,
        "invoke_agent": AGENT, "create_agent": AGENT, "invoke_workflow": AGENT,
        "retrieval": OTHER, "plan": OTHER, "create_memory": OTHER, "update_memory": OTHER,
        "upsert_memory": OTHER, "delete_memory": OTHER, "search_memory": OTHER,
        "create_memory_store": OTHER, "delete_memory_store": OTHER,
    }),
    ("openinference.span.kind", {
        "LLM": MODEL, "EMBEDDING": MODEL, "TOOL": TOOL, "AGENT": AGENT, "CHAIN": OTHER,
        "RETRIEVER": OTHER, "RERANKER": OTHER, "GUARDRAIL": OTHER, "EVALUATOR": OTHER,
        "PROMPT": OTHER,
    }),
    ("span.type", {
        "interaction": AGENT, "llm_request": MODEL, "tool": TOOL, "tool.execution": OTHER,
        "tool.blocked_on_user": OTHER, "hook": OTHER,
    }),
    ("traceloop.span.kind", {"workflow": AGENT, "agent": AGENT, "task": OTHER, "tool": TOOL}),
    ("llm.request.type", {"chat": MODEL, "completion": MODEL, "embedding": MODEL, "rerank": OTHER}),
    ("langfuse.observation.type", {
        "generation": MODEL, "embedding": MODEL, "agent": AGENT, "tool": TOOL, "span": OTHER,
        "chain": OTHER, "event": OTHER,
    }),
    ("langsmith.span.kind", {"llm": MODEL, "tool": TOOL, "chain": OTHER, "retriever": OTHER}),
)  # fmt: skip
"""What a span is, by the first of these attributes whose value is known."""

NAMED_KINDS = {
    "claude_code.interaction": AGENT,
    "claude_code.llm_request": MODEL,
    "claude_code.tool": TOOL,
}
"""What spans of these names are when no attribute says so."""

PROVIDERS = {
    "az.ai.inference": "azure", "az.ai.openai": "azure", "azure.ai.inference": "azure",
    "azure.ai.openai": "azure", "azure_openai": "azure", "aws.bedrock": "aws",
    "aws_bedrock": "aws", "bedrock": "aws", "amazon-bedrock": "aws", "gcp.gemini": "google",
    "gcp.gen_ai": "google", "gcp.vertex_ai": "google", "gemini": "google",
    "google-gla": "google", "google-vertex": "google", "google_genai": "google",
    "google_vertexai": "google", "vertex_ai": "google", "vertexai": "google",
    "mistral_ai": "mistral", "mistralai": "mistral", "x_ai": "x-ai", "xai": "x-ai",
    "openai.chat": "openai", "openai.responses": "openai", "anthropic.messages": "anthropic",
    "google.generative-ai": "google", "claude": "anthropic", "openai_responses": "openai",
    "togetherai": "together", "together_ai": "together", "fireworks_ai": "fireworks",
    "openai-chat": "openai", "openai-responses": "openai",
}  # fmt: skip
"""What instrumentations call providers, and what the price book does."""

OF_MODELS = (
    ("claude", "anthropic"), ("gpt-", "openai"), ("chatgpt-", "openai"), ("codex-", "openai"),
    ("o1", "openai"), ("o3", "openai"), ("o4", "openai"), ("text-embedding-", "openai"),
    ("gemini", "google"), ("mistral", "mistral"), ("deepseek", "deepseek"), ("grok", "x-ai"),
)  # fmt: skip
"""Whose a model is, by how its name begins, when nobody says it."""

KEPT = frozenset(
    ["service.name", "service.version", "service.namespace", "deployment.environment.name",
     "telemetry.sdk.language", "telemetry.sdk.name", "telemetry.sdk.version", "host.name",
     "os.type", "os.version", "host.arch", "event.name", "event.timestamp", "event.sequence",
     "event.kind", "prompt.id", "prompt_id", "user.id", "user.email", "user.account_uuid",
     "organization.id", "terminal.type", "type", "query_source", "effort", "decision", "source",
     "success", "tool_use_id", "gen_ai.tool.call.id", "gen_ai.tool.type", "gen_ai.output.type",
     "ttft_ms", "attempt", "status_code", "client_request_id", "logfire.msg",
     "logfire.json_schema", "gen_ai.agent.id", "gen_ai.agent.version", "gen_ai.request.max_tokens",
     "gen_ai.request.temperature", "gen_ai.request.top_p", "gen_ai.tool.definitions",
     "gen_ai.agent.description", "server.address", "server.port", "total_token_count",
     "tool_token_count", "gen_ai.usage.total_tokens", "llm.usage.total_tokens",
     "llm.token_count.total"]
)  # fmt: skip
"""Attributes that are kept as they are and mean nothing to the ledger."""

SECRET_ENDINGS = ("authorization", "api_key", "api-key", "apikey", "cookie", "password", "secret")
"""Attributes with such a name are never kept."""
