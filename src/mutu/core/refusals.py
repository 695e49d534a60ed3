"""The five ways the gate says no, and one in which the machine does. Pure Python, for a topic's rules to raise.

A refusal keeps its sentence untranslated beside its parameters; the face that shows it translates it.
"""

from collections.abc import Mapping


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation without translating it here."""
    return sentence


class Refusal(Exception):
    """Something was asked that may not happen; nothing was changed. The sentence says the way out."""

    code = "refused"
    status = 409

    def __init__(self, sentence: str, *, fact: str | None = None, **parameters: object):
        super().__init__(sentence)
        self.sentence = sentence
        self.fact = fact
        self.parameters = parameters

    def __str__(self) -> str:
        return self.sentence % self.parameters if self.parameters else self.sentence

    def afterwards(self) -> None:
        """What is still kept when everything else is rolled back, as a wrong PIN that counts; nothing, usually."""


class NotPermitted(Refusal):
    """This person may not do this, or not here."""

    code = "not_permitted"
    status = 403


class MoveRefused(Refusal):
    """The record is not in a state from which this can be done."""

    code = "move_refused"


class NotYet(Refusal):
    """A requirement, named in the sentence, must be met first."""

    code = "not_yet"


class Outdated(Refusal):
    """The record changed since it was seen, or its id or number is taken."""

    code = "outdated"


class NoRoom(Refusal):
    """The machine cannot keep anything more; nobody did anything wrong."""

    code = "no_room"
    status = 507


class NotUnderstood(Refusal):
    """Some facts are missing or not what they should be: `errors` has a sentence for each."""

    code = "not_understood"
    status = 422

    def __init__(self, errors: Mapping[str, Refusal]):
        super().__init__(gettext_noop("Some entries need another look."))
        self.errors = dict(errors)

    def __str__(self) -> str:
        return "; ".join(f"{name}: {reason}" for name, reason in self.errors.items())
