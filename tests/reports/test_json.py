"""The JSON file: one value, one line for each thing, a hash that anybody can check, its schema."""

import json
import re
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.reports import rehash
from engage.reports.rehash import NotAReport, content_hash_of
from engage.reports.renderers.schema import CHOICES, MEANINGS, schema, schema_text
from engage.reports.rules import (
    PublishedComment,
    as_json,
    canonical,
    comment_json,
    content_hash,
    head_json,
)
from tests.reports.rendered import HOSTILE, data_files, holding, meagre, rich


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return data_files(holding(*HOSTILE), tmp_path)["report.json"]


def test_the_file_is_one_value_with_the_head_and_every_comment(tmp_path: Path) -> None:
    report = holding(*HOSTILE)
    document = json.loads(data_files(report, tmp_path)["report.json"].read_text("utf-8"))
    assert document["head"] == json.loads(head_json(report))
    assert [one["text"] for one in document["comments"]] == [c.text for c in report.comments]
    assert document["content_hash"] == content_hash(report)


def test_each_line_is_one_thing_in_canonical_form(tmp_path: Path) -> None:
    report = holding("One\ntwo", "\u2028 three \x85")
    lines = data_files(report, tmp_path)["report.json"].read_bytes().decode().split("\n")
    first, second = report.comments
    assert lines[1:] == [
        f"{head_json(report)},",
        '"comments":[',
        f"{comment_json(first)},",
        comment_json(second),
        "]}",
        "",
    ]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_comments_make_a_file_that_can_be_checked(count: int, tmp_path: Path) -> None:
    report = holding(*("Words",) * count)
    path = data_files(report, tmp_path)["report.json"]
    assert len(json.loads(path.read_bytes())["comments"]) == count
    assert content_hash_of(path) == (content_hash(report),) * 2


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="a machine without sha256sum")
def test_the_hash_can_be_checked_without_any_of_our_code(written: Path) -> None:
    said = schema()["properties"]["content_hash"]["description"].partition("feed: ")[2]
    command = said.replace("FILE", f"'{written}'")
    told = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert told.stdout.split()[0] == content_hash_of(written)[0]


def test_a_comment_that_was_changed_added_or_taken_away_is_noticed(written: Path) -> None:
    lines = written.read_bytes().split(b"\n")
    changed = [*lines[:4], lines[4].replace(b"1", b"2"), *lines[5:]]
    swapped = [*lines[:3], lines[4], lines[3], *lines[5:]]
    for forged in (changed, swapped, lines[:3] + lines[4:], lines[:4] + lines[3:]):
        written.write_bytes(b"\n".join(forged))
        stated, recomputed = content_hash_of(written)
        assert stated != recomputed


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: b"",
        lambda whole: b"{}",
        lambda whole: b"\x89PNG\r\n",
        lambda whole: json.dumps(json.loads(whole)).encode(),
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda whole: whole + b"{}",
        lambda whole: b"\xef\xbb\xbf" + whole,
        lambda whole: whole.replace(b'"comments":[', b'"comments": ['),
        lambda whole: whole.replace(b"},\n", b"}\n", 2),
        lambda whole: whole.replace(b"}\n]}", b"},\n]}"),
        lambda whole: whole.replace(b"\n{", b"\n {", 2),
        lambda whole: whole.replace(b"engage-report/2", b"engage-report/9", 1),
    ],
)
def test_what_is_not_such_a_file_is_refused(spoil: Callable[[bytes], bytes], written: Path) -> None:
    written.write_bytes(spoil(written.read_bytes()))
    with pytest.raises(NotAReport):
        content_hash_of(written)


def test_a_line_without_an_end_is_refused_before_it_is_held(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehash, "LONGEST_LINE", 1_000)
    with pytest.raises(NotAReport, match="too long"):
        content_hash_of(written)


def test_a_large_file_is_checked_without_being_held(tmp_path: Path) -> None:
    path = data_files(holding(*("w" * 1_000,) * 20_000), tmp_path)["report.json"]
    tracemalloc.start()
    stated, recomputed = content_hash_of(path)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stated == recomputed
    assert most < path.stat().st_size / 5


@given(st.builds(PublishedComment, *(st.text(st.characters(codec="utf-8")),) * 3))
def test_a_comment_is_written_as_any_other_value_is(comment: PublishedComment) -> None:
    assert comment_json(comment) == canonical(as_json(comment))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_file_is_as_its_schema_says(language: str, tmp_path: Path) -> None:
    for report in (rich(language), holding(*HOSTILE, language=language), *meagre(language)):
        document = json.loads(data_files(report, tmp_path)["report.json"].read_bytes())
        assert list(faults(document, schema(), schema())) == []


def test_the_schema_refuses_what_is_not_such_a_file(tmp_path: Path) -> None:
    path = data_files(rich(), tmp_path)["report.json"]
    for spoil in (
        lambda one: one["head"].pop("title"),
        lambda one: one["head"].update(author="Jane"),
        lambda one: one["comments"][0].update(name="Jane"),
        lambda one: one["head"]["tables"][0].update(section="elsewhere"),
        lambda one: one["head"]["outcome"]["received"].update(exact="many"),
        lambda one: one["head"]["themes"][0]["subthemes"][0].pop("figure"),
        lambda one: one.update(content_hash="unknown"),
    ):
        document = json.loads(path.read_bytes())
        spoil(document)
        assert list(faults(document, schema(), schema()))


def test_the_schema_is_shipped_beside_the_file(tmp_path: Path) -> None:
    path = data_files(rich(), tmp_path)["report.schema.json"]
    assert path.read_text("utf-8") == schema_text()
    assert json.loads(schema_text())["$schema"].endswith("2020-12/schema")


def test_what_the_schema_explains_exists() -> None:
    known = {"Report"} | set(schema()["$defs"])
    for name, rule in schema()["$defs"].items():
        known |= {f"{name}.{member}" for member in rule["properties"]}
    assert set(CHOICES) | set(MEANINGS) <= known


KNOWN = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required",
    "additionalProperties", "items", "const", "enum", "pattern", "format", "anyOf",
}  # fmt: skip
TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


def faults(value: Any, rule: dict[str, Any], whole: dict[str, Any], place: str = "") -> list[str]:
    """What a value breaks of a schema, by the keywords that ours has; one it lacks is an error."""
    assert set(rule) <= KNOWN, f"a keyword that is not looked at in {rule}"
    if "$ref" in rule:
        return faults(value, whole["$defs"][rule["$ref"].rpartition("/")[2]], whole, place)
    if "anyOf" in rule:
        return [] if any(not faults(value, one, whole) for one in rule["anyOf"]) else [place]
    found = []
    if "type" in rule and not TYPES[rule["type"]](value):
        return [f"{place} is no {rule['type']}"]
    if "const" in rule and value != rule["const"]:
        found.append(f"{place} is another")
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{place} is none of them")
    if "pattern" in rule and not re.search(rule["pattern"], value):
        found.append(f"{place} has another form")
    if rule.get("format") == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        found.append(f"{place} is no date")
    if isinstance(value, dict):
        known = rule["properties"]
        found += [f"{place}/{name} lacks" for name in rule["required"] if name not in value]
        found += [f"{place}/{name} is too much" for name in value if name not in known]
        for name, member in value.items():
            found += faults(member, known[name], whole, f"{place}/{name}") if name in known else []
    for number, item in enumerate(value if isinstance(value, list) else ()):
        found += faults(item, rule["items"], whole, f"{place}/{number}")
    return found
