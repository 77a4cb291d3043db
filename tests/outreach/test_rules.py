"""What may stand in the registers, and under which address."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import Refused
from engage.core.permissions import Actor, ActorKind, Grant, Role
from engage.outreach.addresses import address_key, checked_address, checked_hosts
from engage.outreach.rules import (
    EntryContent,
    Invalid,
    KnownTool,
    checked_entry,
    is_active,
    is_due,
    keeps,
    needs_listing_again,
    tool_key,
)

FACEBOOK = ("facebook.com",)
KNOWN = ("facebook.com", "x.com", "twitter.com", "youtube.com")
TOOLS = (
    KnownTool("facebook", "in_use", FACEBOOK),
    KnownTool("wordpress", "in_use", ()),
    KnownTool("flickr", "under_review", ("flickr.com",)),
)
PAGE = EntryContent(
    kind="account",
    name="BC Transportation",
    tool="facebook",
    address="https://www.facebook.com/TranBC",
    audience="public",
    languages=("en",),
    owner="Digital Communications",
    active_from=None,
    active_to=None,
)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com/TranBC",
        "https://facebook.com:443/TranBC",
        " https://FACEBOOK.com/profile.php?id=12 ",
    ],
)
def test_an_address_on_the_host_of_its_tool_is_taken(address: str) -> None:
    found = checked_address(address, FACEBOOK, KNOWN)
    assert found.startswith(("https://www.facebook.com/", "https://facebook.com/"))
    assert checked_address(found, FACEBOOK, KNOWN) == found


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("", "whole address"),
        ("facebook.com/TranBC", "https"),
        ("http://facebook.com/TranBC", "https"),
        ("javascript:alert(1)", "whole address"),
        ("https:///TranBC", "whole address"),
        ("https://localhost/a", "whole address"),
        ("https://jane:secret@facebook.com/a", "password"),
        ("https://facebook.com@evil.example/a", "password"),
        ("https://facebook.com:8443/a", "port"),
        ("https://facebook.com/a#top", "#"),
        ("https://facebook.com/a?utm_source=x", "utm_source"),
        ("https://facebook.com/a?fbclid=1", "fbclid"),
        ("https://facebоok.com/a", "plain letters"),  # noqa: RUF001  a Cyrillic o, as meant
        ("https://xn--facebok-x3f.com/a", "plain letters"),
        ("https://157.240.1.1/a", "not its number"),
        ("https://157.240.1.0x1/a", "not its number"),
        ("https://[2a03::1]/a", "plain letters"),
        ("https://faceb00k.com/a", "looks like"),
        ("https://facebook.com.evil.example/a", "looks like"),
        ("https://face-book.support/a", "looks like"),
        ("https://gov.bc.ca.evil.example/a", "looks like"),
        ("https://engage-gov-bc-ca.example/a", "looks like"),
        ("https://example.com/a", "accounts at"),
        ("https://facebook.com/a b", "whole address"),
        ("https://facebook.com\\@evil.example/", "whole address"),
        ("https://facebook.com/a\u202egro", "whole address"),
    ],
)
def test_an_address_that_is_not_what_it_seems_is_refused(address: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_address(address, FACEBOOK, KNOWN)
    assert refused.value.field == "address"
    assert word in refused.value.message


def test_a_site_may_lie_on_any_honest_host() -> None:
    for address in ("https://engage.gov.bc.ca/", "https://www.bcstats.ca/panel", "https://x.ca/"):
        assert checked_address(address, (), KNOWN) == address


@given(st.text(max_size=80))
def test_whatever_is_typed_gives_an_address_of_https_or_a_refusal(text: str) -> None:
    try:
        found = checked_address(text, (), KNOWN)
    except Refused as refused:
        assert refused.field == "address"
    else:
        assert found.startswith("https://")
        assert found.isascii()
        assert checked_address(found, (), KNOWN) == found


@pytest.mark.parametrize(
    "other",
    [
        "https://facebook.com/tranbc",
        "https://m.facebook.com/TranBC/",
        "https://www.facebook.com/TRANBC",
    ],
)
def test_two_ways_of_writing_one_address_are_the_same(other: str) -> None:
    assert address_key(other) == address_key(PAGE.address)
    assert address_key("https://twitter.com/a") == address_key("https://x.com/a/")
    assert address_key("https://x.com/a?b=1") != address_key("https://x.com/a?b=2")


def test_an_entry_chooses_a_tool_of_the_register_that_is_in_use() -> None:
    assert checked_entry(PAGE, TOOLS) == PAGE
    for tool in ("", "myspace", "flickr"):
        with pytest.raises(Invalid) as found:
            checked_entry(replace(PAGE, tool=tool, address="https://flickr.com/a"), TOOLS)
        assert "tool" in {fault.field for fault in found.value.faults}
    kept = replace(PAGE, tool="flickr", address="https://flickr.com/a")
    assert checked_entry(kept, TOOLS, kept_tool="flickr").tool == "flickr"


def test_all_faults_are_told_at_once() -> None:
    broken = EntryContent("", " \u200b", "", "x", "", ("xx",), "o" * 500, None, None)
    broken = replace(broken, active_from=date(2026, 3, 2), active_to=date(2026, 3, 1))
    with pytest.raises(Invalid) as found:
        checked_entry(broken, TOOLS)
    assert {fault.field for fault in found.value.faults} == {
        "kind", "name", "address", "audience", "languages", "owner", "active_to",
    }  # fmt: skip


def test_where_a_link_leads_needs_a_keepers_look_again() -> None:
    assert not needs_listing_again(PAGE, replace(PAGE, owner="Another team", name="TranBC"))
    for change in ({"address": "https://facebook.com/b"}, {"audience": "internal"}):
        assert needs_listing_again(PAGE, replace(PAGE, **change))


def test_an_entry_is_active_from_its_first_to_its_last_day() -> None:
    month = replace(PAGE, active_from=date(2026, 3, 1), active_to=date(2026, 3, 31))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [is_active(month, day) for day in days] == [False, True, True, False]


def test_what_nobody_confirmed_for_a_year_is_due() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert is_due(now - timedelta(days=365), now)
    assert not is_due(now - timedelta(days=364), now)


def test_only_who_answers_for_every_ministry_keeps_the_registers() -> None:
    def person(*grants: Grant) -> Actor:
        return Actor(ActorKind.PERSON, 1, frozenset(grants))

    assert keeps(person(Grant(Role.ENGAGEMENT_LEAD)))
    assert not keeps(person(Grant(Role.ENGAGEMENT_LEAD, 3)))
    assert not keeps(person(Grant(Role.MODERATOR)))


def test_the_short_name_of_a_tool_is_fit_for_addresses() -> None:
    assert tool_key("Twitter / X") == "twitter-x"
    assert tool_key("ツール") == ""
    assert checked_hosts("YouTube.com, youtu.be youtube.com") == ("youtube.com", "youtu.be")
    for wrong in ("youtube", "you tube.com", "1.2.3.4", "ютуб.рф"):
        with pytest.raises(Refused):
            checked_hosts(wrong)
