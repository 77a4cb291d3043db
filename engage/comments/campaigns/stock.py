"""Phrases that anybody writes, and words by which people take sides: data, folded.

A shared stock phrase says nothing about a common letter, therefore its words do not count. The list
is short on purpose: what else many strangers write alike is found by the group itself, see
`grouping`.
"""

from functools import cache
from itertools import product
from typing import Final

_OPENINGS: Final = (
    "i am writing to",
    "i am writing today to",
    "i write to",
    "i would like to",
    "i want to",
    "i wish to",
    "we are writing to",
    "this is to",
)
_ACTS: Final = ("express", "voice", "share", "state", "register", "convey", "record", "add")
_STRENGTHS: Final = ("strong ", "strongest ", "deep ", "serious ", "full ", "firm ", "")
_STANCES: Final = (
    "opposition to the",
    "support for the",
    "concern about the",
    "concerns about the",
    "concerns regarding the",
    "concern with the",
    "objection to the",
    "opinion on the",
    "views on the",
    "disagreement with the",
)
_PHRASES: Final = (
    "to whom it may concern",
    "thank you for the opportunity to comment on this",
    "thank you for the opportunity to provide feedback on the",
    "thank you for the opportunity to provide input on the",
    "thank you for the opportunity to share my thoughts",
    "thank you for giving me the opportunity to comment",
    "thank you for your time and consideration of this important matter",
    "thank you for your attention to this matter",
    "thank you for taking the time to read my comments",
    "thank you for taking the time to read this",
    "thank you for considering my comments",
    "thank you for considering my views",
    "thank you for asking us",
    "thank you for listening",
    "thanks for reading this",
    "i look forward to hearing from you",
    "i look forward to your response",
    "please feel free to contact me",
    "do not hesitate to contact me",
    "please do the right thing",
    "please listen to the people",
    "please take this into consideration",
    "i hope that you will consider",
    "i hope you will take my comments into account",
    "i urge the provincial government to",
    "i urge the government of british columbia to",
    "i urge you to reconsider this",
    "i am a resident of british columbia",
    "i am a lifelong resident of british columbia",
    "i have lived in british columbia all my life",
    "i am a taxpayer and a voter",
    "as a resident of british columbia",
    "as a taxpayer and a voter",
    "as a concerned citizen of british columbia",
    "as a concerned citizen i",
    "the province of british columbia",
    "the government of british columbia",
    "in my opinion this is a",
    "i do not think that this is",
    "i do not believe that this is",
    "i strongly oppose the proposed",
    "i strongly support the proposed",
    "i am strongly opposed to the proposed",
    "i am opposed to the proposed",
    "i am in favour of the proposed",
    "for the sake of our children and grandchildren",
    "for future generations of british columbians",
    "our children and our grandchildren",
    "this is a waste of taxpayers money",
    "a complete waste of tax payers money",
    "at the end of the day",
    "when it comes to the",
    "there needs to be more",
    "we need to have more",
    "je vous ecris pour exprimer mon opposition au projet de",
    "je vous ecris pour exprimer mon opposition a la",
    "je vous ecris pour exprimer mon appui au projet de",
    "je vous ecris afin de vous faire part de mes preoccupations",
    "je tiens a exprimer mon opposition",
    "je tiens a exprimer mon appui",
    "je vous remercie de votre attention",
    "je vous remercie de l attention que vous porterez",
    "merci de prendre le temps de lire",
    "merci de votre attention",
    "merci de nous donner l occasion de",
    "veuillez agreer l expression de mes sentiments distingues",
    "veuillez agreer mes salutations distinguees",
    "en tant que residente de la colombie britannique",
    "en tant que resident de la colombie britannique",
    "le gouvernement de la colombie britannique",
)


@cache
def stock_phrases() -> frozenset[tuple[str, ...]]:
    """Each as its words."""
    express = (
        f"{opening} {act} my {strength}{stance}"
        for opening, act, strength, stance in product(_OPENINGS, _ACTS, _STRENGTHS, _STANCES)
    )
    plurals = (phrase.replace("my ", "our ") for phrase in _PHRASES)
    return frozenset(tuple(phrase.split()) for phrase in (*express, *_PHRASES, *plurals))


