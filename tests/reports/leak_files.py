"""Files in which something was planted, one place each, by the libraries that write reports.

Each function takes values and gives a file that holds every one of them at its kind of place.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape

import docx
import pikepdf
import xlsxwriter
from docx.oxml import OxmlElement
from docx.shared import Inches
from PIL import Image, PngImagePlugin
from weasyprint import HTML, Attachment

Values = Sequence[str]
Planted = tuple[str, bytes]


def halves(value: str) -> tuple[str, str, str]:
    third = max(1, len(value) // 3)
    return value[:third], value[third : 2 * third], value[2 * third :]


# Word


def _document(write: Callable[[docx.document.Document], object]) -> bytes:
    made, file = docx.Document(), io.BytesIO()
    made.add_paragraph("What we heard.")
    write(made)
    made.save(file)
    return file.getvalue()


def _each(values: Values, write: Callable[[docx.document.Document, str], object]) -> bytes:
    return _document(lambda made: [write(made, value) for value in values])


def docx_paragraph(values: Values) -> Planted:
    return "a.docx", _each(values, lambda made, one: made.add_paragraph(f"by {one}, they said"))


def docx_runs(values: Values) -> Planted:
    def write(made, value):
        paragraph = made.add_paragraph("by ")
        for number, part in enumerate(halves(value)):
            paragraph.add_run(part).bold = bool(number % 2)

    return "a.docx", _each(values, write)


def docx_cells(values: Values) -> Planted:
    """A word in one cell, the rest in the next."""

    def write(made, value):
        cells = made.add_table(1, 2).rows[0].cells
        cells[0].text, _, cells[1].text = value.partition(" ")

    return "a.docx", _each(values, write)


def docx_heading(values: Values) -> Planted:
    return "a.docx", _each(values, lambda made, one: made.add_heading(one))


def docx_header(values: Values) -> Planted:
    def write(made, value):
        made.sections[0].header.add_paragraph(value)

    return "a.docx", _each(values, write)


def docx_comment(values: Values) -> Planted:
    def write(made, value):
        made.add_comment(made.paragraphs[0].runs, text=value, author="somebody")

    return "a.docx", _each(values, write)


def docx_comment_author(values: Values) -> Planted:
    def write(made, value):
        made.add_comment(made.paragraphs[0].runs, text="a note", author=value)

    return "a.docx", _each(values, write)


def docx_properties(values: Values) -> Planted:
    def write(made):
        made.core_properties.author = values[0]
        made.core_properties.keywords = "; ".join(values)[:255]
        made.core_properties.comments = "; ".join(values)[100:355]

    return "a.docx", _document(write)


def docx_hidden(values: Values) -> Planted:
    def write(made, value):
        made.add_paragraph().add_run(value).font.hidden = True

    return "a.docx", _each(values, write)


def docx_deleted(values: Values) -> Planted:
    """What somebody deleted while changes were tracked."""

    def write(made, value):
        paragraph = made.add_paragraph()
        run = paragraph.add_run()._r
        deleted = OxmlElement("w:delText")
        deleted.text = value
        run.append(deleted)
        change = OxmlElement("w:del")
        paragraph._p.append(change)
        change.append(run)

    return "a.docx", _each(values, write)


def docx_alternative(values: Values) -> Planted:
    def write(made, value):
        shape = made.add_picture(io.BytesIO(png()), width=Inches(1))
        shape._inline.docPr.set("descr", value)

    return "a.docx", _each(values, write)


def docx_picture(values: Values) -> Planted:
    def write(made):
        made.add_picture(io.BytesIO(png("; ".join(values))), width=Inches(1))

    return "a.docx", _document(write)


def docx_link(values: Values) -> Planted:
    def write(made, value):
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        made.part.relate_to(f"https://example.com/{value}", kind, is_external=True)

    return "a.docx", _each(values, write)


def docx_part_name(values: Values) -> Planted:
    return "a.docx", _with_parts(
        docx_paragraph(["nobody"])[1], {f"word/{one}.xml": b"<a/>" for one in values}
    )


def docx_custom(values: Values) -> Planted:
    inner = "".join(
        f"<property name='x'><lpwstr>{escape(one)}</lpwstr></property>" for one in values
    )
    parts = {"docProps/custom.xml": f"<Properties>{inner}</Properties>".encode()}
    return "a.docx", _with_parts(docx_paragraph(["nobody"])[1], parts)


def _with_parts(document: bytes, parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


# Excel


def _book(write: Callable[[xlsxwriter.Workbook], object], *, constant: bool = True) -> bytes:
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"constant_memory": constant, "strings_to_formulas": False})
    write(made)
    made.close()
    return file.getvalue()


def _column(values: Values, *, constant: bool) -> bytes:
    def write(made):
        sheet = made.add_worksheet("Comments")
        for row, value in enumerate(values):
            sheet.write_string(row, 0, f"by {value}, they said")

    return _book(write, constant=constant)


def xlsx_cell(values: Values) -> Planted:
    return "a.xlsx", _column(values, constant=True)


def xlsx_shared(values: Values) -> Planted:
    return "a.xlsx", _column(values, constant=False)


def xlsx_rich(values: Values) -> Planted:
    def write(made):
        sheet, bold = made.add_worksheet(), made.add_format({"bold": True})
        for row, value in enumerate(values):
            first, second, third = halves(value)
            sheet.write_rich_string(row, 0, first, bold, second, third)

    return "a.xlsx", _book(write, constant=False)


def _neighbours(values: Values, *, constant: bool) -> bytes:
    def write(made):
        sheet = made.add_worksheet()
        for row, value in enumerate(values):
            first, _, second = value.partition(" ")
            sheet.write_row(row, 0, [first, second])

    return _book(write, constant=constant)


def xlsx_cells(values: Values) -> Planted:
    return "a.xlsx", _neighbours(values, constant=True)


def xlsx_shared_cells(values: Values) -> Planted:
    return "a.xlsx", _neighbours(values, constant=False)


def xlsx_hidden_sheet(values: Values) -> Planted:
    def write(made):
        made.add_worksheet()
        sheet = made.add_worksheet()
        sheet.hide()
        sheet.write_column(0, 0, values)

    return "a.xlsx", _book(write, constant=False)


def xlsx_note(values: Values) -> Planted:
    def write(made):
        sheet = made.add_worksheet()
        for row, value in enumerate(values):
            sheet.write_comment(row, 0, value)

    return "a.xlsx", _book(write, constant=False)


def xlsx_note_author(values: Values) -> Planted:
    def write(made):
        sheet = made.add_worksheet()
        for row, value in enumerate(values):
            sheet.write_comment(row, 0, "a note", {"author": value[:50]})

    return "a.xlsx", _book(write, constant=False)


def xlsx_properties(values: Values) -> Planted:
    def write(made):
        made.add_worksheet()
        made.set_properties({"comments": "; ".join(values), "manager": values[0]})

    return "a.xlsx", _book(write)


def xlsx_custom(values: Values) -> Planted:
    def write(made):
        made.add_worksheet()
        for number, value in enumerate(values):
            made.set_custom_property(f"p{number}", value)

    return "a.xlsx", _book(write)


def xlsx_footer(values: Values) -> Planted:
    def write(made):
        for value in values:
            made.add_worksheet().set_footer(f"&C{value}")

    return "a.xlsx", _book(write)


def xlsx_validation(values: Values) -> Planted:
    def write(made):
        sheet = made.add_worksheet()
        for row, value in enumerate(values):
            hint = {"validate": "any", "input_title": "x", "input_message": value}
            sheet.data_validation(row, 0, row, 0, hint)

    return "a.xlsx", _book(write)


def xlsx_formula(values: Values) -> Planted:
    def write(made):
        sheet = made.add_worksheet()
        for row, value in enumerate(values):
            sheet.write_formula(row, 0, f'="{value}"', None, "x")

    return "a.xlsx", _book(write)


def xlsx_picture(values: Values) -> Planted:
    def write(made):
        picture = {"image_data": io.BytesIO(png("; ".join(values)))}
        made.add_worksheet().insert_image(0, 0, "a.png", picture)

    return "a.xlsx", _book(write, constant=False)


def xlsx_sheet_name(values: Values) -> Planted:
    def write(made):
        for value in values:
            made.add_worksheet(value[:31])

    return "a.xlsx", _book(write)


# PDF


def _pdf(body: str, head: str = "<title>Report</title>", **options: object) -> bytes:
    page = f"<html lang=en><head>{head}</head><body><h1>Report</h1>{body}</body></html>"
    return HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", **options)


def _paragraphs(values: Values, style: str = "") -> str:
    return "".join(f'<p style="{style}">by {escape(value)}, they said</p>' for value in values)


def pdf_text(values: Values) -> Planted:
    return "a.pdf", _pdf(_paragraphs(values))


def pdf_narrow(values: Values) -> Planted:
    """Every word on a line of its own, in two columns."""
    return "a.pdf", _pdf(f'<div style="columns: 2; width: 6cm">{_paragraphs(values)}</div>')


def pdf_hyphens(values: Values) -> Planted:
    """Broken wherever a line ends, with hyphens."""
    soft = "".join(
        f'<p style="width: 2.2cm; hyphens: manual">{escape(chr(0xAD).join(value))}</p>'
        for value in values
    )
    return "a.pdf", _pdf(soft)


def pdf_over_pages(values: Values) -> Planted:
    """The first word ends a page, the rest begins the next; both pages have a footer."""
    footer = (
        "<style>@page { @bottom-center { content: 'What we heard, page ' counter(page) } }</style>"
    )
    parts = [value.partition(" ") for value in values]
    body = "".join(
        f'<p style="break-after: page">by {escape(first)}</p><p>{escape(rest)}</p>'
        for first, _, rest in parts
    )
    return "a.pdf", _pdf(body, f"<title>Report</title>{footer}")


def pdf_outline(values: Values) -> Planted:
    return "a.pdf", _pdf(
        "".join(f"<h2 style=\"bookmark-label: '{escape(one)}'\">A heading</h2>" for one in values)
    )


def pdf_alternative(values: Values) -> Planted:
    picture = (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
    )
    return "a.pdf", _pdf(
        "".join(f'<p><img src="{picture}" alt="{escape(one)}"></p>' for one in values)
    )


def pdf_link(values: Values) -> Planted:
    links = (f'<p><a href="https://example.com/?{escape(one)}">x</a></p>' for one in values)
    return "a.pdf", _pdf("".join(links))


def pdf_information(values: Values) -> Planted:
    words = escape("; ".join(values))
    return "a.pdf", _pdf("", f'<title>{words}</title><meta name=author content="{words}">')


def pdf_field(values: Values) -> Planted:
    fields = "".join(f'<input name="n{n}" value="{escape(one)}">' for n, one in enumerate(values))
    return "a.pdf", _pdf(f"<form>{fields}</form>", pdf_forms=True)


def pdf_attachment(values: Values) -> Planted:
    attached = Attachment(string="\n\n".join(values), name="notes.txt")
    return "a.pdf", _pdf("", attachments=[attached])


def pdf_attachment_name(values: Values) -> Planted:
    made = [Attachment(string="x", name=f"{one}.txt") for one in values]
    return "a.pdf", _pdf("", attachments=made)


def pdf_note(values: Values) -> Planted:
    with pikepdf.open(io.BytesIO(_pdf(""))) as made:
        notes = [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Text,
                Rect=[0, 0, 9, 9],
                Contents=pikepdf.String(value),
            )
            for value in values
        ]
        made.pages[0].Annots = made.make_indirect(pikepdf.Array(notes))
        return "a.pdf", _saved(made)


def pdf_spoken(values: Values) -> Planted:
    """What a page says aloud in place of what it shows, in the instructions that draw it."""
    with pikepdf.open(io.BytesIO(_pdf("<p>x</p>"))) as made:
        for value in values:
            said = pikepdf.Dictionary(ActualText=pikepdf.String(value)).unparse()
            made.pages[0].contents_add(b"/Span " + said + b" BDC EMC 0 0 m")
        return "a.pdf", _saved(made)


def pdf_metadata(values: Values) -> Planted:
    with pikepdf.open(io.BytesIO(_pdf(""))) as made:
        with made.open_metadata() as about:
            about["dc:description"] = "; ".join(values)
        return "a.pdf", _saved(made)


def _saved(made: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


# Pictures and archives


def png(words: str = "") -> bytes:
    picture, file, about = Image.new("RGB", (2, 2)), io.BytesIO(), PngImagePlugin.PngInfo()
    if words:
        about.add_text("Comment", words)
    picture.save(file, "PNG", pnginfo=about)
    return file.getvalue()


def png_packed(values: Values) -> Planted:
    about, file = PngImagePlugin.PngInfo(), io.BytesIO()
    half = len(values) // 2
    about.add_text("Comment", "; ".join(values[:half]), zip=True)
    about.add_itxt("Comment", "; ".join(values[half:]), zip=True)
    Image.new("RGB", (2, 2)).save(file, "PNG", pnginfo=about)
    return "a.png", file.getvalue()


def _exif(values: Values) -> Image.Exif:
    exif, half = Image.Exif(), len(values) // 2
    exif[0x10E] = "; ".join(values[:half])
    exif[0x9C9C] = "; ".join(values[half:]).encode("utf-16-le")
    return exif


def png_exif(values: Values) -> Planted:
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG", exif=_exif(values))
    return "a.png", file.getvalue()


def jpeg_exif(values: Values) -> Planted:
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "JPEG", exif=_exif(values))
    return "a.jpg", file.getvalue()


def jpeg_comment(values: Values) -> Planted:
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "JPEG", comment="; ".join(values).encode())
    return "a.jpeg", file.getvalue()


def svg_text(values: Values) -> Planted:
    texts = "".join(
        f"<text>{escape(first)}<tspan>{escape(second)}</tspan>{escape(third)}</text>"
        for first, second, third in map(halves, values)
    )
    return "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{texts}</svg>'.encode()


def svg_title(values: Values) -> Planted:
    texts = "".join(f"<g><title>{escape(one)}</title></g>" for one in values)
    return "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{texts}</svg>'.encode()


def svg_attribute(values: Values) -> Planted:
    texts = "".join(f'<g aria-label="{escape(one)}" id="{escape(one)}"/>' for one in values)
    return "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{texts}</svg>'.encode()


def zipped(*parts: tuple[str, bytes], remark: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
        made.comment = remark
    return file.getvalue()


def zip_text(values: Values) -> Planted:
    return "a.zip", zipped(("notes.txt", "\n\n".join(values).encode()))


def zip_in_zip(values: Values) -> Planted:
    return "a.zip", zipped(("b.zip", zipped(docx_runs(values))))


def zip_name(values: Values) -> Planted:
    return "a.zip", zipped(*((f"{one}/{n}.txt", b"x") for n, one in enumerate(values)))


def zip_remark(values: Values) -> Planted:
    return "a.zip", zipped(("a.txt", b"x"), remark="; ".join(values).encode())


def json_large(values: Values) -> Planted:
    """A list that no reader holds at once, with the values in its middle and end."""
    filler = ",".join(f'{{"text": "a comment like any other, {n}"}}' for n in range(9_000))
    inner = ",".join(f'{{"text": "by {one}"}}' for one in values)
    return "a.json", f'{{"a": [{filler},{inner},{filler}], "b": [{inner}]}}'.encode()


def json_far(values: Values) -> Planted:
    """Objects that are themselves large."""
    filler = "x" * 90_000
    inner = ",".join(f'{{"filler": "{filler}", "by": "{one}"}}' for one in values)
    return "a.json", f"[{inner}]".encode()


PLACES = [
    write
    for name, write in list(globals().items())
    if (
        "_" in name
        and name.partition("_")[0] in ("docx", "xlsx", "pdf", "svg", "zip", "jpeg", "json")
    )
    or name in ("png_packed", "png_exif")
]
