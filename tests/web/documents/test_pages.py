"""Documents in a browser: list, page, reading in one's language, writing, signing, paper."""

import re
import tracemalloc
import zlib
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.resources.writing import PIN, Office, build
from tests.web.asking import browser, photo

from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Door, Draft
from mutu.resources.documents import actions, keeping, languages, revisions
from mutu.resources.documents.models import Document, Revision


@pytest.fixture
def office(db: None) -> Office:
    return build()


def get(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:3000]
    return answer.content.decode()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def second(office: Office, day: float = 10) -> Revision:
    """Rev B in work: one step differs."""
    one = office.revise(office.document(), day)
    text = "# Purge\n\n1. Close the hopper slide.\n2. Purge 8 shots. The machine counts."
    return revisions.write(one.pk, by=office.on(day).suresh, name="Purge at colour change", text=text,
                           change="Counted by the machine")  # fmt: skip


def test_the_page_shows_what_is_in_force_what_changes_and_what_i_can_do(office: Office) -> None:
    one = office.submit(second(office), 10)
    page = get(browser(office.factory.nurul), f"/documents/{one.document_id}")
    said = words(page)
    assert "In force: Rev A , since 2 Mar 2026" in said
    assert "Counted by the machine" in said
    assert re.search(r"<del>Purge <b>until the shot looks clean\.</b></del>", page)
    assert "1 line of 3 changes. Nothing else differs." in said
    assert f'href="/do/revision.approve/{one.pk}"' in page
    assert f'href="/do/revision.check/{one.pk}"' not in page


def test_who_may_not_approve_reads_who_can(office: Office) -> None:
    one = office.submit(second(office), 10)
    page = get(browser(office.factory.suresh), f"/documents/{one.document_id}")
    assert f'href="/do/revision.approve/{one.pk}"' not in page
    assert "Approve : Quality manager can." in words(page)


def test_approving_asks_for_the_pin_and_never_shows_or_keeps_it(office: Office) -> None:
    one = office.submit(office.begin())
    client = browser(office.factory.nurul)
    page = get(client, f"/do/revision.approve/{one.pk}")
    assert 'type="password" autocomplete="off"' in page
    wrong = client.post(f"/do/revision.approve/{one.pk}", {"secret": "555123"})
    assert wrong.status_code == 409
    assert "That is not your PIN or password. Nothing was signed." in wrong.content.decode()
    assert "555123" not in wrong.content.decode()
    client.post(f"/drafts/revision.approve/{one.pk}", {"secret": "908172", "alone_reason": "x"})
    assert Draft.objects.of(one.organization_id).get().values == {"alone_reason": ["x"]}
    done = client.post(f"/do/revision.approve/{one.pk}", {"secret": PIN})
    assert (done.status_code, done["Location"]) == (302, f"/documents/revision/{one.pk}")
    assert Revision.objects.of(one.organization_id).get(pk=one.pk).state == "approved"


def test_a_signature_that_lapsed_says_so(office: Office) -> None:
    approved = office.approved()
    revisions.write(approved.pk, by=office.on(1).suresh, name="Purge", text="Other words.")
    page = words(get(browser(office.factory.nurul), f"/documents/{approved.document_id}"))
    assert "lapsed: it changed since" in page


def test_which_revision_was_in_force_on_a_day(office: Office) -> None:
    document = office.document()
    office.revised(document, 30)
    client = browser(office.factory.nurul)
    told = {
        day: words(get(client, f"/documents/{document.pk}?on={day}"))
        for day in ("2026-03-01", "2026-03-31", "2026-04-01", "last week")
    }
    assert "On 1 Mar 2026 none was in force." in told["2026-03-01"]
    assert "On 31 Mar 2026 Rev A was in force." in told["2026-03-31"]
    assert "On 1 Apr 2026 Rev B was in force." in told["2026-04-01"]
    assert "Write a day, for example 2026-11-24." in told["last week"]


def in_malay(office: Office, revision: Revision, day: float = 1) -> None:
    one = languages.write(new_id(), by=office.on(day).suresh, revision=revision, language="ms", name="Bersihkan",
                          text="1. Tutup corong.")  # fmt: skip
    languages.release(one.pk, by=office.on(day).nurul, compared=True)


def reader(office: Office, language: str) -> Actor:
    from mutu.core import actions as core

    bishnu = office.factory.bishnu
    core.choose_language(bishnu.person_id, by=bishnu, language=language)
    return bishnu


