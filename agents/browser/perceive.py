"""What the world beside the page says of it, as evidence."""

from dataclasses import dataclass
from itertools import compress
from typing import Any

from agents.browser.ink import Ink
from tasks.evidence import Image, Media, Node, Scroller, Snapshot, Word
from tasks.geometry import Box


@dataclass(frozen=True)
class Activity:
    """What goes on in a page: the answer of `iwr.activity()`."""

    changes: int
    animating: int
    scrolling: bool
    loading: bool

    def quiet(self) -> bool:
        """Whether nothing does."""
        return not (self.changes or self.animating or self.scrolling or self.loading)


def snapshot_of(seen: dict[str, Any], picture: str, url: str, settled: bool) -> Snapshot:
    """The answer of `iwr.look()` as a snapshot; `picture` is the screenshot's hash."""
    return Snapshot(
        picture=picture,
        url=url,
        title=seen["title"],
        words=tuple(Word(text=t, box=Box(*b), line=n) for t, b, n, _, _ in seen["words"]),
        nodes=tuple(_node(*one) for one in seen["nodes"]),
        scrollers=tuple(Scroller(**{**one, "box": Box(*one["box"])}) for one in seen["scrollers"]),
        media=tuple(Media(**{**one, "box": Box(*one["box"])}) for one in seen["media"]),
        images=tuple(Image(box=Box(*b), visible=Box(*v)) for b, v in seen["images"]),
        painted=tuple(Box(*b) for b in seen["painted"]),
        settled=settled,
    )


def legible(snapshot: Snapshot, seen: dict[str, Any], ink: Ink) -> Snapshot:
    """The snapshot of that answer without what its picture shows no ink of: such words are `faint`, and a
    node of which no word can be read says nothing."""
    # (`within`: where a word stands whose own place is only guessed.)
    places = [Box(*within) if within else None for *_, within in seen["words"]]
    reads = [
        ink.shows(word.text, word.box, within) for word, within in zip(snapshot.words, places, strict=True)
    ]
    if all(reads):
        return snapshot
    faint = [not one for one in reads]
    nodes = [node for *_, node, _ in seen["words"]]
    mute = set(compress(nodes, faint)) - set(compress(nodes, reads))
    update = {
        "words": tuple(compress(snapshot.words, reads)),
        "faint": tuple(compress(snapshot.words, faint)),
        "nodes": tuple(
            node.model_copy(update={"text": ""}) if number in mute else node
            for number, node in enumerate(snapshot.nodes)
        ),
    }
    return snapshot.model_copy(update=update)


def _node(role: str, box: list[float] | None, parent: int | None, text: str, more: dict[str, Any]) -> Node:
    aliases = tuple(more.pop("aliases", ()))
    return Node(role=role, box=Box(*box) if box else None, parent=parent, text=text, aliases=aliases, **more)
