from engage.privacy.detector import Detector, FlagKind, Label, Whose, detector


def found(text: str) -> list[tuple[str, str, str]]:
    scan = detector().scan(text)
    return [(flag.kind.value, flag.whose.value, text[flag.start : flag.end]) for flag in scan.flags]


def test_wife_with_her_name_and_illness_is_flagged() -> None:
    text = "Here in Atlin, my wife, Jane Hume, needs to take daily doses of Medication A."
    assert detector().scan(text).label is Label.THIRD
    assert ("PERSON", "third", "Jane Hume") in found(text)
    assert any(kind == "HEALTH" for kind, _, _ in found(text))


def test_somebody_close_without_a_name_is_not() -> None:
    text = (
        "A person close to me needs to take daily doses of a medication, which is quite"
        " expensive, and I would like to see lower costs of medications."
    )
    assert detector().scan(text).label is Label.NONE
    assert found(text) == []


def test_without_the_model_numbers_are_still_found_and_the_scan_says_so() -> None:
    scan = Detector.without_model().scan("Call me at 604-555-0123.")
    assert not scan.has_names
    assert [(flag.kind, flag.whose) for flag in scan.flags] == [(FlagKind.PHONE, Whose.SELF)]


def test_with_the_model_the_scan_says_so() -> None:
    assert detector().scan("Nothing here.").has_names


def test_half_a_sign_is_only_text() -> None:
    assert found("\ud800 Call me at 604-555-0123 \udfff") == [("PHONE", "self", "604-555-0123")]