def test_an_operator_reads_the_newest_in_their_language(office: Office) -> None:
    one = office.released()
    in_malay(office, one)
    page = get(browser(reader(office, "ms")), f"/documents/{one.document_id}/read")
    assert "Tutup corong." in page
    assert "Close the hopper slide" not in page
    assert "This language version lags" not in page
    original = get(browser(office.factory.bishnu), f"/documents/{one.document_id}/read?language=en")
    assert "Close the hopper slide" in original


def test_a_language_version_that_lags_says_so_above_everything(office: Office) -> None:
    one = office.released()
    in_malay(office, one)
    office.revised(one.document, 5)
    page = words(get(browser(reader(office, "ms")), f"/documents/{one.document_id}/read"))
    assert (
        "Versi bahasa ini ketinggalan" in page
        or "This language version lags: it says Rev A, in force is Rev B." in page
    )


def test_a_language_nobody_wrote_shows_the_original_and_says_so(office: Office) -> None:
    one = office.released()
    page = words(get(browser(office.factory.bishnu), f"/documents/{one.document_id}/read"))
    assert "There is no version in नेपाली yet; this is the original." in page


def test_the_poster_opens_the_newest_and_the_pinned_link_its_own(office: Office) -> None:
    first = office.released()
    second = office.revised(first.document, 5)
    client = browser(office.factory.nurul)
    slug = Door.objects.get(organization_id=office.factory.organization.pk).slug
    answer = client.get(f"/wi/{slug}/{first.document_id}")
    assert answer["Location"] == f"/documents/{first.document_id}/read"
    assert "Rev B" in words(get(client, answer["Location"]))
    old = words(get(client, f"/documents/revision/{first.pk}/read"))
    assert "This is exactly Rev A, as it was linked. It is not the one in force." in old
    assert "It is not the one in force" not in get(client, f"/documents/revision/{second.pk}/read")
    outside = Client().get(f"/wi/{slug}/{first.document_id}")
    assert outside["Location"] == f"/in/{slug}/?next=%2Fdocuments%2F{first.document_id}%2Fread"


def test_obsolete_and_draft_are_stamped(office: Office) -> None:
    draft, gone = office.begin(), office.released()
    actions.withdraw(gone.document_id, by=office.on(1).nurul, reason="Sold.")
    client = browser(office.factory.bishnu)
    assert "DRAFT. Do not work by this yet." in get(client, f"/documents/revision/{draft.pk}/read")
    assert "OBSOLETE. Do not work by this." in get(client, f"/documents/{gone.document_id}/read")
    assert "Nothing of this is in force yet." in get(client, f"/documents/{draft.document_id}/read")


