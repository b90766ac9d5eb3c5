"""Which transport a model is reached through."""

from pathlib import Path

from agents.models.protocol import Transport
from agents.models.spec import ModelSpec
from agents.models.wire import find_key
from tasks.errors import InputError


def make_transport(spec: ModelSpec) -> Transport:
    """The transport for the spec's provider. Opens nothing and asks for no key until something is sent."""
    match spec.provider:
        case "openai":
            from agents.models.openai_chat import ChatTransport

            return ChatTransport(spec)
        case "openai-responses":
            from agents.models.openai_responses import ResponsesTransport

            return ResponsesTransport(spec)
        case "anthropic":
            from agents.models.anthropic_messages import MessagesTransport

            return MessagesTransport(spec)
        case "scripted":
            from agents.models.scripted import ScriptedTransport

            return ScriptedTransport(Path(spec.model))


def check_key(spec: ModelSpec, where: str) -> None:
    """That the model's key is there. Raises InputError: one line with `where`, the variable, the remedy."""
    if spec.provider == "scripted":
        return
    try:
        find_key(spec)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
