"""The page for labelling, as a person with a keyboard and a page with bad intentions find it."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from judge.cli import label
from judge.cli.common import OneLineErrors
from judge.labels import LabelStore
from judge.labels.queue import questions
from judge.labels.server import LabelServer
from judge.labels.session import Session
from tests.test_labels import HOSTILE, PAGES, stored_run

if TYPE_CHECKING:
    from playwright.sync_api import Page

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def run(tmp_path: Path, make_counter: Callable[..., Path]) -> Path:
    return stored_run(tmp_path, make_counter)


@pytest.fixture
def server(run: Path) -> Iterator[LabelServer]:
    with LabelServer(Session(run, "ada", questions(run))).running() as server:
        yield server


def ask(server: LabelServer, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
    """One request to the server's port, with the headers that a browser would send, or others."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    origin = {"Origin": f"http://127.0.0.1:{server.server_port}"} if method == "POST" else {}
    sent = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, sent, origin | (JSON if sent is not None else {}) | named)
    reply = connection.getresponse()
    data = reply.read()
    connection.close()
    return reply.status, data


LABEL = {"question": 0, "value": "pass", "note": "", "seconds": 1.0}


def test_only_who_has_the_link_and_comes_by_this_name_is_let_in(server: LabelServer, run: Path) -> None:
    home = f"/{server.token}/"
    port = server.server_port
    assert ask(server, "GET", home)[0] == 200
    assert ask(server, "GET", home, Host=f"localhost:{port}")[0] == 200
    for host in ("evil.test", f"evil.test:{port}", "127.0.0.1", f"127.0.0.1:{port}.evil.test", ""):
        assert ask(server, "GET", home, Host=host)[0] == 421
        assert ask(server, "POST", f"{home}labels", LABEL, Host=host)[0] == 421
    for path in ("/", "/x/", "//", f"/{server.token}", f"/{server.token[:-1]}/", f"/{server.token}x/"):
        assert ask(server, "GET", path)[0] == 404
    assert ask(server, "POST", "/x/labels", LABEL)[0] == 404
    for origin in ("null", "http://evil.test", f"https://127.0.0.1:{port}", "http://127.0.0.1:1", ""):
        assert ask(server, "POST", f"{home}labels", LABEL, Origin=origin)[0] == 403
        assert ask(server, "POST", f"{home}undo", {}, Origin=origin)[0] == 403
    assert ask(server, "POST", f"{home}labels", LABEL, Content_Type="text/plain")[0] == 415
    assert not (run / "labels").exists()
    assert ask(server, "POST", f"{home}labels", LABEL)[0] == 200
    assert ask(server, "PUT", f"{home}labels", LABEL)[0] == 501


def test_what_is_no_label_is_not_written(server: LabelServer, run: Path) -> None:
    home = f"/{server.token}/"
    wrong: list[Any] = [
        LABEL | {"value": "withdrawn"},
        LABEL | {"question": 6},
        LABEL | {"question": -1},
        LABEL | {"note": "x" * 4001},
        LABEL | {"seconds": -1},
        LABEL | {"annotator": "bob"},
        b"[" * 5000,
        b"\xff",
    ]
    for body in wrong:
        assert ask(server, "POST", f"{home}labels", body)[0] == 400
    assert ask(server, "POST", f"{home}labels", b"x" * 70_000)[0] == 413
    assert ask(server, "POST", f"{home}labels", b"", Content_Length="-5")[0] == 413
    assert ask(server, "POST", f"{home}undo", {})[0] == 409
    assert ask(server, "POST", f"{home}other", {})[0] == 404
    assert not (run / "labels").exists()


def test_no_file_but_the_pictures_of_the_run_is_served(server: LabelServer, run: Path) -> None:
    home = f"/{server.token}"
    step = questions(run)[0]
    status, data = ask(server, "GET", f"{home}/pictures/{step.after}.png")
    assert (status, data) == (200, (run / "pictures" / f"{step.after}.png").read_bytes())
    for name in ("../run.json", "..%2frun.json", "0" * 64 + ".png", f"{step.after}", "", "%00"):
        assert ask(server, "GET", f"{home}/pictures/{name}")[0] == 404
    assert ask(server, "GET", f"{home}/run.json")[0] == 404


