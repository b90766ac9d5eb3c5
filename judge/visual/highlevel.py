"""The paper's rubric out of 100, filled in by local measures where no vision model is asked."""

from judge.similarity import Measure

NAME = "embedded-highlevel"

POINTS = {"layout": 10, "elements": 15, "content": 40, "style": 15, "overall": 20}
"""How the judge's score is made up (arXiv 2509.24709)."""


def embedded_highlevel(text: Measure, structure: Measure) -> Measure:
    """The rubric's score as a fraction; the parts are points, out of `POINTS`.

    `text` is the order-free text similarity, `structure` the embedded structure similarity with its parts.

    layout    where things stand: gradients and edges
    elements  what stands there: blocks matched one to one
    content   the text, whatever its order
    style     colours
    overall   the geometric mean of look and text, so that a page that has only one of them is no match
    """
    parts = structure.parts
    shares = {
        "layout": (parts["gradients"] + parts["edges"]) / 2,
        "elements": parts["blocks"],
        "content": text.value,
        "style": parts["colour"],
        "overall": (structure.value * text.value) ** 0.5,
    }
    points = {name: most * shares[name] for name, most in POINTS.items()}
    return Measure(name=NAME, value=min(1.0, sum(points.values()) / 100), parts=points)
