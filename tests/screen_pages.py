"""Every page there is a picture of: where it is, who looks at it, and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

QUALITY, OPERATOR, DIRECTOR, ENGINEER, PLANNER = "P-0001", "P-0005", "P-0007", "P-0003", "P-0002"
CAUSE_FOUND = "nonconformity where state = 'cause_found' order by reported_at desc"
CLOSED = "nonconformity where state = 'closed' and why_made <> '[]' and grade <> 'minor' order by reported_at desc"
ACTING = "nonconformity where state = 'acting' and why_made <> '[]' order by reported_at desc"
NEW = "nonconformity where state in ('reported', 'contained', 'corrected') order by state desc, reported_at desc"
LOOSE = "nonconformity where state = 'reported' order by reported_at desc"
COMPLAINT = "complaint where what like 'Cracked screw boss%'"
PERSON = "person where number = 'P-0002'"
FLOOR_PERSON = "person where number = 'P-0005'"
MACHINE = "workplace where code = 'IM-12'"
POLICY = "document where number = 'QP-01'"
CARD = "document where number = 'WI-25'"
DRAFTED = "document where number = 'WI-28'"
PLANNED = "document where number = 'WI-26'"
WITHDRAWN = "document where number = 'F-33'"
SUBMITTED = "revision where state = 'submitted'"
SKILL = "skill where number = 'SK-004'"
TABLES = {
    "nonconformity": "improvement_nonconformity",
    "corrective_action": "improvement_correctiveaction",
    "complaint": "operation_complaint",
    "perception": "operation_perception",
    "perception_plan": "operation_perceptionplan",
    "customer_rules": "operation_customerrules",
    "person": "core_person",
    "party": "core_party",
    "workplace": "core_workplace",
    "document": "resources_document",
    "revision": "resources_revision",
    "translation": "resources_translation",
    "printed_copy": "resources_printedcopy",
    "document_request": "resources_documentrequest",
    "retention": "resources_retention",
    "skill": "resources_skill",
    "skill_requirement": "resources_requirement",
    "training": "resources_training",
    "required_role": "resources_requiredrole",
    "awareness_need": "resources_awarenessneed",
    "acknowledgement": "resources_acknowledgement",
}


@dataclass(frozen=True)
class Screen:
    """One page: where, who looks, what it shows, and what is done on it before the picture is taken."""

    name: str
    about: str
    path: str
    who: str = QUALITY
    firm: str = "bayan"
    of: str = ""
    extra: tuple[str, ...] = ()
    then: Callable[[Page], None] | None = None
    widths: tuple[int, ...] = (1280, 390)
    window: bool = False
    """only what the window holds: of something that lies above the page"""


def reporting(step: int) -> Callable[[Page], None]:
    """The steps of a report, as far as the picture needs them."""

    def go_on(page: Page) -> None:
        for chosen in ("label.tile:has(input[value=crack])", "label.tile:has(input[value=some])")[:step]:
            page.click(chosen)
            if page.locator("[data-next]:visible").count():
                page.click("[data-next]:visible")
        if step == 3:
            page.check("[name=without_photo]")
            page.click("button[type=submit]:visible")
            page.wait_for_url("**/reported/**")

    return go_on


def find_panel(page: Page) -> None:
    """Somebody presses / and types a lot."""
    page.keyboard.press("/")
    with page.expect_response("**/find/panel**"):
        page.keyboard.type("IM-12", delay=5)
    page.wait_for_timeout(200)


def save_view(page: Page) -> None:
    """Filters are saved, then others are chosen and the form stands open."""
    if not page.locator(".saved-views nav").count():
        for name, query in (("Late", "?show=late"), ("Mine", "?show=mine")):
            page.goto(page.url.partition("?")[0] + query)
            page.click(".saved-views summary")
            page.fill("#view-name", name)
            page.click(".save-view button")
            page.wait_for_load_state()
    page.goto(page.url.partition("?")[0] + "?show=all")
    page.click(".saved-views summary")


def study(page: Page) -> None:
    """The example is studied."""
    page.click("#study button[value=show]")
    page.wait_for_load_state()


LIST = """NCR register 2025,,,,,,
NCR No,Date,Problem,Part No,Machine,Qty,Found by
NCR-25-001,03/02/2025,Short shot at the rib,KX-118,IM-04,40,Siti Rohani
NCR-25-002,31/02/2025,Flash on the parting line,KX-118,IM-07,12,Siti Rohani
NCR-25-003,17/02/2025,,KX-118,IM-07,12,Ooi Mei Ling
NCR-25-004,18/02/2025,Silver streaks after the weekend,KX-118,IM-99,about 50,Ooi Mei Ling
NCR-25-005,24/02/2025,Label of another customer on the box,KX-118,PACK-1,1,Nobody Here
NCR-25-001,25/02/2025,Weld line cracks when bent,KX-118,IM-12,8,Siti Rohani
"""


def hand_in(page: Page) -> None:
    """A list of earlier problems with faults in it is handed in."""
    page.check("input[name=into][value='nonconformity'], input[name=into] >> nth=0")
    file = {"name": "NCR register 2025.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.set_input_files("#f-file", file)  # type: ignore[arg-type]
    page.click("button.primary[type=submit]:visible")
    page.wait_for_url("**/import/*-*")
    page.wait_for_load_state()


def dry_run(page: Page) -> None:
    """The same, checked row by row."""
    hand_in(page)
    if page.locator("#f-columns").count():
        page.click(".form-end button.primary")
        page.wait_for_selector("#f-columns", state="detached")
    page.wait_for_selector(".import-counts", timeout=60_000)


EVERY_DAY = (
    Screen("in", "The first page of the demo", "/in/", who="", extra=("vi",)),
    Screen("door", "A badge and its PIN", "/in/bayan/", who=""),
    Screen("today", "Today, for the quality manager", "/", extra=("dark",)),
    Screen("today-operator", "Today, for an operator", "/", who=OPERATOR),
    Screen("today-director", "Today, for the managing director", "/", who=DIRECTOR),
    Screen("today-vi", "Today at Sao Khuê, in Vietnamese", "/", firm="sao-khue", extra=("vi",)),
    Screen("today-empty", "Today on the first day of an organization", "/", firm="new"),
    Screen("find", "Finding something", "/find?q=KX-118"),
    Screen("find-nothing", "Finding nothing", "/find?q=zeppelin"),
    Screen("find-panel", "Finding from anywhere, with /", "/", then=find_panel, extra=("dark",), window=True),
    Screen("scan", "A code that is scanned", "/scan", who=OPERATOR),
)
PROBLEMS = (
    Screen("problems", "The list of problems", "/problems/", extra=("dark",)),
    Screen("problems-vi", "The list of problems, in Vietnamese", "/problems/", firm="sao-khue", extra=("vi",)),
    Screen("problems-empty", "The list of problems before there is one", "/problems/", firm="new"),
    Screen("problems-views", "Saved views above a list", "/problems/", then=save_view),
    Screen("problem-new", "A problem just reported", "/problems/{}", of=NEW),
    Screen("problem-cause", "A problem whose cause was found", "/problems/{}", of=CAUSE_FOUND),
    Screen("problem-acting", "A problem with its actions", "/problems/{}", of=ACTING, extra=("dark",)),
    Screen("problem-closed", "A closed problem", "/problems/{}", of=CLOSED),
    Screen("problem-vi", "A problem, in Vietnamese", "/problems/{}", firm="sao-khue", of=CAUSE_FOUND, extra=("vi",)),
    Screen("do-contain", "Fix now: containment", "/do/nonconformity.contain/{}", of=LOOSE),
    Screen("do-cause", "Saying what caused it", "/do/nonconformity.determine_cause/{}", of=NEW),
    Screen("do-disposition", "What becomes of the pieces", "/do/nonconformity.decide_disposition/{}", of=NEW),
    Screen("do-receive", "Receiving a complaint", "/do/complaint.receive"),
    Screen("report-1", "Reporting: what do you see?", "/report", who=OPERATOR, extra=("dark", "vi")),
    Screen("report-2", "Reporting: how many?", "/report", who=OPERATOR, then=reporting(1), widths=(390,)),
    Screen("report-3", "Reporting: a photo, send", "/report", who=OPERATOR, then=reporting(2), widths=(390,)),
    Screen("reported", "Thanks", "/report", who=OPERATOR, then=reporting(3)),
    Screen("mine", "What I reported, and the answers", "/mine", who=OPERATOR),
    Screen("place", "What the code at a machine opens", "/at/bayan/{}", who=OPERATOR, of=MACHINE),
    Screen("complaints", "The list of complaints", "/complaints/"),
    Screen("complaint", "A complaint with its clock", "/complaints/{}", of=COMPLAINT, extra=("dark",)),
    Screen("compose", "The letter in two languages", "/complaints/{}/compose?slot=problem", of=COMPLAINT),
    Screen("compose-8d", "A step of the 8D report", "/complaints/{}/compose?slot=why_made", of=COMPLAINT),
    Screen("actions", "The list of actions", "/actions/"),
    Screen("action", "An action", "/actions/{}", of="corrective_action where state = 'planned' order by due"),
    Screen("figures", "The figures of the problems", "/problems/figures"),
    Screen("perceptions", "What customers think", "/records/perception/"),
    Screen("perception", "One thing a customer said", "/records/perception/{}", of="perception order by number desc"),
    Screen("customer", "A customer", "/records/party/{}", of="party where name like 'Nordlicht%'"),
)
DOCUMENTS = (
    Screen("documents", "The list of documents", "/documents/", extra=("dark",)),
    Screen("documents-vi", "The list of documents, in Vietnamese", "/documents/", firm="sao-khue", extra=("vi",)),
    Screen("documents-empty", "The list of documents before there is one", "/documents/", firm="new"),
    Screen("document", "A document: its words, readers and revisions", "/documents/{}", of=POLICY, extra=("dark",)),
    Screen("document-changed", "A new revision beside the one in force", "/documents/{}", of=CARD),
    Screen("document-planned", "A revision that comes into force later", "/documents/{}", of=PLANNED),
    Screen("document-withdrawn", "A withdrawn document", "/documents/{}", of=WITHDRAWN),
    Screen(
        "document-vi", "A document, in Vietnamese", "/documents/{}", firm="sao-khue",
        of="document where number = 'HD-04'", extra=("vi",),
    ),
    Screen("write", "A document in writing", "/documents/write/{}", of="revision where state = 'draft'"),
    Screen("approve", "Approving a revision", "/do/revision.approve/{}", who=DIRECTOR, of=SUBMITTED),
    Screen("draft-new", "Registering a document", "/do/document.register"),
    Screen("document-read", "A document, read", "/documents/{}/read", who=OPERATOR, of=POLICY),
    Screen("document-at", "An instruction at the machine, by its code", "/wi/bayan/{}", who=OPERATOR, of=CARD),
    Screen("translation", "A translation beside the original", "/documents/translation/{}",
           of="translation where language = 'ms'"),
    Screen("request", "Somebody asks for a change", "/records/document_request/{}", of="document_request"),
    Screen("requests", "What was asked of the documents", "/documents/requests/"),
    Screen("document-faults", "What an auditor would find in the documents", "/documents/faults"),
    Screen("document-attach", "Files that attach themselves", "/documents/attach"),
    Screen("document-rules", "Kinds of documents and who approves them", "/documents/rules"),
    Screen("retention", "How long a record is kept", "/records/retention/{}", of="retention"),
    Screen("to-read", "What somebody must read and sign", "/to-read/", who=OPERATOR),
    Screen("readers", "Who has read what is in force", "/readers/"),
    Screen("document-readers", "Who has read one document", "/documents/{}/readers", of=POLICY),
    Screen("class", "Choosing what a class signs", "/class/"),
)  # fmt: skip
PEOPLE = (
    Screen("people", "People", "/people/"),
    Screen("person", "One person", "/people/{}", of=PERSON),
    Screen("person-floor", "Somebody of the floor", "/people/{}", of=FLOOR_PERSON),
    Screen("leave", "Somebody leaves, and hands over", "/people/{}/leave", of=PERSON),
    Screen("starters", "Starters and leavers", "/records/movement/"),
    Screen("skills", "Who can do what", "/skills/", extra=("dark",)),
    Screen("skills-vi", "Who can do what, in Vietnamese", "/skills/", firm="sao-khue", extra=("vi",)),
    Screen("skill-gaps", "What is missing", "/skills/gaps"),
    Screen("skill", "One skill", "/skills/{}", of=SKILL),
    Screen("skill-requirement", "What is asked of whom", "/records/skill_requirement/{}",
           of="skill_requirement order by number"),
    Screen("machine", "Who may run this machine", "/machines/{}", who=OPERATOR, of=MACHINE, extra=("dark",)),
    Screen("do-assess", "Assessing somebody", "/do/competence.assess"),
    Screen("trainings", "The list of trainings", "/trainings/"),
    Screen("trainings-vi", "The list of trainings, in Vietnamese", "/trainings/", firm="sao-khue", extra=("vi",)),
    Screen("training", "A training and whether it worked", "/trainings/{}",
           of="training where state = 'not_effective'"),
    Screen("training-planned", "A training that is planned", "/trainings/{}",
           of="training where state = 'planned' order by planned_on desc"),
    Screen("training-list", "Its list, to sign in", "/trainings/{}/list",
           of="training where state = 'planned' order by planned_on desc"),
    Screen("roles", "Who answers for what", "/roles"),
    Screen("roles-vi", "Who answers for what, in Vietnamese", "/roles", firm="sao-khue", extra=("vi",)),
    Screen("learn", "Cards somebody is asked to learn from", "/learn/", who=OPERATOR),
    Screen("card", "A card with its question", "/learn/floor?card=floor_report&language=ms", who=OPERATOR,
           extra=("dark",)),
    Screen("card-th", "The same card in Thai", "/learn/floor?card=floor_report&language=th", who=OPERATOR),
    Screen("card-zh", "The same card in Chinese", "/learn/floor?card=floor_report&language=zh-hans", who=OPERATOR),
    Screen("aware", "Who knows what", "/aware/"),
    Screen("aware-missing", "Who does not know it yet", "/aware/{}",
           of="awareness_need where role = 'operator'"),
    Screen("awareness", "The list of those who learnt", "/awareness/"),
    Screen("evidence-person", "Show me the evidence: a person", "/evidence/person/{}", of=FLOOR_PERSON),
    Screen("evidence-document", "Show me the evidence: a document", "/evidence/document/{}", of=CARD),
    Screen("evidence-machine", "Show me the evidence: a machine", "/evidence/workplace/{}", of=MACHINE),

)  # fmt: skip
STEERING = (
    Screen("readiness", "Readiness by clause", "/readiness"),
    Screen("readiness-vi", "Readiness by clause, in Vietnamese", "/readiness", firm="sao-khue", extra=("vi",)),
    Screen("readiness-clause", "One clause with its checks", "/readiness/iso9001-2015/10.2.1", extra=("dark",)),
    Screen("readiness-records", "The records behind a check", "/readiness/records/10.2.1-a.reacted"),
    Screen("readiness-changes", "What the edition of 2026 changes", "/readiness/changes"),
    Screen("readiness-principles", "Readiness by principle", "/readiness/principles"),
    Screen("charts-empty", "Data and charts, before there is data", "/charts"),
    Screen("charts", "Data and charts: the right chart, and why", "/charts?sheet=measurements&example=1",
           then=study, extra=("dark",)),
    Screen("charts-counts", "Data and charts: counts", "/charts?sheet=counts&example=1", then=study),
    Screen("charts-gauge", "Data and charts: a gauge study", "/charts?sheet=gauge&example=1", then=study),
    Screen("aql", "The AQL table", "/aql?lot=3200&level=II&severity=normal&critical=0&major=2.5&minor=4.0"),
    Screen("import", "Bringing a list in", "/import/"),
    Screen("import-columns", "How its columns were understood", "/import/", then=hand_in),
    Screen("import-faults", "What is wrong in it, before anything is written", "/import/", then=dry_run),
)  # fmt: skip
SEEN = (
    Screen("verify", "Checking a certificate, without signing in", "/verify", who="", extra=("vi",)),
    Screen("certificate", "A certificate in force", "/c/DEMO-QMS-20418", who="", extra=("dark",)),
    Screen("certificate-suspended", "A suspended certificate", "/c/DEMO-QMS-20419", who=""),
    Screen("certificate-withdrawn", "A withdrawn certificate", "/c/DEMO-QMS-20420", who=""),
    Screen("certificate-not-found", "A number that is not on this register", "/c/DEMO-QMS-20481", who=""),
    Screen("certificates", "Looking a certificate up", "/c/", who=""),
    Screen("verify-paper", "The points of a plain certificate", "/verify/paper", who=""),
    Screen("trust", "Whom this site trusts", "/trust", who=""),
)
PROOF = (
    Screen("trail", "The trail", "/trail", extra=("dark",)),
    Screen("trail-entry", "One entry, with its proof", "/trail/120"),
    Screen("system", "The system", "/system"),
    Screen("words", "The words of the trade, and our own", "/words", extra=("vi",)),
    Screen("records", "Every kind of record", "/records/"),
    Screen("records-machines", "A list as every kind has one", "/records/workplace/"),
    Screen("not-found", "An address that leads nowhere", "/nowhere"),
    Screen("not-yours", "A page that is not for everybody", "/system", who=OPERATOR),
    Screen("vocabulary", "Shapes and words", "/vocabulary"),
)
SCREENS = (*EVERY_DAY, *PROBLEMS, *DOCUMENTS, *PEOPLE, *STEERING, *SEEN, *PROOF)
