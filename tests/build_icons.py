"""`make icons`: what the kinds of icons look like, drawn from open icon sets, into
agents/operator/grounding/icons.npz.

The sets are npm packages (tests/zoo/src/icons), each drawing at 64 px in Chromium, black on white. kinds.json
says under which names a kind goes there. Drawings that are the same pixels are kept once.
"""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

from agents.browser.chromium import find_chromium
from agents.operator.grounding.drawings import ink_of, lab_of
from agents.operator.grounding.icons import FILE

SOURCE = Path(__file__).parent / "zoo" / "src" / "icons"
_PATTERNS = (
    "@mdi/svg/svg/{}.svg",
    "@phosphor-icons/core/assets/regular/{}.svg",
    "@phosphor-icons/core/assets/fill/{}-fill.svg",
    "@primer/octicons/build/svg/{}-16.svg",
    "@tabler/icons/icons/outline/{}.svg",
    "@tabler/icons/icons/filled/{}.svg",
    "bootstrap-icons/icons/{}.svg",
    "feather-icons/dist/icons/{}.svg",
    "heroicons/24/outline/{}.svg",
    "heroicons/24/solid/{}.svg",
    "ionicons/dist/svg/{}.svg",
    "lucide-static/icons/{}.svg",
)
_SIDE, _CELL, _ROW = 64, 80, 16


def main() -> None:
    """Draw all, and write the file."""
    kinds = json.loads((SOURCE / "kinds.json").read_text(encoding="utf-8"))
    wanted = [(kind, path) for kind, names in kinds.items() for path in _files(names.split())]
    page = "".join(f'<i><img src="data:image/svg+xml;base64,{_data(path)}"></i>' for _, path in wanted)
    style = f"body{{margin:0;width:{_ROW * _CELL}px;font-size:0}}"
    style += f"i{{display:inline-block;width:{_CELL}px;height:{_CELL}px}}"
    style += f"img{{width:{_SIDE}px;height:{_SIDE}px;margin:{(_CELL - _SIDE) // 2}px}}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium().path))
        tab = browser.new_page(viewport={"width": _ROW * _CELL, "height": 800})
        tab.set_content(f"<style>{style}</style>{page}")
        tab.wait_for_load_state("networkidle")
        sheet = Image.open(io.BytesIO(tab.screenshot(full_page=True))).convert("RGB")
        browser.close()
    labels, inks, known = [], [], set()
    for number, (kind, _) in enumerate(wanted):
        x, y = number % _ROW * _CELL, number // _ROW * _CELL
        ink = ink_of(lab_of(np.asarray(sheet.crop((x, y, x + _CELL, y + _CELL)))))
        if ink is None:
            continue
        small = (np.round(ink * 3) * 85).astype(np.uint8)  # four shades are enough
        if (kind, small.tobytes()) not in known:
            known.add((kind, small.tobytes()))
            labels.append(kind)
            inks.append(small)
    np.savez_compressed(FILE, kinds=np.array(labels), inks=np.stack(inks))
    print(f"{len(labels)} drawings of {len(kinds)} kinds, {FILE.stat().st_size / 1000:.0f} kB")


def _files(names: list[str]) -> Iterator[Path]:
    for name in names:
        for pattern in _PATTERNS:
            path = SOURCE / "node_modules" / pattern.format(name)
            if path.is_file():
                yield path


def _data(path: Path) -> str:
    text = path.read_text(encoding="utf-8").replace("currentColor", "#000")
    return base64.b64encode(text.encode()).decode()


if __name__ == "__main__":
    main()
