"""What is printed: 8D reports, letters, hold tags, badge sheets, posters, records. Made on the server, as PDF."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import content_disposition_header

from mutu.core import permissions
from mutu.core.models import Door, Person, Workplace
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.reports import floor, from_records, glyphs, paper, photos, wording
from mutu.web.acting import actor_in
from mutu.web.addresses import address_of
from mutu.web.problems.complaint import complaint_or_404
from mutu.web.signing_in import signed_in

REFUSALS = (glyphs.GlyphMissing, paper.TemplateRefused, photos.PhotoRefused, wording.LanguageUnknown, ValueError)
TEMPLATES = (settings.HOME / "templates",)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(
    request: HttpRequest, make: Callable[[], bytes], name: str, back: str, kind: str = "application/pdf"
) -> HttpResponse:
    """The paper, or the page it was asked from with a sentence on what is missing."""
    try:
        made = make()
    except REFUSALS as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(back)
    response = HttpResponse(made, content_type=kind)
    ending = "xlsx" if kind == XLSX else "pdf"
    response["Content-Disposition"] = content_disposition_header(kind == XLSX, f"{name}.{ending}") or "inline"
    return response


def link_to(request: HttpRequest, where: str) -> str:
    return request.build_absolute_uri(where)


@signed_in
def eight_d(request: HttpRequest, id: UUID) -> HttpResponse:
    """The 8D report, in the customer's layout and language unless others are asked for."""
    found, by = complaint_or_404(request, id), actor_in(request)
    layout, language = request.GET.get("layout", ""), request.GET.get("language", "")
    place = address_of(found)

    def make() -> bytes:
        return from_records.eight_d_pdf(
            found, by, link=link_to(request, place), layout=layout, language=language, template_dirs=TEMPLATES
        )

    return answer(request, make, f"8D-{found.number}", place)


@signed_in
def eight_d_sheet(request: HttpRequest, id: UUID) -> HttpResponse:
    """The 8D report as a spreadsheet, for a customer's portal."""
    found, by = complaint_or_404(request, id), actor_in(request)
    place, language = address_of(found), request.GET.get("language", "")

    def make() -> bytes:
        return from_records.eight_d_xlsx(found, by, link=link_to(request, place), language=language)

    return answer(request, make, f"8D-{found.number}", place, XLSX)


@signed_in
def letter(request: HttpRequest, id: UUID) -> HttpResponse:
    """The containment letter."""
    found, by = complaint_or_404(request, id), actor_in(request)
    place = address_of(found)

    def make() -> bytes:
        return from_records.containment_letter_pdf(found, by, link=link_to(request, place), template_dirs=TEMPLATES)

    return answer(request, make, f"{found.number}-containment", place)


def problem_or_404(request: HttpRequest, id: UUID) -> Nonconformity:
    found = permissions.visible(Nonconformity, actor_in(request)).filter(pk=id)
    one = found.select_related("site", "workplace", "part", "organization", "reported_by", "owner").first()
    if one is None:
        raise Http404
    return one


@signed_in
def tag(request: HttpRequest, id: UUID) -> HttpResponse:
    """The hold tags, A6 or for a label printer."""
    found, by = problem_or_404(request, id), actor_in(request)
    size = request.GET.get("size", "a6")
    place = address_of(found)

    def make() -> bytes:
        return from_records.hold_tags_pdf(found, by, link=link_to(request, place), size=size)

    return answer(request, make, f"HOLD-{found.number}", place)


@signed_in
def printed_problem(request: HttpRequest, id: UUID) -> HttpResponse:
    """One problem's whole record on paper."""
    found, by = problem_or_404(request, id), actor_in(request)
    place = address_of(found)
    return answer(request, lambda: floor.problem_pdf(found, by, link=link_to(request, place)), found.number, place)


@signed_in
def badges(request: HttpRequest) -> HttpResponse:
    """A sheet of badges to print and cut."""
    by = actor_in(request)
    door = Door.objects.get(organization_id=by.organization_id)
    people = Person.objects.of(by.organization).filter(state="active").exclude(badge="").order_by("name")
    wanted = request.GET.getlist("person")
    people = people.filter(number__in=wanted) if wanted else people

    def make() -> bytes:
        return floor.badge_sheet([(one, link_to(request, f"/in/{door.slug}/{one.badge}")) for one in people[:400]], by)

    return answer(request, make, "badges", "/people/")


@signed_in
def poster(request: HttpRequest, id: UUID) -> HttpResponse:
    """The QR code to hang at a machine: scan it to report a problem here."""
    by = actor_in(request)
    found = Workplace.objects.of(by.organization).select_related("site").filter(pk=id).first()
    if found is None:
        raise Http404
    door = Door.objects.get(organization_id=by.organization_id)
    link = link_to(request, f"/at/{door.slug}/{found.pk}")
    return answer(request, lambda: floor.workplace_poster(found, link, by), f"QR-{found.code}", address_of(found))


urls = [
    path("complaints/<uuid:id>/8d.pdf", eight_d),
    path("complaints/<uuid:id>/8d.xlsx", eight_d_sheet),
    path("complaints/<uuid:id>/letter.pdf", letter),
    path("problems/<uuid:id>/tag", tag),
    path("problems/<uuid:id>/print", printed_problem),
    path("people/badges.pdf", badges),
    path("records/workplace/<uuid:id>/poster.pdf", poster),
]
