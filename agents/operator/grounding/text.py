"""Normal forms of text: what a reader sets aside when two texts are compared, and what not."""

import re
import unicodedata
from functools import lru_cache

_TYPOGRAPHY = str.maketrans("‘’“”–—−‐‑", "''\"\"-----")
_KEPT_FORMS = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>", "<vertical>")
# Words that come and go between two ways to say one thing.
_SMALL = frozenset({"a", "an", "the", "please", "to", "go"})
_CROSSES = "×✕✖✗✘╳⨯🗙❌"
_ROLE_WORDS = frozenset({"button", "link", "field", "icon", "tab", "menu", "dropdown", "checkbox", "input"})
_ASIDE = re.compile(r"\((?:required|optional|\d+)\)\s*$", re.I)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Text as it is compared: case, runs of white space, typographic variants and widths don't count.

    A raised two stays another character than a two: NFKC would make x² and x₂ one.
    """
    folded = "".join(map(_compatible, text)) if not text.isascii() else text
    return " ".join(unicodedata.normalize("NFC", folded).translate(_TYPOGRAPHY).casefold().split())


def _compatible(char: str) -> str:
    if unicodedata.decomposition(char).startswith(_KEPT_FORMS):
        return char
    return unicodedata.normalize("NFKC", char)


def has_words(text: str | None) -> bool:
    """Whether a text has a letter or a digit, rather than none or only signs."""
    return any(map(str.isalnum, text or ""))


@lru_cache(maxsize=8192)
def only_words(text: str) -> str:
    """The words of a text as they are compared, without what stands between them."""
    return " ".join(words(text))


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(_WORD.findall(plain(text)))


@lru_cache(maxsize=8192)
def essence(text: str) -> str:
    """Text without what only decorates it: punctuation at its ends, small words, emoji, an arrow or a plus
    set off by a space, a count or a note in brackets, a role's name at its end.

    A cross is no decoration ("App.js ×" closes what "App.js" opens), nor is a sign that touches a word (A↑).
    """
    rest = _ASIDE.sub("", plain(text)).strip()
    parts = [part for part in rest.split() if not _decorates(part)]
    trimmed = [part.strip(".,:;!?*…\"'()[]") or part for part in parts]
    kept = [part for part in trimmed if part not in _SMALL] or trimmed
    if len(kept) > 1 and kept[-1] in _ROLE_WORDS:
        kept = kept[:-1]
    return " ".join(kept)


def numbers(text: str) -> list[str]:
    """The runs of digits in a text."""
    return _DIGITS.findall(plain(text))


def is_symbol(text: str) -> bool:
    """Whether a text has no letter and no digit: a sign that is drawn rather than read."""
    return bool(text.strip()) and not has_words(text)


def is_cross(text: str) -> bool:
    """Whether a text is a cross that closes or removes something."""
    return bool(text.strip()) and all(char in _CROSSES + "\ufe0f" for char in text.strip())


def _decorates(part: str) -> bool:
    """Whether a piece between spaces is an emoji, an arrow, a bullet, a plus."""
    return is_symbol(part) and not any(char in _CROSSES for char in part) and part not in ("-", "%", "=", "/")
