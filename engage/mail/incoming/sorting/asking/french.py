"""In French."""

from typing import Final

from engage.mail.incoming.sorting.asking import followed, maybe, one_of

_VERB: Final = one_of("retirer", "supprimer", "effacer", "annuler", "enlever", "reprendre")
_COMMAND: Final = "(?:retir|supprim|effac|annul|enlev)(?:ez|e)"
_THING: Final = one_of(
    "commentaires?", "soumissions?", "messages?", "contributions?", "réponses?", "mémoires?",
    "avis", "observations?", "interventions?", "propos", "lettre", "opinion", "courriel",
)  # fmt: skip
_MINE: Final = (
    one_of("mon", "ma", "mes", "ce", "cette", "notre", "nos", "tous mes")
    + " "
    + maybe("premier", "première", "dernier", "dernière", "précédent")
    + _THING
)
_WANT: Final = (
    one_of(
        "je (?:souhaite|souhaiterais|voudrais|veux|désire|désirerais|préfère|préférerais)",
        "je (?:demande|tiens) (?:à|de)",
        "j'aimerais",
        "j'ai décidé de",
        "je vous (?:prie|demande|saurais gré) (?:de )?(?:bien vouloir)?",
        "nous (?:souhaitons|voulons|voudrions|aimerions|demandons de)",
        "veuillez",
        "veuillez s'il vous plaît",
        "merci de",
        "merci de bien vouloir",
        "prière de",
        "(?:pouvez|pourriez)-vous",
        "(?:pouvez|pourriez)-vous s'il vous plaît",
        "est-ce que vous (?:pouvez|pourriez)",
    )
    + " "
)
_SOFTLY: Final = maybe("s'il vous plaît", "svp", "s'il te plaît", "s'il vous plait")
_AFTER: Final = followed(
    "svp", "s'il vous pla[îi]t", "s'il te pla[îi]t", "merci", "merci d'avance", "merci beaucoup",
    "maintenant", "immédiatement", "aujourd'hui", "dès que possible", "complètement",
)  # fmt: skip
_ABOUT: Final = (
    "(?:"
    + one_of(
        " (?:de|du|des|sur|au sujet|concernant|à propos|portant|que|qui|envoyée?|soumise?|datée?)",
        " (?:en|pour|avec|code|numéro|reçu|ci-dessous|publiée?)",
    )
    + r"\b[^\n]{0,200})?"
)
_TAIL: Final = f"{_AFTER}{_ABOUT}"

REQUEST: Final = one_of(
    f"{_SOFTLY}{one_of(_WANT, '')}{_VERB} {_MINE}{_TAIL}",
    f"{_SOFTLY}{_COMMAND} {_MINE}{_TAIL}",
    f"{maybe('par la présente')}je (?:retire|reprends) "
    f"{maybe('par la présente', 'donc')}{_MINE}{_TAIL}",
    f"{maybe('demande de', 'ma demande de')}(?:retrait|suppression) de {_MINE}{_TAIL}",
    f"je demande (?:le retrait|la suppression|que) (?:de )?{_MINE}{maybe('soit')}{_TAIL}",
    f"je (?:demande|souhaite|veux|voudrais|aimerais) que {_MINE} soi(?:t|ent) "
    f"(?:retiré|supprimé|effacé|annulé)e?s?{_TAIL}",
)
BARE: Final = one_of(
    f"{_SOFTLY}{one_of(_WANT, '')}(?:(?:le|la|les) )?(?:retirer|supprimer){_AFTER}",
    f"{maybe('demande de', 'ma demande de')}retrait{_AFTER}",
    f"{_SOFTLY}(?:retirez|supprimez|effacez|annulez)-l(?:e|a|es){_AFTER}",
    f"{_SOFTLY}retirez{_AFTER}",
    f"je (?:le|la|les) retire{_AFTER}",
)
