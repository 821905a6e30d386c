"""What a mail says, as plain text: whatever it holds, nothing of it is ever shown as HTML."""

import re
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

MOST = 20_000  # characters
BREAKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "hr"}
SILENT = {"script", "style", "head", "title", "template", "noscript"}
# Signs that turn lines round or hide in them; line ends and tabs stay.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")


def text_of(mail: EmailMessage) -> str:
    """The words of a mail, at most 20,000 characters; the plain part if it has one."""
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    written = _decoded(part)
    plain = _without_marks(written) if part.get_content_type() == "text/html" else written
    return tidy(plain)[:MOST]


def tidy(text: str) -> str:
    """Without control characters, and without heaps of empty lines."""
    lines = (line.rstrip() for line in CONTROL.sub("", text.replace("\r\n", "\n")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _decoded(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a name that no encoding has
        return content.decode("utf-8", "replace")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in SILENT
        if tag in BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0
        if tag in BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))


def _without_marks(html: str) -> str:
    reader = _Reader()
    reader.feed(html[: 50 * MOST])
    reader.close()
    return "".join(reader.words)
