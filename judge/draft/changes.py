"""What a step changed in the text that is seen, the most telling first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from judge.draft.story import Story
from rubrics.criteria.page import Scrolled
from rubrics.criteria.text import TextAppears
from rubrics.layout import Line
from rubrics.numbers import numbers
from rubrics.scene import Scene, StepScene
from rubrics.text import normalise, phrase

LONGEST = 60
"""Characters of a text; of a longer one the first words are enough to tell it."""
_HOVERED = 240.0
"""CSS pixels from the target."""
_FIELDS = ("textbox", "searchbox", "combobox", "spinbutton")
_SHORT = 4
"""Characters; a shorter text is found inside other words."""


@dataclass(frozen=True)
class New:
    """A text that is seen after a step and was not before."""

    text: str
    says: bool
    """It repeats what the step entered, and more."""
    later: bool
    """A later step speaks of it, so that any page must show it by then."""
    told: bool
    """It repeats what an earlier step entered, and more."""
    lives: bool
    """It takes the place of others like it as the trajectory goes on."""
    made: bool
    """It was not there before, covered or out of sight; and it does not come and go all the time."""

    @property
    def sentence(self) -> bool:
        """Whether it says what has happened, as far as can be told."""
        return self.says or is_sentence(self.text)

    @property
    def counts(self) -> bool:
        """Whether a number stands in it."""
        return any(map(str.isdigit, self.text))

    @property
    def figure(self) -> bool:
        """Whether a number is the most of it."""
        letters = sum(char.isalpha() for char in self.text)
        return sum(char.isdigit() for char in self.text) > letters

    @property
    def value(self) -> float | None:
        """The number, where the text is but one."""
        found = numbers(self.text)
        return found[0].value if len(found) == 1 and not any(map(str.isalpha, self.text)) else None

    def appears(self) -> TextAppears:
        """The criterion that it appears."""
        return TextAppears.of(asked_for(self.text))


def appeared(scene: StepScene, story: Story) -> list[New]:
    """The texts that are seen after the step and were not before, each once, the largest first. What a field
    holds is none of them."""
    step = scene.evidence.step
    entered, later, earlier = story.entered(step), story.spoken_of(step), story.given_before(step)
    held = {normalise(node.value) for node in scene.after.snapshot.nodes if node.value}
    found = []
    for line in less(scene.after, scene.before):
        text = normalise(line.text)
        if text not in held and not in_field(scene.after, line):
            says, told = _repeats(text, entered), _repeats(text, earlier)
            made = text not in story.common and not in_tree(scene.before, text) and _reached(scene, line)
            found.append(New(line.text, says, text in later, told, story.lives(text), made))
    return found


def _repeats(text: str, parts: Iterable[str]) -> bool:
    """Whether a text holds one of these, and more."""
    return any(says_more(text, part) for part in parts)


def says_more(text: str, part: str) -> bool:
    """Whether a text holds another one, and more."""
    return bool(phrase(part).search(normalise(text))) and normalise(part) != normalise(text)


def in_field(scene: Scene, line: Line) -> bool:
    """Whether the text stands in a field: its value, or what it says while it is empty."""
    fields = (node.box for node in scene.snapshot.nodes if node.role in _FIELDS and node.box)
    return any(box.holds(*line.box.center) for box in fields)


def _reached(scene: StepScene, line: Line) -> bool:
    """Whether the step can have brought the text: hovering brings what is close, and elsewhere only ends what
    earlier hovering brought."""
    chosen = scene.evidence.groundings[0].chosen if scene.evidence.groundings else None
    return scene.evidence.action != "hover" or chosen is None or line.box.distance(chosen.box) <= _HOVERED


def gone(scene: StepScene, story: Story) -> list[str]:
    """The texts that were seen before the step and are not there after, each once, sentences first. What is
    only covered, or out of sight, is there; what comes back comes last."""
    held = {normalise(node.value) for node in scene.before.snapshot.nodes if node.value}
    lines = less(scene.before, scene.after)
    found = [one.text for one in lines if normalise(one.text) in held or not in_field(scene.before, one)]
    away = [text for text in found if not in_tree(scene.after, normalise(text))]
    step = scene.evidence.step
    return sorted(away, key=lambda text: (story.comes_back(step, normalise(text)), not is_sentence(text)))


def in_tree(scene: Scene, text: str) -> bool:
    """Whether the page holds the text, seen or not. Of short ones that is not known: they stand anywhere."""
    return len(text) >= _SHORT and text in _tree_text(scene)


def _tree_text(scene: Scene) -> str:
    nodes = scene.snapshot.nodes
    return normalise(" ".join(text for node in nodes for text in (node.name, node.text) if text))


def is_sentence(text: str) -> bool:
    """Whether a text is two words at least, numbers and signs left out."""
    return sum(sum(char.isalpha() for char in word) > 1 for word in text.split()) > 1


def scrolls(scene: StepScene) -> bool:
    """Whether something was scrolled, so that what is seen depends on how high things are."""
    return Scrolled.of({"at_least": 16}).find(scene).value == "pass"


def telling(scene: Scene) -> list[Line]:
    """Lines that say something, the largest first: headings before small print."""
    lines = [line for line in scene.lines if any(char.isalnum() for char in line.text)]
    return sorted(lines, key=lambda line: (-round(line.box.h), line.box.y, line.box.x))


def times(scene: Scene) -> Counter[str]:
    """How often each text is seen, normalised."""
    return Counter(normalise(line.text) for line in telling(scene))


def once(lines: Iterable[Line]) -> list[Line]:
    """Without those whose text an earlier one has."""
    found: dict[str, Line] = {}
    for line in lines:
        found.setdefault(normalise(line.text), line)
    return list(found.values())


def less(lines: Scene, others: Scene) -> list[Line]:
    """The texts of one moment that the other does not show, those in words first, single signs last."""
    known = {normalise(line.text) for line in others.lines}
    new = [line for line in once(telling(lines)) if normalise(line.text) not in known]
    return sorted(
        new,
        key=lambda line: (
            sum(char.isalnum() for char in line.text) < 2,
            not any(char.isalpha() for char in line.text),
        ),
    )


def asked_for(text: str) -> dict[str, object]:
    """The arguments that find a text: its first words where it is long, as whole words where it is short or
    a number stands at its edge ("2 items" is no part of "12 items")."""
    while len(text) > LONGEST and " " in text:
        text = text.rpartition(" ")[0]
    plain = normalise(text)
    exact = len(plain) < _SHORT or plain[:1].isdigit() or plain[-1:].isdigit()
    return {"text": text, "exact": True} if exact else {"text": text}


def single_number(line: Line) -> bool:
    """Whether one number, and no other, stands in the line: "3 / 3" says two things."""
    return len(numbers(line.text)) == 1


def columns(scene: Scene) -> list[list[str]]:
    """Texts of one size that stand below each other and once on the page, from the top, the longest first."""
    lines = [line for line in scene.lines if sum(char.isalnum() for char in line.text) > 1]
    count = Counter(normalise(line.text) for line in lines)
    found: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        if count[normalise(line.text)] == 1:
            found.setdefault((round(line.box.x / 4), round(line.box.h)), []).append(line)
    ordered = [[line.text for line in sorted(ones, key=lambda one: one.box.y)] for ones in found.values()]
    return sorted(ordered, key=len, reverse=True)


def reordered(before: Sequence[str], after: Sequence[str], length: int) -> list[str]:
    """The first texts of `after`, `length` at most, where those that both have stand in another order; empty
    where they do not."""
    places = {text: place for place, text in enumerate(before)}
    for start in range(len(after)):
        some = [text for text in after[start : start + length] if text in places]
        if len(some) > 1 and [places[text] for text in some] != sorted(places[text] for text in some):
            return some
    return []


def short(number: float) -> int | float:
    """The number without ".0"."""
    return int(number) if number == int(number) else number
