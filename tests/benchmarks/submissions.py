"""Comments sent from eight connections: Engage's form beside WordPress's own.

WordPress's form takes a bare POST; Engage's carries a token from the page that was read before. So
that like is compared with like, the judged rate is that of the POST alone, its tokens fetched
before the clock starts; the whole way (page, then POST) is stated too. Every receipt shown is then
looked for in the database: none may be missing, none may be there twice.
"""

import re
from collections.abc import Callable, Iterator
from statistics import median

from sqlalchemy import func, select

from engage.comments.models import Comment
from engage.comments.rules import normalized_receipt, receipt_hash
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from tests.benchmarks.engage_copy import SLUG, WRITTEN, engage_copy, serving
from tests.benchmarks.posting import CONNECTIONS, Caller, Sent, send_all
from tests.benchmarks.results import Benchmark, Figure, at_least, number, spread
from tests.benchmarks.wordpress_copy import WordPressCopy, wordpress_copy
from tests.benchmarks.words import made_up_comments
from tests.services.process import ServiceFailed

ROUNDS, EACH = 3, 300
PATH = f"/engagements/{SLUG}/{WRITTEN}/comment"
TOKEN = re.compile(r'name="token"[^>]*value="([^"]+)"')
RECEIPT = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b")
UNAPPROVED = re.compile(r"#comment-(\d+)$")
Form = dict[str, str]
Tell = Callable[[str], None]


def measure(tell: Tell) -> list[Figure]:
    with engage_copy() as engage, wordpress_copy([], engage.opened_at) as wordpress:
        with serving(engage) as url:
            ours, theirs = _take_turns(url, wordpress, tell)
            tell("Engage, page and POST")
            whole = send_all(url, _our_forms(ROUNDS), _read_and_post)
            sent = [*ours.receipts, *whole.receipts]
        _reconcile("Engage", sent, _kept_by_engage(engage.units, sent), _all_of(engage.units))
        _reconcile("WordPress", theirs.receipts, len(theirs.receipts), wordpress.held())
        durable = _durability(engage.units)
    ratio = median(ours.rates) / median(theirs.rates)
    each = f"{CONNECTIONS} connections, comments a second"
    return [
        Figure(f"WordPress's form, {each}", theirs.shown),
        Figure(f"Engage's form ({durable}), {each}", ours.shown),
        at_least("Engage beside WordPress", ratio, 1, " times"),
        Figure(f"Engage, page and POST, {each}", number(whole.per_second)),
        Figure(
            "Receipts shown by Engage, each found once in its database",
            f"{len(sent):,} of {len(sent):,}",
            "none lost",
            True,
        ),
    ]


class Turns:
    """What one of the two took in its turns."""

    def __init__(self) -> None:
        self.receipts: list[str] = []
        self.rates: list[float] = []
        self.processor: list[float] = []

    def add(self, sent: Sent) -> None:
        self.receipts += sent.receipts
        self.rates.append(sent.per_second)
        self.processor.append(sent.processor_ms)

    @property
    def shown(self) -> str:
        each = number(median(self.processor))
        return f"{spread(self.rates)}; {each} ms of processor time each"


def _take_turns(url: str, wordpress: WordPressCopy, tell: Tell) -> tuple[Turns, Turns]:
    ours, theirs = Turns(), Turns()
    for n in range(ROUNDS):
        forms = list(_their_forms(n, wordpress.written))
        theirs.add(send_all(wordpress.site.url, forms, _post_to_wordpress))
        tokens = send_all(url, [{} for _ in range(EACH)], _fetch_token).receipts
        forms = [form | {"token": token} for form, token in zip(_our_forms(n), tokens, strict=True)]
        ours.add(send_all(url, forms, _post))
        tell(f"  round {n + 1}: WordPress {theirs.rates[-1]:.0f}/s, Engage {ours.rates[-1]:.0f}/s")
    return ours, theirs


def _our_forms(batch: int) -> list[Form]:
    return [
        {"text": comment.text, "display_name": comment.name, "accepts_terms": "y"}
        for comment in made_up_comments(EACH, seed=100 + batch)
    ]


def _their_forms(batch: int, post: int) -> Iterator[Form]:
    for n, comment in enumerate(made_up_comments(EACH, seed=100 + batch)):
        yield {
            "comment": comment.text,
            "author": comment.name or "Anonymous",
            "email": f"person{n}@example.test",
            "comment_post_ID": str(post),
            "comment_parent": "0",
        }


def _fetch_token(caller: Caller, _form: Form) -> str:
    found = TOKEN.search(caller.get(PATH).body)
    if found is None:
        raise ServiceFailed("Engage's form carries no token")
    return found[1]


def _post(caller: Caller, form: Form) -> str:
    answer = caller.post(PATH, form)
    found = RECEIPT.search(answer.body)
    if answer.status != 200 or found is None:
        raise ServiceFailed(f"Engage answered {answer.status} and showed no receipt")
    return found[0]


def _read_and_post(caller: Caller, form: Form) -> str:
    return _post(caller, form | {"token": _fetch_token(caller, form)})


def _post_to_wordpress(caller: Caller, form: Form) -> str:
    answer = caller.post("/wp-comments-post.php", form)
    found = UNAPPROVED.search(answer.location)
    if answer.status != 302 or found is None:
        raise ServiceFailed(f"WordPress answered {answer.status} and named no comment")
    return found[1]


def _kept_by_engage(units: Units, receipts: list[str]) -> int:
    """How many of these receipts the database knows."""
    hashes = {receipt_hash(normalized_receipt(receipt) or "") for receipt in receipts}
    with units.reading(SYSTEM) as unit:
        there = set(unit.session.scalars(select(Comment.receipt_hash)))
    return len(hashes & there)


def _all_of(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(select(func.count()).select_from(Comment)) or 0


def _reconcile(name: str, receipts: list[str], found: int, stored: int) -> None:
    if not len(receipts) == len(set(receipts)) == found == stored:
        raise ServiceFailed(
            f"{name}: {len(receipts)} receipts, {len(set(receipts))} of them different,"
            f" {found} found, {stored} comments stored"
        )


def _durability(units: Units) -> str:
    """What the connections that Engage makes are set to, asked of one of them."""
    with units.database.engine.connect() as connection:
        level: int = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        journal: str = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if level != 2:
        raise ServiceFailed("the figures are for synchronous=FULL only")
    return f"SQLite, {journal.upper()}, synchronous=FULL"


BENCHMARK = Benchmark("submissions", "Comments sent from eight connections", measure)
