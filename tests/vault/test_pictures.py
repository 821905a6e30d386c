"""What is in a served picture: the picture, upright, and nothing about where it was taken."""

import io

import pytest
from PIL import Image

from tests.vault import pictures
from tests.vault.conftest import Take, served
from tests.vault.heic import heic

pytestmark = pytest.mark.usefixtures("same_process")


def exif_of_a_phone() -> bytes:
    """EXIF data with a place."""
    with Image.open(io.BytesIO(pictures.photo())) as image:
        return image.info["exif"].removeprefix(b"Exif\0\0")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pictures.photo(), id="jpeg"),
        pytest.param(pictures.png(exif=b"Exif\0\0" + exif_of_a_phone()), id="png"),
        pytest.param(heic(exif=exif_of_a_phone()), id="heic"),
    ],
)
def test_the_place_is_gone(take: Take, data: bytes) -> None:
    assert b"Phone maker" in data
    copy = served(take(data))
    assert not any(word in copy for word in (b"Phone maker", b"Exif", b"taken at home"))
    with Image.open(io.BytesIO(copy)) as image:
        assert not image.getexif()


@pytest.mark.parametrize(("orientation", "upright"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")])
def test_a_photo_is_turned_upright(take: Take, orientation: int, upright: str) -> None:
    with Image.open(io.BytesIO(served(take(pictures.photo(orientation))))) as image:
        assert image.size == ((48, 64) if upright in ("top", "bottom") else (64, 48))
        width, height = image.size
        dark = {"left": (3, 20), "right": (width - 3, 20), "top": (20, 3), "bottom": (20, height - 3)}[upright]
        level = image.convert("L").getpixel(dark)
        assert isinstance(level, int)
        assert level < 60


def test_a_large_photo_becomes_smaller(take: Take) -> None:
    with Image.open(io.BytesIO(served(take(pictures.jpeg("L", (8000, 6000)))))) as image:
        assert image.size == (3600, 2700)


def test_profile_and_text_are_gone(take: Take) -> None:
    data = pictures.png(icc_profile=b"profile of my screen" * 10)
    with Image.open(io.BytesIO(served(take(data)))) as image:
        image.load()
        assert not {"icc_profile", "Comment", "exif"} & image.info.keys()


def test_transparent_is_white(take: Take) -> None:
    empty = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    with Image.open(io.BytesIO(served(take(pictures.saved(empty, "PNG"))))) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)
