"""Prompts are files: Markdown with a YAML header, rendered with undefined variables as errors.

    ---
    id: assertion/plain
    version: 1
    kind: assertion
    variables: [action, assertion]
    about: The idea of this prompt, in one line.
    ---
    # system
    Who is asked, and the rules.
    # user
    The question, as a Jinja template: {{ assertion }}

What a page says goes through `untrusted` before it becomes a variable, and stands between tags (`<page_text>`
… `</page_text>`), which it then can't forge.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError

from tasks.errors import InputError
from tasks.yamlfile import Strict, nearest, parse_yaml

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

Kind = Literal["assertion", "fidelity", "generate", "refine", "ground"]
"""What a prompt is for; it decides which variables can be given."""


class Header(Strict):
    """What stands between the `---` lines."""

    id: str = Field(pattern=r"^[a-z0-9]+([-/][a-z0-9]+)*$", max_length=80)
    version: int = Field(ge=1)
    """Counted up by whoever changes what the prompt says."""
    kind: Kind
    variables: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], ...] = ()
    about: str = Field(min_length=1)
    """The idea, in one line."""


@dataclass(frozen=True)
class PromptFile:
    """A prompt as it was read."""

    path: Path
    header: Header
    sha256: str
    """Of the file's bytes."""
    _system: "Template" = field(repr=False, compare=False)
    _user: "Template" = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def version(self) -> int:
        return self.header.version

    @property
    def kind(self) -> Kind:
        return self.header.kind

    @property
    def variables(self) -> tuple[str, ...]:
        return self.header.variables

    @property
    def about(self) -> str:
        return self.header.about

    @property
    def label(self) -> str:
        """`<id>@<version>`."""
        return f"{self.id}@{self.version}"

    def render(self, **values: object) -> tuple[str, str]:
        """The system text and the user text. Values are put in as they are; nothing in them is a template.

        Raises InputError where a variable is missing, one is too many, or the template fails.
        """
        if missing := sorted(set(self.variables) - set(values)):
            raise InputError(f"{self.path}: variables: {missing[0]!r} is not given; given: {_names(values)}")
        if foreign := sorted(set(values) - set(self.variables)):
            raise InputError(f"{self.path}: variables: add {foreign[0]!r}, or don't give it")
        try:
            return self._system.render(values).strip(), self._user.render(values).strip()
        except Exception as error:  # a template is a program of the user's
            raise InputError(f"{self.path}: can't be rendered: {error}") from None


def load_prompt(path: Path) -> PromptFile:
    """Read a prompt. Raises InputError naming file and line, what is wrong there, and the remedy."""
    try:
        data = path.read_bytes()
        lines = data.decode().replace("\r\n", "\n").split("\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a UTF-8 text file") from None
    end = _end_of_header(lines, path)
    header = _header("\n".join(lines[1:end]), path)
    system, user = _sections(lines, end + 1, path)
    texts = {"system": _template(system, path), "user": _template(user, path)}
    _check_variables(header, (system, user), path)
    return PromptFile(path, header, hashlib.sha256(data).hexdigest(), texts["system"], texts["user"])


@dataclass(frozen=True)
class _Section:
    """Part of a prompt file, and the number of its first line in the file."""

    text: str
    line: int


def _end_of_header(lines: list[str], path: Path) -> int:
    marks = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(marks) < 2 or marks[0] != 0:
        raise InputError(f"{path}:1: no header; begin with '---', the header's fields, '---'")
    return marks[1]


def _header(text: str, path: Path) -> Header:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = parse_yaml(text)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise InputError(f"{path}:{line}: the header is not valid YAML: {_first_line(error)}") from None
    except RecursionError:
        raise InputError(f"{path}:1: header: nested too deeply") from None
    try:
        # By way of JSON: there a list may fill a tuple, and nothing else bends.
        return Header.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise InputError(_describe(error, node, path)) from None
    except ValueError as error:  # an alias of itself
        raise InputError(f"{path}:1: header: {error}; write plain values") from None


