"""A throw-away PostgreSQL for the tests: fast, unsafe on a power cut, gone afterwards.

    python tests/postgres.py run COMMAND ...   a cluster of its own around one command
    python tests/postgres.py start             one that stays, remembered in .test-postgres/; prints its URLs:
                                               eval "$(python tests/postgres.py start)"
    python tests/postgres.py status            prints the URLs again, or says that none runs
    python tests/postgres.py stop              stops and removes it

Two roles are made, as in a real installation: `mutu_owner` owns the tables, `mutu_app` owns nothing, so that
row-level security binds it. PostgreSQL refuses to run as root; then the server runs as the user `postgres`,
and its files lie in the system's temporary directory, which that user can reach wherever this checkout is.
"""

from __future__ import annotations

import getpass
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

REMEMBERED = Path(__file__).resolve().parent.parent / ".test-postgres" / "cluster.json"
SERVER_USER = "postgres" if os.geteuid() == 0 else None  # None: whoever runs this

CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{directory}'
max_connections = 100
fsync = off
synchronous_commit = off
full_page_writes = off
timezone = 'UTC'
"""

ROLES = """
CREATE ROLE mutu_owner LOGIN CREATEDB PASSWORD '{owner_password}';
CREATE ROLE mutu_app LOGIN PASSWORD '{app_password}';
CREATE DATABASE mutu OWNER mutu_owner;
"""


class ClusterError(Exception):
    """PostgreSQL did not do what was asked; the text says what it answered."""


@dataclass(frozen=True)
class Cluster:
    """A running server: where its files are, its port, and the passwords of its two roles."""

    directory: str
    port: int
    owner_password: str
    app_password: str

    @property
    def urls(self) -> dict[str, str]:
        """The environment under which Mutu uses this server."""
        return {
            "MUTU_TEST_DATABASE": "postgres",
            "MUTU_DATABASE_URL": f"postgresql://mutu_app:{self.app_password}@127.0.0.1:{self.port}/mutu",
            "MUTU_OWNER_DATABASE_URL": f"postgresql://mutu_owner:{self.owner_password}@127.0.0.1:{self.port}/mutu",
        }

    @property
    def data(self) -> str:
        return f"{self.directory}/data"


def programs() -> Path:
    """Where initdb and pg_ctl are: Debian's newest version, else the first on the PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda path: int(path.parts[-3]))
    if newest:
        return newest[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise ClusterError("PostgreSQL is not installed: sudo apt-get install -y postgresql")


def ask(program: str, *arguments: str, text: str | None = None) -> None:
    """Run one of PostgreSQL's programs as the user who may."""
    done = subprocess.run(
        [programs() / program, *arguments],
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        user=SERVER_USER,
        group=SERVER_USER,
        extra_groups=[] if SERVER_USER else None,
    )
    if done.returncode:
        raise ClusterError(f"{program} failed:\n{done.stdout}")


def create() -> Cluster:
    """Make the files, start the server and make the roles; leave nothing behind when that fails."""
    directory = tempfile.mkdtemp(prefix="mutu-pg-")
    if SERVER_USER:
        shutil.chown(directory, SERVER_USER, SERVER_USER)
    cluster = Cluster(directory, free_port(), secrets.token_hex(8), secrets.token_hex(8))
    try:
        ask("initdb", "--pgdata", cluster.data, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
            "--auth-local=peer", "--auth-host=scram-sha-256")  # fmt: skip
        with Path(cluster.data, "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION.format(port=cluster.port, directory=directory))
        start_server(cluster)
        ask("psql", "--host", directory, "--port", str(cluster.port), "--dbname", "postgres",
            "--username", SERVER_USER or getpass.getuser(), "--quiet", "--set=ON_ERROR_STOP=1",
            text=ROLES.format(**asdict(cluster)))  # fmt: skip
    except BaseException:
        remove(cluster)
        raise
    return cluster


def start_server(cluster: Cluster) -> None:
    log = Path(cluster.directory, "log")
    try:
        ask("pg_ctl", "start", "--wait", "--silent", "--pgdata", cluster.data, "--log", str(log))
    except ClusterError as reason:
        raise ClusterError(f"{reason}\n{log.read_text() if log.exists() else ''}") from None


def remove(cluster: Cluster) -> None:
    """Stop the server, if it still runs, and delete its files."""
    if Path(cluster.data, "postmaster.pid").exists():
        try:
            ask("pg_ctl", "stop", "--mode=immediate", "--timeout=10", "--silent", "--pgdata", cluster.data)
        except ClusterError as reason:  # a pid file left by a server that died: nothing to stop
            print(reason, file=sys.stderr)
    shutil.rmtree(cluster.directory, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def remembered() -> Cluster | None:
    """The cluster that `start` left running. One whose server died is removed and forgotten."""
    if not REMEMBERED.exists():
        return None
    cluster = Cluster(**json.loads(REMEMBERED.read_text()))
    try:
        ask("pg_isready", "--quiet", "--host", cluster.directory, "--port", str(cluster.port))
    except ClusterError:
        forget(cluster)
        return None
    return cluster


def forget(cluster: Cluster) -> None:
    remove(cluster)
    REMEMBERED.unlink()


def start() -> int:
    cluster = remembered()
    if cluster is None:
        cluster = create()
        REMEMBERED.parent.mkdir(exist_ok=True)
        REMEMBERED.write_text(json.dumps(asdict(cluster)))
        REMEMBERED.chmod(0o600)
    return status()


def status() -> int:
    cluster = remembered()
    if cluster is None:
        print("No test cluster runs.", file=sys.stderr)
        return 1
    for name, value in cluster.urls.items():
        print(f"export {name}={value}")
    return 0


def stop() -> int:
    if cluster := remembered():
        forget(cluster)
    return 0


def run(command: list[str]) -> int:
    """The command's exit code; the cluster goes away however the command ends."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    cluster = create()
    try:
        return subprocess.run(command, env=os.environ | cluster.urls, check=False).returncode
    finally:
        remove(cluster)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["run", *command] if command:
            return run(command)
        case ["start"]:
            return start()
        case ["status"]:
            return status()
        case ["stop"]:
            return stop()
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ClusterError as reason:
        sys.exit(str(reason))
