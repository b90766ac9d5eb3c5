"""The paper's structure measure, on a tiny model of the same make."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from judge.visual.dinov2 import DinoV2
from judge.visual.picture import Pixels
from tasks.errors import InputError


def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(InputError, match=r"pip install 'iwr-judge\[dinov2\]'"):
        DinoV2()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Dinov2Model of two narrow layers with weights from a fixed seed, stored as the hub stores them."""
    torch: Any = pytest.importorskip("torch")
    transformers: Any = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("model") / "tiny"
    torch.manual_seed(7)
    shape = transformers.Dinov2Config(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, mlp_ratio=2, image_size=28, patch_size=14
    )
    transformers.Dinov2Model(shape).save_pretrained(folder)
    processor = transformers.BitImageProcessor(
        size={"shortest_edge": 32},
        crop_size={"height": 28, "width": 28},
        image_mean=[0.485, 0.456, 0.406],
        image_std=[0.229, 0.224, 0.225],
    )
    processor.save_pretrained(folder)
    return folder


def picture(seed: int, height: int = 40, width: int = 60) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


def test_equal_pictures_are_1_and_others_less(model: Path) -> None:
    dino = DinoV2(str(model))
    a, b = dino.embed(picture(1)), dino.embed(picture(2))
    assert a.shape == (16,)
    assert np.linalg.norm(a) == pytest.approx(1.0)
    assert dino.similarity(a, dino.embed(picture(1))).value == 1.0
    value = dino.similarity(a, b).value
    assert value == dino.similarity(b, a).value == pytest.approx(max(0.0, float(a @ b)), abs=1e-9)
    assert value < 1.0


def test_it_is_the_models_cls_token(model: Path) -> None:
    """The same numbers by hand: the middle of the picture, normalised, in red, green, blue."""
    import torch
    from transformers import AutoModel

    pixels = picture(3, 28, 28)[:, :, ::-1] // 2
    big = np.ascontiguousarray(pixels)
    dino = DinoV2(str(model))
    # The processor scales the shortest edge to 32 and cuts the middle 28: undo it by a uniform picture.
    big[:] = (10, 100, 200)
    rgb = (np.array([200, 100, 10]) / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    inputs = torch.tensor(rgb, dtype=torch.float32)[None, :, None, None].expand(1, 3, 28, 28)
    with torch.no_grad():
        cls = AutoModel.from_pretrained(str(model)).eval()(pixel_values=inputs).last_hidden_state[0, 0]
    expected = cls.numpy() / np.linalg.norm(cls.numpy())
    assert dino.embed(big) == pytest.approx(expected, abs=1e-4)


def test_other_weights_do_not_bear_the_papers_name(model: Path) -> None:
    assert DinoV2(str(model)).name == "dinov2 (tiny)"


def test_weights_that_are_not_there_are_the_users_mistake(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    with pytest.raises(InputError, match="cannot be loaded"):
        DinoV2(str(tmp_path))
