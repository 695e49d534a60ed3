"""A master list brought in: columns in six languages, faults an auditor would find, files that attach themselves."""

import io
import zipfile
from typing import Any

import pytest
from tests.core.bringing_in import again, bring_in, check, faults, receive, undo, xlsx
from tests.resources.writing import Office, build
from tests.web.asking import browser

from mutu.core import actions as core
from mutu.core import tenancy
from mutu.core.identity import new_id
from mutu.core.importing import progress
from mutu.core.permissions import Role
from mutu.resources.documents import actions
from mutu.resources.documents.faults import FAULTS, documents_with
from mutu.resources.documents.models import Document, DocumentType, Revision
from mutu.resources.documents.queries import today_at


@pytest.fixture
def office(committed: None) -> Office:
    return build()


HEADERS = {
    "en": ("Doc No.", "Title", "Rev", "Effective date", "Document type", "Approved by", "Next review", "Status"),
    "vi": ("Mã tài liệu", "Tên tài liệu", "Lần sửa đổi", "Ngày hiệu lực", "Loại tài liệu", "Người phê duyệt",
           "Ngày soát xét", "Tình trạng"),
    "th": ("รหัสเอกสาร", "ชื่อเอกสาร", "แก้ไขครั้งที่", "วันที่บังคับใช้", "ประเภทเอกสาร", "ผู้อนุมัติ", "วันที่ทบทวน", "สถานะ"),
    "id": ("No. Dokumen", "Judul Dokumen", "Revisi", "Tanggal berlaku", "Jenis dokumen", "Disetujui oleh",
           "Tanggal tinjauan", "Kondisi"),
    "ms": ("Kod dokumen", "Tajuk dokumen", "Semakan", "Tarikh kuat kuasa", "Kategori dokumen", "Diluluskan oleh",
           "Semakan berikutnya", "Status semasa"),
    "zh": ("文件编号", "文件名称", "版本", "生效日期", "文件类型", "批准人", "复审日期", "状态"),
}  # fmt: skip


@pytest.mark.parametrize("language", HEADERS)
def test_columns_are_recognised_in_six_languages(office: Office, language: str) -> None:
    line = ("WI-31", "Purge", "2", "01/02/2025", "WI", "Nurul Aisyah", "01/02/2027", "")
    of = receive(xlsx([HEADERS[language], line]), office.factory.nurul, "documents", "DANH MUC.xlsx")
    with tenancy.reading(office.factory.organization):
        guess = progress.found_in(progress.of(of)).guess
    order = ("number", "name", "label", "effective_on", "kind_of", "approver", "review_due", "status")
    assert guess == dict(zip(order, range(8), strict=True))


LIST: list[tuple[Any, ...]] = [
    ("STT", "Mã tài liệu", "Tên tài liệu", "Lần sửa đổi", "Ngày hiệu lực", "Người phê duyệt", "Ngày soát xét",
     "Tình trạng", "Người phụ trách", "Nơi phân phối"),
    (1, "HD-01", "Xả nhựa khi đổi màu", "02", "15/01/2025", "Nurul Aisyah", "15/01/2030", "Hiện hành",
     "Suresh Pillai", "Ép nhựa"),
    (2, "HD-02", "Kiểm tra ngoại quan", "01", "15/01/2024", "Nurul Aisyah", "15/01/2025", "Hiện hành",
     "Suresh Pillai", ""),
    (3, "HD-02", "Đóng gói", "01", "15/01/2024", "Nurul Aisyah", "15/01/2030", "Hiện hành", "Suresh Pillai", ""),
    (4, "QT-01", "Kiểm soát tài liệu", "03", "15/01/2024", "Nurul Aisyah", "15/01/2030", "", "Suresh Pillai", ""),
    (5, "QT-01", "Kiểm soát tài liệu", "04", "15/01/2025", "Nurul Aisyah", "15/01/2030", "", "Suresh Pillai", ""),
    (6, "BM-09", "Phiếu kiểm tra", "", "", "Ông Bảy", "", "", "Ông Bảy", ""),
    (7, "HD-00", "Máy cũ", "01", "15/01/2019", "Nurul Aisyah", "", "Hết hiệu lực", "Suresh Pillai", "Ngăn kéo máy 3"),
]  # fmt: skip


