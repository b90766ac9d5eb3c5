"""The prompts of the judges: those that ship by name, a user's own by path."""

from pathlib import Path

from agents.models.prompts import Kind, PromptFile, load_prompt
from tasks.errors import InputError
from tasks.yamlfile import nearest

_FOLDER = Path(__file__).parent.parent / "prompts"

VARIABLES: dict[Kind, frozenset[str]] = {
    "assertion": frozenset({"action", "assertion", "changes"}),
    "fidelity": frozenset({"points"}),
}
"""What a judge can fill in.

`action`: the step in words. `assertion`: the claim. `changes`: which visible text came and went, neutralised;
empty where it is not to be shown. `points`: the most points of each sub-score, by name.
"""
_NEEDED: dict[Kind, frozenset[str]] = {"assertion": frozenset({"assertion"}), "fidelity": frozenset()}


def known_prompts(kind: Kind) -> list[str]:
    """The names of the prompts of that kind that ship, sorted."""
    return sorted(path.stem for path in (_FOLDER / kind).glob("*.md"))


def find_prompt(source: str | Path, kind: Kind) -> PromptFile:
    """The prompt of that name (`plain`, or its id, `assertion/plain`), or in the file of that path (`*.md`).

    Raises InputError where there is none, its file is wrong, or it is a prompt of another kind.
    """
    known = known_prompts(kind)
    name = str(source).removeprefix(f"{kind}/")
    if name in known:
        path = _FOLDER / kind / f"{name}.md"
    elif Path(source).suffix == ".md":
        path = Path(source)
    else:
        raise InputError(
            f"prompt: no {kind} prompt {str(source)!r}; {nearest(name, known)}; or give a path, *.md"
        )
    prompt = load_prompt(path)
    check_prompt(prompt, kind)
    return prompt


def check_prompt(prompt: PromptFile, kind: Kind) -> None:
    """Raises InputError where a judge of that kind can't use the prompt."""
    if prompt.kind != kind:
        raise InputError(f"{prompt.path}: kind: is {prompt.kind!r}, but a prompt for {kind!r} is needed here")
    if unknown := sorted(set(prompt.variables) - VARIABLES[kind]):
        remedy = nearest(unknown[0], sorted(VARIABLES[kind]))
        raise InputError(f"{prompt.path}: variables: no judge knows {unknown[0]!r}; {remedy}")
    if missing := sorted(_NEEDED[kind] - set(prompt.variables)):
        raise InputError(f"{prompt.path}: variables: {missing[0]!r} is needed; ask about it")
