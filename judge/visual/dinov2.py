"""The paper's structure similarity: DINOv2. Needs `pip install 'iwr-judge[dinov2]'` and the weights."""

from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from judge.similarity import Measure
from judge.visual.picture import Pixels
from tasks.errors import InputError

PAPER_MODEL = "facebook/dinov2-base"


class DinoV2:
    """Cosine of the CLS embeddings of two pictures, clipped to [0, 1] (arXiv 2509.24709).

    `model` is a name on the Hugging Face hub or a folder. Loaded at once, in float32 on the CPU.
    Raises InputError where the packages or the weights are missing.
    """

    def __init__(self, model: str = PAPER_MODEL) -> None:
        # Only the paper's own model bears its name; other weights are named as what they are.
        self.name = "dinov2-base" if model == PAPER_MODEL else f"dinov2 ({Path(model).name})"
        self._processor, self._model = _load(model)

    def embed(self, pixels: Pixels) -> NDArray[np.float64]:
        """CLS embedding of unit length."""
        import torch
        from PIL import Image

        picture = Image.fromarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
        with torch.no_grad():
            output = self._model(**self._processor(images=picture, return_tensors="pt"))
        vector = output.last_hidden_state[0, 0].numpy().astype(np.float64)
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12))

    def similarity(self, a: NDArray[np.float64], b: NDArray[np.float64]) -> Measure:
        """Of two embeddings."""
        # 1 - |a - b|^2 / 2 is the cosine of unit vectors, and exactly 1 for equal ones.
        cosine = 1.0 - float(np.square(a - b).sum()) / 2
        return Measure(name=self.name, value=min(1.0, max(0.0, cosine)))


def _load(model: str) -> tuple[Any, Any]:
    """The image processor and the model, ready for use."""
    try:
        import torch
        from transformers import AutoModel

        # The package's own `transformers.AutoImageProcessor` refuses to work without torchvision, which
        # the Pillow backend, the one the paper's figures were made with, does not need.
        processing = import_module("transformers.models.auto.image_processing_auto")
    except ImportError as error:
        raise InputError(
            f"structure measure 'dinov2': {error.name or 'transformers'} is missing; "
            "run: pip install 'iwr-judge[dinov2]'"
        ) from None
    try:
        processor = processing.AutoImageProcessor.from_pretrained(model, backend="pil")
        network = AutoModel.from_pretrained(model, dtype=torch.float32)
    except (OSError, ValueError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(
            f"DINOv2 model {model!r}: cannot be loaded ({first}); "
            "give a folder that holds the model, or a name on a hub that can be reached"
        ) from None
    return processor, network.eval()
