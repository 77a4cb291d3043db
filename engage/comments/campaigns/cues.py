"""Words by which a writer speaks of a letter that others send, and against it: data, folded."""

import re
from typing import Final

_LETTER_LIST: Final = """
form letter; form letters; form email; form emails; form response; form comment; template;
templates; this letter says; the letter says; that letter says; letter that says; letter claims;
letter argues; letter going around; letter that is going around; letter circulating; letters
circulating; email going around; emails going around; email circulating; text going around;
going around; being circulated; being passed around; circulated by; chain letter; chain email;
copy and paste; copy and pasted; copied and pasted; copy paste; copy pasted; pasted letter;
canned letter; canned message; canned email; mass mailing; mass email; mailing campaign;
hundreds of these; hundreds of letters like; thousands of these; posting this; post this; send
this; sending this; sending you this; forwarded this; shared this; letter campaign; letter
writing campaign; email campaign; these campaigners; the campaigners; campaign letter; campaign
text; campaign email; going round; doing the rounds; making the rounds; copied below; copied
above; pasted below; pasted above; quoted below; quoted above; want us to send; wants us to
send; wants me to sign; want us to sign; wants us to sign; asking me to send; asking me to sign;
asked us to sign; asked us to send; told to paste; told to sign; told to copy; the form; the
script; the email; the template; word for word; depliant; tout fait; sent me this; sent me a
letter; asked me to sign; asked me to send; asked me to copy; asked to sign; told to send; told
me to send; wanted me to send; want me to send; want me to sign; people are sending; others are
sending; neighbours are sending; everyone is sending; letter writers; the petition; this
petition; the flyer; the leaflet; the letter; that letter; lettre type; lettre circulaire;
modele de lettre; cette lettre; la lettre
"""

_AGAINST_LIST: Final = """
disagree; disagrees; whoever wrote; never worked; do not agree; dont agree; cannot agree; cant
agree; can not agree; not agree; nonsense; rubbish; baloney; untrue; not true; false; simply
wrong; is wrong; are wrong; wrong about; wrong on; plain wrong; misleading; mislead;
misinformed; misinformation; fear mongering; fearmongering; scaremongering; exaggerated;
exaggerates; exaggeration; overblown; hysterical; do not believe; dont believe; not believe; not
convinced; unconvinced; do not buy; dont buy; not my view; not what i think; do not speak for
me; does not speak for me; doesnt speak for me; not speak for me; not in my name; on the
contrary; quite the opposite; opposite view; refuse to sign; will not sign; wont sign; would not
sign; did not sign; will not send; wont send; did not send; refuse to send; refuse to copy;
could not be more wrong; take issue; object to this; ignore these; ignore those; ignore this;
ignore the; ignores; leaves out; fails to mention; forgets; ridiculous; silly; absurd; ill
informed; one sided; not the whole story; doesnt hold; not hold up; beg to differ; think
otherwise; see it differently; have a different view; with respect no; no thanks; not so fast; i
doubt; own words; written it themselves; wrote it themselves; write it themselves; who writes
this; who wrote this; says nothing about; said nothing about; their opinion; their view; not
mine; their words; a word of it; for what they are; for what it is; think about who pays; simply
not so; not so; told what to think; think for myself; speak for myself; count once; letter once;
letters once; mes propres mots; ne comptez pas; leurs mots; qui va payer; not support this
letter; against this letter; do not share; dont share; not share; pas daccord; pas d accord;
en desaccord; faux; fausse; au contraire; nest pas vrai; n est pas vrai; trompeur; trompeuse
"""


def _any_of(listed: str) -> re.Pattern[str]:
    phrases = (" ".join(phrase.split()) for phrase in listed.split(";"))
    return re.compile(rf" (?:{'|'.join(phrases)}) ")


NAMING_A_LETTER: Final = _any_of(_LETTER_LIST)
ARGUING: Final = _any_of(_AGAINST_LIST)
"""Against something, no matter what: it counts only beside words that name a letter."""

AGAINST_THIS: Final = re.compile(
    r" (?:disagree|take issue|do not agree|dont agree|cannot agree|cant agree) with"
    r" (?:almost |nearly |just about )?"
    r"(?:every|all|most|each|any|th(?:is|at|e) letter|the above|the text|what (?:it|they)"
    r"|these (?:claims|people|words|letters)|this (?:text|claim|form|message|petition|statement))"
    r"| (?:could|can) ?not disagree more | couldnt disagree more "
    r"| (?:refuse|refused|will not|wont|would not|wouldnt|declined?|did not|didnt|not going)"
    r" (?:to )?(?:sign|send|copy|forward) (?:it|this|that|them|these) "
    r"| (?:does not|doesnt|do not|dont) speak for (?:me|us) "
    r"| whoever wrote (?:this|that|it|these) "
    r"| (?:the people|those|the ones) who wrote (?:this|that|the) (?:form )?"
    r"(?:letter|email|text|message|petition|template) "
    r"| (?:this|that|the) (?:form )?(?:letter|email|template|text) (?:is|gets|has|leaves|ignores) "
    r"(?:\w+ ){0,3}(?:wrong|nonsense|rubbish|false|misleading|backwards|out) "
    r"| (?:that|this|it|which|all of this|all of it) is "
    r"(?:all |just |pure |plain |simply |complete )?"
    r"(?:nonsense|rubbish|baloney|hogwash|untrue|not true|false|fear ?mongering) "
)
"""Said of a text that stands beside: enough alone."""

