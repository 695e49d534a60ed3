"""`mutu serve`: the pages, the worker and the scheduler in one place; whichever dies is started again."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import Any

from mutu.cli import main as command

BREATH = 1.0
SHORTEST_LIFE = 5.0


def add(subparsers: Any) -> None:
    serve = subparsers.add_parser("serve", help="run the pages, the worker and the scheduler")
    options(serve)
    serve.set_defaults(run=run)
    ready = subparsers.add_parser("ready", help="say whether this installation can be served")
    ready.set_defaults(run=run_ready)
    background = subparsers.add_parser("background", help="run the worker and the scheduler alone")
    background.set_defaults(run=run_background)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--lan", action="store_true", help="for the phones on this network too; prints a QR code")
    parser.add_argument("--cert", help="certificate file, for HTTPS")
    parser.add_argument("--key", help="key file, for HTTPS")
    parser.add_argument("--workers", type=int, default=2)


def lan_address() -> str:
    """This machine's address on the local network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def run(given: argparse.Namespace) -> int:
    """Serve until told to stop."""
    if bool(given.cert) != bool(given.key):
        raise command.Stop("--cert and --key go together")
    if not 0 < given.port < 65536:
        raise command.Stop("--port is a number from 1 to 65535")
    host = lan_address() if given.lan else "127.0.0.1"
    if not port_is_free("0.0.0.0" if given.lan else host, given.port):  # noqa: S104
        raise command.Stop(f"port {given.port} is taken; choose another with --port")
    environment = {"MALLOC_ARENA_MAX": "2", **os.environ}  # a few threads; more arenas only keep more memory
    if given.lan:
        environment["MUTU_HOSTS"] = f"127.0.0.1,localhost,[::1],{host},{socket.gethostname()}"
    if given.cert:
        environment["MUTU_HTTPS"] = "1"
    household = Household(web_command(given), background_command(), environment)
    household.open()
    address = f"{'https' if given.cert else 'http'}://{host}:{given.port}/"
    announce(address, given.lan)
    return household.keep()


def run_ready(_given: argparse.Namespace) -> int:
    """Whether this installation can be served as it is."""
    command.setup()
    from django.db import OperationalError, connection

    from mutu.core import guards

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        raise command.Stop("there is nothing to serve yet: run `mutu init` for your own organization, or `mutu demo`")
    try:
        guards.refuse_unsafe_role()
        behind = not_applied()
    except guards.UnsafeRole as reason:
        raise command.Stop(str(reason)) from None
    except OperationalError as reason:
        raise command.Stop(f"the database does not answer: {str(reason).strip()}") from None
    if behind:
        raise command.Stop("the database is not up to date: run `mutu migrate` (or `mutu init` the first time)")
    return 0


def not_applied() -> set[tuple[str, str]]:
    """The migrations in the program that the database has not seen; told by their names, none of them is loaded."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    there = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[!_~]*.py")
    }
    return there - MigrationRecorder(connection).applied_migrations().keys()


def announce(address: str, lan: bool) -> None:
    print(f"Mutu is at {address}", flush=True)
    if lan:
        import segno

        segno.make(address, error="m").terminal(compact=True)
        print("Scan it with a phone on the same network.", flush=True)


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def web_command(given: argparse.Namespace) -> list[str]:
    host = "0.0.0.0" if given.lan else "127.0.0.1"  # noqa: S104
    https = ["--ssl-certificate", given.cert, "--ssl-keyfile", given.key] if given.cert else []
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(given.port),
        "--workers", str(given.workers), "--blocking-threads", "2", "--runtime-threads", "1", "--no-ws",
        "--backpressure", "128", "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "5",
        *https,
        "mutu.wsgi:application",
    ]  # fmt: skip


def background_command() -> list[str]:
    return [sys.executable, "-m", "mutu.cli.main", "background"]


class Household:
    """The processes that belong together: started, watched, started again, stopped together."""

    def __init__(self, web: list[str], background: list[str], environment: dict[str, str]):
        self.commands = {"web": web, "background": background}
        self.environment = environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.stopping = False

    def start(self, name: str) -> None:
        self.running[name] = subprocess.Popen(self.commands[name], env=self.environment)  # noqa: S603
        self.started[name] = time.monotonic()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self.stopping = True
        for process in self.running.values():
            process.terminate()

    def open(self) -> None:
        """Start the pages, and refuse in a sentence what would fail in them; both at once, for both take a second.

        The question is asked in a process of its own, so that this one stays small. While it is asked a file stands
        that the pages wait for (`mutu.wsgi`): they load, and answer nobody before it is gone or if it says no.
        """
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        with tempfile.NamedTemporaryFile(prefix="mutu-checking-") as checking:
            self.environment = {**self.environment, "MUTU_CHECKING": checking.name}
            self.start("web")
            ready = subprocess.run([sys.executable, "-m", "mutu.cli.main", "ready"], check=False, env=self.environment)
            if ready.returncode:
                Path(checking.name).write_text("refused")
                self.stop()
                self.running["web"].wait()
                raise SystemExit(ready.returncode)
        self.start("background")

    def keep(self) -> int:
        """Keep both alive until a signal; one that dies at once is given a breath first."""
        while not self.stopping:
            time.sleep(BREATH)
            for name, process in list(self.running.items()):
                if process.poll() is not None and not self.stopping:
                    print(f"mutu: {name} stopped ({process.returncode}); starting it again", file=sys.stderr)
                    if time.monotonic() - self.started[name] < SHORTEST_LIFE:
                        time.sleep(SHORTEST_LIFE)
                    self.start(name)
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        return 0


def run_background(_given: argparse.Namespace) -> int:
    """Do the work that pages left for later, and what is due by the clock, until told to stop."""
    command.setup()
    from mutu.core.background import Background

    return Background().keep()