def _describe(error: ValidationError, node: yaml.Node | None, path: Path) -> str:
    """The first problem of a header as one line; a misspelt field explains the one that is missing."""
    problems = error.errors(include_url=False)
    problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
    name = str(problem["loc"][0]) if problem["loc"] else ""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    line = next((key.start_mark.line + 2 for key, _ in pairs if key.value == name), 1)
    where = f"{path}:{line}: {name or 'the header'}"
    match problem["type"]:
        case "extra_forbidden":
            return f"{where}: unknown field; {nearest(name, sorted(Header.model_fields))}"
        case "missing":
            return f"{where}: required, but missing"
        case _:
            given = "" if isinstance(problem["input"], dict | list) else f" (got {problem['input']!r})"
            return f"{where}: {problem['msg']}{given}"


def _sections(lines: list[str], start: int, path: Path) -> tuple[_Section, _Section]:
    """The two sections: `# system`, then `# user`."""
    heads = [
        number for number in range(start, len(lines)) if lines[number].rstrip() in ("# system", "# user")
    ]
    if [lines[number].rstrip() for number in heads] != ["# system", "# user"]:
        raise InputError(f"{path}:{start + 1}: needs one line '# system' and then one line '# user'")
    system, user = heads
    if stray := next((number for number in range(start, system) if lines[number].strip()), None):
        raise InputError(f"{path}:{stray + 1}: text before '# system'; move it below")
    if not any(line.strip() for line in lines[user + 1 :]):
        raise InputError(f"{path}:{user + 1}: user: nothing follows; write the question")
    return (
        _Section("\n".join(lines[system + 1 : user]), system + 2),
        _Section("\n".join(lines[user + 1 :]), user + 2),
    )


def _template(section: _Section, path: Path) -> "Template":
    from jinja2 import TemplateSyntaxError

    try:
        return _environment().from_string(section.text)
    except TemplateSyntaxError as error:
        raise InputError(f"{path}:{section.line + error.lineno - 1}: {error.message}") from None


def _check_variables(header: Header, sections: tuple[_Section, ...], path: Path) -> None:
    from jinja2 import meta

    used: set[str] = set()
    for section in sections:
        tree = _environment().parse(section.text)
        names = meta.find_undeclared_variables(tree)
        if unknown := sorted(names - set(header.variables)):
            raise InputError(f"{path}: variables: {unknown[0]!r} is used, but not declared; add it")
        used |= names
    if idle := sorted(set(header.variables) - used):
        raise InputError(f"{path}: variables: {idle[0]!r} is declared, but never used; remove it")


@lru_cache(maxsize=1)
def _environment() -> "SandboxedEnvironment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    # A model reads text, not HTML: nothing to escape here. Values of a page go through `untrusted`.
    return SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )


def _first_line(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _names(values: dict[str, Any]) -> str:
    return ", ".join(sorted(values)) or "none"


_ANGLES = str.maketrans(dict.fromkeys("<＜﹤", "‹") | dict.fromkeys(">＞﹥", "›") | dict.fromkeys("`｀", "'"))
"""What tags and fenced blocks are made of, by what looks alike and delimits nothing."""

_RULE = re.compile(r"([=#~*_|+-])\1{2,}")
"""What people draw lines with: three or more of one kind."""

_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that nobody sees, beside those whose category says so (Unicode's
Default_Ignorable_Code_Point): fillers and variation selectors, which can carry a hidden text."""


def untrusted(text: str, most: int) -> str:
    """What a page or a model says, as one line of at most `most` characters that can be put into a prompt.

    It can't close a tag or a fenced block, draw a rule or begin a line: angle brackets and back-ticks become
    ‹ › ', three or more of `= # ~ * _ | + -` become two. What is not seen (control characters, line breaks,
    zero width, bidirectional, tags, private use, unassigned) is shown as an escape (`\\u200b`), so that a
    hidden text stands in the open. What is too long is cut, and the cut says how much is missing.
    """
    line = _RULE.sub(r"\1\1", "".join(map(_shown, text)).translate(_ANGLES))
    if len(line) <= most:
        return line
    note = f"… ({len(line) - most} more)"
    # Where there is no room for words, there is none for the note.
    return line[: most - len(note)] + note if most > 2 * len(note) else line[:most]


def _shown(char: str) -> str:
    """The character where it can be seen; any space as a space; else its escape."""
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category[0] != "C" and category not in ("Zl", "Zp") and not _BLANK.match(char):
        return char
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char) or (
        f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
    )
