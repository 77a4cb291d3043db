"""What a stretch of a quotation may give away, and what may stand in its place (R34). Pure.

Whatever stands in the place of somebody's words stands in square brackets and is one of the words
listed here: a reader sees that it is not the author's, and staff cannot write what they would have
liked to read. `[…]` says that words were left out.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

CUT: Final = "[…]"


class Kind(StrEnum):
    """What was noticed. The order is that of telling: where two overlap, the earlier names both."""

    NAME = "name"
    CONTACT = "contact"
    HANDLE = "handle"
    LINK = "link"
    NUMBER = "number"
    EARLIER = "earlier"
    ROLE = "role"
    SCHOOL = "school"
    EMPLOYER = "employer"
    PLACE = "place"
    COMBINATION = "combination"
    EVENT = "event"
    HEALTH = "health"
    AGE = "age"
    KINSHIP = "kinship"
    DATE = "date"
    PROPER = "proper"
    OTHER = "other"


TELLING: Final = frozenset(
    {
        Kind.NAME,
        Kind.CONTACT,
        Kind.HANDLE,
        Kind.LINK,
        Kind.NUMBER,
        Kind.EARLIER,
        Kind.ROLE,
        Kind.SCHOOL,
        Kind.EMPLOYER,
        Kind.PLACE,
        Kind.PROPER,
    }
)
"""Whose words point at somebody wherever they stand; 'my son' and 'last June' say nothing alone."""

KIND_WORDS: Final[Mapping[Kind, str]] = {
    Kind.NAME: "a name",
    Kind.CONTACT: "a contact or identity number",
    Kind.HANDLE: "an account name",
    Kind.LINK: "a link",
    Kind.NUMBER: "a number or amount that may be somebody's",
    Kind.EARLIER: "words that were taken out of another quotation",
    Kind.ROLE: "a post or work that few hold",
    Kind.SCHOOL: "a school",
    Kind.EMPLOYER: "an employer or group",
    Kind.PLACE: "a place",
    Kind.COMBINATION: "what sets somebody apart",
    Kind.EVENT: "an event that can be looked up",
    Kind.HEALTH: "somebody's health",
    Kind.AGE: "an age",
    Kind.KINSHIP: "a relative or household",
    Kind.DATE: "a date or stretch of time",
    Kind.PROPER: "something that has a name of its own",
    Kind.OTHER: "other words",
}

_EN: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.NAME: ("[name]", "[a neighbour]", "[an official]"),
    Kind.CONTACT: ("[contact details]", "[number]", "[address]"),
    Kind.HANDLE: ("[account name]",),
    Kind.LINK: ("[link]",),
    Kind.NUMBER: ("[number]", "[amount]"),
    Kind.EARLIER: ("[details]",),
    Kind.ROLE: (
        "[a local role]", "[an educator]", "[a health worker]", "[a caregiver]",
        "[a local official]", "[a business owner]", "[a worker]", "[a volunteer]",
        "[worked locally]",
    ),
    Kind.SCHOOL: ("[school]", "[university or college]", "[child care centre]"),
    Kind.EMPLOYER: ("[employer]", "[hospital]", "[business]", "[organization]"),
    Kind.PLACE: (
        "[town]", "[neighbourhood]", "[street]", "[address]", "[First Nation community]",
        "[rural area]", "[place]", "[nearby]",
    ),
    Kind.COMBINATION: (
        "[details]", "[a member of a minority]", "[a newcomer]", "[one of few]", "[few others do]",
        "[some people]", "[for many years]", "[of few people]",
    ),
    Kind.EVENT: (
        "[an event]", "[a fire]", "[a flood]", "[an accident]", "[a death]", "[a crime]",
        "[a court case]", "[something happened]", "[went through something]",
    ),
    Kind.HEALTH: (
        "[a health condition]", "[a disability]", "[treatment]", "[recovery]",
        "[living with a health condition]", "[had health trouble]",
    ),
    Kind.AGE: ("[age]", "[an older age]", "[a young age]", "[grade]"),
    Kind.KINSHIP: (
        "[family member]", "[child]", "[children]", "[parent]", "[partner]", "[relative]",
        "[neighbour]", "[a caregiver]",
    ),
    Kind.DATE: ("[date]", "[some years ago]", "[many years]", "[recently]", "[year]"),
    Kind.PROPER: ("[place]", "[name]", "[organization]", "[business]", "[details]"),
    Kind.OTHER: ("[details]",),
}  # fmt: skip

_FR: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.NAME: ("[nom]", "[un voisin ou une voisine]", "[une personne en fonction]"),
    Kind.CONTACT: ("[coordonnées]", "[numéro]", "[adresse]"),
    Kind.HANDLE: ("[nom de compte]",),
    Kind.LINK: ("[lien]",),
    Kind.NUMBER: ("[numéro]", "[montant]"),
    Kind.EARLIER: ("[détails]",),
    Kind.ROLE: (
        "[un rôle local]", "[une personne du milieu scolaire]", "[une personne soignante]",
        "[une personne aidante]", "[une personne élue]", "[une personne en affaires]",
        "[une personne salariée]", "[une personne bénévole]", "[travaille dans la région]",
    ),
    Kind.SCHOOL: ("[école]", "[université ou collège]", "[garderie]"),
    Kind.EMPLOYER: ("[employeur]", "[hôpital]", "[entreprise]", "[organisme]"),
    Kind.PLACE: (
        "[ville]", "[quartier]", "[rue]", "[adresse]", "[communauté des Premières Nations]",
        "[région rurale]", "[lieu]", "[dans les environs]",
    ),
    Kind.COMBINATION: (
        "[détails]", "[une personne d\u2019une minorité]", "[une personne nouvelle arrivante]",
        "[parmi peu de gens]", "[peu d\u2019autres le font]", "[quelques personnes]",
        "[depuis de nombreuses années]", "[de peu de gens]",
    ),
    Kind.EVENT: (
        "[un événement]", "[un incendie]", "[une inondation]", "[un accident]", "[un décès]",
        "[un crime]", "[un procès]", "[quelque chose s\u2019est produit]",
        "[vécu un événement]",
    ),
    Kind.HEALTH: (
        "[un problème de santé]", "[un handicap]", "[un traitement]", "[un rétablissement]",
        "[aux prises avec un problème de santé]", "[eu un problème de santé]",
    ),
    Kind.AGE: ("[âge]", "[un âge avancé]", "[un jeune âge]", "[niveau scolaire]"),
    Kind.KINSHIP: (
        "[membre de la famille]", "[enfant]", "[enfants]", "[parent]", "[conjoint ou conjointe]",
        "[proche]", "[voisin ou voisine]", "[une personne aidante]",
    ),
    Kind.DATE: (
        "[date]", "[il y a quelques années]", "[de nombreuses années]", "[récemment]", "[année]",
    ),
    Kind.PROPER: ("[lieu]", "[nom]", "[organisme]", "[entreprise]", "[détails]"),
    Kind.OTHER: ("[détails]",),
}  # fmt: skip

PHRASES: Final = frozenset(
    {
        "[worked locally]", "[travaille dans la région]", "[nearby]", "[dans les environs]",
        "[one of few]", "[parmi peu de gens]", "[few others do]", "[peu d\u2019autres le font]",
        "[some people]", "[quelques personnes]", "[for many years]",
        "[depuis de nombreuses années]", "[of few people]", "[de peu de gens]",
        "[something happened]", "[quelque chose s\u2019est produit]", "[went through something]",
        "[vécu un événement]", "[living with a health condition]",
        "[aux prises avec un problème de santé]", "[had health trouble]",
        "[eu un problème de santé]",
    }
)  # fmt: skip
"""Those that stand for a whole phrase, with its verb or preposition, and keep the sentence one."""

LANGUAGES: Final = ("en", "fr")
GENERALISATIONS: Final[Mapping[str, Mapping[Kind, tuple[str, ...]]]] = {"en": _EN, "fr": _FR}
ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset({CUT, *(one for words in kinds.values() for one in words)})
    for language, kinds in GENERALISATIONS.items()
}
"""All that may ever stand in brackets, by language."""


def offered(kind: Kind, language: str) -> tuple[str, ...]:
    """What may stand for a stretch of this kind, the usual first; a cut last."""
    found = GENERALISATIONS[language][kind]
    details = GENERALISATIONS[language][Kind.OTHER]
    return (*dict.fromkeys((*found, *details, CUT)),)


def in_language(words: str, language: str) -> str:
    """The same generalisation in this language; what is none stays as it is, to be refused."""
    if words in ALLOWED[language]:
        return words
    for kinds in GENERALISATIONS.values():
        for kind, listed in kinds.items():
            if words in listed:
                return GENERALISATIONS[language][kind][listed.index(words)]
    return words


def all_offered(language: str) -> tuple[str, ...]:
    """Every one, for words that a person marks without the finder's help."""
    found = (one for words in GENERALISATIONS[language].values() for one in words)
    return (*dict.fromkeys((CUT, *found)),)
