"""A server under measurement, on loopback, and the one client that asks it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: str, home: Path, **environment: str) -> Iterator["Client"]:
    """The application on granian, as `mutu serve` runs it, until the measurement is done."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
               "--blocking-threads", "2", "--backpressure", "64", "--log-level", "error", application]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "MUTU_HOME": str(home), **environment})
    try:
        yield Client(port, process.pid)
    finally:
        process.terminate()
        process.wait(10)


class Client:
    """One person's browser: cookies kept, nothing cached."""

    def __init__(self, port: int, pid: int):
        self.port, self.pid, self.cookies = port, pid, {}
        for _try in range(600):
            try:
                self.get("/in/")
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server does not answer")

    def ask(
        self, method: str, path: str, body: str | bytes | None = None, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        data = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        connection.close()
        return answer.status, data, {name.lower(): value for name, value in answer.getheaders()}

    def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        return self.ask("GET", path, **headers)

    def post(self, path: str, values: dict[str, str], page: str) -> tuple[int, bytes, dict[str, str]]:
        """A form posted as a browser would, with the token of the page it stands on."""
        _status, html, _headers = self.get(page)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        said = {**values, "csrfmiddlewaretoken": token[1].decode() if token else ""}
        return self.ask("POST", path, urlencode(said), Content_Type="application/x-www-form-urlencoded")

    def sent(self, path: str, said: dict[str, str]) -> float:
        """Milliseconds of sending one form; the page it stands on was there before."""
        _status, html, _headers = self.get(path)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        body = urlencode({**said, "csrfmiddlewaretoken": token[1].decode() if token else ""})
        started = time.perf_counter()
        status, _body, _headers = self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")
        if status != 302:
            raise RuntimeError(f"{path} answered {status}")
        return (time.perf_counter() - started) * 1000

    def sign_in(self, slug: str, badge: str, pin: str) -> None:
        status, _body, _headers = self.post(f"/in/{slug}/", {"badge": badge, "pin": pin}, f"/in/{slug}/")
        if status != 302:
            raise RuntimeError(f"signing in answered {status}")

    def timed(self, path: str) -> float:
        """Milliseconds of one answer."""
        started = time.perf_counter()
        status, _body, _headers = self.get(path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return (time.perf_counter() - started) * 1000


def proportional_memory(pid: int) -> float:
    """Megabytes of a process and its children, shared pages shared out (PSS)."""
    pids, total = [pid], 0
    for one in pids:
        try:
            total += int(re.search(r"Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text())[1])  # type: ignore[index]
            pids += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        except (OSError, TypeError):
            continue
    return total / 1024