def test_a_page_s_words_stay_words(server: LabelServer) -> None:
    status, data = ask(server, "GET", f"/{server.token}/")
    text = data.decode()
    assert status == 200
    assert text.count("<script") == text.count("</script>") == 2
    assert "<img src=x" not in text
    block = text.partition('id="told">')[2].partition("</script>")[0]
    assert json.loads(block)["questions"][0]["title"] == HOSTILE
    assert not any(f'"{generator}' in block for generator in PAGES)


@contextmanager
def opened(server: LabelServer, refused: int = 0) -> Iterator["Page"]:
    """The page in a browser; whatever it complains of, or asks elsewhere, is an error, but for so many
    requests of its own that are refused."""
    chromium = os.environ.get("IWR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium: set IWR_CHROMIUM, or put one on the PATH")
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((server.url, "data:")) else complaints.append(request.url)
            ),
        )
        page.goto(server.url)
        yield page
        browser.close()
    failed = [one for one in complaints if one.startswith("Failed to load resource")]
    assert len(failed) == refused
    assert complaints == failed


@pytest.mark.browser
def test_labelling_by_the_keyboard_alone(server: LabelServer, run: Path) -> None:
    asked = questions(run)
    store = LabelStore(run, "ada")

    def said() -> list[tuple[str, str, str]]:
        return [(one.step + one.generator[:9], one.value, one.note) for one in store.history()]

    def name(number: int) -> str:
        return asked[number].step + asked[number].generator[:9]

    with opened(server) as page:
        press = page.keyboard.press

        def at(number: int, labelled: int) -> None:
            page.locator("#count", has_text=f"{labelled} of 6 labelled · at {number}").wait_for()

        def pressed() -> list[str | None]:
            return [
                one.get_attribute("data-value") for one in page.locator(".choices [aria-pressed=true]").all()
            ]

        at(1, 0)
        assert page.locator("#assertion").inner_text() == (
            asked[0].assertion
            or "The rubric claims nothing here: did the step do what it did in the original?"
        )
        shown = page.locator("#pictures img").evaluate_all("all => all.map((one) => one.src)")
        assert shown[:2] == [f"{server.url}pictures/{key}.png" for key in (asked[0].before, asked[0].after)]
        page.wait_for_function(
            "[...document.querySelectorAll('#pictures img')].every((one) => one.naturalWidth === 640)"
        )

        press("p")
        at(2, 1)
        assert said() == [(name(0), "pass", "")]  # on disk before the next step is shown
        press("n")
        page.keyboard.type("pf: not the count?")  # these are letters here, not keys
        press("Enter")
        press("f")
        at(3, 2)
        press("u")
        at(4, 3)
        assert said()[1:] == [(name(1), "fail", "pf: not the count?"), (name(2), "unsure", "")]

        press("ArrowLeft")
        at(3, 3)
        assert pressed() == ["unsure"]
        press("ArrowLeft")
        assert page.locator("#note").input_value() == "pf: not the count?"
        press("n")
        press("End")
        page.keyboard.type("!")
        press("Escape")  # a note that is changed is kept with its label
        page.locator("#status", has_text="Note saved").wait_for()
        assert said()[3] == (name(1), "fail", "pf: not the count?!")
        press("z")
        at(2, 3)
        page.locator("#status", has_text="Taken back").wait_for()
        assert page.locator("#note").input_value() == "pf: not the count?"
        press("z")
        at(3, 2)
        assert pressed() == []
        press("g")
        at(4, 2)

        # Only by Tab and Enter, with the focus to be seen; a space afterwards gives no label.
        page.locator("#action").focus()
        for _ in range(20):
            press("Tab")
            if page.evaluate("document.activeElement.dataset.value") == "fail":
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        press("Enter")
        at(5, 3)
        press("Space")
        assert (
            page.locator("#pictures.alone figure.current img").get_attribute("alt") == "Page before the step"
        )
        press("o")
        assert page.locator("figure.current figcaption").inner_text().split() == ["3", "Original", "before"]
        press("v")
        assert page.locator("#pictures.alone").count() == 0
        press("x")
        assert page.locator("#zoom-picture").evaluate("one => one.clientWidth") == 640
        press("2")
        assert page.locator("#zoom-name").inner_text() == "Page after"
        press("p")
        at(6, 4)
        assert page.locator("#zoom[open]").count() == 1
        press("Escape")
        press("?")
        page.locator("#help[open]").wait_for()
        press("p")  # reads the help, gives no label
        press("Escape")
        at(6, 4)
        page.reload()
        at(6, 4)
    values = [one.value for one in store.history()]
    assert values == ["pass", "fail", "unsure", "fail", "fail", "withdrawn", "fail", "pass"]
    assert all(one.seconds < 60 for one in store.history())


