"""The prompts of the judges: those that ship by name, a user's own by path."""

from pathlib import Path

from agents.models.prompts import Kind, PromptFile, load_prompt
from judge.vlm.presentation import PICTURES, Presentation, showing
from tasks.errors import InputError
from tasks.yamlfile import nearest

_FOLDER = Path(__file__).parent.parent / "prompts"

VARIABLES: dict[Kind, frozenset[str]] = {
    "assertion": frozenset({"action", "assertion", "changes", "pictures"}),
    "fidelity": frozenset({"points"}),
}
"""What a judge can fill in.

`action`: the step in words. `assertion`: the claim. `changes`: which visible text came and went, neutralised;
empty where it is not to be shown. `pictures`: what is shown, a line for each picture, so that a template can
ask what is (`{% if "PAGE BEFORE" in pictures %}`). `points`: the most points of each sub-score, by name.
"""
_NEEDED: dict[Kind, frozenset[str]] = {"assertion": frozenset({"assertion"}), "fidelity": frozenset()}


def known_prompts(kind: Kind) -> list[str]:
    """The names of the prompts of that kind that ship, sorted."""
    return sorted(path.stem for path in (_FOLDER / kind).glob("*.md"))


def prompt_list(kind: Kind) -> list[tuple[str, int, str]]:
    """Name, version and idea of the prompts of that kind that ship, sorted by name."""
    found = [(name, find_prompt(name, kind)) for name in known_prompts(kind)]
    return [(name, prompt.version, prompt.about) for name, prompt in found]


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


def any_prompt(source: str) -> PromptFile:
    """As `find_prompt`, of any kind. Raises InputError, too, where two kinds have a prompt of that name."""
    if Path(source).suffix == ".md":
        prompt = load_prompt(Path(source))
        if prompt.kind not in VARIABLES:
            raise InputError(f"{source}: kind: {prompt.kind!r} is no judge's; write {' or '.join(VARIABLES)}")
        check_prompt(prompt, prompt.kind)
        return prompt
    ids = {f"{kind}/{name}": kind for kind in VARIABLES for name in known_prompts(kind)}
    found = [one for one in ids if source in (one, one.partition("/")[2])]
    if not found:
        raise InputError(f"{source}: no such prompt; {nearest(source, list(ids))}; or give a path, *.md")
    if len(found) > 1:
        raise InputError(f"{source}: is the name of {' and '.join(found)}; write one of these")
    return find_prompt(found[0], ids[found[0]])


def check_prompt(prompt: PromptFile, kind: Kind) -> None:
    """Raises InputError where a judge of that kind can't use the prompt."""
    if prompt.kind != kind:
        raise InputError(f"{prompt.path}: kind: is {prompt.kind!r}, but a prompt for {kind!r} is needed here")
    if unknown := sorted(set(prompt.variables) - VARIABLES[kind]):
        remedy = nearest(unknown[0], sorted(VARIABLES[kind]))
        raise InputError(f"{prompt.path}: variables: no judge knows {unknown[0]!r}; {remedy}")
    if missing := sorted(_NEEDED[kind] - set(prompt.variables)):
        raise InputError(f"{prompt.path}: variables: {missing[0]!r} is needed; ask about it")


def check_pictures(prompt: PromptFile, shown: Presentation) -> None:
    """Raises InputError where the prompt, as it would be sent, speaks of a picture that is not shown."""
    for changes in ("", "new: x"):
        known = {"pictures": shown.words, "changes": changes}
        spoken = " ".join(prompt.render(**{name: known.get(name, "") for name in prompt.variables}))
        # A line may end within a name.
        spoken = " ".join(spoken.split())
        if missing := [name for name in PICTURES if name in spoken and name not in shown.names]:
            raise InputError(
                f"images: {prompt.label} speaks of {missing[0]}, which {shown.images!r} does not show; "
                f"take {' or '.join(map(repr, showing(missing)))}, or ask in the prompt what is shown"
            )