def brought(office: Office, rows: list[tuple[Any, ...]] = LIST) -> Any:
    of = check(receive(xlsx(rows), office.factory.nurul, "documents", "DANH MUC TAI LIEU 2026 (final2).xlsx"),
               office.factory.nurul)  # fmt: skip
    assert faults(of) == []
    return bring_in(of, office.factory.nurul)


def found(office: Office) -> dict[str, list[str]]:
    organization = office.factory.organization
    with tenancy.reading(organization):
        day = today_at(Document.objects.of(organization).select_related("organization", "site")[0],
                       office.factory.nurul.now())  # fmt: skip
        return {one.key: [each.number for each in documents_with(one, organization, day)] for one in FAULTS}


def test_a_real_list_comes_in_with_its_faults(office: Office) -> None:
    of = brought(office)
    assert (of.state, of.brought_in) == ("finished", 7)
    organization = office.factory.organization
    with tenancy.reading(organization):
        kinds = dict(DocumentType.objects.of(organization).exclude(code="WI").values_list("code", "category"))
        first = Revision.objects.of(organization).select_related("document__owner").get(document__number="HD-01")
    assert kinds == {"HD": "instruction", "QT": "procedure", "BM": "form"}
    assert (first.label, first.state, first.effective_on.isoformat(), first.document.owner.name) == (
        "02", "in_force", "2025-01-15", "Suresh Pillai",
    )  # fmt: skip
    everything = ["BM-09", "HD-01", "HD-02", "HD-02 (2)", "QT-01", "QT-01 (2)"]
    assert found(office) == {
        "number": ["HD-02", "HD-02 (2)"], "revisions": ["QT-01", "QT-01 (2)"], "review": ["BM-09", "HD-02"],
        "approver": ["BM-09"], "revision": ["BM-09"], "file": everything, "obsolete": ["HD-00"], "copies": [],
        "owner": ["BM-09"],
    }  # fmt: skip


def test_faults_are_worked_off_in_place(office: Office) -> None:
    brought(office)
    client = browser(office.factory.nurul)
    page = client.get("/documents/faults").content.decode()
    organization = office.factory.organization
    with tenancy.reading(organization):
        keys = dict(Document.objects.of(organization).values_list("number", "pk"))
    assert f'href="/do/document.renumber/{keys["HD-02 (2)"]}?next=/documents/faults"' in page
    back = {"next": "/documents/faults"}
    for name, number, said in (
        ("document.renumber", "HD-02 (2)", {"reason": "Had the number of another.", "number": "HD-05"}),
        ("document.withdraw", "QT-01", {"reason": "The older of two."}),
        ("document.review", "HD-02", {}),
        ("document.clear_place", "HD-00", {"reason": "Thrown away."}),
        ("document.hand_over", "BM-09", {"owner": str(office.factory.suresh.person_id)}),
    ):
        answer = client.post(f"/do/{name}/{keys[number]}", {**said, **back})
        assert (answer.status_code, answer["Location"]) == (302, "/documents/faults"), answer.content
    left = found(office)
    assert {key: left[key] for key in ("number", "revisions", "obsolete", "owner")} == {
        "number": [], "revisions": [], "obsolete": [], "owner": [],
    }  # fmt: skip
    assert left["review"] == ["BM-09"]


def test_an_approver_who_left_is_no_approver(office: Office) -> None:
    brought(office)
    factory = office.factory
    other = core.add_person(new_id(), by=factory.nurul, name="Lim Boon")
    core.give_role(new_id(), by=factory.nurul, person=other, role=Role.QUALITY_MANAGER)
    from dataclasses import replace

    lim = replace(factory.nurul, person=other, name=other.name, grants={})
    core.leave(factory.nurul.person_id, by=lim, left_on=office.since.date())
    assert found(office)["approver"] == ["BM-09", "HD-01", "HD-02", "HD-02 (2)", "QT-01", "QT-01 (2)"]