HOSTILE = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))\n\n![p](https://evil.example/p.png)"


def test_markdown_with_scripts_stays_words(office: Office) -> None:
    one = office.begin(text=HOSTILE)
    page = get(browser(office.factory.nurul), f"/documents/revision/{one.pk}/read")
    body = page[page.index('class="document-text') : page.index("</article>")]
    assert "<script" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert re.findall(r"<img[^>]*>", body) == ['<img alt="p">'] or "evil.example" not in body
    assert 'href="javascript' not in body


def test_a_phone_reads_it_in_less_than_60_kb(office: Office) -> None:
    steps = "\n".join(f"{n}. Check the nozzle heater band, the hopper slide and the purge tray." for n in range(1, 60))
    one = office.begin(text=steps)
    page = get(browser(office.factory.nurul), f"/documents/revision/{one.pk}/read")
    assert len(page.encode()) < 60_000


def test_writing_saves_and_looking_saves_nothing(office: Office) -> None:
    one = office.begin()
    client = browser(office.factory.suresh)
    said = {"name": "Purge", "text": "1. Another step.", "seen": str(one.version)}
    looked = client.post(f"/documents/write/{one.pk}", {**said, "then": "look"}).content.decode()
    assert "<li>Another step.</li>" in looked
    assert Revision.objects.of(one.organization_id).get(pk=one.pk).text == one.text
    saved = client.post(f"/documents/write/{one.pk}", {**said, "photos": photo(), "caption": "The slide"})
    assert saved["Location"] == f"/documents/{one.document_id}?revision={one.pk}&show=all"
    text = Revision.objects.of(one.organization_id).get(pk=one.pk).text
    assert re.fullmatch(r"1\. Another step\.\n\n!\[The slide\]\(/files/[0-9a-f-]{36}\)", text)
    page = get(client, saved["Location"])
    assert "<figcaption>The slide</figcaption>" in page


def test_two_who_write_at_once_do_not_overwrite_each_other(office: Office) -> None:
    one = office.begin()
    client = browser(office.factory.suresh)
    said = {"name": "Purge", "text": "Mine.", "seen": str(one.version)}
    assert client.post(f"/documents/write/{one.pk}", said).status_code == 302
    again = client.post(f"/documents/write/{one.pk}", {**said, "text": "Mine too."})
    assert again.status_code == 409
    assert "Mine too." in again.content.decode()


def test_a_word_file_that_is_none_is_said_beside_the_text(office: Office) -> None:
    one = office.begin()
    file = SimpleUploadedFile("a.docx", b"PK\x03\x04 no")
    answer = browser(office.factory.suresh).post(
        f"/documents/write/{one.pk}", {"name": "Purge", "text": "Kept.", "word": file}
    )
    assert answer.status_code == 422
    assert "The Word file is damaged. Open it in Word and save it again." in answer.content.decode()
    assert "Kept." in answer.content.decode()


def test_papers(office: Office) -> None:
    one = office.released(text="# Purge\n\n1. Close **the** slide.\n2. Purge.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    client = browser(office.factory.nurul)
    copy = keeping.issue(new_id(), by=office.on(1).suresh, document=one.document, place="Board")
    for address in (f"/documents/{one.document_id}/document.pdf", f"/documents/copy/{copy.pk}/copy.pdf",
                    f"/documents/{one.document_id}/poster.pdf"):  # fmt: skip
        answer = client.get(address)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert get(client, f"/documents/{one.document_id}/qr.svg").startswith("<svg")


def test_copies_of_the_last_revision_are_to_be_collected(office: Office) -> None:
    one = office.released()
    copy = keeping.issue(new_id(), by=office.on(1).suresh, document=one.document, place="Board")
    client = browser(office.factory.nurul)
    assert "right one" in words(get(client, f"/documents/{one.document_id}"))
    office.revised(one.document, 5)
    page = get(client, f"/documents/{one.document_id}")
    assert "01 Board, Rev A to collect" in words(page)
    client.post(f"/do/printed_copy.collect/{copy.pk}")
    assert "to collect" not in words(get(client, f"/documents/{one.document_id}"))


def test_a_file_is_sent_from_the_form_and_never_chosen_from_all_files(office: Office) -> None:
    kept_file(office, photo().read(), "photo of a problem.jpg")
    client = browser(office.factory.suresh)
    page = get(client, "/do/revision.start")
    assert re.search(r'<input class="input" type="file" id="f-file" name="file"', page)
    assert "photo of a problem.jpg" not in page
    file = SimpleUploadedFile("WM-1.pdf", b"%PDF-1.4 one")
    answer = client.post("/do/revision.start", {"name": "Wall chart", "type": str(office.type.pk), "file": file})
    assert answer.status_code == 302
    one = Revision.objects.of(office.factory.organization).get(name="Wall chart")
    assert one.file is not None and one.file.name == "WM-1.pdf"
    by_number = get(client, f"/do/translation.write?revision={one.pk}")
    assert re.search(r'<input class="input" type="file" id="f-file" name="file"', by_number)


def test_a_revision_is_begun_because_of_a_request_or_of_any_number_people_write(office: Office) -> None:
    one = office.released()
    asked = keeping.ask(new_id(), by=office.on(1).bishnu, wants="change", what="Step 4 is wrong",
                        document=one.document)  # fmt: skip
    client = browser(office.factory.suresh)
    assert f"Revise as {asked.number} asks" not in get(client, f"/documents/{one.document_id}")
    keeping.accept(asked.pk, by=office.on(1).nurul)
    record = get(browser(office.factory.nurul), f"/records/document_request/{asked.pk}")
    assert f'<a href="/documents/{one.document_id}">Purge at colour change</a>' in record
    page = get(client, f"/documents/{one.document_id}")
    assert f"Revise as {asked.number} asks" in page
    said = {"document": str(one.document_id), "change": "Eight shots"}
    wrong = client.post("/do/revision.revise", {**said, "origin": "NC-1999-001"})
    assert "“NC-1999-001” was not found here." in wrong.content.decode()
    client.post("/do/revision.revise", {**said, "origin": asked.number.lower()})
    kept = Revision.objects.of(office.factory.organization).get(sequence=2)
    assert kept.origin == f"document_request:{asked.pk}:{asked.number}"


def test_what_has_no_check_asks_for_none_and_the_days_are_those_of_the_factory(office: Office) -> None:
    late = replace(office, since=office.since.replace(hour=17))  # one at night at the factory, the day after
    one = late.submit(late.begin())
    page = words(get(browser(office.factory.bishnu), f"/documents/{one.document_id}"))
    assert "Approve : Quality manager" in page
    assert "I have checked it" not in page
    assert "3 Mar, Suresh Pillai" in page


def queries(client: Client, address: str) -> int:
    get(client, address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        get(client, address)
    return len(caught)


def test_a_hundred_documents_and_revisions_cost_the_queries_of_one(office: Office) -> None:
    first = office.document()
    client = browser(office.factory.nurul)
    lists = queries(client, "/documents/?show=all")
    for _one in range(20):
        office.begin()
    assert queries(client, "/documents/?show=all") == lists
    office.revised(first, 1)
    page = queries(client, f"/documents/{first.pk}")
    for day in range(2, 8):
        office.revised(first, day)
    assert queries(client, f"/documents/{first.pk}") == page


def test_another_organization_finds_nothing(office: Office) -> None:
    one = office.released()
    eve: Any = build().factory.nurul
    client = browser(eve)
    for address in (f"/documents/{one.document_id}", f"/documents/{one.document_id}/read",
                    f"/documents/revision/{one.pk}", f"/documents/revision/{one.pk}/read", f"/documents/write/{one.pk}",
                    f"/documents/{one.document_id}/document.pdf", f"/documents/{one.document_id}/qr.svg"):  # fmt: skip
        assert client.get(address).status_code == 404
    assert Document.objects.of(eve.organization).count() == 0


def kept_file(office: Office, data: bytes, name: str) -> str:
    from mutu.core import actions as core
    from mutu.core import attachments

    nurul = office.factory.nurul
    kept = attachments.keep(nurul.organization_id, data, name)
    return str(core.add_attachment(new_id(), by=nurul, name=name, sha256=kept.sha256).pk)


def test_a_pdf_with_a_script_is_shown_in_a_sandbox_and_never_read_here(office: Office) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"
    key = kept_file(office, pdf, "a.pdf")
    answer = browser(office.factory.nurul).get(f"/files/{key}")
    assert b"".join(answer) == pdf  # read to its end, as a browser does
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "This kind of file is not previewed. Download it." in get(
        browser(office.factory.nurul), f"/documents/preview/{key}"
    )


def test_a_pdf_whose_streams_inflate_is_kept_and_handed_out_and_never_unpacked_here(office: Office) -> None:
    stream = zlib.compress(b"\0" * 60_000_000, 9)  # a thousand times smaller than what comes out of it
    pdf = b"%%PDF-1.4\n1 0 obj<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj" % (len(stream), stream)
    client = browser(office.factory.suresh)
    file = SimpleUploadedFile("bomb.pdf", pdf, "application/pdf")
    tracemalloc.start()
    client.post("/do/revision.start", {"name": "Chart", "type": str(office.type.pk), "file": file})
    one = Revision.objects.of(office.factory.organization).get(name="Chart")
    get(client, f"/documents/{one.document_id}")
    get(client, f"/documents/preview/{one.file_id}")
    answer = browser(office.factory.nurul).get(f"/documents/{one.document_id}/document.pdf?revision={one.pk}")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.content[:5] == b"%PDF-"
    assert peak < 40_000_000


def test_a_word_file_and_a_sheet_are_looked_into_without_their_programs(office: Office) -> None:
    from tests.core.bringing_in import xlsx
    from tests.lib.test_word_files import docx, paragraph

    client = browser(office.factory.nurul)
    word = get(client, f"/documents/preview/{kept_file(office, docx(paragraph('Purge 8 shots')), 'a.docx')}")
    assert "<p>Purge 8 shots</p>" in word
    sheet = get(client, f"/documents/preview/{kept_file(office, xlsx([('Colour', '<b>4</b>')]), 'a.xlsx')}")
    assert "<td>Colour</td><td>&lt;b&gt;4&lt;/b&gt;</td>" in sheet


def test_a_word_file_brings_its_words_and_says_what_it_leaves(office: Office) -> None:
    from tests.lib.test_word_files import docx, paragraph

    body = paragraph("Purge 8 shots") + '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>now</w:t></w:r></w:ins></w:p>'
    file = SimpleUploadedFile("a.docx", docx(body))
    one = office.begin()
    page = browser(office.factory.suresh).post(
        f"/documents/write/{one.pk}", {"name": "Purge", "text": "Old.", "word": file}
    ).content.decode()  # fmt: skip
    assert "Purge 8 shots\n\nnow</textarea>" in page
    assert "Tracked changes are shown as if they were accepted." in page
    assert Revision.objects.of(one.organization_id).get(pk=one.pk).text == one.text
