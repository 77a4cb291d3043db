"""The texts that the project ships, read as they lie on disk."""

import re
import tomllib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import yaml

from engage.core.dates import from_local, zone
from engage.core.text import clean_plain, render_markdown
from engage.notices.rules import parse_notice
from engage.privacy.contacts import find_contacts

ROOT = Path(__file__).parents[2]
NOTICES = sorted((ROOT / "notices").glob("*.md"))
PAGES = sorted((ROOT / "engage" / "governance" / "pages").glob("*.md"))
SAMPLE = tomllib.loads((ROOT / "engage" / "demo" / "sample.toml").read_text(encoding="utf-8"))
COMMENTS = [(e, c) for e in SAMPLE["engagement"] for c in e.get("comment", [])]
REASONS = {
    "third_party_information": "Information about other people",
    "own_contact_details": "Your own contact details",
    "profanity": "Swearing and obscene words",
    "threat": "Threats",
    "harassment": "Harassment and hate",
    "unsupported_accusation": "Accusations without support",
    "rights_infringement": "The rights of others",
    "advertising": "Advertising",
    "unsafe_links": "Unsafe links",
    "spam": "Spam and repeats",
    "off_topic": "Comments that are off topic",
    "before_the_courts": "Matters before the courts",
    "media_inquiry": "Questions from the media",
    "imported": "Comments from earlier systems",
}


def read(path: Path) -> tuple[dict[str, object], str]:
    before, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert before == ""
    return yaml.safe_load(front_matter), body


def notice_of(engagement: dict[str, object]) -> Path:
    return ROOT / "notices" / f"{engagement['notice_template']}.md"


def named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", NOTICES, ids=named)
def test_notice_has_every_part_that_the_act_asks_for(path: Path) -> None:
    front_matter, body = read(path)
    assert set(front_matter) == {"title", "authority", "purposes", "contact"}
    purposes = front_matter.pop("purposes")
    assert isinstance(purposes, list)
    assert len(purposes) > 1
    assert all(
        isinstance(value, str) and value.strip() for value in (*front_matter.values(), *purposes)
    )
    assert "Freedom of Information and Protection of Privacy Act" in str(front_matter["authority"])
    assert str(front_matter["contact"]).endswith("@gov.bc.ca")
    assert body.strip()


@pytest.mark.parametrize("path", NOTICES, ids=named)
def test_notice_speaks_in_the_order_of_a_real_one(path: Path) -> None:
    _, body = read(path)
    leads = re.findall(r"^\*\*(.+?)\.\*\*", body, flags=re.MULTILINE)
    assert leads == ["Who collects", "Under which authority", "Why", "Limits", "Questions"]


def test_samples_cite_both_sections() -> None:
    cited = {re.search(r"26\(\w\)", str(read(path)[0]["authority"]))[0] for path in NOTICES}
    assert cited == {"26(c)", "26(e)"}


@pytest.mark.parametrize("path", NOTICES, ids=named)
def test_authority_of_a_notice_is_the_one_in_its_body(path: Path) -> None:
    front_matter, body = read(path)
    assert re.findall(r"26\(\w\)", body) == re.findall(r"26\(\w\)", str(front_matter["authority"]))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_page_is_titled_versioned_and_dated(path: Path) -> None:
    front_matter, body = read(path)
    assert set(front_matter) == {"title", "version", "updated"}
    assert isinstance(front_matter["version"], str)
    assert body.strip()


@pytest.mark.parametrize("path", [*NOTICES, *PAGES], ids=named)
def test_text_renders_without_loss(path: Path) -> None:
    _, body = read(path)
    html = render_markdown(body)
    links = re.findall(r"\]\((.+?)\)|<(\S+@\S+)>", body)
    assert html.count("<a href=") == len(links)
    levels = [int(level) for level in re.findall(r"<h(\d)>", html)]
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))


def test_every_policy_page_of_the_footer_exists() -> None:
    expected = {"accessibility", "moderation-policy", "privacy", "terms"}
    assert expected <= {path.stem for path in PAGES}


