"""What is left of a PDF, what is refused, and what is said of its tags."""

import contextlib
import io
import zlib

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from engage.core.errors import Refused
from engage.media.documents.child import cleaned
from engage.media.documents.cleaning import NOTHING, REFUSALS, TOO_LARGE, clean_document
from engage.media.documents.limits import DOCUMENT_BYTES, PAGES, Fault, Removed, Unfit, Why
from engage.media.documents.links import is_fine_address
from engage.media.documents.photos import without_boxes, without_notes
from tests.media import pdfs


def clean(content: bytes) -> bytes:
    return cleaned(content, "Night bus plan", "en").content


def refusal_of(content: bytes) -> Why:
    with pytest.raises(Unfit) as refused:
        cleaned(content, "A title", "en")
    return refused.value.why


def test_nothing_that_acts_or_tells_of_its_maker_gets_through() -> None:
    sent = pdfs.hostile()
    assert b"EVIL" in pdfs.whole(sent)
    made = cleaned(sent, "Night bus plan", "en")
    left = pdfs.whole(made.content)
    for trace in (
        b"EVIL",
        b"JaneHume",
        b"/JavaScript",
        b"/Launch",
        b"/OpenAction",
        b"/EmbeddedFile",
    ):
        assert trace not in left, trace
    assert set(made.removed) >= {Removed.SCRIPTS, Removed.FILES, Removed.NOTES, Removed.LINKS}
    with pdfs.opened(made.content) as pdf:
        links = [str(one.A.URI) for one in pdf.pages[0].Annots if "/URI" in one.get("/A", {})]
        assert links == [
            "https://www2.gov.bc.ca/buses",
            "mailto:ask@gov.bc.ca",
            "https://www2.gov.bc.ca/",
        ]
        assert dict(pdf.docinfo) == {"/Title": String("Night bus plan")}
        assert pdf.is_linearized


def test_tags_bookmarks_and_language_stay() -> None:
    with pdfs.opened(clean(pdfs.tagged())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert "/Outlines" in pdf.Root
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_cleaning_twice_changes_nothing() -> None:
    once = clean(pdfs.hostile())
    again = cleaned(once, "Night bus plan", "en")
    assert again.content == once
    assert again.removed == ()


def test_a_photograph_in_it_does_not_say_where_it_was_taken() -> None:
    said = Image.Exif()
    said[0x010E] = "EVIL place"
    into = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(into, "JPEG", exif=said, comment=b"EVIL comment")
    sent = pdfs.with_picture(into.getvalue())
    assert b"EVIL place" in sent
    left = clean(sent)
    assert b"EVIL" not in left
    with pdfs.opened(left) as pdf:
        shown = pikepdf.PdfImage(pdf.pages[0].Resources.XObject.I).as_pil_image()
    assert shown.size == (40, 30)
    assert shown.convert("RGB").getpixel((5, 5)) == (254, 0, 0)


def test_a_progressive_jpeg_with_something_behind_its_end_is_cut_there() -> None:
    into = io.BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(into, "JPEG", progressive=True)
    left = without_notes(into.getvalue() + b"EVIL")
    assert left.endswith(b"\xff\xd9")
    assert Image.open(io.BytesIO(left)).convert("RGB").tobytes() == (
        Image.open(into).convert("RGB").tobytes()
    )


@given(st.binary(max_size=400))
def test_broken_photographs_are_refused_and_never_loop(content: bytes) -> None:
    for take in (without_notes, without_boxes):
        for sent in (content, b"\xff\xd8" + content):
            with contextlib.suppress(ValueError):
                assert len(take(sent)) <= len(sent)


def test_what_was_written_into_a_form_stays_as_words_and_the_form_goes() -> None:
    made = cleaned(pdfs.filled_form(), "A form", "en")
    assert Removed.FIELDS in made.removed
    left = pdfs.whole(made.content)
    assert b"/AcroForm" not in left
    assert b"/Widget" not in left
    assert b"EVIL" not in left
    assert b"Yes to night buses" in left


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"GIF89a", Why.UNKNOWN),
        (b"PK\x03\x04 a Word file", Why.UNKNOWN),
        (b"%PDF-1.7\n" + b"x" * 400, Why.BROKEN),
        (b"%PDF-1.7\n%%EOF", Why.BROKEN),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, why: Why) -> None:
    assert refusal_of(content) is why


def test_a_password_is_refused() -> None:
    with pdfs.opened(pdfs.tagged()) as pdf:
        locked = pdfs.written(pdf, encryption=pikepdf.Encryption(owner="a", user="b"))
        owned = pdfs.written(pdf, encryption=pikepdf.Encryption(owner="a", user=""))
    assert refusal_of(locked) is Why.LOCKED
    assert refusal_of(owned) is Why.LOCKED


def _with_stream(packed: bytes, filters: object) -> bytes:
    with pdfs.opened(pdfs.tagged()) as pdf:
        bomb = Stream(pdf, b"")
        bomb.write(packed, filter=filters)  # type: ignore[arg-type]
        pdf.pages[0].obj.Resources["/Bomb"] = pdf.make_indirect(bomb)
        return pdfs.written(
            pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )


def test_bombs_are_refused_before_anybody_unpacks_them() -> None:
    packer = zlib.compressobj(9)
    zeros = b"\0" * (1024 * 1024)
    bomb = b"".join([*(packer.compress(zeros) for _ in range(260)), packer.flush()])
    assert len(bomb) < 400_000
    assert refusal_of(_with_stream(bomb, Name.FlateDecode)) is Why.HEAVY
    twice = zlib.compress(bomb)
    both = Array([Name.FlateDecode, Name.FlateDecode])
    assert refusal_of(_with_stream(twice, both)) is Why.HEAVY
    runs = b"\x81\x00" * 1_700_000
    assert refusal_of(_with_stream(runs, Name.RunLengthDecode)) is Why.HEAVY


