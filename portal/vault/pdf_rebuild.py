"""A new PDF from the page content of an uploaded one, by an allow-list of keys.

Whatever is not named in SHAPES is left behind: annotations, actions, scripts, attachments, forms, metadata, and any
key that is invented tomorrow. The names are those of ISO 32000.
"""

from decimal import Decimal
from typing import Any, BinaryIO

import pikepdf

from portal.vault.jpeg import without_metadata
from portal.vault.pdf_shapes import FILTERS, SHAPES, VARIANTS, Shape
from portal.vault.unfit import Unfit

DEPTH = 80
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
A4 = [0, 0, 595, 842]


def rebuild(source: pikepdf.Pdf, into: BinaryIO) -> None:
    """Write the pages of `source` as a new PDF.

    Raises Unfit `too_complex` when objects hang together deeper than any honest page.
    """
    with pikepdf.new() as copy:
        builder = _Builder(copy)
        for page in source.pages:
            copy.pages.append(pikepdf.Page(builder.page(page.obj)))
        layers = builder.layers(source.Root.get("/OCProperties"))
        if layers is not None:
            copy.Root.OCProperties = layers
        copy.save(into, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


class _Builder:
    """Copies values by shape, each shared object once."""

    def __init__(self, copy: pikepdf.Pdf) -> None:
        self.copy = copy
        self.done: dict[tuple[int, int, str], Any] = {}
        self.depth = 0

    def page(self, source: Any) -> pikepdf.Dictionary:
        """The page with what it inherits from the page tree."""
        own = pikepdf.Dictionary(Type=pikepdf.Name.Page)
        for key, shape in SHAPES["page"].items():
            value = _inherited(source, key) if key in INHERITED else source.get(key)
            self._put(own, key, value, shape)
        if len(own.get("/MediaBox", [])) != 4:
            own.MediaBox = pikepdf.Array(A4)
        return self.copy.make_indirect(own)

    def layers(self, source: Any) -> Any:
        """Which layers are shown at first; without it hidden ones would appear. None when there are none."""
        return self.value(source, "layers") if isinstance(source, pikepdf.Dictionary) else None

    def value(self, source: Any, shape: Shape) -> Any:
        """The copy of `source` as `shape`, or None when it is not of that shape."""
        self.depth += 1
        if self.depth > DEPTH:
            raise Unfit("too_complex")
        try:
            return self._value(source, shape)
        finally:
            self.depth -= 1

    def _value(self, source: Any, shape: Shape) -> Any:
        if isinstance(source, pikepdf.Stream):
            return self._stream(source, shape)
        if isinstance(source, pikepdf.Dictionary):
            return self._dictionary(source, shape)
        if isinstance(source, pikepdf.Array):
            return self._array(source, shape)
        return _scalar(source)

    def _stream(self, source: pikepdf.Stream, shape: Shape) -> Any:
        shape = _variant(source, shape)
        if shape not in SHAPES or not _filters_known(source):
            return None
        key = (*source.objgen, shape)
        if key not in self.done:
            # Noted before its inside is copied: a form may draw itself, and then gets this very stream.
            stream = self.done[key] = self.copy.make_stream(b"")
            self._fill_stream(stream, source, shape)
        return self.done[key]

    def _fill_stream(self, stream: pikepdf.Stream, source: pikepdf.Stream, shape: Shape) -> None:
        raw = source.read_raw_bytes()
        if source.get("/Filter") == "/DCTDecode":
            raw = without_metadata(raw)
        filters = self.value(source.get("/Filter"), "plain")
        stream.write(raw, filter=filters, decode_parms=self.value(source.get("/DecodeParms"), "parameters"))
        self._fill(stream, source, shape)

    def _dictionary(self, source: pikepdf.Dictionary, shape: Shape) -> Any:
        shape = _variant(source, shape)
        if shape not in SHAPES:
            return None
        if not source.is_indirect:
            return self._fill(pikepdf.Dictionary(), source, shape)
        key = (*source.objgen, shape)
        if key not in self.done:
            self.done[key] = self.copy.make_indirect(pikepdf.Dictionary())
            self._fill(self.done[key], source, shape)
        return self.done[key]

    def _fill(self, target: Any, source: Any, shape: Shape) -> Any:
        shapes = SHAPES[shape]
        for key, value in source.items():
            inner = shapes.get(key) or shapes.get("*")
            if inner is not None:
                self._put(target, key, value, inner)
        return target

    def _put(self, target: Any, key: str, value: Any, shape: Shape) -> None:
        made = self.value(value, shape)
        if made is not None:
            target[key] = made

    def _array(self, source: pikepdf.Array, shape: Shape) -> pikepdf.Array:
        # A place may count (colour space, font size), so what is not allowed becomes null and is not closed up.
        items = [self.value(item, shape) for item in source]
        return pikepdf.Array([item for item in items if item is not None] if shape == "content" else items)


def _variant(source: Any, shape: Shape) -> Shape:
    """Some places hold several shapes, told apart by a name in the dictionary."""
    if shape not in VARIANTS:
        return shape
    key, shapes = VARIANTS[shape]
    return shapes.get(str(source.get(key, "")), "")


def _inherited(page: Any, key: str) -> Any:
    for _step in range(DEPTH):
        if not isinstance(page, pikepdf.Dictionary):
            return None
        if key in page:
            return page.get(key)
        page = page.get("/Parent")
    return None


def _filters_known(stream: pikepdf.Stream) -> bool:
    filters = stream.get("/Filter", pikepdf.Array())
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    return all(str(name) in FILTERS for name in names)


def _scalar(value: Any) -> Any:
    # Names and texts made anew: they may be objects of the other file.
    if isinstance(value, pikepdf.Name):
        return pikepdf.Name(str(value))
    if isinstance(value, pikepdf.String):
        return pikepdf.String(bytes(value))
    return value if isinstance(value, (int, float, bool, Decimal)) else None