def test_the_list_is_taken_back_where_nobody_worked_on_it(office: Office) -> None:
    of = brought(office)
    organization = office.factory.organization
    with tenancy.reading(organization):
        kept = Document.objects.of(organization).get(number="HD-01")
    actions.review(kept.pk, by=office.factory.nurul)
    undo(of, office.factory.nurul)
    with tenancy.reading(organization):
        states = dict(Document.objects.of(organization).values_list("number", "state"))
    assert {state for number, state in states.items() if number != "HD-01"} == {"cancelled"}
    assert states["HD-01"] == "current"
    assert again(of).state == "undone"


def test_the_same_line_twice_is_said(office: Office) -> None:
    of = check(receive(xlsx([LIST[0], LIST[1], LIST[1]]), office.factory.nurul, "documents", "a.xlsx"),
               office.factory.nurul)  # fmt: skip
    assert [(one.row, one.fact, one.code) for one in faults(of)] == [(3, "number", "twice")]


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def send(office: Office, data: bytes) -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("all.zip", data, "application/zip")
    answer = browser(office.factory.nurul).post("/documents/attach", {"archive": file})
    assert answer.status_code == 200
    return answer.content.decode()


def test_files_attach_themselves_by_number_and_revision(office: Office) -> None:
    brought(office)
    page = send(office, archive(**{
        "TL/HD-01_Xa nhua_lan 02.pdf": b"%PDF-1.4 one", "HD-02 lan 07.pdf": b"%PDF-1.4 two",
        "photo of the picnic.pdf": b"%PDF-1.4 three", "QT 01 rev 3.exe": b"MZ\x90\x00\x00",
    }))  # fmt: skip
    organization = office.factory.organization
    with tenancy.reading(organization):
        filed = Revision.objects.of(organization).exclude(file=None).values_list("document__number", "file__name")
        assert list(filed) == [("HD-01", "HD-01_Xa nhua_lan 02.pdf")]
    assert "The file is revision 07, in use is 01." in page
    assert "No document that waits for a file has a number like this." in page
    assert "This kind of file is not kept here. Photos, PDF, Word, Excel and text are." in page


def test_of_two_revisions_with_one_number_each_gets_its_own_file(office: Office) -> None:
    brought(office)
    send(office, archive(**{"QT-01 lan 04.pdf": b"%PDF-1.4 four", "QT-01 rev 3.pdf": b"%PDF-1.4 three"}))
    organization = office.factory.organization
    with tenancy.reading(organization):
        filed = Revision.objects.of(organization).exclude(file=None).order_by("document__number")
        assert list(filed.values_list("document__number", "label", "file__name")) == [
            ("QT-01", "03", "QT-01 rev 3.pdf"), ("QT-01 (2)", "04", "QT-01 lan 04.pdf"),
        ]  # fmt: skip


def test_a_type_nobody_named_is_called_in_the_language_of_the_organization(office: Office) -> None:
    organization = office.factory.organization
    core.change_organization(organization.pk, by=office.factory.nurul, name=organization.name, language="vi")
    brought(office)
    with tenancy.reading(organization):
        assert DocumentType.objects.of(organization).get(code="QT").name == "quy trình (QT)"


def bomb() -> bytes:
    return archive(**{f"HD-01 {n}.pdf": b"\0" * 30_000_000 for n in range(15)})


@pytest.mark.parametrize(("data", "said"), [
    (b"no zip at all", "This is not a ZIP that can be opened."),
    (bomb(), "The archive holds more than 500 files or 400 MB. Send it in parts."),
    (archive(**{f"{n}.txt": b"x" for n in range(501)}), "The archive holds more than 500 files or 400 MB."),
])  # fmt: skip
def test_an_archive_that_would_fill_the_disk_is_not_opened(office: Office, data: bytes, said: str) -> None:
    assert said in send(office, data)


def test_a_line_of_a_list_comes_only_with_its_revision(office: Office) -> None:
    from mutu.core.refusals import NotPermitted
    from mutu.resources.documents import importing

    with pytest.raises(NotPermitted):
        importing.list_in(new_id(), by=office.factory.nurul, name="X", type=office.type, revision=str(new_id()))
