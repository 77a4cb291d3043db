"""How people ask to take a comment back, in English and in French: clauses from end to end. Pure.

`REQUEST` names the comment; `BARE` does not ('Please withdraw.'), so it needs a short text around
it. Both are for one clause in small letters, without commas.
"""


def one_of(*choices: str) -> str:
    return f"(?:{'|'.join(choices)})"


def maybe(*choices: str) -> str:
    """One of them and a space, or nothing."""
    return f"(?:{one_of(*choices)} )?"


def any_number(*choices: str) -> str:
    """As many of them as there are, each with a space."""
    return f"(?:{one_of(*choices)} ){{0,5}}"


def followed(*choices: str) -> str:
    """As many of them as there are, each after a space."""
    return f"(?: {one_of(*choices)}){{0,6}}"
