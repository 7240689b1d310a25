"""A visitor who asks the application itself, as a server would: the same call for Polku's page and the bare one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler

from bench.web import HOST

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def token(self) -> str:
        """The key of the page's form."""
        found = _TOKEN.search(self.body)
        return found[1].decode() if found else ""

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


@dataclass
class Visitor:
    application: WSGIHandler
    cookies: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, form: dict[str, Any] | None = None) -> dict[str, Any]:
        """The request as a server hands it over; `ask` may be given it again and again."""
        body = urlencode(form or {}, doseq=True).encode()
        return {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": HOST,
            "SERVER_PORT": "443", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": HOST,
            "HTTP_X_FORWARDED_PROTO": "https", "HTTP_ORIGIN": f"https://{HOST}", "HTTP_ACCEPT_LANGUAGE": "fi",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True,
            "wsgi.run_once": False, "wsgi.errors": None, "wsgi.input": body,
        }  # fmt: skip

    def ask(self, request: dict[str, Any]) -> Answer:
        started: list[Any] = []
        environ = request | {"wsgi.input": BytesIO(request["wsgi.input"])}
        response = self.application(environ, lambda status, headers: started.extend((status, headers)))
        body = b"".join(response)
        response.close()
        return Answer(int(started[0].split()[0]), tuple(started[1]), body)

    def visit(self, method: str, path: str, form: dict[str, Any] | None = None) -> Answer:
        """Ask once and keep the cookies."""
        answer = self.ask(self.request(method, path, form))
        for name, value in answer.headers:
            if name == "Set-Cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return answer
