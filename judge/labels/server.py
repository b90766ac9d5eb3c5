"""The page on which labels are given: a small server for this machine alone, and for who has the link.

It is bound to loopback. Every path begins with a random token. The Host header must name the server itself,
so that no page elsewhere can reach it under a name of its own (DNS rebinding); what changes anything must
come from the page itself (Origin). Pictures are served by their hash, and none but those of the sitting.
"""

import json
import logging
import re
import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from markupsafe import Markup
from pydantic import BaseModel, ValidationError

from judge.labels.session import Given, Session
from judge.report.html import REPORT_FOLDER, environment
from tasks.errors import InputError

log = logging.getLogger(__name__)

_FOLDER = Path(__file__).parent
_LONGEST_BODY = 64 * 1024
"""Bytes of a request."""
_PATIENCE = 30
"""Seconds that a connection may stay silent."""
_PICTURE = re.compile(r"/pictures/([0-9a-f]{64})\.png")


class LabelServer(ThreadingHTTPServer):
    """Serves one sitting on 127.0.0.1."""

    daemon_threads = True

    def __init__(self, session: Session, port: int = 0) -> None:
        """`port` 0: any that is free. Raises InputError where the port can't be had."""
        self.session = session
        self.token = secrets.token_urlsafe(24)
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise InputError(
                f"--port: {port} can't be used: {error.strerror}; leave it out for a free one"
            ) from None
        self.hosts = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}

    @property
    def url(self) -> str:
        """Where the page is; whoever has it may label."""
        return f"http://127.0.0.1:{self.server_port}/{self.token}/"

    @contextmanager
    def running(self) -> Iterator["LabelServer"]:
        """Serves in a thread of its own until the block ends."""
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            thread.join()
            self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: LabelServer
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE

    def do_GET(self) -> None:
        path = self._path()
        if path == "/":
            page, policy = _page(self.server.session)
            self._send(HTTPStatus.OK, page, "text/html; charset=utf-8", policy=policy)
        elif path is not None:
            self._send_picture(path)

    def do_POST(self) -> None:
        path = self._path()
        if path is None:
            return
        if self.headers.get("Origin", "").removeprefix("http://") not in self.server.hosts:
            self._refuse(HTTPStatus.FORBIDDEN, "not from the page itself")
        elif self.headers.get_content_type() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not JSON")
        elif (body := self._body()) is None:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long, or of no length")
        elif path == "/labels":
            self._take(body)
        elif path == "/undo":
            self._undo()
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "no such place")

    def _path(self) -> str | None:
        """The path below the token; None where the request was refused."""
        token, slash, rest = self.path.partition("?")[0].removeprefix("/").partition("/")
        if self.headers.get("Host", "") not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "not the host that is served")
        elif not slash or not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND, "no such place")
        else:
            return f"/{rest}"
        return None

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LONGEST_BODY:
            return None
        return self.rfile.read(int(length))

    def _take(self, body: bytes) -> None:
        try:
            self._answer(self.server.session.give(Given.model_validate_json(body)))
        except (ValidationError, IndexError):
            self._refuse(HTTPStatus.BAD_REQUEST, "no label")
        except InputError as error:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))

    def _undo(self) -> None:
        try:
            stands = self.server.session.undo()
        except InputError as error:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
            return
        if stands is None:
            self._refuse(HTTPStatus.CONFLICT, "nothing to take back")
        else:
            self._answer(stands)

    def _send_picture(self, path: str) -> None:
        found = _PICTURE.fullmatch(path)
        file = self.server.session.pictures.get(found[1]) if found else None
        try:
            data = file.read_bytes() if file else None
        except OSError:
            data = None
        if data is None:
            self._refuse(HTTPStatus.NOT_FOUND, "no such picture")
        else:  # its name says what it holds
            self._send(HTTPStatus.OK, data, "image/png", cache="private, max-age=86400, immutable")

    def _answer(self, value: BaseModel) -> None:
        self._send(HTTPStatus.OK, value.model_dump_json().encode(), "application/json")

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        """Say why, and end the connection: what was not read must not be taken for a request."""
        self.close_connection = True
        self._send(status, json.dumps({"problem": why}).encode(), "application/json")

    def _send(
        self,
        status: HTTPStatus,
        data: bytes,
        kind: str,
        policy: str = "default-src 'none'; frame-ancestors 'none'",
        cache: str = "no-store",
    ) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            "Content-Security-Policy": policy,
            "Cache-Control": cache,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            **({"Connection": "close"} if self.close_connection else {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def version_string(self) -> str:
        return "iwr"

    def log_message(self, format: str, *args: object) -> None:
        log.debug(format, *args)


def _page(session: Session) -> tuple[bytes, str]:
    """The page as things stand, and the policy under which only its own script and style take effect."""
    styles = REPORT_FOLDER / "report.css", _FOLDER / "page.css"
    css = "".join(path.read_text(encoding="utf-8") for path in styles)
    js = (_FOLDER / "page.js").read_text(encoding="utf-8")
    html = (
        environment(_FOLDER)
        .get_template("page.html.j2")
        .render(told=session.told(), run=session.run_dir.resolve().name, css=Markup(css), js=Markup(js))
    )
    style, script = (b64encode(sha256(text.encode()).digest()).decode() for text in (css, js))
    policy = (
        f"default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src 'sha256-{style}'; "
        f"script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    # A page may have left half a surrogate pair in its text, which no encoding can write.
    return html.encode("utf-8", errors="replace"), policy
