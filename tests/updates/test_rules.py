"""Addresses of updates, and what one needs before anybody reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.engagements.models import Revision
from engage.engagements.queries import content_of
from engage.engagements.rules import content_hash, to_json
from engage.updates.rules import UpdateContent, free_slug, gaps, update_slug_fault

SLUGS = st.sampled_from(["night", "new", "feed", "update", "night-2", "night-3", "update-2"])


@given(st.text(max_size=200), st.sets(SLUGS))
def test_an_address_made_of_a_title_is_free_and_sound(title: str, taken: set[str]) -> None:
    slug = free_slug(title, taken)
    assert slug not in taken
    assert update_slug_fault(slug) is None


def test_a_taken_address_gets_the_next_number() -> None:
    assert free_slug("Night", {"night", "night-2"}) == "night-3"
    assert free_slug("New", set()) == "new-2"
    assert free_slug("公告", set()) == "update"
    assert len(free_slug("x" * 300, {"x" * 60})) <= 80


@pytest.mark.parametrize("slug", ["new", "feed", "", "A", "a--b", "a/b", "..", "a" * 81])
def test_addresses_that_cannot_be_used(slug: str) -> None:
    assert update_slug_fault(slug)


def test_what_is_not_written_yet_is_named() -> None:
    assert [field for field, _ in gaps(UpdateContent())] == ["title", "summary", "body"]
    unseen = UpdateContent("\u200b", " ", "\u2800")
    assert [field for field, _ in gaps(unseen)] == ["title", "summary", "body"]
    assert not list(gaps(UpdateContent("a", "b", "c")))


@given(st.builds(UpdateContent, st.text(), st.text(), st.text()))
def test_a_revision_holds_what_was_written(content: UpdateContent) -> None:
    kept = Revision(subject="update", content=to_json(content))
    assert content_of(kept) == content
    assert content_hash(content_of(kept)) == content_hash(content)
