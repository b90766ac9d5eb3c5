"""The references in a style sheet."""

import re
from collections.abc import Callable

_CSS = re.compile(
    r"""
      (?P<comment> /\* .*? (?: \*/ | \Z ) )
    | (?P<import> @import\b (?> url\( [^)]*+ \)? | "[^"\n]*+ "? | '[^'\n]*+ '? | [^;"'{}] )*+ ;? )
    | \b url\( \s*+ (?: "(?P<double>[^"\n]*+)" | '(?P<single>[^'\n]*+)' | (?P<bare>[^"'()\s]*+) ) \s*+ \)
    | (?P<string> "(?: [^"\\\n] | \\. )*+ "? | '(?: [^'\\\n] | \\. )*+ '? )
    """,
    re.X | re.S | re.I,
)
_REFERENCE = re.compile(r"""@import\s*+(?:url\(\s*+["']?([^"')]*+)|["']([^"']*+))""", re.I)


def map_css(css: str, change: Callable[[str], str | None], refuse: Callable[[str], None]) -> str:
    """`css` with each `url()` as `change` wants it (None: emptied, which loads nothing) and without @import.

    `refuse` is told of what an @import named. Comments and strings stay as they are.
    """

    def each(match: re.Match[str]) -> str:
        if match["import"] is not None:
            named = _REFERENCE.match(match["import"])
            refuse(named[1] or named[2] or "" if named else "")
            return ""
        for kind, quote in (("double", '"'), ("single", "'"), ("bare", "")):
            if match[kind] is not None and (changed := change(match[kind])) != match[kind]:
                return f"url({quote}{changed}{quote})" if changed else "url()"
        return match[0]

    return _CSS.sub(each, css)
