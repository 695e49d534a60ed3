"""``mutu verify``, ``mutu credentials``: exit codes, texts, and whose word counts."""

import json
import subprocess
import sys

import pytest
from tests.lib.credentials.conftest import CASES, reference  # noqa: F401
from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import AB, AB_KEY, ACCREDITATION, CB, CB_KEY, FACTS, NOW, World
from tests.reports.test_certificate import made

from mutu.certification.checking import contexts_held
from mutu.cli.credentials import main
from mutu.lib.credentials.accreditation import accreditation_payload
from mutu.lib.credentials.certificate import certificate_payload
from mutu.lib.credentials.content import read_certificate
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.did import did_key
from mutu.lib.credentials.summary import qr_text, summarize
from mutu.lib.credentials.trust import CERTIFICATION, TrustedBody, TrustedKey, trust_list_payload

TIME = "2026-11-22T12:00:00Z"
PLAIN = Key(b"k" * 32, "")
KEEPER = Key(b"k" * 32, f"{did_key(PLAIN.public_key)}#{PLAIN.public_key.multikey}")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MUTU_HOME", str(tmp_path / "home"))


@pytest.fixture
def trust_list(tmp_path):
    bodies = [
        TrustedBody(AB, "National Accreditation", keys=(TrustedKey(AB_KEY.public_key),)),
        TrustedBody(CB, "CPA", role=CERTIFICATION, keys=(TrustedKey(CB_KEY.public_key, address=CB_KEY.key_id),)),
    ]
    payload = trust_list_payload(
        name="Buyer's list", sequence=3, bodies=bodies, valid_from=NOW, valid_until=NOW.replace(year=2027)
    )
    path = tmp_path / "trust.json"
    path.write_text(json.dumps(add_proof(payload, KEEPER, created=NOW)))
    return str(path)


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(World().bundle()))
    return str(path)


def test_a_good_bundle_exits_with_nought_and_tells_the_chain(bundle, trust_list, capsys):
    assert main(["verify", bundle, "--trust", trust_list, "--now", TIME]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        f"{bundle}: VALID. The certificate is genuine, in force, and covered by an accreditation you trust."
    )
    assert lines[-1] == "  status as of 2026-11-22T00:00:00Z, 12.0 hours old"


