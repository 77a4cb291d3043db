"""Campaigns: comments that were written after one letter, told from comments that merely agree.

Pure: text in, values out. Nothing here knows a database, a clock or a page, and the same texts give
the same answer on every machine (no random numbers, no `hash()`). `docs/campaigns.md` says the
rule in words.

The rooms:

- `normal`: the words of a text; `quoting` and `cues`: what is quoted, and to disagree; `stock` and
  `usage`: what anybody writes; `stance`: for is not against;
- `signatures`: what is stored to find a text again;
- `apart` and `disputing`: who holds a letter's words to speak about the letter;
- `kinship`: does this text belong with those? `cohesion`: is this group a campaign?
- `parting`: two letters in one group; `settling`: groups seen as wholes;
- `grouping`: a whole file of texts; `arriving`: one text more;
- `letter`: what the members have in common; `own_words` and `additions`: what one member wrote.
"""
