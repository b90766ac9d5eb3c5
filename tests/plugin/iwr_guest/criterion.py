"""A criterion: what stands largest on the page?"""

from pydantic import Field

from rubrics.criteria import Criterion
from rubrics.scene import StepScene
from rubrics.verdict import Finding


class Headline(Criterion):
    """The largest line of text that is seen after the step holds these words."""

    key = "headline"
    shorthand = "text"

    text: str = Field(min_length=1)

    def check(self, scene: StepScene) -> Finding:
        largest = max(scene.after.lines, key=lambda line: line.box.h, default=None)
        if largest is None:
            return self.finding(False, "there is no text.")
        holds = self.text.casefold() in largest.text.casefold()
        return self.finding(holds, f"the largest text is '{largest.text}'.")