_PAPER: Final = (
    r"(?:letters?|emails?|e mails?|petitions?|fl[yi]ers?|leaflets?|pamphlets?|handouts?|scripts?"
    r"|templates?|messages?|texts?|paragraphs?|posters?|post|posts|web ?pages?|web ?sites?"
    r"|newsletters?|circulars?|campaign|wording|postcards?|depliants?|lettres?|courriels?"
    r"|tracts?|petitions?|modeles?)"
)
_PASSES: Final = (
    r"(?:says?|said|claims?|claimed|reads?|goes|argues?|states?|begins|starts|tells|circulat\w+"
    r"|going|doing|making|passed|posting|posted|sharing|shared|sending|sent|send|hand|handed|hands"
    r"|handing|forwarded|asks?|asked|asking|wants?|sign|signing|paste"
    r"|pasted|copy|copied|dit|disent|circule|distribue|demande|pretend|envoye)"
)
_PEOPLE: Final = (
    r"(?:me|us|you|people|everyone|everybody|members|residents|parents|neighbours|folks)"
)
_DOING: Final = r"(?:sign|send|copy|paste|forward|submit|mail|email|post|repeat)"

REPORTING: Final = re.compile(
    rf" (?:{_PAPER} (?!carriers? )(?:\w+ ){{0,6}}{_PASSES}"
    r"|(?:got|get|received|sent|circulat\w+|shar\w+|post\w+|forward\w+|hand\w+|distribut\w+|push\w+)"
    rf" (?:\w+ ){{0,3}}(?:a|the|this|that|their|these) (?:form )?{_PAPER}"
    r"|(?:copied|pasted|quoted|taken|lifted|straight) (?:\w+ )?(?:off|from|out of)"
    rf"|from (?:the|a|their|this|that) {_PAPER}"
    rf"|(?:wants?|wanted|asks?|asked|asking|told|tells?|telling|urges?|urged|invited?) {_PEOPLE} "
    rf"(?:all )?to (?:\w+ )?{_DOING}"
    rf"|(?:was|were|am|been|got|being) (?:asked|told|invited|urged|supposed|meant) to (?:\w+ )?"
    rf"{_DOING}"
    r"|(?:hundreds|dozens|thousands|piles) of (?:these|those|them)"
    r"|(?:circulated|circulating|sent|sending|posting|posted|handed|gave|left|forwarded|shared"
    rf"|pushing|passing|reposting) (?:(?:out|round|around|{_PEOPLE}) )?this"
    r"|had this from|going a?round|(?:doing|making) the rounds"
    r"|word for word|on (?:m a|ma|nous a) demande d\w*|ce que dit|tout faite?"
    r"|on nous (?:distribue|envoie|demande)|copie (?:de|du|sur)"
    r") (?:\w+ ){0,6}:?$"
)
"""Said right before a passage: it is somebody else's. Without 'I agree' it is no member's."""

POINTING_BACK: Final = re.compile(
    r"^ (?:that|this|it|these|those|the above|above|all of (?:that|this)|so|voila|cest|ceci|cela)"
    r"(?: is| was| are| were| s|s| says| goes| reads| est)? (?:\w+ ){0,3}"
    rf"(?:{_PAPER}|what they|what (?:everyone|people|my \w+) (?:is|are|says?|sends?|want|wants)"
    r"|going a?round|they want|they told|copied|pasted) "
)
"""Said right after a passage, of the passage."""

SAYING: Final = re.compile(
    r" (?!i |we |je |nous )\w+ (?:\w+ly |also |all |just )?(?:says?|claims?|reads?|writes?|argues?"
    r"|tells? (?:me|us|you)|wants?|goes|dit|disent|pretend|pretendent|affirme|affirment) "
)
"""Enough where a colon follows."""

ENDORSING: Final = re.compile(
    r" (?:i|we|id|ill) (?:\w+ly |do |also |too |wholly )?(?:agree|support|endorse|second|echo|back"
    r"|sign|join|share) (?:with |behind )?(?:this|that letter|it all|every|all|the above"
    r"|the following|the letter|what|these|each|their|everything|them|her|him|and ) ?"
    r"| (?:says|said|puts|put|say) it (?:all|better|best|well|perfectly) | sums (?:it|this) up "
    r"| could not have (?:said|put) | couldnt have (?:said|put) | speaks for (?:me|us) "
    r"| (?:happy|glad|proud|pleased) to (?:sign|send|pass|add|forward|copy|join|support) "
    r"| (?:add|count) (?:my name|me in) | je suis daccord avec | jappuie | nous appuyons "
)
"""Said of a text that stands beside: then it is the writer's own as well."""
