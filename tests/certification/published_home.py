"""An installation's home in which the demo's two bodies publish, as of a given day."""

from datetime import UTC, datetime

from mutu.certification.published import Published
from mutu.demo.certificate_chain import BODY, IN_FORCE, SUSPENDED_ONE, WITHDRAWN_ONE, write_chain, write_papers

NOW = datetime.now(UTC).replace(microsecond=0)
BASE = "https://certificates.demo.example/cb/chao-phraya"
PATH = "/cb/chao-phraya"
__all__ = ["BASE", "BODY", "IN_FORCE", "NOW", "PATH", "SUSPENDED_ONE", "WITHDRAWN_ONE", "Published", "publish"]


def publish(home, monkeypatch, *, papers=False):
    """Publish the demo's chain into this home and make it the installation's."""
    monkeypatch.setenv("MUTU_HOME", str(home))
    write_chain(home, NOW)
    if papers:
        write_papers(home, NOW)
    return home
