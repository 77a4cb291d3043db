"""Why something was flagged, in one short sentence for moderators. It quotes nothing."""

from typing import Final

from engage.privacy.cues import Cue
from engage.privacy.detector.flags import FlagKind, Whose

_WHAT: Final = {
    FlagKind.EMAIL: "An e-mail address",
    FlagKind.PHONE: "A telephone number",
    FlagKind.SIN: "A social insurance number",
    FlagKind.PHN: "A personal health number",
    FlagKind.POSTAL_CODE: "A postal code",
    FlagKind.STREET_ADDRESS: "A street or mailing address",
    FlagKind.DOB: "A date of birth",
    FlagKind.LICENCE_PLATE: "A licence plate",
    FlagKind.CASE_NUMBER: "The number of somebody's file or claim",
    FlagKind.CREDIT_CARD: "The number of a payment card",
    FlagKind.IP: "The internet address of a computer",
    FlagKind.URL_PROFILE: "A personal page or account name",
}
_WHOSE: Final = {
    Whose.SELF: "it seems to be the author's own.",
    Whose.THIRD: "it seems to belong to another person.",
    Whose.PUBLIC: "it seems to belong to a public office.",
}
_PEOPLE: Final = {
    Cue.RELATIVE: "A name beside a word such as 'wife' or 'neighbour': another person.",
    Cue.TITLE: "A name behind a form of address such as 'Dr.' or 'Mrs.': another person.",
    Cue.ROLE: "A name beside a role such as 'our nurse': another person.",
    Cue.NAMED: "A name behind words such as 'called': another person.",
}


def reason_for(kind: FlagKind, whose: Whose, cue: Cue = Cue.NONE) -> str:
    if kind is FlagKind.PERSON:
        return _reason_for_person(whose, cue)
    if kind is FlagKind.HEALTH:
        return "Something about the health of a person who is identified nearby."
    if kind is FlagKind.EMPLOYER_ROLE:
        if whose is Whose.SELF:
            return "A role, a place and a detail that single out the author."
        return "A role, a place and a detail that single out one person without a name."
    return f"{_WHAT[kind]}: {_WHOSE[whose]}"


def _reason_for_person(whose: Whose, cue: Cue) -> str:
    if whose is Whose.PUBLIC:
        return "Somebody in public life: a minister, a member, a known or historical figure."
    if whose is Whose.SELF:
        return "A name in a place where authors name themselves."
    return _PEOPLE.get(cue, "What looks like the name of another person.")
