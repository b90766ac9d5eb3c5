"""Do two screenshots look alike? Text, structure, colour and pixels."""

from judge.visual.compare import BACKENDS, VisualJudge
from judge.visual.ocr import TextReader
from judge.visual.picture import UnreadablePictureError

__all__ = ["BACKENDS", "TextReader", "UnreadablePictureError", "VisualJudge"]
