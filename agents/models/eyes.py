"""How servers say that a model takes no pictures: in many words, and with any status from 400 to 500.

Collected from reports about llama.cpp ("image input is not supported - hint: …", status 500), Ollama ("this
model does not support image input", "missing data required for image input"), vLLM ("… is not a multimodal
model", "At most 0 image(s) may be provided"), OpenRouter ("No endpoints found that support image input",
status 404), OpenAI ("image_url is only supported by certain models"), DeepSeek ("unknown variant `image_url`,
expected `text`", status 422), Groq ("content must be a string"), Anthropic ("does not support image input"),
Bedrock ("doesn't support the image content block"), Google ("Image input modality is not enabled"), and LM
Studio, mlx-lm, DashScope. What is wrong with one picture (its format, its size) is another matter.
"""

import re

NO_PICTURES = "images_unsupported"
"""The kind of a CallFailed where the model takes no pictures."""
REMEDY = "it takes no pictures: name another model, or judge steps by text and tree alone (images: none)"

_SIGHT = r"(?:images?|vision|visual|pictures?|multi-?modal(?:ity)?)(?:_urls?)?"
_OF_IT = r"(?:[ _-](?:input|content|modalit(?:y|ie)|part|block|message|field|capabilit(?:y|ie)|url)s?)*"
_ONE_PICTURE = r"[ _-]?(?:format|type|media|size|file|detail|dimension|resolution)"
_UNSEEING = re.compile(
    rf"(?:\b|_){_SIGHT}{_OF_IT} (?:is|are) (?:unsupported|(?:not|only) (?:supported|enabled|available))"
    rf"|(?:not|n't|cannot) (?:support|accept|take|have) (?:the |any )?[`'\"]?{_SIGHT}(?!{_ONE_PICTURE})"
    r"|no endpoints found that support image"
    r"|not an? (?:multi-?modal|vision)"
    r"|at most 0 image"
    r"|missing data required for image"
    r"|unknown variant [`'\"](?:input_)?image"
    r"|only [`'\"]?text[`'\"]? content|input should be [`'\"]text"
    r"|content must be a string|expected a string"
    r"|unexpected item type in content|untagged enum chatcompletionrequestcontent"
)
_MAY_SAY_SO = ("bad_request", "not_found", "server", "structured_unsupported")


def takes_no_pictures(kind: str, said: str) -> bool:
    """Whether a call with pictures failed because of them: by its kind, and by what the server `said`."""
    return kind in _MAY_SAY_SO and _UNSEEING.search(said.lower().replace("’", "'")) is not None
