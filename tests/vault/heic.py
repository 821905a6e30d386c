"""A HEIC photo without an encoder: one HEVC picture of raw (PCM) blocks, in the smallest HEIF box structure.

Only what the standard (H.265, ISO 23008-12) asks of a decoder is written, so that no encoder has to be installed.
"""

import struct

BLOCK = 16


class Bits:
    """Bits written one after the other."""

    def __init__(self) -> None:
        self.bits: list[int] = []

    def u(self, value: int, count: int) -> "Bits":
        """A number of `count` bits."""
        self.bits += [(value >> place) & 1 for place in range(count - 1, -1, -1)]
        return self

    def ue(self, *values: int) -> "Bits":
        """Exp-Golomb numbers."""
        for value in values:
            length = (value + 1).bit_length()
            self.u(0, length - 1).u(value + 1, length)
        return self

    def end(self) -> "Bits":
        """The stop bit, and noughts to the full byte."""
        return self.u(1, 1).align()

    def align(self) -> "Bits":
        """Noughts to the full byte."""
        return self.u(0, -len(self.bits) % 8)

    def data(self) -> bytes:
        """The bytes."""
        return bytes(int("".join(map(str, self.bits[at : at + 8])), 2) for at in range(0, len(self.bits), 8))


class Arithmetic:
    """The arithmetic coder, for the two kinds of decision that raw blocks need."""

    # How much of the range the unlikely value takes, at the widest range, by state: as far as twelve blocks come.
    UNLIKELY = (240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128)

    def __init__(self, out: Bits) -> None:
        self.out, self.low, self.range, self.first, self.waiting = out, 0, 510, True, 0

    def likely(self, state: int) -> None:
        """The more probable value of a context in that state."""
        self.range -= self.UNLIKELY[state]
        while self.range < 256:
            self._shift()

    def stop(self, now: bool) -> None:
        """The decision to stop."""
        self.range -= 2
        if now:
            self.low += self.range
            self.range = 2
            for _shift in range(7):
                self._shift()
            self._put(self.low >> 9 & 1)
            self.out.u(self.low >> 7 & 3 | 1, 2)

    def _shift(self) -> None:
        if self.low < 256:
            self._put(0)
        elif self.low >= 512:
            self.low -= 512
            self._put(1)
        else:
            self.low -= 256
            self.waiting += 1
        self.range <<= 1
        self.low <<= 1

    def _put(self, bit: int) -> None:
        if not self.first:
            self.out.u(bit, 1)
        self.first = False
        self.out.bits += [1 - bit] * self.waiting
        self.waiting = 0


def _unit(kind: int, bits: Bits) -> bytes:
    """A NAL unit; three bytes that would look like a start code are broken up."""
    body, noughts = bytearray(), 0
    for byte in bits.data():
        if noughts >= 2 and byte <= 3:
            body.append(3)
            noughts = 0
        body.append(byte)
        noughts = noughts + 1 if byte == 0 else 0
    return bytes([kind << 1, 1]) + bytes(body)


def _profile(bits: Bits) -> Bits:
    return bits.u(3, 8).u(0x70000000, 32).u(0b1001, 4).u(0, 44).u(30, 8)


def _sets(width: int, height: int) -> list[tuple[int, bytes]]:
    video = _profile(Bits().u(0, 4).u(3, 2).u(0, 9).u(1, 1).u(0xFFFF, 16)).u(1, 1).ue(0, 0, 0).u(0, 6).ue(0).u(0, 2)
    sequence = _profile(Bits().u(0, 7).u(1, 1)).ue(0, 1, width, height).u(0, 1).ue(0, 0, 0).u(1, 1).ue(0, 0, 0)
    sequence.ue(1, 0, 0, 2, 0, 0).u(0, 3).u(1, 1).u(7, 4).u(7, 4).ue(1, 0).u(1, 1).ue(0).u(0, 5)
    picture = Bits().ue(0, 0).u(0, 7).ue(0, 0, 0).u(0, 3).ue(0, 0).u(0, 7).u(0b101, 3).u(0, 2).ue(0).u(0, 2)
    return [(kind, _unit(kind, bits.end())) for kind, bits in ((32, video), (33, sequence), (34, picture))]


def _slice(width: int, height: int, dark: int, light: int) -> bytes:
    bits = Bits().u(0b10, 2).ue(0, 2, 0).end()
    blocks = [x for _y in range(0, height, BLOCK) for x in range(0, width, BLOCK)]
    coder = Arithmetic(bits)
    for number, x in enumerate(blocks):
        coder.likely(number)  # one block, not four
        coder.stop(True)  # raw samples follow
        bits.align()
        for sample in [dark if x < width // 2 else light] * BLOCK**2 + [128] * (BLOCK**2 // 2):
            bits.u(sample, 8)
        coder = Arithmetic(bits)
        coder.stop(number == len(blocks) - 1)
    return _unit(19, bits.align())


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def _item(number: int, kind: bytes) -> bytes:
    return _box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), kind, b"\0")


def _configuration(sets: list[tuple[int, bytes]]) -> bytes:
    head = (
        bytes([1, 3])
        + struct.pack(">I", 0x70000000)
        + b"\x90\0\0\0\0\0"
        + bytes([30])
        + b"\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f"
    )
    arrays = [struct.pack(">BHH", 0x80 | kind, 1, len(unit)) + unit for kind, unit in sets]
    return _box(b"hvcC", head, bytes([len(arrays)]), *arrays)


def heic(
    width: int = 64,
    height: int = 48,
    *,
    claimed: tuple[int, int] | None = None,
    exif: bytes = b"",
    brand: bytes = b"heic",
) -> bytes:
    """Left half dark, right half light; at most twelve blocks of 16. `claimed` is the size the box around it tells."""
    assert width % BLOCK == height % BLOCK == 0
    assert width * height <= 12 * BLOCK**2
    unit = _slice(width, height, 40, 220)
    data = [struct.pack(">I", len(unit)) + unit, *([bytes(4) + exif] if exif else [])]
    start = _box(b"ftyp", brand, bytes(4), b"mif1", brand)
    meta = b""
    for _round in range(2):  # the first round only tells how long the box is
        meta = _meta(len(start) + len(meta) + 8, data, _sets(width, height), claimed or (width, height))
    return start + meta + _box(b"mdat", *data)


def _meta(offset: int, data: list[bytes], sets: list[tuple[int, bytes]], size: tuple[int, int]) -> bytes:
    places = []
    for number, part in enumerate(data, 1):
        places.append(struct.pack(">HHHII", number, 0, 1, offset, len(part)))
        offset += len(part)
    items = [_item(1, b"hvc1"), *([_item(2, b"Exif")] if len(data) > 1 else [])]
    reference = _box(b"iref", bytes(4), _box(b"cdsc", struct.pack(">HHH", 2, 1, 1))) if len(data) > 1 else b""
    properties = _box(b"ipco", _configuration(sets), _box(b"ispe", bytes(4), struct.pack(">II", *size)))
    return _box(
        b"meta",
        bytes(4),
        _box(b"hdlr", bytes(8), b"pict", bytes(13)),
        _box(b"pitm", bytes(4), struct.pack(">H", 1)),
        _box(b"iloc", bytes(4), b"\x44\0", struct.pack(">H", len(data)), *places),
        _box(b"iinf", bytes(4), struct.pack(">H", len(items)), *items),
        reference,
        _box(b"iprp", properties, _box(b"ipma", bytes(4), struct.pack(">IHB", 1, 1, 2), b"\x81\x02")),
    )
