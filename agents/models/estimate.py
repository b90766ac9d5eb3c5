"""What a question will roughly take, reckoned without a network; on the high side, as a budget needs it."""

import io
import math
from functools import lru_cache

from pydantic import BaseModel

from agents.models.protocol import Image, Request, Role, Text, Usage, Video
from agents.models.spec import ModelSpec

_CHARACTERS = 4  # a token of English or of markup, by OpenAI's and Anthropic's rule of thumb
_SECOND_OF_VIDEO = 300  # tokens: a frame a second at 258 and its sound at 32, as Gemini's guide has it
_UNKNOWN_VIDEO = 64  # seconds, where the length can't be read: as many as the protocol takes frames

EXPECTED_OUTPUT: dict[Role, int] = {
    # The suite's own pages have 18 to 37 kB: 5,000 to 9,000 tokens; rebuilt ones tend to be longer.
    "generator": 12_000,
    # An index, a label and one sentence.
    "operator": 200,
    # A verdict with a few short quotes, or five numbers with a remark each.
    "judge": 400,
}
"""Tokens of one answer, by who asks."""

_REASONING: dict[Role, int] = {"generator": 8_000, "operator": 800, "judge": 1_500}


def estimate(spec: ModelSpec, request: Request) -> Usage:
    """Tokens that one call will take. Never more output than the model may write."""
    said = [request.system, *(turn.text for turn in request.turns)]
    tokens = sum(text_tokens(text) for text in said if text)
    if request.schema is not None:
        tokens += _schema_tokens(request.schema)
    for part in request.parts:
        match part:
            case Text():
                tokens += text_tokens(part.text)
            case Image():
                tokens += image_tokens(spec, *_size(spec, part.data))
            case Video():
                tokens += math.ceil(_SECOND_OF_VIDEO * _seconds(part.data))
    output = request.answers * EXPECTED_OUTPUT[request.role] + _reasoning(spec, request)
    return Usage(input=tokens, output=min(output, request.max_output or spec.max_output))


@lru_cache
def _schema_tokens(schema: type[BaseModel]) -> int:
    return text_tokens(str(schema.model_json_schema()))


def usd(spec: ModelSpec, usage: Usage) -> float:
    """US dollars for `usage`, what came from the provider's cache priced apart; 0 for an unknown price."""
    price = spec.price
    if price is None:
        return 0.0
    cached = price.input if price.cached_input is None else price.cached_input
    return (usage.input * price.input + usage.cached_input * cached + usage.output * price.output) / 1e6


def text_tokens(text: str) -> int:
    """Tokens of a text, by its length."""
    return math.ceil(len(text) / _CHARACTERS)


def image_tokens(spec: ModelSpec, width: int, height: int) -> int:
    """Tokens of a picture of that size (pixels), by its provider's public formula.

    A compatible server's formula is not known: the largest is taken.
    """
    if spec.provider == "anthropic":
        return _by_area(width, height)
    own = max(_by_tiles(width, height), _by_patches(width, height))
    return own if spec.base_url is None else max(own, _by_area(width, height))


def _by_area(width: int, height: int) -> int:
    """Anthropic's guide to vision: width * height / 750, after scaling down to 2,576 pixels."""
    share = min(1.0, 2576 / max(width, height))
    return math.ceil(width * height * share * share / 750)


def _by_tiles(width: int, height: int) -> int:
    """OpenAI's guide (GPT-4o, 4.1): fit into 2,048, shorter side to 768; 85, and 170 for each 512 tile."""
    share = min(1.0, 2048 / max(width, height))
    share = min(share, 768 / min(width, height))
    return 85 + 170 * math.ceil(width * share / 512) * math.ceil(height * share / 512)


def _by_patches(width: int, height: int) -> int:
    """OpenAI's guide (the mini models): patches of 32 pixels, at most 1,536, each counted 1.62 times."""
    return math.ceil(1.62 * min(1536, math.ceil(width / 32) * math.ceil(height / 32)))


def _reasoning(spec: ModelSpec, request: Request) -> int:
    if spec.thinking.budget:
        return spec.thinking.budget
    return request.answers * _REASONING[request.role] if spec.thinking.effort or spec.thinking.extra else 0


def _size(spec: ModelSpec, data: bytes) -> tuple[int, int]:
    from PIL import Image as Pillow

    try:
        with Pillow.open(io.BytesIO(data)) as picture:
            return picture.size
    except OSError:  # what this is, its provider will say; until then it is as large as may be
        return spec.longest_side, spec.longest_side


def _seconds(data: bytes) -> float:
    import av
    from av.error import FFmpegError

    try:
        with av.open(io.BytesIO(data), mode="r") as container:
            return container.duration / 1e6 if container.duration else float(_UNKNOWN_VIDEO)
    except FFmpegError:
        return float(_UNKNOWN_VIDEO)