def test_what_is_packed_so_that_nobody_here_can_weigh_it_is_refused() -> None:
    hidden = b"78da" + b"00" * 40 + b">"
    below = Array([Name.ASCIIHexDecode, Name.FlateDecode, Name.DCTDecode])
    assert refusal_of(_with_stream(hidden, below)) is Why.BROKEN


def _drawn(names: dict[str, str], start: str) -> bytes:
    """Drawings that use one another: by name, which one each uses ('' for none)."""
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        drawings = {name: pdf.make_indirect(Stream(pdf, b"/D Do")) for name in names}
        for name, used in names.items():
            drawings[name].stream_dict.update(
                Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
            )
            if used:
                drawings[name].Resources = Dictionary(XObject=Dictionary(D=drawings[used]))
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(D=drawings[start]))
        return pdfs.written(pdf)


def test_drawings_that_draw_themselves_are_refused() -> None:
    assert refusal_of(_drawn({"a": "b", "b": "a"}, "a")) is Why.HEAVY
    chain = {str(at): str(at + 1) if at < 40 else "" for at in range(41)}
    assert refusal_of(_drawn(chain, "0")) is Why.HEAVY
    short = {str(at): str(at + 1) if at < 20 else "" for at in range(21)}
    assert cleaned(_drawn(short, "0"), "Drawn", "en").pages == 1


def test_too_many_pages_and_pictures_too_large_are_refused() -> None:
    with Pdf.new() as pdf:
        for _ in range(PAGES + 1):
            pdf.add_blank_page()
        assert refusal_of(pdfs.written(pdf)) is Why.HEAVY
    with pdfs.opened(pdfs.with_picture(b"\xff\xd8")) as pdf:
        pdf.pages[0].Resources.XObject.I.Width = 20_000
        pdf.pages[0].Resources.XObject.I.Height = 20_000
        assert refusal_of(pdfs.written(pdf)) is Why.HEAVY


def test_hidden_layers_are_refused() -> None:
    with pdfs.opened(pdfs.tagged()) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Names of witnesses")))
        pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
        assert refusal_of(pdfs.written(pdf)) is Why.LAYERS


def test_bookmarks_in_a_circle_go() -> None:
    with pdfs.opened(pdfs.tagged()) as pdf:
        first = pdf.Root.Outlines.First
        first.Next = first
        left = clean(pdfs.written(pdf))
    with pdfs.opened(left) as pdf:
        assert "/Outlines" not in pdf.Root


def test_a_matrix_that_is_a_program_goes() -> None:
    with pdfs.opened(pdfs.tagged()) as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3))
        font.FontMatrix = Array([1, 2, 3, 4, 5, String("0); EVIL()")])
        pdf.pages[0].obj.Resources.Font["/Odd"] = font
        assert b"EVIL" not in pdfs.whole(clean(pdfs.written(pdf)))


def test_what_a_screen_reader_misses_is_found() -> None:
    assert cleaned(pdfs.tagged(), "T", "en").faults == ()
    assert cleaned(pdfs.untagged(), "T", "en").faults == (Fault.UNTAGGED,)
    scan = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(scan, "JPEG")
    assert cleaned(pdfs.with_picture(scan.getvalue()), "T", "en").faults == (
        Fault.SCANNED,
        Fault.UNTAGGED,
    )
    with pdfs.opened(pdfs.tagged()) as pdf:
        tree = pdf.Root.StructTreeRoot
        figure = Dictionary(Type=Name.StructElem, S=Name.Diagram, P=tree)
        described = Dictionary(Type=Name.StructElem, S=Name.Figure, P=tree, Alt=String("A map"))
        tree.RoleMap = Dictionary(Diagram=Name.Figure)
        tree.K = Array([tree.K, pdf.make_indirect(figure), pdf.make_indirect(described)])
        made = cleaned(pdfs.written(pdf), "T", "en")
    assert (made.faults, made.figures) == ((Fault.FIGURES,), 1)


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("https://www2.gov.bc.ca/a?b=c#d", True),
        ("mailto:ask@gov.bc.ca", True),
        ("http://www2.gov.bc.ca/", False),
        ("HTTPS://gov.bc.ca/", True),
        ("https:///nowhere", False),
        ("https://user:word@gov.bc.ca/", False),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("mailto:", False),
        ("https://[", False),
        ("", False),
        ("https://gov.bc.ca/" + "a" * 3_000, False),
    ],
)
def test_links_that_may_stay(address: str, is_fine: bool) -> None:
    assert is_fine_address(address) is is_fine


def test_a_process_of_its_own_does_it() -> None:
    made = clean_document(pdfs.hostile(), title="Night bus plan", language="en")
    assert made.content == clean(pdfs.hostile())
    assert made.pages == 1
    assert Removed.SCRIPTS in made.removed


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NOTHING),
        (b"%PDF-" + b"\0" * DOCUMENT_BYTES, TOO_LARGE),
        (b"GIF89a", REFUSALS[Why.UNKNOWN]),
    ],
)
def test_a_person_reads_why_a_file_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_document(content, title="T", language="en")
    assert refused.value.message == message
    assert refused.value.field == "document"


@settings(max_examples=60)
@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=20))
def test_damage_anywhere_is_cleaned_or_refused(at: int, bytes_put: bytes) -> None:
    content = pdfs.tagged()
    damaged = content[:at] + bytes_put + content[at + len(bytes_put) :]
    with contextlib.suppress(Unfit):
        cleaned(damaged, "T", "en")