@pytest.mark.browser
def test_what_could_not_be_saved_is_said(run: Path) -> None:
    server = LabelServer(Session(run, "ada", questions(run)[:1], blind=False))
    with server.running(), opened(server, refused=2) as page:
        assert HOSTILE in page.locator("#opinions").inner_text()
        assert page.locator("#opinions .chip").count() == 1
        (run / "labels").write_text("in the way")
        page.keyboard.press("p")
        page.locator("#problem", has_text="ada.jsonl: cannot be written").wait_for()
        page.route("**/labels", lambda route: route.abort())
        page.keyboard.press("p")
        page.locator("#problem", has_text="Not saved: iwr label is no longer running").wait_for()
        assert page.locator("#count").inner_text() == "0 of 1 labelled · at 1"
        (run / "labels").unlink()
        page.unroute("**/labels")
        page.keyboard.press("p")
        page.locator("#problem", has_text="Every step has a label").wait_for()
    assert [one.value for one in LabelStore(run, "ada").history()] == ["pass"]


app = typer.Typer(cls=OneLineErrors, pretty_exceptions_enable=False)
app.command("label")(label.label_command)
app.add_typer(label.app, name="labels")


def test_the_commands_together(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*arguments: object, code: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            app(list(map(str, arguments)), prog_name="iwr")
        assert ended.value.code == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    # Whoever runs the tests in the background ignores Ctrl-C, and so would the command.
    start = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    sitting = subprocess.Popen(
        [
            *(sys.executable, "-c", f"{start}; from test_labels_page import app; app()"),
            *("label", run, "--as", "ada", "--no-open", "--json", "--only", "failed"),
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, Path(__file__).parents[:2]))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert sitting.stderr is not None
    assert sitting.stderr.readline() == "0 of 3 steps are labelled; Ctrl-C ends\n"
    port, token = sitting.stderr.readline().strip("/ \n").removeprefix("http://127.0.0.1:").split("/")
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
    headers = JSON | {"Origin": f"http://localhost:{port}"}
    connection.request("POST", f"/{token}/labels", json.dumps(LABEL), headers)
    assert connection.getresponse().status == 200
    sitting.send_signal(signal.SIGINT)
    ended, _ = sitting.communicate(timeout=20)
    assert sitting.returncode == 0
    file = run / "labels" / "ada.jsonl"
    assert json.loads(ended) == {"annotator": "ada", "file": str(file), "questions": 3, "labelled": 1}

    table = tmp_path / "labels.csv"
    assert said("labels", "export", run, "--format", "csv", "--out", table) == f"{table}\n"
    assert said("labels", "export", run).encode() == file.read_bytes()
    added = json.loads(said("labels", "import", table, run, "--json"))
    assert added == {"added": 0, "known": 1, "stale": 0, "annotators": ["ada"]}
    assert json.loads(said("labels", "agreement", run, "--json"))["judges"][0]["specificity"]["total"] == 1
    for line in ("ada", "Sensitivity", "share of fail"):
        assert line in said("labels", "agreement", run)
    wrong = f"iwr: {run}: no judgement 'frist'; did you mean 'first'?\n"
    assert said("labels", "agreement", run, "--judgements", "frist", code=2) == wrong
