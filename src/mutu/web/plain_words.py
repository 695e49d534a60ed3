"""The sentences of the 27 points of a plain certificate: what is asked, and what each finding means."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutu.certification.plain_checks import Point

TITLES = {
    "V01": gettext_lazy("Everything a certificate must say is on it"),
    "V02": gettext_lazy("A certification body issued it: not ISO, not an accreditation body, not the consultant"),
    "V03": gettext_lazy("Accreditation symbol and the body’s accreditation number are on it"),
    "V04": gettext_lazy("The accreditation body is recognised for quality management systems"),
    "V05": gettext_lazy("The body was accredited on the day of the decision"),
    "V06": gettext_lazy("The accreditation covers the industry code of the scope"),
    "V07": gettext_lazy("The accreditation covers the office or country that acted"),
    "V08": gettext_lazy("Number, name and status stand in the body’s register"),
    "V09": gettext_lazy("It is found in the world register of certificates"),
    "V10": gettext_lazy("It is in force today"),
    "V11": gettext_lazy("It takes effect after the last day of the audit"),
    "V12": gettext_lazy("It ends within three years of the start of its cycle"),
    "V13": gettext_lazy("Its edition of the standard exists and may still be used"),
    "V14": gettext_lazy("The edition was published, and the body accredited for it, when it took effect"),
    "V15": gettext_lazy("Name and address are those of the supplier’s business registration"),
    "V16": gettext_lazy("The site that supplies you is on the certificate"),
    "V17": gettext_lazy("What you buy is inside its scope"),
    "V18": gettext_lazy("The scope makes no claim about products"),
    "V19": gettext_lazy("The yearly visits have taken place"),
    "V20": gettext_lazy("The international mark fits its date"),
    "V21": gettext_lazy("The marks are real ones, not imitations"),
    "V22": gettext_lazy("Web and mail addresses belong to the body"),
    "V23": gettext_lazy("The audit was as long as the number of people asks for"),
    "V24": gettext_lazy("There was time for an audit between application and certificate"),
    "V25": gettext_lazy("An accredited body did not leave the accreditation off"),
    "V26": gettext_lazy("What the file itself tells"),
    "V27": gettext_lazy("It was not moved from another body to escape a suspension"),
}
OUTCOMES = {
    "stop": (gettext_lazy("Do not rely on it"), "certificate", "withdrawn"),
    "ask": (gettext_lazy("Ask"), "clause", "attention"),
    "register": (gettext_lazy("Only a register can answer"), "certificate", "undecided"),
    "told": (gettext_lazy("For you to judge"), "clause", "statement"),
    "clear": (gettext_lazy("Nothing against it"), "product", "ok"),
    "unknown": (gettext_lazy("Not enough was typed"), "clause", "nodata"),
}
CONFIDENCE = {
    "high": gettext_lazy("High: confirmed by independent sources."),
    "medium": gettext_lazy("Medium: one source, or not read again."),
    "low": gettext_lazy("Low: a single report; ask before relying on it."),
}
LEVELS = {
    "high": gettext_lazy("high"),
    "medium": gettext_lazy("medium"),
    "low": gettext_lazy("low"),
}
WHO = {
    "document": gettext_lazy("the certificate itself"),
    "accreditation-body": gettext_lazy("the accreditation body’s register"),
    "certification-body": gettext_lazy("the certification body"),
    "registers": gettext_lazy("the registers"),
    "buyer": gettext_lazy("you, and your supplier"),
}
CONTENTS = {
    "holder": gettext_lazy("holder"),
    "holder_place": gettext_lazy("address of the holder and of every site"),
    "effective": gettext_lazy("date it takes effect"),
    "expiry": gettext_lazy("date it ends"),
    "number": gettext_lazy("number"),
    "standard": gettext_lazy("standard and edition"),
    "scope": gettext_lazy("scope"),
    "body": gettext_lazy("certification body"),
    "body_place": gettext_lazy("address of the certification body"),
    "revision": gettext_lazy("a mark that tells a revised one from an old one"),
}
FOUND = {
    "not-typed": gettext_lazy("Type it to have it checked."),
    "dates-not-typed": gettext_lazy("Type both dates to have it checked."),
    "contents-there": gettext_lazy("All of it was typed."),
    "contents-missing": gettext_lazy("Not typed, or not there: %(missing)s. If the paper lacks it, ask the body why."),
    "issued-by-iso": gettext_lazy("ISO issues no certificates. Whoever made this does not know or does not care."),
    "issued-by-accreditor": gettext_lazy("%(name)s accredits certification bodies; it certifies no factories."),
    "issued-by-consultant": gettext_lazy("Whoever advised the firm may not certify it."),
    "issued-by-body": gettext_lazy("The issuer is none of these, as far as its name tells."),
    "no-symbol": gettext_lazy("No accreditation is shown. One genuine accredited certificate in nine lacks it: ask."),
    "no-number": gettext_lazy("No accreditation number was typed. Most genuine certificates lack it: ask."),
    "symbol-and-number": gettext_lazy("Both are there."),
    "accreditor-not-held": gettext_lazy("It is not on the list held here. Look in the register of signatories."),
    "accreditor-no-signatory": gettext_lazy("%(name)s is known for laboratories, not for certification of systems."),
    "accreditor-unknown": gettext_lazy("It is not known here whether %(name)s is recognised. Look in the register."),
    "accreditor-later": gettext_lazy("%(name)s was recognised on %(since)s, after this took effect."),
    "accreditor-signatory": gettext_lazy("%(name)s was recognised by what was known on %(compiled)s."),
    "body-accredited": gettext_lazy("Look the body up in the accreditation body’s directory, with the date."),
    "code-covered": gettext_lazy("Look in the directory for which industry codes it is accredited."),
    "office-covered": gettext_lazy("Look in the directory which offices and countries are covered."),
    "number-in-register": gettext_lazy("Open the body’s own register by yourself, not through a link on the paper."),
    "certsearch": gettext_lazy(
        "Look it up. Not found means not uploaded, confidential, removed, or false: ask the body."
    ),
    "expired": gettext_lazy("It ended on %(day)s. A renewal may exist: ask for it."),
    "not-yet": gettext_lazy("It takes effect on %(day)s only."),
    "dates-good": gettext_lazy("Today is between its dates. Whether it was suspended only the body can say."),
    "audit-day-unknown": gettext_lazy("The body knows the last day of the audit: ask."),
    "before-audit": gettext_lazy("It takes effect before the audit ended."),
    "same-day": gettext_lazy("It takes effect on the day of the audit. A decision takes somebody else, and time."),
    "after-audit": gettext_lazy("It takes effect after the audit."),
    "ends-before-start": gettext_lazy("It ends before it takes effect."),
    "within-cycle": gettext_lazy("It does."),
    "beyond-cycle": gettext_lazy("It would end by %(latest)s. Later is right only when it was renewed early: ask."),
    "another-standard": gettext_lazy("This page knows ISO 9001 only."),
    "no-edition": gettext_lazy("The edition’s year is missing, as in ISO 9001:2015."),
    "edition-withdrawn": gettext_lazy("The edition of %(year)s was withdrawn long ago."),
    "edition-never": gettext_lazy("There is no edition of %(year)s."),
    "edition-ended": gettext_lazy("Certificates to the edition of %(year)s ended on %(until)s."),
    "edition-until": gettext_lazy("The edition of %(year)s may be used until %(until)s."),
    "edition-current": gettext_lazy("The edition of %(year)s is the current one."),
    "before-edition": gettext_lazy("It takes effect before the edition of %(year)s was published (%(published)s)."),
    "edition-accredited": gettext_lazy("Look in the directory whether the body was accredited for this edition."),
    "supplier-not-typed": gettext_lazy("Type your supplier’s name as registered to have it compared."),
    "name-same": gettext_lazy("The names agree. Compare with the business registration itself."),
    "name-differs": gettext_lazy("“%(holder)s” is not “%(supplier)s”. It may belong to another company."),
    "site-listed": gettext_lazy("You found it there."),
    "site-missing": gettext_lazy("Then what this site makes is not covered: ask."),
    "site-not-said": gettext_lazy("Say whether the supplying site is listed, also on an annex."),
    "scope-trading": gettext_lazy("The scope says “%(word)s”. Trading is not making."),
    "bought-not-typed": gettext_lazy("Type the scope and what you buy to have them compared."),
    "scope-common": gettext_lazy("Words in common: %(words)s. Whether that covers it is for you to judge."),
    "scope-nothing-common": gettext_lazy("The two have no word in common."),
    "scope-promise": gettext_lazy("The scope says “%(words)s”. ISO 9001 certifies no product."),
    "scope-plain": gettext_lazy("None was found."),
    "visits-due": gettext_lazy("A visit was due by %(days)s. Ask the body, or for the supplier’s report."),
    "no-visit-due": gettext_lazy("None was due yet."),
    "new-mark": gettext_lazy("The Global ACI mark could not be used by anybody yet on %(known_on)s."),
    "old-mark": gettext_lazy("The IAF mark may still stand under licences from before 2026. New bodies may show none."),
    "no-mark": gettext_lazy("That is no fault: one genuine certificate in five has none."),
    "looks-alike": gettext_lazy(
        "The name uses “%(word)s” and is not on the list held here. Private boards do so: ask."
    ),
    "accreditor-held": gettext_lazy("The accreditation body is a known one. Compare its symbol with its own site."),
    "free-mail": gettext_lazy("%(host)s is a free mail address. Certification bodies have their own."),
    "same-as-consultant": gettext_lazy("%(host)s is the consultant’s address as well."),
    "mail-elsewhere": gettext_lazy("The mail address is at %(mail)s, the pages are at %(web)s."),
    "addresses-agree": gettext_lazy("They agree. How old the address is, a look-up of the domain tells."),
    "days-not-typed": gettext_lazy("Type people and audit days, from the contract or the report, to have it checked."),
    "beyond-table": gettext_lazy("So many people are beyond the table."),
    "days": gettext_lazy("For %(people)s people the table gives %(days)s days; it was %(given)s."),
    "applied-not-typed": gettext_lazy("Type when the firm applied, if you know it."),
    "days-after-applying": gettext_lazy("%(days)s days lie between."),
    "why-unaccredited": gettext_lazy(
        "If no accreditation is shown, look whether the body has one for this scope, and ask why."
    ),
    "no-file": gettext_lazy("Hand the file in with the form to see what it tells."),
    "file-told": gettext_lazy("Its fingerprint is %(sha256)s. %(made)s"),
    "transferred": gettext_lazy("Ask the earlier body whether it had suspended or withdrawn its certificate."),
    "not-transferred": gettext_lazy("You say it was not moved."),
    "transfer-not-said": gettext_lazy("Ask whether another body certified the firm before, and why it changed."),
}


def told(point: Point) -> dict[str, Any]:
    """A point in the page's words."""
    words, family, shape = OUTCOMES[point.found.outcome]
    confidence = point.found.values.get("confidence") or point.confidence
    return {
        "id": point.id,
        "title": TITLES[point.id],
        "outcome": point.found.outcome,
        "outcome_words": words,
        "family": family,
        "shape": shape,
        "sentence": FOUND[point.found.code] % _written(point.found.values),
        "who": WHO[point.answers],
        "level": point.level,
        "decisive": point.decisive,
        "confidence": confidence,
        "confidence_word": LEVELS[confidence],
    }


def _written(values: dict[str, Any]) -> dict[str, Any]:
    """Values as a sentence shows them: days in words, lists with commas."""
    return {name: _word(name, value) for name, value in values.items()}


def _word(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ", ".join(str(CONTENTS[one]) if name == "missing" else str(_word("", one)) for one in value)
    if hasattr(value, "isoformat"):
        return date_format(value, "j M Y")
    if isinstance(value, float):
        return f"{value:g}"
    return _("not known") if value is None else value
