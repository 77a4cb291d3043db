"""What of a PDF may stay. Where the standard has few good parts, those are named and all else goes
(the catalogue, pages, links); within them, what acts, carries files or speaks of its makers goes.

Left are pages, tags, bookmarks, and links to https and mailto. Fields of forms become what they
look like: answers are given here, under the collection notice, and in no file.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import pikepdf

from engage.media.documents.limits import NESTING, Removed, Unfit, Why
from engage.media.documents.links import fine_action, is_action
from engage.media.documents.photos import without_boxes, without_notes
from engage.media.documents.weighing import filters_of

# fmt: off
_CATALOGUE: Final = frozenset((
    "/Type", "/Pages", "/Outlines", "/PageLabels", "/Lang", "/MarkInfo", "/StructTreeRoot",
    "/PageMode", "/PageLayout", "/Names", "/Dests", "/OCProperties", "/OutputIntents", "/Version",
    "/Extensions",
))
_PAGE: Final = frozenset((
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox",
    "/Rotate", "/Contents", "/Annots", "/Group", "/StructParents", "/Tabs", "/UserUnit",
))
_LINK: Final = frozenset((
    "/Type", "/Subtype", "/Rect", "/Border", "/C", "/BS", "/H", "/A", "/Dest", "/QuadPoints",
    "/StructParent", "/F", "/P", "/Contents",
))
_NOWHERE: Final = frozenset((
    "/AA", "/AF", "/Alternates", "/DestOutputProfileRef", "/EF", "/JS", "/LastModified",
    "/Metadata", "/OPI", "/OpenAction", "/PA", "/PieceInfo", "/RF", "/Ref",
    "/RichMediaContent", "/RichMediaSettings", "/Thumb", "/XFA",
))
# fmt: on
_FILES: Final = frozenset(("/EF", "/AF", "/RF"))
_SCRIPTS: Final = frozenset(("/JS", "/AA", "/OpenAction", "/XFA", "/PA"))


def wash(pdf: pikepdf.Pdf) -> tuple[Removed, ...]:
    """Changes it in place; what was taken out that its author may miss. Raises Unfit."""
    washing = _Washing(pdf)
    washing.run()
    return tuple(sorted(washing.removed))


class _Washing:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self.removed: set[Removed] = set()

    def run(self) -> None:
        self._refuse_layers()
        self._fields_become_drawings()
        root = self._pdf.Root
        _keep_only(root, _CATALOGUE, self._gone)
        self._names(root.get("/Names"))
        for page in self._pdf.pages:
            _keep_only(page.obj, _PAGE, self._gone)
            self._annotations(page.obj)
        self._refuse_circles(root)
        for one in self._pdf.objects:
            self._clean(one, 0)
        for page in self._pdf.pages:
            _without_dead_links(page.obj)
        for told in ("/Info", "/ID"):
            if told in self._pdf.trailer:
                del self._pdf.trailer[told]

    def _refuse_layers(self) -> None:
        """A hidden layer is one click away from everybody."""
        layers = self._pdf.Root.get("/OCProperties")
        shown = layers.get("/D") if isinstance(layers, pikepdf.Dictionary) else None
        if not isinstance(shown, pikepdf.Dictionary):
            return
        hidden = shown.get("/OFF")
        is_all_hidden = str(shown.get("/BaseState", "/ON")) != "/ON"
        if is_all_hidden or (isinstance(hidden, pikepdf.Array) and len(hidden)):
            raise Unfit(Why.LAYERS)

    def _fields_become_drawings(self) -> None:
        if "/AcroForm" not in self._pdf.Root:
            return
        self.removed.add(Removed.FIELDS)
        form = self._pdf.Root.AcroForm
        if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
            del form["/XFA"]
        others: list[tuple[pikepdf.Page, list[Any]]] = []
        for page in self._pdf.pages:
            found = list(_annotations_of(page.obj))
            others.append((page, [one for one in found if _kind(one) != "/Widget"]))
            page.obj.Annots = pikepdf.Array([one for one in found if _kind(one) == "/Widget"])
        self._pdf.generate_appearance_streams()
        self._pdf.flatten_annotations("all")
        for page, kept in others:
            page.obj.Annots = pikepdf.Array(kept)

    def _names(self, names: Any) -> None:
        if not isinstance(names, pikepdf.Dictionary):
            return
        self._note(names, "/EmbeddedFiles", Removed.FILES)
        self._note(names, "/JavaScript", Removed.SCRIPTS)
        _keep_only(names, frozenset(("/Dests",)), self._gone)

    def _annotations(self, page: pikepdf.Dictionary) -> None:
        """Links stay; of everything else not even a shell, as tags may still point to it."""
        kept = []
        for one in _annotations_of(page):
            if _kind(one) == "/Link":
                _keep_only(one, _LINK, self._gone)
                kept.append(one)
                continue
            self._say(_kind(one))
            _keep_only(one, frozenset(("/Type", "/Subtype", "/Rect")), self._gone)
        page.Annots = pikepdf.Array(kept)

    def _say(self, kind: str) -> None:
        said = {
            "/Widget": Removed.FIELDS, "/FileAttachment": Removed.FILES, "/Screen": Removed.MEDIA,
            "/RichMedia": Removed.MEDIA, "/Movie": Removed.MEDIA, "/Sound": Removed.MEDIA,
            "/3D": Removed.MEDIA,
        }  # fmt: skip
        if kind != "/Popup":
            self.removed.add(said.get(kind, Removed.NOTES))

    def _note(self, holder: Any, key: str, what: Removed) -> None:
        if key in holder:
            self.removed.add(what)

    def _gone(self, key: str) -> None:
        if key in _SCRIPTS:
            self.removed.add(Removed.SCRIPTS)
        elif key in _FILES:
            self.removed.add(Removed.FILES)

    def _refuse_circles(self, root: pikepdf.Object) -> None:
        """Bookmarks that lead in a circle hang readers: a document without bookmarks is one too."""
        seen: set[tuple[int, int]] = set()
        waiting = [root.get("/Outlines")]
        while waiting:
            one = waiting.pop()
            if not isinstance(one, pikepdf.Dictionary):
                continue
            if one.objgen in seen or one.objgen == (0, 0):
                del root["/Outlines"]
                return
            seen.add(one.objgen)
            waiting += [one.get("/First"), one.get("/Next")]

    def _clean(self, one: Any, depth: int) -> None:
        if depth > NESTING:
            raise Unfit(Why.HEAVY)
        match one:
            case pikepdf.Stream():
                self._stream(one)
                self._dictionary(one, depth)
            case pikepdf.Dictionary():
                self._dictionary(one, depth)
            case pikepdf.Array():
                for value in one:
                    if not getattr(value, "is_indirect", False):
                        self._clean(value, depth + 1)

    def _dictionary(self, one: Any, depth: int) -> None:
        for key in list(one.keys()):
            value = one[key]
            if key in _NOWHERE:
                self._gone(key)
                del one[key]
            elif key == "/A" and is_action(value):
                self._action(one, value)
            elif key == "/FontMatrix" and not _are_numbers(value):
                # Numbers alone: a reader that writes them into a program would run anything else.
                del one[key]
            elif not getattr(value, "is_indirect", False):
                self._clean(value, depth + 1)

    def _action(self, holder: Any, action: Any) -> None:
        kept = fine_action(action)
        if kept is None:
            is_address = str(action.get("/S", "")) == "/URI"
            self.removed.add(Removed.LINKS if is_address else Removed.SCRIPTS)
            del holder["/A"]
        else:
            holder["/A"] = kept

    def _stream(self, stream: pikepdf.Stream) -> None:
        """A stream that lies in another file, or is a program for a printer, shows nothing."""
        if "/F" in stream or "/FFilter" in stream or str(stream.get("/Subtype", "")) == "/PS":
            raise Unfit(Why.BROKEN)
        if str(stream.get("/Type", "")) == "/EmbeddedFile":
            self.removed.add(Removed.FILES)
            stream.write(b"")
            return
        if str(stream.get("/Subtype", "")) == "/Image":
            _without_camera(stream)


def _without_camera(stream: pikepdf.Stream) -> None:
    """R37: where a photograph was taken is nobody's business."""
    filters = filters_of(stream)
    cleaners = {("/DCTDecode",): without_notes, ("/JPXDecode",): without_boxes}
    cleaner = next((one for names, one in cleaners.items() if names == filters), None)
    if cleaner is None:
        if filters and filters[-1] in ("/DCTDecode", "/DCT", "/JPXDecode"):
            # Packed once more, so that nobody looks inside.
            raise Unfit(Why.BROKEN)
        return
    try:
        cleaned = cleaner(stream.read_raw_bytes())
    except ValueError:
        raise Unfit(Why.BROKEN) from None
    more = stream.get("/DecodeParms")
    parameters = more if isinstance(more, (pikepdf.Dictionary, pikepdf.Array)) else None
    stream.write(cleaned, filter=pikepdf.Name(filters[0]), decode_parms=parameters)


def _without_dead_links(page: pikepdf.Dictionary) -> None:
    """A link whose address was taken out is a place that does nothing when it is pressed."""
    kept = [one for one in _annotations_of(page) if "/A" in one or "/Dest" in one]
    if kept:
        page.Annots = pikepdf.Array(kept)
    elif "/Annots" in page:
        del page["/Annots"]


def _annotations_of(page: pikepdf.Dictionary) -> Iterable[pikepdf.Dictionary]:
    found = page.get("/Annots")
    if isinstance(found, pikepdf.Array):
        for one in found:
            if isinstance(one, pikepdf.Dictionary):
                yield one


def _kind(annotation: pikepdf.Dictionary) -> str:
    return str(annotation.get("/Subtype", ""))


def _keep_only(holder: Any, names: frozenset[str], gone: Callable[[str], None]) -> None:
    for key in list(holder.keys()):
        if key not in names:
            gone(key)
            del holder[key]


def _are_numbers(value: Any) -> bool:
    if not isinstance(value, pikepdf.Array):
        return False
    return all(not isinstance(one, pikepdf.Object) for one in value)