def test_moderation_policy_explains_every_reason() -> None:
    _, body = read(ROOT / "engage" / "governance" / "pages" / "moderation-policy.md")
    assert re.findall("^## (.+)$", body, flags=re.MULTILINE) == list(REASONS.values())


def syllables(word: str) -> int:
    word = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.lower()).removeprefix("y")
    return max(1, len(re.findall("[aeiouy]{1,2}", word)))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_page_is_written_for_grade_nine_or_under(path: Path) -> None:
    """Flesch-Kincaid, over the sentences of a page."""
    _, body = read(path)
    prose = re.sub(r"<\S+>|\]\(\S+?\)|^#+ .*$", "", body, flags=re.MULTILINE)
    sentences = [s for s in re.split(r"[.:;?]\s+|\n\n|\n- ", prose) if re.search("[a-z]", s)]
    words = re.findall("[A-Za-z]+", prose)
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    assert 0.39 * per_sentence + 11.8 * per_word - 15.59 <= 9


def test_sample_has_an_open_a_closed_and_an_upcoming_engagement() -> None:
    days = [(e["opens_in_days"], e["closes_in_days"]) for e in SAMPLE["engagement"]]
    assert any(opens < 0 < closes for opens, closes in days)
    assert any(closes < 0 for _, closes in days)
    assert any(opens > 0 for opens, _ in days)
    assert all(closes - opens >= 28 for opens, closes in days)


@pytest.mark.parametrize("engagement", SAMPLE["engagement"], ids=lambda e: e["slug"])
def test_sample_engagement_could_be_published(engagement: dict[str, object]) -> None:
    assert engagement["notice_template"] in {path.stem for path in NOTICES}
    assert engagement["plan"]
    assert "email" in [avenue["kind"] for avenue in engagement["avenue"]]  # type: ignore[attr-defined]
    assert ("results" in engagement) == ("results_in_days" in engagement)
    purposes = parse_notice("x", notice_of(engagement).read_text(encoding="utf-8")).purposes
    fields = [field["purpose"][engagement["notice_template"]] for field in SAMPLE["field"]]
    asked = [one for topic in engagement["topic"] for one in topic.get("question", ())]  # type: ignore[attr-defined]
    assert {*fields, *(one["purpose"] for one in asked)} <= {*purposes}
    for topic in engagement["topic"]:  # type: ignore[attr-defined]
        assert topic["prompt"]
        assert topic["necessity"]
        assert render_markdown(topic["body"])
    headings = re.findall("<h2>(.+?)</h2>", render_markdown(str(engagement["body"])))
    assert headings == ["What we want to know", "Why", "What happens with your answer"]


def test_sample_comments_are_of_their_engagement_and_clean() -> None:
    for engagement, comment in COMMENTS:
        assert comment["topic"] in {topic["slug"] for topic in engagement["topic"]}
        assert comment["text"] == clean_plain(comment["text"])
        assert ("reason" in comment) == (comment["state"] == "not_published")
        assert comment.get("reason", "spam") in REASONS


@pytest.mark.parametrize("hour", [0, 12, 23])
@pytest.mark.parametrize("month", range(1, 13))
def test_sample_comments_came_while_their_engagement_was_open(month: int, hour: int) -> None:
    now = datetime(2026, month, 15, hour, 59 if hour else 0, tzinfo=zone("America/Vancouver"))

    def instant(days: int, at: str) -> datetime:
        return from_local(now.date() + timedelta(days=days), time.fromisoformat(at))

    for engagement, comment in COMMENTS:
        received = now.astimezone(UTC) - timedelta(hours=comment["hours_ago"])
        assert instant(engagement["opens_in_days"], engagement["opens_at"]) <= received
        assert received < instant(engagement["closes_in_days"], engagement["closes_at"])


def test_no_published_sample_comment_holds_contact_details() -> None:
    published = [comment for _, comment in COMMENTS if comment["state"] == "published"]
    assert published
    assert not any(find_contacts(comment["text"]) for comment in published)
