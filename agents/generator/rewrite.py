"""A generated page as its origin can serve it: assets are found, and what is not of the page is refused.

Everything else stays as it is, character for character. This is no wall: the browser's is, which lets nothing
out. It is the protocol's rule, kept in the open: what was taken out is listed.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote

from agents.generator.css import map_css
from agents.generator.markup import Attribute, Raw, Tag, tokens
from tasks.assets import ASSET
from tasks.yamlfile import Strict

BASE = "{{BASE}}"
"""What the prompt tells a model to put before an asset's name."""

# What stands before the placeholder goes only where an address begins: in a script `//` may be a comment.
_BASE = re.compile(r"""(?:(?:\A|(?<=["'`(]))(?:(?:https?:|file:)?/{1,3}|\.{1,2}/))?\{\{ ?BASE ?\}\}""")
_ASSET_AT_END = re.compile(r"(?:(?<![a-z0-9_-])|(?<=__))(asset_\d{3,}\.[a-z0-9]+)([?#].*)?\Z", re.I | re.S)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.I)
_WITHIN = re.compile(r"(?:data|blob|about|javascript):|#", re.I)
_PLAIN = re.compile(r"(?:[\w./\\~ -]*[/\\])?")
_STRING = re.compile(
    r"""(["'`])(?:https?:|file:)?//[^\s"'`<>\\$]*?/(asset_\d{3,}\.[a-z0-9]+)(?=\1)""", re.IGNORECASE
)
_REFRESH = re.compile(r"[\s\d.;,]*(?:url\s*=\s*)?[\"']?([^\"']*)", re.I)
_CANDIDATE = re.compile(r"[\s,]*+([^\s,](?:\S*[^\s,])?)(\s[^,]*)?")

_CONTAINERS = frozenset(("iframe", "object", "applet", "frameset", "fencedframe", "portal"))
_REFUSED = _CONTAINERS | {"embed", "frame"}
_URLS = frozenset(("src", "href", "xlink:href", "poster", "background", "data"))
_SETS = frozenset(("srcset", "imagesrcset"))
_LINKS = frozenset(("a", "area"))  # they lead elsewhere only when clicked, and then are refused
_MARK = "<!-- removed -->"  # keeps what stood before and behind from becoming a tag
_LONGEST = 200  # characters of a reference that are kept for the report


class Removed(Strict):
    """What was taken out of a page."""

    element: str
    """The tag's name; of a style sheet `style`."""
    reference: str
    """What it named, shortened; empty where it named nothing. Untrusted."""


@dataclass(frozen=True)
class Rewritten:
    """A page that its origin can serve."""

    html: str
    removed: tuple[Removed, ...]
    """In the page's order, each once."""
    unknown: tuple[str, ...]
    """Names of assets that the page uses, but the task does not have; sorted."""


def rewrite(html: str, assets: Container[str]) -> Rewritten:
    """`html` with its references to `assets` (file names) as the origin serves them, and the rest refused.

    Refused are frames, objects and embeds, external scripts, style sheets and `@import`, `base`, a refresh
    to elsewhere, and every address outside the page that a browser would load by itself. Links (`a`, `area`)
    and inline scripts stay; in scripts only the placeholder and addresses of assets are put right.
    """
    page = _Page(html, assets)
    page.read()
    text = page.edited()
    names = {name for name in ASSET.findall(text) if name not in assets}
    return Rewritten(text, tuple(dict.fromkeys(page.removed)), tuple(sorted(names)))