_PLAIN_WORDS_LIST: Final = """
    a about absolutely agree agreed all also am an and any are as at be because been best better but
    by can comment comments completely could disagree do does done dont for from fully get good
    great had has have he hello her here his how i idea if im in is it its ive just like many maybe
    me more much must my need needed needs no none not nothing now of ok okay on one opinion oppose
    opposed or our out please plan project proposal proposed put question really say see she should
    so some something strongly support supported sure thank thanks that the their them there these
    they thing think this those to too totally us very want was way we well what when where which
    who why will with would yes you your
    ai aux avec bien ce cela ces cette d dans de des du elle en est et etre faire il ils je la le
    les leur lui mais meme merci mon ne non notre nous on ou oui par pas plus pour que qui sa sans
    se son sont sur tout tres un une vous votre
    """
PLAIN_WORDS: Final = frozenset(_PLAIN_WORDS_LIST.split())
"""Words that alone make no slogan: a short text needs two others to be told from its neighbours."""

_NEGATIONS_LIST: Final = """
    not no never nor neither none without cannot cant dont doesnt didnt isnt arent wasnt werent wont
    wouldnt shouldnt couldnt hardly pas jamais aucun aucune sans non
    """
NEGATIONS: Final = frozenset(_NEGATIONS_LIST.split())

_FAVOURABLE_LIST: Final = """
    support supports supported supporting supporter supporters supportive approve approves approved
    approving approval favour favor favours favourable endorse endorses endorsed agree agrees agreed
    welcome welcomes accept accepts accepted allow allows allowed permit permits keep keeps build
    builds building proceed adopt adopts adopted good great benefit benefits benefited beneficial
    help helps helpful improve improves safe safer gain gains right wise fair for yes increase
    strengthen create creates protect protects protected expand continue begin start more
    appuie appuyer appuyons soutiens soutenir approuver approuve favorable pour accepter bon bonne
    """
FAVOURABLE: Final = frozenset(_FAVOURABLE_LIST.split())

_UNFAVOURABLE_LIST: Final = """
    oppose opposes opposed opposing opponent opponents opposition reject rejects rejected rejecting
    rejection refuse refuses refused deny denies denied disapprove disapproves disagree disagrees
    ban bans banned forbid forbids scrap scraps cancel cancels cancelled halt block blocks stop
    bad terrible harm harms harmful hurt hurts damage damages worsen worsens unsafe dangerous lose
    loses loss wrong foolish unfair against decrease weaken weakens destroy destroys threaten
    threatens reduce shrink end abandon less fewer
    contre refuser refuse rejeter rejette opposer oppose defavorable mauvais mauvaise nuire
    """
UNFAVOURABLE: Final = frozenset(_UNFAVOURABLE_LIST.split())

_DEMANDING_LIST: Final = """
    save fund open reopen close restore return hands off pay tax raise lower cut give make put take
    move leave let free fix finish clean plant respect honour listen act wake vote invest ensure
    bring provide replace repair remove enforce limit preserve defend
    must need needs want wants demand should time please
    sauvez sauvons financez ouvrez fermez rendez gardez gardons arretez arretons protegez protegeons
    construisez payez donnez laissez touche il faut voulons exigeons
    """
DEMANDING: Final = (
    frozenset(_DEMANDING_LIST.split()) | FAVOURABLE | UNFAVOURABLE | NEGATIONS
) - frozenset(["agree", "agrees", "agreed", "disagree", "disagrees", "yes", "for", "right"])
"""A slogan of six words or fewer has one of these: 'Same as my neighbour' asks for nothing."""

_REFERRING_LIST: Final = """
    same ditto idem above below neighbour neighbours neighbor neighbors friend husband wife mother
    father previous other others everyone everybody anyone said says stated written wrote posted
    attached letter email comment comments commenter commenters opinion opinions feeling feelings
    preference preferences thought thoughts idea ideas answer answers question questions survey
    voisin voisine voisins dit ecrit reponse commentaire
    """
REFERRING: Final = frozenset(_REFERRING_LIST.split())
"""Words that point at what somebody else said, or say that nothing is said."""