def test_json_for_programs(bundle, trust_list, capsys):
    main(["verify", bundle, "--trust", trust_list, "--now", TIME, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "valid"
    assert answer["certificate"]["number"] == "CPA-2026-00001"
    assert [step["verdict"] for step in answer["steps"]] == ["valid"] * 8


def test_without_a_trust_list_nobody_is_trusted(bundle, capsys):
    assert main(["verify", bundle, "--now", TIME]) == 1
    assert capsys.readouterr().out.startswith(f"{bundle}: UNTRUSTED.")


def test_one_bad_file_among_good_ones_is_not_success(bundle, trust_list, tmp_path, capsys):
    other = tmp_path / "other.txt"
    other.write_text("hello\x1b[2J")
    assert main(["verify", bundle, str(other), "--trust", trust_list, "--now", TIME]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_a_trust_list_of_another_keeper_or_a_changed_one_is_refused(bundle, trust_list, tmp_path, capsys):
    keeper = ["--keeper", did_key(CB_KEY.public_key)]
    assert main(["verify", bundle, "--trust", trust_list, "--now", TIME, *keeper]) == 2
    keeper = ["--keeper", did_key(KEEPER.public_key)]
    assert main(["verify", bundle, "--trust", trust_list, "--now", TIME, *keeper]) == 0
    changed = json.loads((tmp_path / "trust.json").read_text()) | {"sequence": 4}
    (tmp_path / "trust.json").write_text(json.dumps(changed))
    assert main(["verify", bundle, "--trust", trust_list, "--now", TIME]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "mutu verify: The signature does not match."


def test_a_bare_jwt_asks_for_the_bundle(tmp_path, trust_list, capsys):
    path = tmp_path / "certificate.jwt"
    path.write_text(World(form="jwt").bundle()["certificate"] + "\n")
    assert main(["verify", str(path), "--trust", trust_list, "--now", TIME]) == 1
    assert capsys.readouterr().out.startswith(f"{path}: INDETERMINATE.")


def test_a_pdf_is_opened_for_the_credential_inside(tmp_path, trust_list, capsys):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(made()[1])
    assert main(["verify", str(path), "--trust", trust_list, "--now", TIME]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{path}: INDETERMINATE.")
    assert lines[-1] == "  note: Checked was the credential attached to the PDF, not the page and not its seal."
    path.write_bytes(b"%PDF-1.7 nothing")
    assert main(["verify", str(path), "--trust", trust_list, "--now", TIME]) == 1


def test_a_code_alone_is_never_valid(tmp_path, trust_list, capsys):
    payload = certificate_payload(FACTS)
    text = qr_text("https://qms.example/c/1", summarize(payload, read_certificate(payload)), CB_KEY)
    path = tmp_path / "code.txt"
    path.write_text(text)
    assert main(["verify", str(path), "--trust", trust_list, "--now", TIME]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        f"{path}: INDETERMINATE. Signed by {CB} (known from your trust list); its status is unknown: bring the bundle."
    )


def test_a_time_without_zone_is_wrong_use(bundle):
    assert main(["verify", bundle, "--now", "2026-11-22"]) == 2


def test_validate_runs_the_packaged_cases(reference, capsys):  # noqa: F811
    assert main(["credentials", "validate", "--contexts", str(reference / "contexts")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "13 passed, 0 failed"


def test_validate_finds_the_contexts_of_the_reference_data(reference, monkeypatch, capsys):  # noqa: F811
    for named in (reference, reference.parent, reference.parent.parent):
        monkeypatch.setenv("MUTU_REFERENCE", str(named))
        assert main(["credentials", "validate"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "13 passed, 0 failed"


def test_validate_runs_vectors_and_schemas(reference, capsys):  # noqa: F811
    with_contexts = ["--contexts", str(reference / "contexts"), "--schemas", str(reference / "schemas")]
    assert main(["credentials", "validate", str(reference / "vectors"), str(CASES), *with_contexts]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "84 passed, 0 failed"


@pytest.mark.parametrize("content", ["{}", "[]", "nonsense", '{"certificate": 1, "now": 2}'])
def test_validate_fails_on_an_unknown_shape(tmp_path, content, capsys):
    (tmp_path / "case.json").write_text(content)
    assert main(["credentials", "validate", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_validate_fails_on_nothing(tmp_path):
    assert main(["credentials", "validate", str(tmp_path)]) == 1
    assert main(["credentials", "validate", str(tmp_path / "missing")]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"expected": {"verdict": "fine"}},
        {"expected": {"verdict": "valid"}},
        {"now": "yesterday"},
        {"trustAnchors": [7]},
        {"certificate": None},
        {"certificate": 10**400},
        {"statusLists": 7, "didDocuments": []},
    ],
)
def test_validate_counts_a_broken_case_as_failed(tmp_path, changes, capsys):
    case = json.loads((CASES / "revoked.json").read_text()) | changes
    (tmp_path / "case.json").write_text(json.dumps(case))
    assert main(["credentials", "validate", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


@pytest.mark.parametrize(("expected", "status"), [("invalid", 0), ("valid", 1)])
def test_a_member_that_stands_twice_makes_a_case_invalid(tmp_path, expected, status):
    text = (CASES / "valid-di-jcs.json").read_text()
    text = text.replace('"verdict": "valid"', f'"verdict": "{expected}"')
    text = text.replace('"validUntil"', '"validUntil": "2030-01-01T00:00:00Z", "validUntil"', 1)
    (tmp_path / "case.json").write_text(text)
    assert main(["credentials", "validate", str(tmp_path)]) == status


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text("a long enough passphrase\n")
    path.chmod(0o600)
    return ["--passphrase-file", str(path)]


def test_a_key_is_made_once_and_signs_only_for_its_owner(tmp_path, passphrase, capsys):
    key = str(tmp_path / "key.json")
    assert main(["credentials", "key", key, "--id", f"{AB}#key-2027", *passphrase]) == 0
    assert json.loads(capsys.readouterr().out)["assertionMethod"][0] == f"{AB}#key-2027"
    assert main(["credentials", "key", key, "--id", f"{AB}#key-2027", *passphrase]) == 2
    payload = tmp_path / "payload.json"
    payload.write_text(json.dumps(accreditation_payload(ACCREDITATION)))
    capsys.readouterr()
    assert main(["credentials", "sign", str(payload), "--key", key, *passphrase]) == 0
    assert capsys.readouterr().out.count(".") == 2
    payload.write_text(json.dumps(accreditation_payload(ACCREDITATION) | {"issuer": {"id": CB, "name": "CB"}}))
    assert main(["credentials", "sign", str(payload), "--key", key, *passphrase]) == 2
    payload.write_text('{"type": ["Anything"]}')
    assert main(["credentials", "sign", str(payload), "--key", key, *passphrase]) == 2


def test_a_buyer_keeps_a_trust_list_of_his_own(tmp_path, passphrase, bundle, capsys):
    key, listed = str(tmp_path / "keeper.json"), tmp_path / "list.json"
    assert main(["credentials", "key", key, "--keeper", *passphrase]) == 0
    keeper = capsys.readouterr().out.strip()
    assert keeper.startswith("did:key:z6Mk")
    body = TrustedBody(AB, "National Accreditation", keys=(TrustedKey(AB_KEY.public_key),))
    payload = trust_list_payload(
        name="Buyer's own", sequence=1, bodies=[body], valid_from=NOW, valid_until=NOW.replace(year=2027)
    )
    listed.write_text(json.dumps(payload))
    assert main(["credentials", "sign", str(listed), "--key", key, *passphrase]) == 0
    signed = tmp_path / "signed.json"
    signed.write_text(capsys.readouterr().out)
    assert main(["verify", bundle, "--trust", str(signed), "--keeper", keeper, "--now", TIME]) == 0
    for bad in ({"sequence": "one"}, {"entries": [{"did": "nobody"}]}, {"validUntil": "2027-01-01"}):
        listed.write_text(json.dumps(payload | bad))
        assert main(["credentials", "sign", str(listed), "--key", key, *passphrase]) == 2


def test_one_person_alone_signs_no_certificate(tmp_path, passphrase, capsys):
    key = str(tmp_path / "key.json")
    main(["credentials", "key", key, "--id", f"{CB}#key-2027", *passphrase])
    payload = tmp_path / "payload.json"
    payload.write_text(json.dumps(certificate_payload(FACTS)))
    assert main(["credentials", "sign", str(payload), "--key", key, *passphrase]) == 2
    assert capsys.readouterr().err == (
        "mutu credentials sign: Two people decide on a certificate; see 'mutu credentials office'.\n"
    )


def test_a_key_file_that_others_may_read_is_refused(tmp_path, passphrase, capsys):
    key = tmp_path / "key.json"
    main(["credentials", "key", str(key), "--id", f"{AB}#key-2027", *passphrase])
    payload = tmp_path / "payload.json"
    payload.write_text(json.dumps(accreditation_payload(ACCREDITATION)))
    command = ["credentials", "sign", str(payload), *passphrase, "--key"]
    key.chmod(0o640)
    assert main([*command, str(key)]) == 2
    assert capsys.readouterr().err == (f"mutu credentials sign: {key} may be read by others; set its mode to 600.\n")
    key.chmod(0o600)
    link = tmp_path / "link.json"
    link.symlink_to(key)
    assert main([*command, str(link)]) == 2


def test_it_starts_without_django_and_without_the_other_commands(bundle, trust_list):
    code = (
        "import sys; from mutu.cli.main import main; status = main(sys.argv[1:]);"
        "heavy = [name for name in ('django', 'pyld', 'pyhanko', 'numpy', 'mutu.cli.acting') if name in sys.modules];"
        "sys.exit(f'status {status}, imported: {heavy}')"
    )
    command = [sys.executable, "-c", code, "verify", bundle, "--trust", trust_list, "--now", "2026-11-22T12:00:00Z"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.stderr.decode() == "status 0, imported: []\n"


def test_the_w3cs_contexts_come_along(tmp_path, monkeypatch):
    monkeypatch.setenv("MUTU_HOME", str(tmp_path))
    monkeypatch.delenv("MUTU_REFERENCE", raising=False)
    assert contexts_held().urls == [
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/multikey/v1",
        "https://www.w3.org/ns/credentials/v2",
    ]


def test_without_the_untp_context_a_signature_over_rdf_is_indeterminate_and_names_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MUTU_HOME", str(tmp_path))
    monkeypatch.delenv("MUTU_REFERENCE", raising=False)
    assert main(["credentials", "validate", str(CASES / "valid-di-rdfc.json")]) == 1
    told = "got indeterminate: The context document https://vocabulary.uncefact.org/untp/0.7.0/context/ is not at hand."
    assert told in capsys.readouterr().out