@dataclass
class _Page:
    html: str
    assets: Container[str]
    removed: list[Removed] = field(default_factory=list)
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def read(self) -> None:
        """Note every edit, in the page's order."""
        found = list(tokens(self.html))
        ends = dict(_ends(found))
        past = 0
        for token in found:
            if token.start < past:
                continue
            if isinstance(token, Raw):
                self._raw(token)
            elif token.kind == "start":
                named = self._refusal(token)
                if named is None:
                    self._attributes(token)
                else:
                    past = ends.get(token.start, token.end)
                    self._refuse(token.name, named)
                    self.edits.append((token.start, past, _MARK))

    def edited(self) -> str:
        """The page with all edits made."""
        parts: list[str] = []
        at = 0
        for start, end, text in self.edits:
            parts += (self.html[at:start], text)
            at = end
        return "".join((*parts, self.html[at:]))

    def _refuse(self, element: str, reference: str) -> None:
        line = " ".join(reference.split())
        self.removed.append(Removed(element=element[:_LONGEST], reference=line[:_LONGEST]))

    def _refusal(self, tag: Tag) -> str | None:
        """What a tag names that must go as a whole; None where it may stay."""
        source = next((one.value for one in tag.attributes if one.name in _URLS), "")
        match tag.name:
            case name if name in _REFUSED:
                return source
            case "script":
                return source if source and not source.lstrip().lower().startswith("data:") else None
            case "link":
                return source if source and not self._own(source) else None
            case "base":
                return source or None
            case "meta" if (tag.get("http-equiv") or "").strip().lower() == "refresh":
                target = _REFRESH.match(tag.get("content") or "")
                return target[1] if target and _external(target[1]) else None
            case _:
                return None

    def _own(self, url: str) -> bool:
        """Whether a link names a data URL or an asset."""
        at = _ASSET_AT_END.search(unquote(url))
        return bool(_WITHIN.match(url.strip())) or (at is not None and at[1] in self.assets)

    def _attributes(self, tag: Tag) -> None:
        for one in tag.attributes:
            value = self._value(tag, one)
            if value is None:
                self.edits.append((one.start, one.end, ""))
            elif value != one.value:
                self.edits.append((one.start, one.end, f'{one.name}="{escape(value)}"'))

    def _value(self, tag: Tag, one: Attribute) -> str | None:
        """What an attribute is to hold; None: nothing that may stay."""
        if one.name == "style":
            return self._css(one.value, tag.name)
        if one.name in _SETS:
            return self._set(one.value, tag.name)
        if one.name in _URLS and tag.name not in _LINKS:
            return self._url(one.value, tag.name)
        return _script(one.value, self.assets) if one.name.startswith("on") else _BASE.sub("", one.value)

    def _url(self, url: str, element: str) -> str | None:
        """An address that a browser loads by itself."""
        if _WITHIN.match(url.strip()):
            return url
        asset = _ASSET_AT_END.search(unquote(url))
        if asset is not None and asset[1] in self.assets:
            # What the origin serves already is left alone: a script may look for it.
            plain = _PLAIN.fullmatch(url[: -len(asset[0])]) and not _ABSOLUTE.match(url)
            return url if plain and url.endswith(asset[0]) else f"/{asset[0]}"
        if _external(url):
            self._refuse(element, url)
            return None
        return _BASE.sub("", url)

    def _set(self, value: str, element: str) -> str | None:
        """A srcset: addresses, each with a size."""
        kept, changed = [], False
        for candidate in _CANDIDATE.finditer(value):
            url = self._url(candidate[1], element)
            changed = changed or url != candidate[1]
            if url is not None:
                kept.append(url + (candidate[2] or "").rstrip())
        return value if not changed else ", ".join(kept) or None

    def _css(self, css: str, element: str) -> str:
        return map_css(
            _BASE.sub("", css),
            lambda url: self._url(url, element),
            lambda url: self._refuse(f"{element} @import", url),
        )

    def _raw(self, raw: Raw) -> None:
        was = self.html[raw.start : raw.end]
        text = was
        if raw.element == "script":
            text = _script(was, self.assets)
        elif raw.element == "style":
            text = self._css(was, "style")
        if text != was:
            self.edits.append((raw.start, raw.end, text))


def _ends(found: Sequence[Tag | Raw]) -> Iterator[tuple[int, int]]:
    """By where an element begins: where it ends, of those that are removed with what they hold."""
    wanted = _CONTAINERS | {"script"}
    open_: dict[str, list[int]] = {name: [] for name in wanted}
    for token in found:
        if isinstance(token, Raw):
            if token.element in wanted:
                yield open_[token.element][-1], token.end  # where there is no end tag, as a browser has it
        elif token.name not in wanted:
            continue
        elif token.kind == "start":
            open_[token.name].append(token.start)
        elif open_[token.name]:
            yield open_[token.name].pop(), token.end


def _script(text: str, assets: Container[str]) -> str:
    """A script whose strings name assets as the origin serves them."""

    def served(match: re.Match[str]) -> str:
        return f"{match[1]}/{match[2]}" if match[2] in assets else match[0]

    return _STRING.sub(served, _BASE.sub("", text))


def _external(url: str) -> bool:
    """Whether an address leads out of the page's origin."""
    plain = re.sub(r"[\t\n\r]", "", url).strip()
    return bool(_ABSOLUTE.match(plain)) and not _WITHIN.match(plain)
