"""Export and restore: to the same root, with every row, or not at all."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from python_calamine import CalamineWorkbook
from tests import cast
from tests.core.tampering import LOG, Owner, Rows, fabricate, found, size_of

from mutu.core import actions, tenancy, trail
from mutu.core.checkpoints import verifier_key
from mutu.core.export import _rows, columns_of, owned_models
from mutu.core.identity import new_id
from mutu.core.keeping import ArchiveRefused, erase_person, export, restore
from mutu.core.models import Door, Name, Organization, Part, Person, Words
from mutu.core.nouns import actions as nouns
from mutu.core.proofs import checkpoint, root
from mutu.core.references import kinds
from mutu.core.refusals import NotPermitted, NotYet
from mutu.improvement.nonconformities.models import ContainmentPlace, Nonconformity

Change = Callable[[dict[str, bytes]], None]


def remove(owner: Owner, factory: cast.Factory) -> None:
    """As if this installation had never heard of the organization."""
    key = owner.key(factory.organization.pk)
    with owner.without_triggers():
        owner.run("BEGIN")
        for model in reversed(owned_models()):
            owner.run(f"DELETE FROM {model._meta.db_table} WHERE organization_id = %s", key)
        owner.run("DELETE FROM core_door WHERE organization_id = %s", key)
        owner.run("COMMIT")
    shutil.rmtree(Path(settings.MEDIA_ROOT) / str(factory.organization.pk), ignore_errors=True)


def every_row(factory: cast.Factory) -> dict[str, list[Any]]:
    with tenancy.reading(factory.organization):
        return {
            model._meta.db_table: sorted(
                map(repr, _rows(model, list(columns_of(model)), factory.organization.pk))
            ) for model in owned_models()
        }  # fmt: skip


def change(path: Path, how: Change, **said: Any) -> Path:
    """The archive with other members; the manifest made to fit, as somebody would who wants it to pass."""
    from mutu.core.archives import ArchiveWriter

    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(members.pop("manifest.json"))
    how(members)
    changed = path.with_name(f"changed-{new_id().hex}.zip")
    kept = {name: value for name, value in about.items() if name not in ("format", "kind", "program", "members")}
    with ArchiveWriter(changed, about["kind"], **kept) as writer:
        writer.about.update({name: about[name] for name in about if name != "members"} | said)
        for name, data in members.items():
            with writer.member(name) as member:
                member.write(data)
    return changed


def in_rows(table: str, old: str, new: str) -> Change:
    def how(members: dict[str, bytes]) -> None:
        name = f"tables/{table}.jsonl"
        assert old.encode() in members[name]
        members[name] = members[name].replace(old.encode(), new.encode(), 1)

    return how


@pytest.fixture
def exported(factory: cast.Factory, tmp_path: Path) -> Path:
    return export(factory.organization, tmp_path / "bayan.zip")


def refused(code: str) -> Any:
    return pytest.raises(ArchiveRefused, check=lambda reason: reason.code == code)


def test_an_export_comes_back_with_the_same_root_and_every_row_and_the_restore_is_the_next_entry(
    factory, owner, tmp_path
):
    for model in kinds().values():
        if model is not Organization:
            fabricate(factory, model)
    actions.set_pin(factory.bishnu.person.pk, by=factory.nurul, pin="4711")
    kept, before, (size, top) = checkpoint(factory.organization), every_row(factory), root(factory.organization)
    path = export(factory.organization.pk, tmp_path / "bayan.zip")
    remove(owner, factory)
    assert every_row(factory) == {table: [] for table in before}
    restored = restore(path)
    assert (restored.entries, restored.root) == (size, top.hex())
    assert root(factory.organization)[0] == size + 1
    assert found(factory, checkpoint=kept) == []
    after = every_row(factory)
    changed = {table for table in before if not set(before[table]) <= set(after[table])}
    assert changed == {"core_organization", "core_loghead"}
    with tenancy.reading(factory.organization):
        (line,) = trail.story(factory.organization, newest=1)
    assert (line.action, line.seq) == ("organization.restore", size)
    assert line.facts == {
        "slug": factory.organization.slug, "root": top.hex(), "entries": size, "findings": 0,
    }  # fmt: skip
    assert nouns.add_site(new_id(), by=factory.nurul, name="Ipoh").name == "Ipoh"


def sheet(book, start):
    """The sheet whose name starts so; long names are cut by Excel."""
    return book.get_sheet_by_name(next(name for name in book.sheet_names if name.startswith(start))).to_python()


def test_an_export_holds_readable_sheets_with_labels_and_no_formula(factory, tmp_path):
    nouns.add_party(new_id(), by=factory.nurul, name="=HYPERLINK(A1)")
    path = export(factory.organization, tmp_path / "bayan.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extract("readable.xlsx", tmp_path)
    book = CalamineWorkbook.from_path(str(tmp_path / "readable.xlsx"))
    problems = book.get_sheet_by_name(
        next(name for name in book.sheet_names if name.startswith("Problems"))
    ).to_python()
    told = dict(zip(problems[0], problems[1], strict=False))
    assert (told["What is wrong?"], told["Bad pieces"], told["Site"]) == ("Flash on the rim", 3.0, "Penang")
    assert told["Found by"] == "the floor"
    parties = book.get_sheet_by_name(
        next(name for name in book.sheet_names if name.startswith("Customers and"))
    ).to_python()
    assert "'=HYPERLINK(A1)" in parties[1]
    story = book.get_sheet_by_name("Story").to_python()
    assert len(story) == size_of(factory) + 1


def test_an_organization_that_is_here_is_never_overwritten(factory, exported):
    before = every_row(factory)
    with refused("is_here"):
        restore(exported)
    assert every_row(factory) == before


def test_a_taken_address_is_refused_with_a_way_out(factory, owner, exported):
    remove(owner, factory)
    cast.build("Somebody else", slug=factory.organization.slug)
    with refused("slug_taken"):
        restore(exported)
    restored = restore(exported, slug="bayan-2")
    assert Door.objects.get(organization_id=factory.organization.pk).slug == restored.organization.slug == "bayan-2"
    assert found(factory) == []


def test_nothing_stays_of_a_restore_that_was_refused(factory, owner, exported):
    remove(owner, factory)
    with refused("changed"):
        restore(change(exported, in_rows("improvement_nonconformity", "Flash on the rim", "Nothing at all")))
    assert set(map(len, every_row(factory).values())) == {0}
    assert not (Path(settings.MEDIA_ROOT) / str(factory.organization.pk)).exists()
    assert restore(exported).findings.codes() == ["changed_door"]


def test_what_was_changed_in_an_export_is_found_however_well_its_manifest_fits(factory, owner, exported):
    other = cast.build("Eve's")
    key = str(factory.organization.pk)
    remove(owner, factory)

    def without(name: str) -> Change:
        return lambda members: members.pop(name) and None

    def one_line_less(members: dict[str, bytes]) -> None:
        members["tables/core_entry.jsonl"] = members["tables/core_entry.jsonl"].rsplit(b"\n", 2)[0] + b"\n"

    file = next(name for name in zipfile.ZipFile(exported).namelist() if name.startswith("files/"))
    for how, code in (
        (in_rows("core_party", "", "nothing"), "does_not_fit"),
        (in_rows("core_entry", "nonconformity.contain", "nonconformity.correct"), "changed"),
        (in_rows("core_words", "Held", "Kept"), "changed"),
        (in_rows("core_name", "Suresh Pillai", "Somebody Else"), "changed"),
        (in_rows("core_person", "Suresh Pillai", "Somebody Else"), "changed"),
        (in_rows("core_loghead", '"size":', '"size":1'), "changed"),
        (in_rows("improvement_containmentplace", '"quantity":3', '"quantity":4'), "changed"),
        (in_rows("improvement_containmentplace", key, str(other.organization.pk)), "does_not_fit"),
        (in_rows("core_site", '"name":', '"nonsense":'), "does_not_fit"),
        (in_rows("core_site", "{", "[{"), "does_not_fit"),
        (in_rows("core_process", str(factory.suresh.person.pk), str(other.suresh.person.pk)), "does_not_fit"),
        (in_rows("core_process", str(factory.suresh.person.pk), str(new_id())), "does_not_fit"),
        (in_rows("core_process", str(factory.suresh.person.pk), "nobody"), "does_not_fit"),
        (in_rows("core_loghead", '"size":', '"size":-'), "does_not_fit"),
        (one_line_less, "other_root"),
        (without("tables/core_entry.jsonl"), "other_root"),
        (without("tables/core_loghead.jsonl"), "other_root"),
        (without("tables/core_site.jsonl"), "does_not_fit"),
        (without("tables/core_organization.jsonl"), "does_not_fit"),
        (without(file), "changed"),
        (lambda members: members.update({file: b"measured: 99"}), "damaged"),
        (lambda members: members.update({"tables/unheard_of.jsonl": b""}), "newer"),
        (lambda members: members.update({"other.txt": b""}), "foreign"),
    ):
        with pytest.raises(ArchiveRefused) as reason:
            restore(change(exported, how))
        assert reason.value.code == code, str(reason.value)
        assert set(map(len, every_row(factory).values())) == {0}
        assert not (Path(settings.MEDIA_ROOT) / str(factory.organization.pk)).exists()


def test_an_export_is_held_against_its_checkpoint_and_against_the_key_one_knows(factory, owner, exported):
    key, other = verifier_key(factory.organization), cast.build("Eve's")
    remove(owner, factory)
    for wrong, code in (
        ({"checkpoint": "nonsense"}, "bad_checkpoint"),
        ({"checkpoint": checkpoint(other.organization), "key": verifier_key(other.organization)}, "bad_checkpoint"),
        ({"checkpoint": None}, "foreign"),
        ({"root": "00" * 32}, "other_root"),
        ({"entries": 3}, "other_root"),
        ({"organization": "nobody"}, "foreign"),
        ({"slug": "../elsewhere"}, "foreign"),
    ):
        with refused(code):
            restore(change(exported, lambda members: None, **wrong))
    with refused("bad_checkpoint"):
        restore(exported, key_line=verifier_key(other.organization))
    assert restore(exported, key_line=key).entries == 19


def test_damaged_records_come_back_only_when_that_is_wished_and_are_named(factory, owner, tmp_path):
    Rows(owner, factory, Nonconformity._meta.db_table).set("what", "Nothing")
    path = export(factory.organization, tmp_path / "bayan.zip")
    remove(owner, factory)
    with refused("changed"):
        restore(path)
    assert restore(path, even_if_damaged=True).findings.codes() == ["changed_record", "changed_door"]
    assert found(factory)[0][0] == "changed_record"
    with tenancy.reading(factory.organization):
        assert trail.story(factory.organization, newest=1)[0].facts["findings"] == 1


def test_no_table_of_an_organization_is_left_out_and_none_hangs_on_a_number_given_anew(factory):
    from django.apps import apps
    from django.db import models

    named = {model for model in apps.get_models() if "organization" in [one.name for one in model._meta.fields]}
    owned = set(owned_models())
    assert named <= owned
    assert {Nonconformity, ContainmentPlace, Organization, Person, Part, Name, Words} <= owned
    for model in owned:
        for column in model._meta.concrete_fields:
            target: Any = column.related_model
            if isinstance(column, models.ForeignKey) and target in owned:
                assert not isinstance(target._meta.pk, models.AutoField), (model, column)


# --- erasing a person -------------------------------------------------------------------------------------------


def test_an_erased_name_is_nowhere_to_be_read_and_the_log_still_verifies(factory, owner, tmp_path):
    kept = checkpoint(factory.organization)
    person = factory.suresh.person
    with pytest.raises(NotYet):
        erase_person(person.pk, by=factory.nurul, because="asked for")
    actions.leave(person.pk, by=factory.nurul, left_on="2026-10-01", successor=factory.tan.person)
    with pytest.raises(NotPermitted):
        erase_person(person.pk, by=factory.bishnu, because="asked for")
    for _again in range(2):
        erased = erase_person(person.pk, by=factory.nurul, because="asked for")
        assert (erased.name, erased.title, erased.badge) == ("", person.number, "")
        assert found(factory, checkpoint=kept) == []
    for model in owned_models():
        rows = owner.run(f"SELECT * FROM {model._meta.db_table}")
        ours = [row for row in rows if owner.key(factory.organization.pk) in row]
        assert "Suresh" not in repr(ours), model
    with tenancy.reading(factory.organization):
        story = trail.story(factory.organization, person)
    assert [(line.action, line.who) for line in story][-1] == ("person.erase", "Nurul Aisyah")
    path = export(factory.organization, tmp_path / "bayan.zip")
    remove(owner, factory)
    assert restore(path).findings.codes() == ["changed_door"]


def test_an_entry_table_is_still_locked_after_a_restore(factory, owner, exported):
    from django.db import DatabaseError, connection, transaction

    remove(owner, factory)
    restore(exported)
    with pytest.raises(DatabaseError), transaction.atomic():
        tenancy.enter(factory.organization.pk)
        connection.cursor().execute(f"UPDATE {LOG} SET leaf = ''")
