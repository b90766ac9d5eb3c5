"""Do two screenshots look alike? Text, structure, colour and pixels."""

from judge.visual.compare import BACKENDS, VisualJudge
from judge.visual.metrics import Metric
from judge.visual.ocr import TextReader
from judge.visual.picture import UnreadablePictureError

__all__ = ["BACKENDS", "Metric", "TextReader", "UnreadablePictureError", "VisualJudge"]
