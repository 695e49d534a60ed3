"""Fetching for a certificate: only what it lacks, only from trusted hosts, and never more than agreed."""

import json
import ssl
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.lib.credentials.world import (
    AB,
    AB_KEY,
    CB,
    CB_KEY,
    FACTS,
    NOW,
    World,
    document_of,
    status,
    trust,
)

from mutu.certification.resolver import Resolver, completed, hosts_of
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.trust import TrustedBody
from mutu.lib.credentials.verification import verify


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """An https server on loopback with a certificate for localhost: its answers, its log, its port, its trust."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    answers, log = {}, []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            log.append(self.path)
            if self.path == "/slow":
                self.send_response(200)
                self.end_headers()
                for _ in range(100):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.05)
                return
            if self.path == "/elsewhere":
                self.send_response(302)
                self.send_header("Location", "/did.json")
                self.end_headers()
                return
            body = answers.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *arguments: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = ssl.create_default_context(cafile=str(folder / "both.pem"))
    yield answers, log, server.server_address[1], client
    server.shutdown()
    server.server_close()


@pytest.fixture
def resolver(site):
    _, log, port, client = site
    log.clear()
    return Resolver(frozenset({f"localhost:{port}"}), NOW, allowed=lambda address: True, tls=client, seconds=1.0)


def test_an_answer_of_a_trusted_host_is_fetched(site, resolver):
    answers, _, port, _ = site
    answers["/a"] = b'{"a": 1}'
    assert resolver.fetch(f"https://localhost:{port}/a").data == b'{"a": 1}'


def test_it_is_kept_for_an_hour_with_its_time(site, resolver, tmp_path):
    answers, log, port, _ = site
    answers["/kept"] = b"\xff first"
    url = f"https://localhost:{port}/kept"
    first = replace(resolver, folder=tmp_path).fetch(url)
    answers["/kept"] = b"second"
    later = replace(resolver, folder=tmp_path, now=NOW + timedelta(minutes=59)).fetch(url)
    assert (first, later) == (first, first)
    assert log == ["/kept"]
    assert replace(resolver, folder=tmp_path, now=NOW + timedelta(minutes=61)).fetch(url).data == b"second"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:{port}/a",
        "https://localhost/a",
        "https://evil.example/a",
        "https://user@localhost:{port}/a",
        "https://localhost:{port}@evil.example/a",
        "https://localhost:{port}.evil.example/a",
        "file:///etc/passwd",
        "https://localhost:99999999/a",
        "https://[::1/a",
        "https://localhost:{port}/a b",
        "",
    ],
)
def test_no_other_place_is_asked(site, resolver, url):
    _, log, port, _ = site
    with pytest.raises(CredentialError) as refusal:
        resolver.fetch(url.format(port=port))
    assert refusal.value.code == "fetch"
    assert log == []


def test_an_address_inside_is_never_connected_to(site, resolver):
    _, log, port, client = site
    inside = Resolver(frozenset({f"localhost:{port}"}), NOW, tls=client)
    with pytest.raises(CredentialError) as refusal:
        inside.fetch(f"https://localhost:{port}/a")
    assert str(refusal.value) == "localhost is not on the public internet."
    assert log == []


@pytest.mark.parametrize("path", ["/elsewhere", "/missing"])
def test_a_redirect_or_an_error_is_not_followed(site, resolver, path):
    _, log, port, _ = site
    with pytest.raises(CredentialError):
        resolver.fetch(f"https://localhost:{port}{path}")
    assert log == [path]


def test_too_much_and_too_slow_are_broken_off(site, resolver):
    answers, _, port, _ = site
    answers["/big"] = bytes(1_000_001)
    with pytest.raises(CredentialError):
        resolver.fetch(f"https://localhost:{port}/big")
    begin = time.monotonic()
    try:
        data = resolver.fetch(f"https://localhost:{port}/slow").data
    except CredentialError:
        data = b""
    assert time.monotonic() - begin < 4
    assert data.strip() == b""


def test_an_unknown_certificate_of_the_host_is_refused(site, resolver):
    _, log, port, _ = site
    with pytest.raises(CredentialError):
        replace(resolver, tls=ssl.create_default_context()).fetch(f"https://localhost:{port}/a")
    assert log == []


class Shelf(Resolver):
    """The resolver with its network taken away: answers stand on a shelf."""

    def __init__(self, answers):
        super().__init__(hosts_of(trust(bodies={AB: TrustedBody(AB, "AB"), CB: TrustedBody(CB, "CB")})), NOW)
        self.answers, self.asked = answers, []

    def _get(self, host, port, path):
        url = f"https://{host}{path}"
        self.asked.append(url)
        if url not in self.answers:
            raise OSError("not on the shelf")
        return json.dumps(self.answers[url]).encode()


def test_a_bare_certificate_becomes_valid_by_what_its_bodies_publish():
    whole = World().bundle()
    shelf = Shelf(
        {
            "https://ab.example/.well-known/did.json": document_of(AB, AB_KEY),
            "https://qms.example/cb/chao-phraya/did.json": document_of(CB, CB_KEY),
            FACTS.accreditation.url: whole["accreditation"],
            **whole["statusLists"],
        }
    )
    bare = {"certificate": whole["certificate"]}
    bundle, by, notes = completed(bare, trust(), shelf)
    assert verify(bundle, by, NOW).verdict == "valid"
    assert notes == []
    del shelf.answers[next(iter(whole["statusLists"]))]
    bundle, by, notes = completed(bare, trust(), shelf)
    assert verify(bundle, by, NOW).verdict == "indeterminate"
    assert len(notes) == 1


def test_what_is_at_hand_is_not_asked_for_again_and_rubbish_asks_for_nothing():
    whole, shelf = World().bundle(), Shelf({})
    completed(whole, trust(documents={AB: document_of(AB, AB_KEY), CB: document_of(CB, CB_KEY)}), shelf)
    assert shelf.asked == []
    assert completed({"certificate": "x"}, trust(), shelf)[2] == []
    assert shelf.asked == []


def test_only_the_hosts_of_trusted_bodies():
    bodies = {did: TrustedBody(did, did) for did in (AB, "did:web:a.example%3A8443:x", "did:key:z6Mk")}
    assert hosts_of(trust(bodies=bodies)) == {"ab.example", "a.example:8443"}


def test_a_newer_list_is_fetched_where_the_bundle_has_none():
    whole = World().bundle()
    del whole["statusLists"]["https://ab.example/status/1"]
    shelf = Shelf({"https://ab.example/status/1": status("https://ab.example/status/1", AB, AB_KEY)})
    known = trust(documents={AB: document_of(AB, AB_KEY), CB: document_of(CB, CB_KEY)})
    bundle, by, _ = completed(whole, known, shelf)
    assert shelf.asked == ["https://ab.example/status/1"]
    assert verify(bundle, by, NOW).verdict == "valid"
