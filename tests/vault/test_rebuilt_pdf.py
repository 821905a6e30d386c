"""What is in a rebuilt PDF: the page and nothing that acts. Tried on the rebuilding alone, past the refusals."""

import io
import zlib

import pikepdf
import pytest

from portal.vault.jpeg import without_metadata
from portal.vault.pdf_rebuild import rebuild
from tests.vault import pdfs, pictures
from tests.vault.hostile import active
from tests.vault.test_good_files import PDFS

ACTIVE = (
    b"/A /AA /OpenAction /JS /JavaScript /Launch /URI /SubmitForm /ImportData /GoToR /GoToE /Annots /AcroForm /XFA /EF "
    b"/EmbeddedFiles /Filespec /Names /RichMedia /Movie /Sound /Screen /Rendition /Metadata /Info /OPI /Ref /PS "
    b"/Alternates /F /Outlines /Collection"
).split()


def rebuilt(data: bytes) -> bytes:
    """The rebuilt copy, in the clear."""
    out, clear = io.BytesIO(), io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source:
        rebuild(source, out)
    with pikepdf.open(out) as copy:
        copy.save(
            clear,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return clear.getvalue()


def names(data: bytes) -> set[bytes]:
    """Every name that stands in the file."""
    return set(data.replace(b"/", b" /").translate(bytes.maketrans(b"[]<>()", b"      ")).split())


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, (data, _code) in active().items()])
def test_nothing_active_is_left_of_a_hostile_file(data: bytes) -> None:
    copy = rebuilt(data)
    assert not names(copy) & set(ACTIVE)
    assert b"app.alert" not in copy
    assert b"(Invoice 42) Tj" in copy


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in PDFS.items()])
def test_nothing_active_is_left_of_an_honest_file(data: bytes) -> None:
    assert not names(rebuilt(data)) & set(ACTIVE)


def test_resources_are_chosen_too() -> None:
    form = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/OPI<</1.3<</F(x)>>>>/Ref<</F(other.pdf)/Page 0>>"
        b"/PS 8 0 R/Subtype2/PS/Metadata 8 0 R/PieceInfo<<>>"
    )
    data = pdfs.pdf(
        pdfs.stream(b"q Q", form),
        pdfs.stream(b"showpage", b"/Type/XObject/Subtype/PS"),
        pdfs.stream(b"evil"),
        page=b"/PieceInfo<<>>/Thumb 8 0 R/B[8 0 R]",
    ).replace(b"/Resources<<", b"/Resources<</XObject<</X 6 0 R/P 7 0 R>>", 1)
    copy = rebuilt(data)
    assert not names(copy) & {*ACTIVE, b"/PieceInfo", b"/Thumb", b"/B", b"/P", b"/Subtype2"}
    assert b"/X " in copy
    assert b"evil" not in copy
    assert b"showpage" not in copy


def test_data_of_other_files_is_not_fetched() -> None:
    data = pdfs.pdf(content=pdfs.stream(b"q Q", b"/F(/etc/passwd)/FFilter/FlateDecode"))
    assert b"passwd" not in rebuilt(data)


def test_what_pages_inherit_comes_along() -> None:
    data = pdfs.joined(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 400]/Rotate 90/Resources<</Font<</F1 5 0 R>>>>>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
            pdfs.packed(pdfs.TEXT),
            pdfs.FONT,
        ]
    )
    with pikepdf.open(io.BytesIO(rebuilt(data))) as copy:
        page = copy.pages[0]
        assert [int(edge) for edge in page.mediabox] == [0, 0, 300, 400]
        assert page.Rotate == 90
        assert page.Resources.Font.F1.BaseFont == "/Helvetica"


def test_layers_that_were_hidden_stay_hidden() -> None:
    data = pdfs.pdf(
        b"<</Type/OCG/Name(copy)/Usage<</Print<<>>>>>>",
        catalogue=b"/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]/AS[<</Event/View>>]>>>>",
    ).replace(b"/Resources<<", b"/Resources<</Properties<</L 6 0 R>>", 1)
    with pikepdf.open(io.BytesIO(rebuilt(data))) as copy:
        layers = copy.Root.OCProperties
        assert layers.D.OFF[0].objgen == layers.OCGs[0].objgen == copy.pages[0].Resources.Properties.L.objgen
        assert "/AS" not in layers.D
        assert "/Usage" not in layers.OCGs[0]


def test_a_form_that_draws_itself_ends() -> None:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    data = pdfs.pdf(pdfs.stream(b"/X Do", form)).replace(b"/Resources<<", b"/Resources<</XObject<</X 6 0 R>>", 1)
    assert rebuilt(data).count(b"/X Do") == 1


def test_photos_in_a_pdf_lose_their_place() -> None:
    copy = rebuilt(pdfs.with_image(pictures.photo(), b"/DCTDecode", 64, 48))
    assert b"Phone maker" not in copy
    assert b"taken at home" not in copy
    assert b"\xff\xda" in copy


def test_a_photo_without_metadata_is_the_same_picture() -> None:
    assert without_metadata(pictures.jpeg()) == pictures.jpeg()
    assert without_metadata(b"no jpeg") == b"no jpeg"


def test_packed_pictures_stay_as_they_are() -> None:
    rows = bytes(range(192))
    data = pdfs.with_image(zlib.compress(rows), b"/FlateDecode", 8, 8, b"/DecodeParms<</Predictor 1/X(evil)>>")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source:
        rebuild(source, out)
    with pikepdf.open(out) as copy:
        picture = copy.pages[0].Resources.XObject.I
        assert picture.read_bytes() == rows
        assert "/X" not in picture.get("/DecodeParms", {})
