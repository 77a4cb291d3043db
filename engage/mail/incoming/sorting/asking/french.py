"""In French."""

from typing import Final

from engage.mail.incoming.sorting.asking import followed, maybe, one_of

_VERB: Final = one_of("retirer", "supprimer", "effacer", "annuler", "enlever", "reprendre")
_COMMAND: Final = "(?:retir|supprim|effac|annul|enlev)(?:ez|e)"
_THING: Final = one_of(
    "commentaires?|soumissions?|messages?|contributions?|réponses?|mémoires?|avis"
    "|observations?|interventions?|propos|lettre|opinion|courriel"
)
_OURS: Final = (
    f"(?:mon|ma|mes|notre|nos|tous mes) (?:(?:premi|derni)(?:er|ère) |précédente? )?{_THING}"
)
_THIS: Final = "(?:(?:ce|cette|le|la) )?(?:commentaire|soumission|contribution)(?!s)"
_WANT: Final = (
    one_of(
        "je (?:souhaite|souhaiterais|voudrais|veux|désire|désirerais|préfère|préférerais)",
        "je (?:demande|tiens) (?:à|de)",
        "j'aimerais",
        "j'ai décidé de",
        "je vous (?:prie|demande|saurais gré)(?: de)?(?: bien vouloir)?",
        "nous (?:souhaitons|voulons|voudrions|aimerions|demandons de)",
        "veuillez",
        "veuillez s'il vous plaît",
        "merci de",
        "merci de bien vouloir",
        "prière de",
        "(?:pouvez|pourriez)-vous",
        "(?:pouvez|pourriez)-vous s'il vous plaît",
        "est-ce que vous (?:pouvez|pourriez)",
        "serait-il possible de",
    )
    + " "
)
_THAT: Final = "(?:je (?:demande|souhaite|veux|voudrais|souhaiterais)|j'aimerais) que"
_SOFTLY: Final = maybe("s'il vous plaît", "svp", "s'il te plaît", "s'il vous plait")
_AFTER: Final = followed(
    "svp|s'il vous pla[îi]t|s'il te pla[îi]t|merci|merci d'avance|merci beaucoup|maintenant"
    "|immédiatement|aujourd'hui|dès que possible|complètement"
)
_ABOUT: Final = (
    "(?:"
    + one_of(
        " (?:de|du|des|sur|au sujet|concernant|à propos|portant|que|qui|envoyée?|soumise?|datée?)",
        " (?:en|pour|avec|code|numéro|reçu|ci-dessous|publiée?)",
    )
    + r"\b[^\n]{0,200})?"
)


_SENT: Final = r"(?: que j'ai (?:envoyé|soumis|écrit|fait|laissé)\b[^\n]{0,100})?"


def _whose(before: str, after: str = "") -> str:
    """Such words with the comment between them; more may follow where it is the writer's own."""
    return before + one_of(f"{_OURS}{after}{_AFTER}{_ABOUT}", f"{_THIS}{after}{_AFTER}{_SENT}")


REQUEST: Final = one_of(
    f"{_SOFTLY}{one_of(_WANT, '')}" + _whose(f"{_VERB} "),
    _SOFTLY + _whose(f"{_COMMAND} "),
    _whose("(?:merci|prière|je vous (?:prie|demande)|j'ai décidé) d'(?:effac|annul|enlev)er "),
    f"{maybe('par la présente')}je (?:retire|reprends) "
    + maybe("par la présente", "donc")
    + _whose(""),
    maybe("demande de", "ma demande de") + _whose("(?:retrait|suppression) (?:de |du )"),
    _whose("je demande (?:le retrait|la suppression) (?:de |du )"),
    _whose(f"{_THAT} ", " soi(?:t|ent) (?:retiré|supprimé|effacé|annulé)e?s?"),
    _whose(f"{_THAT} vous (?:retir|supprim|effac|annul)iez "),
)
BARE: Final = one_of(
    f"{_SOFTLY}{one_of(_WANT, '')}(?:(?:le|la|les) )?(?:retirer|supprimer){_AFTER}",
    f"{maybe('demande de', 'ma demande de')}retrait{_AFTER}",
    f"{_SOFTLY}(?:retirez|supprimez|effacez|annulez)-l(?:e|a|es){_AFTER}",
    f"{_SOFTLY}retirez{_AFTER}",
    f"je (?:le|la|les) retire{_AFTER}",
)
