"""Wordings of a notice in other languages: whole, or none; in date, or shown to nobody."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.notices.rules import NoticeFault, NoticeTemplate, parse_notice
from engage.notices.service import load_templates
from engage.notices.wordings import is_tag, language_name, outdated_words, parse_wording
from tests.notices.folder import STEM, copied, english, french, in_language, on_shelf

ENGLISH = """---
title: Notice
authority: Section 26(c)
purposes:
  - to read comments
  - to publish them
  - to report
contact: Director
---
Words.
"""
ORIGINAL = parse_notice("x", ENGLISH)
PARTS = {
    "of": ORIGINAL.content_hash,
    "title": "Avis",
    "authority": "Alinéa 26(c)",
    "purposes": "[lire, publier, rendre compte]",
    "contact": "Directeur",
}
FOLDERS = (Path("notices"), Path("notices/following"))


def written(parts: dict[str, str], body: str = "Des mots.") -> str:
    return "---\n" + "".join(f"{key}: {said}\n" for key, said in parts.items()) + f"---\n{body}\n"


def with_wording(template: NoticeTemplate, text: str) -> NoticeTemplate:
    wording = parse_wording("fr", template, text)
    return NoticeTemplate(**(vars(template) | {"translated": (wording,)}))


def test_a_whole_wording_is_read_and_its_purposes_are_joined_as_in_its_language() -> None:
    wording = parse_wording("fr", ORIGINAL, written(PARTS))
    assert wording.purpose == "Lire, publier et rendre compte"
    assert (wording.tag, wording.body) == ("fr", "Des mots.")
    assert parse_wording("tsi", ORIGINAL, written(PARTS)).purpose == "Lire; publier; rendre compte"


@given(st.sets(st.sampled_from(sorted(PARTS)), min_size=1))
def test_a_wording_that_lacks_a_part_is_refused_and_every_missing_part_is_named(
    lacking: set[str],
) -> None:
    left = {key: said for key, said in PARTS.items() if key not in lacking}
    with pytest.raises(NoticeFault) as fault:
        parse_wording("fr", ORIGINAL, written({"note": "x", **left}))
    assert str(fault.value).startswith("fr/x.md: missing in the front matter: ")
    named = str(fault.value).rpartition(": ")[2].split(", ")
    assert set(named) == {one.replace("purposes", "purpose") for one in lacking}


@given(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1))
def test_a_wording_has_as_many_purposes_as_the_english(letters: list[str]) -> None:
    text = written(PARTS | {"purposes": f"[{', '.join(f'pour {one}' for one in letters)}]"})
    if len(letters) == len(ORIGINAL.purposes):
        assert all(one in parse_wording("fr", ORIGINAL, text).purpose for one in letters)
        return
    with pytest.raises(NoticeFault, match=r"fr/x\.md: must give as many purposes as x\.md"):
        parse_wording("fr", ORIGINAL, text)


def test_a_wording_without_the_text_below_is_refused() -> None:
    with pytest.raises(NoticeFault, match=r"fr/x\.md: has no text"):
        parse_wording("fr", ORIGINAL, written(PARTS, ""))


@given(
    st.sampled_from(("title", "authority", "contact", "body")),
    st.text(st.characters(categories=("L",)), min_size=1),
)
def test_a_wording_of_an_earlier_english_text_is_never_shown(part: str, more: str) -> None:
    before = with_wording(ORIGINAL, written(PARTS))
    assert before.said_in("fr").title == "Avis"
    after = NoticeTemplate(**(vars(before) | {part: getattr(before, part) + more}))
    assert after.wordings == ()
    assert after.said_in("fr") is after
    assert after.whole_hash == after.content_hash
    assert [one.tag for one in after.outdated] == ["fr"]
    assert "in French follows an earlier" in outdated_words(after)[0]


def test_a_notice_without_wordings_has_the_hash_that_it_always_had() -> None:
    assert ORIGINAL.whole_hash == ORIGINAL.content_hash
    worded = with_wording(ORIGINAL, written(PARTS))
    other = with_wording(ORIGINAL, written(PARTS | {"contact": "Directrice"}))
    assert worded.content_hash == ORIGINAL.content_hash
    assert len({ORIGINAL.whole_hash, worded.whole_hash, other.whole_hash}) == 3


def test_spaces_that_do_not_break_stay_in_the_line() -> None:
    said = parse_wording("fr", ORIGINAL, written(PARTS | {"contact": "'Directeur\u00a0: qui'"}))
    assert said.contact == "Directeur\u00a0: qui"


@pytest.mark.parametrize("name", ["fr", "pa", "zh-Hans", "fr-CA", "crx"])
def test_a_folder_of_a_language_holds_wordings(name: str) -> None:
    assert is_tag(name)


@pytest.mark.parametrize("name", ["en", "en-GB", "following", "FR", "fr_CA", "old", ".git", "f"])
def test_a_folder_of_anything_else_holds_none(name: str) -> None:
    assert is_tag(name) == (name == "old")  # three letters are a tag, whoever speaks it


def test_a_broken_wording_is_named_and_the_notice_stays_usable(tmp_path: Path) -> None:
    notices = copied(tmp_path)
    in_language(notices, "fr", "---\ntitle: Avis\n---\n")
    in_language(notices, "pa", "no front matter")
    (notices / "fr" / "gone.md").write_text("x")
    (notices / "fr" / "planning-evaluation.md").write_bytes(b"\xff\xfe")
    templates, faults = load_templates(notices)
    assert [one.partition(": ")[0] for one in faults] == [
        f"fr/{STEM}.md",
        "fr/gone.md",
        "fr/planning-evaluation.md",
        f"pa/{STEM}.md",
    ]
    assert templates[STEM].wordings == ()


def test_an_edited_english_file_puts_its_wording_out_of_date_until_somebody_looked(
    tmp_path: Path,
) -> None:
    notices = copied(tmp_path)
    assert on_shelf(notices).said_in("fr").tag == "fr"
    english(notices)
    assert on_shelf(notices).said_in("fr").tag == "en"
    french(notices)
    assert "dit autrement" in on_shelf(notices).said_in("fr").body


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_every_notice_that_the_project_ships_is_there_in_french_and_in_date(folder: Path) -> None:
    templates, faults = load_templates(folder)
    assert faults == []
    for template in templates.values():
        assert [one.tag for one in template.wordings] == ["fr"], template.name
        worded = template.said_in("fr")
        # The Act has no French name of its own; where to write to is said in English as well.
        for named in ("Freedom of Information and Protection of Privacy Act", "RSBC 1996, c. 165"):
            assert named in worded.authority
        for named in ("PO Box 9409", "Victoria BC V8W 9V1", "1 800 663-7867", "@gov.bc.ca"):
            assert named in worded.contact
            assert named in worded.body.replace("\n", " ")
        assert worded.body.count("**") == template.body.count("**")


def test_staff_call_a_language_by_its_english_name() -> None:
    assert [language_name(tag) for tag in ("fr", "pa", "qqq")] == ["French", "Punjabi", "qqq"]
