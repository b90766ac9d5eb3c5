"""What people say of steps: labels by hand, the page on which they are given, and how far they agree."""

from judge.labels.agree import LabelAgreement, agreement
from judge.labels.label import MAJORITY, Label, check_annotator
from judge.labels.steps import LabelledStep, known_questions, read_steps
from judge.labels.store import Labels, LabelStore, read_labels
from judge.labels.transfer import Imported, export_labels, import_labels

__all__ = [
    "MAJORITY",
    "Imported",
    "Label",
    "LabelAgreement",
    "LabelStore",
    "LabelledStep",
    "Labels",
    "agreement",
    "check_annotator",
    "export_labels",
    "import_labels",
    "known_questions",
    "read_labels",
    "read_steps",
]
