"""Names as they are shown."""

import pytest

from portal.vault.names import clean_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\ana\\bill.pdf", "bill.pdf"),
        ("/etc/", "document"),
        ("..", "document"),
        ("", "document"),
        (None, "document"),
        (" . ", "document"),
        ("a\0b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("\u200fفاتورة\u200e.pdf", "فاتورة.pdf"),
        ("发票.pdf", "发票.pdf"),
        ("счёт.pdf", "счёт.pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("line\u2028end.pdf", "line end.pdf"),
        ('<img src=x onerror="x">.pdf', "_img src=x onerror=_x__.pdf"),
        ("a   b\t.pdf", "a b.pdf"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("x" * 300, "x" * 100),
        ("\ud800lone.pdf", "lone.pdf"),
    ],
)
def test_names_are_cleaned(sent: str | None, shown: str) -> None:
    assert clean_name(sent) == shown
