"""Nothing that is not published can be reached: every public address is asked, with every name."""

from contextlib import closing
from itertools import product

import pypdfium2
import pytest
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from engage.comments.models import Comment, CommentPerson
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import ResultsContent, TopicContent
from engage.engagements.service import (
    add_topic,
    save_engagement,
    save_results,
    unpublish,
)
from engage.web.access import access_of
from engage.web.transaction import EngageFlask
from tests.app_fixtures import build_engagement, sample_content
from tests.approving import publish_approved
from tests.comments.citizen import Citizen, comment_of, settle

MARK = "zebrafish"
SHOWN = "kingfisher"


def plant(units: Units, citizen: Citizen) -> list[str]:
    """Marked words in every place that is not public; the receipts of their comments."""
    codes = [citizen.send(f"{MARK} waits", display_name=f"{MARK} name").code]
    codes.append(citizen.send(f"{MARK} refused").code)
    settle(units, codes[-1], "not_published")
    codes.append(citizen.send(f"{MARK} taken back").code)
    settle(units, codes[-1], "published")
    citizen.take_back(codes[-1])
    codes.append(citizen.send(f"{SHOWN} is public").code)
    settle(units, codes[-1], "published")
    citizen.correct(codes[-1], f"{MARK} corrects")
    secret = {"title": f"{MARK} title?", "summary": f"{MARK} summary", "body": f"{MARK} body"}
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        content = sample_content(contact=f"{MARK} contact", **secret)
        save_engagement(unit, row, content, seen_revision_id=row.draft_revision_id)
        topic = TopicContent(f"{MARK} topic", f"{MARK} body", f"{MARK} prompt", f"{MARK} need")
        add_topic(unit, row, "hidden", topic)
        results = ResultsContent(f"{MARK} results", f"{MARK} results body")
        save_results(unit, row, results, seen_revision_id=None)
    build_engagement(units, "draft-only", published=False, topics=("one",), **secret)
    build_engagement(units, "gone", topics=("one",), **secret)
    gone = citizen.send(f"{MARK} in gone", path="/engagements/gone/one/comment")
    settle(units, gone.code, "published")
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "gone"))
    return [*codes, gone.code]


def public_addresses(app: EngageFlask, values: dict[str, list[str]]) -> set[str]:
    """Every public GET rule with every known value in every place."""
    addresses: set[str] = set()
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        if "GET" not in (rule.methods or ()) or access is None or access.is_staff:
            continue
        names = sorted(rule.arguments - set(rule.defaults or ()))
        known = [values.get(name) or stand_ins(rule, name) for name in names]
        for chosen in product(*known):
            built = rule.build(dict(zip(names, chosen, strict=True)) | dict(rule.defaults or {}))
            assert built is not None
            addresses.add(built[1])
    return addresses


def words_of(response: TestResponse) -> str:
    """What can be read in an answer, in the pages of a PDF too."""
    if response.mimetype != "application/pdf":
        return response.get_data().decode("utf-8", "replace")
    with closing(pypdfium2.PdfDocument(response.get_data())) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def stand_ins(rule: Rule, name: str) -> list[str]:
    """What may stand where nothing is known; where only a number fits, numbers."""
    is_number = isinstance(rule._converters[name], IntegerConverter)
    return ["1", "2"] if is_number else ["1", "x"]


def test_no_public_address_tells_what_is_not_published(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    codes = plant(both_units, citizen)
    slugs = ["night-buses", "draft-only", "gone", "hidden", "routes", "one"]
    ids = [comment_of(both_units, code).public_id for code in codes]
    numbers = [str(comment_of(both_units, code).id) for code in codes]
    topics = ["routes", "fares", "hidden", "one", "results"]
    app = citizen.client.application
    assert isinstance(app, EngageFlask)
    addresses = public_addresses(
        app, {"slug": slugs, "topic_slug": topics, "public_id": [*ids, *numbers, *codes]}
    )
    assert {"/", "/engagements/night-buses", "/engagements/gone/one/comment"} <= addresses
    words = ""
    for address in sorted(addresses):
        for query in ("", "?q=" + SHOWN, "?after=99999999999999999-999999999"):
            if query and address.endswith((".pdf", ".png")):
                continue  # made again for nothing, and slow to make
            response = citizen.client.get(address + query, follow_redirects=True)
            assert response.status_code < 500, address
            text = words_of(response) + repr(response.headers)
            assert MARK not in text, address
            for code in codes:
                assert code not in text
            words += text
    assert SHOWN in words


def test_a_permanent_link_works_for_published_comments_only(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    codes = plant(units, citizen)
    answers = [citizen.get(f"/c/{comment_of(units, code).public_id}").status for code in codes]
    assert answers == [404, 404, 404, 302, 404]


def test_the_page_of_a_receipt_shows_its_own_comment_only(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    codes = plant(units, citizen)
    own = citizen.look_up(codes[0]).html
    assert f"{MARK} waits" in own
    assert all(f"{MARK} {other}" not in own for other in ("refused", "taken", "corrects", "name"))


def test_draft_words_appear_with_publishing_and_not_before(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    plant(units, citizen)
    assert citizen.get("/engagements/night-buses/hidden").status == 404
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        publish_approved(unit, row)
    assert MARK in citizen.get("/engagements/night-buses/hidden").words
    assert MARK in citizen.get("/").words


@pytest.mark.parametrize("path", ["/engagements/night-buses/routes", "/engagements/night-buses"])
def test_pages_never_carry_an_address_or_an_inner_number(units: Units, path: str) -> None:
    build_engagement(units, topics=("routes",))
    citizen = Citizen.of(units)
    code = citizen.send(email="ivy@example.ca", purposes=["results"], display_name="Ivy").code
    comment: Comment = settle(units, code, "published")
    page = citizen.get(path)
    with units.reading(SYSTEM) as unit:
        person = unit.session.get_one(CommentPerson, comment.id)
        for secret in (person.email_cipher, person.email_index, comment.receipt_hash):
            assert secret
            assert secret not in page.html
    assert "ivy@example.ca" not in page.html
    assert comment.public_id in page.html
