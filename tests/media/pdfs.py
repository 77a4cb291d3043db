"""PDF files that stand for what staff upload, good ones and hostile ones, made as needed."""

import io
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from weasyprint import HTML

PAGE = """
<html lang="en"><title>Draft2_JaneHume.docx</title><meta name="author" content="Jane Hume">
<h1>Night buses</h1><p>See <a href="https://www2.gov.bc.ca/buses">the plan</a>,
<a href="http://plain.example/">the old one</a>.</p><h2 id="two">More</h2><p>Words.</p>
"""


@cache
def tagged() -> bytes:
    made = HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(made, bytes)
    return made


@cache
def untagged() -> bytes:
    made = HTML(string=PAGE).write_pdf()
    assert isinstance(made, bytes)
    return made


def opened(content: bytes) -> Pdf:
    return pikepdf.open(io.BytesIO(content))


def written(pdf: Pdf, **options: object) -> bytes:
    into = io.BytesIO()
    pdf.save(into, **options)  # type: ignore[arg-type]
    return into.getvalue()


def whole(content: bytes) -> bytes:
    """Everything in it, unpacked, to look for what must be gone."""
    with opened(content) as pdf:
        into = io.BytesIO()
        pdf.save(
            into,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
        )
        return into.getvalue()


def action(kind: str, **more: object) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **more)


def link(act: Dictionary) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 100, 20], A=act)


def hostile() -> bytes:
    """Everything in one file that a PDF can do to its reader, or tell of its maker."""
    with opened(tagged()) as pdf:
        script = pdf.make_indirect(action("JavaScript", JS=String("app.alert('EVIL')")))
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        pdf.Root.URI = Dictionary(Base=String("https://EVIL.example/"))
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("EVIL"), script]))
        pdf.attachments["EVIL.exe"] = b"MZ EVIL"
        pdf.docinfo["/Author"] = "Jane EVIL"
        with pdf.open_metadata() as said:
            said["dc:creator"] = ["Jane EVIL"]
        page = pdf.pages[0].obj
        page.AA = Dictionary(O=script)
        page.PieceInfo = Dictionary(Maker=Dictionary(Private=String("EVIL")))
        chained = action("URI", URI=String("https://www2.gov.bc.ca/"))
        chained.Next = script
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String("EVIL note"),
            T=String("Jane EVIL"),
        )  # fmt: skip
        page.Annots = Array(
            [
                *page.Annots,
                link(action("Launch", F=String("EVIL.exe"))),
                link(action("GoToR", F=String("EVIL.pdf"), D=[0, Name.Fit])),
                link(action("SubmitForm", F=String("https://EVIL.example/"))),
                link(action("URI", URI=String("javascript:EVIL()"))),
                link(action("URI", URI=String("file:///EVIL"))),
                link(action("URI", URI=String("mailto:ask@gov.bc.ca"))),
                link(chained),
                pdf.make_indirect(note),
                Dictionary(
                    Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9],
                    FS=Dictionary(EF=Dictionary(F=Stream(pdf, b"EVIL file"))),
                ),
            ]
        )  # fmt: skip
        return written(pdf)


def with_picture(jpeg: bytes) -> bytes:
    """One page that shows a photograph."""
    with Pdf.new() as pdf:
        image = Stream(pdf, jpeg)
        image.stream_dict = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=40, Height=30, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
        )  # fmt: skip
        pdf.add_blank_page()
        page = pdf.pages[0].obj
        page.Resources = Dictionary(XObject=Dictionary(I=image))
        page.Contents = Stream(pdf, b"q 100 0 0 75 0 0 cm /I Do Q")
        return written(pdf)


def filled_form() -> bytes:
    """A form with an answer in it."""
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        look = Stream(pdf, b"BT (Yes to night buses) Tj ET")
        look.stream_dict.update(
            Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 20])
        )
        widget = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("answer"), F=4,
                V=String("Yes to night buses"), Rect=[10, 10, 110, 30], AP=Dictionary(N=look),
                AA=Dictionary(K=action("JavaScript", JS=String("EVIL"))),
            )
        )  # fmt: skip
        pdf.pages[0].obj.Annots = Array([widget])
        pdf.Root.AcroForm = Dictionary(Fields=[widget], XFA=String("EVIL"))
        return written(pdf)
