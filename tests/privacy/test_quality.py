"""Floors below what was measured (docs/privacy.md): a change that makes it worse is seen."""

import json
from pathlib import Path

from engage.privacy.detector import Detector, detector
from tests.privacy.measuring import INVENTED, labelled, measure


def test_invented_comments_say_where_their_spans_are() -> None:
    comments = labelled(INVENTED)
    assert len(comments) > 300
    for comment in comments:
        for span in comment["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(comment["text"])
            assert comment["text"][span["start"] : span["end"]].strip()


def test_most_invented_comments_about_others_are_found_and_few_other_ones() -> None:
    quality = measure(detector(), labelled(INVENTED))
    assert quality.documents.recall >= 0.95
    assert quality.documents.precision >= 0.90
    assert quality.names.recall >= 0.96
    assert quality.names.precision >= 0.92
    assert quality.flags_on_nothing <= 0.05


def test_most_of_the_shared_labelled_comments_are_judged_right(shared_data: Path) -> None:
    quality = measure(detector(), labelled(shared_data / "pii" / "dev.jsonl"))
    assert quality.documents.recall >= 0.95
    assert quality.documents.precision >= 0.94
    assert quality.names.recall >= 0.97
    assert quality.names.precision >= 0.95
    assert quality.flags_on_nothing <= 0.05


def test_without_the_model_the_half_is_still_found() -> None:
    quality = measure(Detector.without_model(), labelled(INVENTED))
    assert quality.documents.recall >= 0.5
    assert quality.documents.precision >= 0.9


def test_invented_comments_are_one_json_object_a_line() -> None:
    for line in INVENTED.read_text(encoding="utf-8").splitlines():
        assert set(json.loads(line)) == {"id", "text", "label", "spans"}
