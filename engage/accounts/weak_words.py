"""Words that a guesser of a B.C. government password tries first: data, no rules.

A password is refused when taking them away leaves too little (`rules.password_fault`), so a long
one of several unrelated words may hold one of these.
"""

from typing import Final

EVERYWHERE: Final = (
    "password", "passphrase", "passw0rd", "p@ssword", "p@ssw0rd", "motdepasse", "letmein",
    "welcome", "changeme", "qwertyuiop", "qwerty", "asdfgh", "zxcvbn", "abcdef", "administrator",
    "admin", "moderator", "secret", "login", "iloveyou", "monkey", "dragon", "sunshine",
    "princess", "football", "baseball", "hockey", "trustno", "whatever", "superman", "batman",
    "master", "winter", "spring", "summer", "autumn", "january", "february", "october", "november",
    "december", "monday", "friday",
)  # fmt: skip

HERE: Final = (
    "engage", "engagement", "govtogether", "govtogetherbc", "consultation", "ministry", "minister",
    "deputy", "province", "provincial", "government", "legislature", "parliament", "premier",
    "cabinet", "publicservice", "britishcolumbia", "british", "columbia", "beautifulbc", "victoria",
    "vancouver", "surrey", "burnaby", "kelowna", "kamloops", "nanaimo", "richmond", "okanagan",
    "canada", "canucks", "gov.bc.ca", "govbc", "bcgov", "idir", "bceid",
)  # fmt: skip

# The ministries by the words of their names, and the abbreviations that staff call them by.
MINISTRIES: Final = (
    "agriculture", "attorney", "general", "children", "family", "development", "citizens",
    "services", "corporate", "education", "childcare", "emergency", "management", "climate",
    "readiness", "energy", "solutions", "environment", "parks", "finance", "forests", "health",
    "housing", "municipal", "affairs", "indigenous", "relations", "reconciliation",
    "infrastructure", "jobs", "economic", "innovation", "labour", "mining", "critical", "minerals",
    "postsecondary", "future", "skills", "publicsafety", "safety", "solicitor", "socialdevelopment",
    "social", "poverty", "reduction", "tourism", "culture", "sport", "transportation", "transit",
    "water", "land", "resource", "stewardship", "intergovernmental",
    "mcfd", "mosd", "sdpr", "hlth", "fin", "fina", "educ", "ecc", "psfs", "aest", "pssg", "agri",
    "citz", "emcr", "emli", "envi", "irr", "mirr", "jedi", "jede", "hma", "muni", "motr", "mott",
    "moti", "tran", "tacs", "tacsm", "wlrs", "flnr", "flnro", "forr", "mmcm", "lbr", "infra",
    "gcpe", "bcpsa", "hlbc",
)  # fmt: skip

WEAK_WORDS: Final = tuple(sorted({*EVERYWHERE, *HERE, *MINISTRIES}, key=lambda word: -len(word)))
"""The longest first, so that a word is taken away before a part of it is."""
