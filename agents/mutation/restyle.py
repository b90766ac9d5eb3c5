"""The page in another style: what is right of it must not hang on where things stand, or how large."""

from agents.mutation.mutation import Candidate, Replacement, edits_of
from agents.mutation.sources import PageSources
from tasks.variants import INDEX

RESTYLE = "restyle"
_STYLES = {
    "larger": ("larger by a sixth", "html { zoom: 1.16 }"),
    "smaller": ("smaller by a sixth", "html { zoom: 0.86 }"),
    "airy": (
        "in another font and with wider spaces",
        "body { font-family: serif } body :where(h1, h2, h3, p, li, label, button, input, select) "
        "{ line-height: 1.7; margin-block: 6px; font-family: serif }",
    ),
}


def restyled(page: PageSources) -> tuple[Candidate, ...]:
    """The page larger, smaller, and airier: candidates for right pages that look otherwise."""
    html = page.texts[INDEX]
    found: list[Candidate] = []
    for name, (said, style) in _STYLES.items():
        # At the end, so that it has the last word.
        added = Replacement(len(html), len(html), f"<style>{style}</style>")
        edits = edits_of(html, [added])
        if edits is not None:
            found.append(Candidate(f"{RESTYLE}-{name}", RESTYLE, f"The page is {said}.", edits, looks=True))
    return tuple(found)
