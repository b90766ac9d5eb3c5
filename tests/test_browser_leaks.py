"""A page can reach nothing: no socket of this machine, no file, no other host. What it tries is recorded."""
# ruff: noqa: E501 (pages and paths are easier to read unbroken)

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.pages import Stage, text

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


class Ear:
    """Listens on a port of the loopback interface for TCP and UDP."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        for one in (self.tcp, self.udp):
            one.setblocking(False)

    def heard(self) -> bool:
        for receive in (self.tcp.accept, lambda: self.udp.recvfrom(1)):
            try:
                first = receive()[0]
            except BlockingIOError:
                continue
            if isinstance(first, socket.socket):
                first.close()
            return True
        return False


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    with closing(ear.tcp), closing(ear.udp):
        yield ear


def test_the_ear_hears(ear: Ear) -> None:
    assert not ear.heard()
    with socket.create_connection(("127.0.0.1", ear.port)):
        assert ear.heard()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", ear.port))
        assert ear.heard()


WAYS = {
    "fetch": "fetch('http://HOST/', {mode: 'no-cors'})",
    "XMLHttpRequest": "const x = new XMLHttpRequest(); x.open('GET', 'http://HOST/'); x.send()",
    "image": "new Image().src = 'http://HOST/a.png'",
    "CSS": "document.body.style.background = 'url(http://HOST/a.png)'",
    "font": "new FontFace('f', 'url(http://HOST/f.woff2)').load()",
    "script": "const s = document.createElement('script'); s.src = 'http://HOST/a.js'; document.head.append(s)",
    "module": "import('http://HOST/a.js')",
    "WebSocket": "new WebSocket('ws://HOST/')",
    "EventSource": "new EventSource('http://HOST/')",
    "beacon": "navigator.sendBeacon('http://HOST/', 'x')",
    "form": "const f = document.createElement('form'); f.method = 'POST'; f.action = 'http://HOST/'; "
            "document.body.append(f); f.submit()",
    "iframe": "const i = document.createElement('iframe'); i.src = 'http://HOST/'; document.body.append(i)",
    "worker": "new Worker(URL.createObjectURL(new Blob([`fetch('http://HOST/')`])))",
    "media": "const v = document.createElement('video'); v.src = 'http://HOST/v.webm'; document.body.append(v); v.load()",
    "navigation": "location = 'http://HOST/'",
}  # fmt: skip

# What no request of the page's stands for: nothing to record, but nothing may get out either.
SILENT = {
    **{
        rel: f"const l = document.createElement('link'); l.rel = '{rel}'; l.href = 'http://HOST/'; document.head.append(l)"
        for rel in ("preconnect", "dns-prefetch", "prefetch", "prerender")
    },
    "speculation": "const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent = "
                   "JSON.stringify({prerender: [{urls: ['http://HOST/']}]}); document.head.append(s)",
    "ping": "const a = document.createElement('a'); a.href = '#x'; a.ping = 'http://HOST/'; a.click()",
    "STUN": "const p = new RTCPeerConnection({iceServers: [{urls: 'stun:HOST'}]}); p.createDataChannel('x'); "
            "p.createOffer().then(o => p.setLocalDescription(o))",
    "TURN": "const p = new RTCPeerConnection({iceServers: [{urls: 'turn:HOST?transport=tcp', username: 'u', "
            "credential: 'c'}]}); p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o))",
    "WebTransport": "new WebTransport('https://HOST/')",
}  # fmt: skip


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_nothing_gets_out(stage: Stage, ear: Ear, host: str) -> None:
    ways = {**WAYS, **SILENT}
    tries = "".join(f"try {{ (() => {{ {way} }})() }} catch {{}}\n" for way in ways.values())
    page = f"<p>here</p><script>{tries.replace('HOST', f'{host}:{ear.port}')}</script>"
    async with stage.session(page) as session:
        await session.open()
        await session.page.wait_for_timeout(700)
        assert "here" in text(await stage.look(session))
    assert not ear.heard()


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_tried_is_recorded(stage: Stage, ear: Ear, way: str) -> None:
    page = f"<p>here</p><button id=b>Go</button><script>b.onclick = () => {{ {WAYS[way]} }}</script>"
    async with stage.show(page.replace("HOST", f"127.0.0.1:{ear.port}")) as session:
        await session.page.click("button")
        assert await session.settle()
        assert "here" in text(await stage.look(session))
        refused = [e.text for e in session.events.take() if e.kind == "refused_request"]
        assert any(f"127.0.0.1:{ear.port}" in one for one in refused), refused
    assert not ear.heard()


async def test_no_file_is_read(stage: Stage) -> None:
    secret = stage.folder / "secret.txt"
    secret.write_text("secret words")
    page = f"""<p id=o></p><img src="{secret.as_uri()}">
      <embed src="{secret.as_uri()}"><script>
      fetch("{secret.as_uri()}").then(r => r.text()).then(t => o.textContent = t, () => o.textContent = "refused");
      try {{ const x = new XMLHttpRequest(); x.open("GET", "{secret.as_uri()}", false); x.send();
        document.body.append(x.responseText) }} catch {{ document.body.append("thrown") }}
      for (const path of ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2fetc/passwd", "//etc/passwd"])
        fetch(path).then(r => r.text()).then(t => document.body.append(t), () => 0);</script>"""
    async with stage.show(page) as session:
        assert text(await stage.look(session)) == "refused thrown"
        content = await session.page.content()
        assert "secret words</" not in content
        assert "root:" not in content


async def test_no_frame_shows_a_file(stage: Stage) -> None:
    async with stage.session("<iframe src='file:///etc/passwd'></iframe>") as session:
        await session.open()
        assert not any(frame.url.startswith("file:") for frame in session.page.frames)
        assert await session.page.evaluate("frames[0].document?.body?.innerText ?? ''") == ""
