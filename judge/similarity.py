"""How alike a candidate's screenshot and a checkpoint look: the numbers, each with the measure's name."""

from pydantic import Field

from tasks.yamlfile import Strict


class Measure(Strict):
    """One number and what made it."""

    name: str
    """Which measure ('ocr-levenshtein', 'dinov2-base'): an offline figure must not pass for the paper's."""
    value: float = Field(ge=0.0, le=1.0)
    """1 is identical."""
    parts: dict[str, float] = {}
    """What the value is made of, where it is made of parts."""
    exchange: str | None = None
    """Key of the exchange with a model that the value rests on."""


class Similarity(Strict):
    """A visual checkpoint compared."""

    step: str
    """Step id; 'initial' for the page before any action."""
    index: int = Field(ge=0)
    """Number of the checkpoint: 0 before any action, i after the i-th step."""
    picture: str
    """SHA-256 of the candidate's screenshot."""
    text: Measure
    structure: Measure
    high_level: Measure
    details: tuple[Measure, ...] = ()
    """Pixel metrics beside them; they are shown and never scored."""

    @property
    def low(self) -> float:
        """LFS of this checkpoint: (text + structure) / 2 (arXiv 2509.24709)."""
        return (self.text.value + self.structure.value) / 2

    @property
    def high(self) -> float:
        """HFS of this checkpoint: the judge's score out of 100, as a fraction."""
        return self.high_level.value
