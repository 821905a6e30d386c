"""Reading the bank's files: `pain.002` and `camt.054` of any version, whole or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lxml import etree

from claims.payments.models import BankFile, BankLine
from portal.benefits.money import CURRENCIES

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 10_000
ROOT = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:(pain\.002|camt\.054)\.001\.\d\d\}Document")
Element = Any  # lxml tells no types
Says = BankLine.Says
# pain.002: what a status means for the money. What is not here is under way.
STATUS = {"RJCT": Says.REJECTED, "CANC": Says.REJECTED, "ACSC": Says.PAID, "ACCC": Says.PAID}


class Unreadable(ValueError):
    """The file is not taken, and nothing of it; `message` says why."""

    def __init__(self, message: Promise | str) -> None:
        super().__init__(message)
        self.message = message


HALF = _("The file is not whole: it ends in the middle or is damaged. Nothing was changed. Please fetch it again.")
FOREIGN = _("This is not a status file (pain.002) and not a notification (camt.054).")
TOO_LARGE = _("The file is too large. Ask the bank for smaller ones.")
COUNT = _("The file says that it holds more or fewer entries than it does. Nothing was changed.")


@dataclass(frozen=True)
class Read:
    """One line as the bank said it. `group` is the id of a whole run where the bank speaks of all its transfers."""

    says: Says
    on: date
    reference: str = ""
    group: str = ""
    code: str = ""
    reason: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Message:
    """A whole file."""

    kind: BankFile.Kind
    message_id: str
    lines: list[Read]


def read(content: bytes) -> Message:
    """The file as lines. No entity is resolved and nothing is fetched. Raises Unreadable."""
    root = _parsed(content)
    found = ROOT.fullmatch(str(root.tag))
    if not found:
        raise Unreadable(FOREIGN)
    kind = BankFile.Kind(found[1])
    body = next(iter(root), None)
    if body is None:
        raise Unreadable(HALF)
    lines = list((_statuses if kind == BankFile.Kind.PAIN002 else _notifications)(body))
    if len(lines) > MOST_LINES:
        raise Unreadable(TOO_LARGE)
    return Message(kind, _text(body, "GrpHdr/MsgId")[:35], lines)


def _parsed(content: bytes) -> Element:
    if len(content) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Unreadable(HALF) from problem
    if root.getroottree().docinfo.doctype or any(node.tag is etree.Entity for node in root.iter(etree.Entity)):
        raise Unreadable(FOREIGN)
    return root


def _statuses(body: Element) -> Iterator[Read]:
    """pain.002: of each transfer where the bank says it, else of all transfers of a run at once."""
    made_on = _day(_text(body, "GrpHdr/CreDtTm"))
    group = _find(body, "OrgnlGrpInfAndSts")
    payments = list(_all(body, "OrgnlPmtInfAndSts"))
    said = False
    for payment in payments:
        transfers = list(_all(payment, "TxInfAndSts"))
        for one in transfers:
            said = True
            yield _status(one, "TxSts", made_on, reference=_text(one, "OrgnlEndToEndId"))
        if not transfers and _text(payment, "PmtInfSts"):
            said = True
            yield _status(payment, "PmtInfSts", made_on, group=_text(payment, "OrgnlPmtInfId"))
    if not said and group is not None and _text(group, "GrpSts"):
        yield _status(group, "GrpSts", made_on, group=_text(group, "OrgnlMsgId"))


def _status(node: Element, name: str, made_on: date, *, reference: str = "", group: str = "") -> Read:
    code = _text(node, name)
    amount = _find(node, "OrgnlTxRef/Amt/InstdAmt")
    return Read(
        says=STATUS.get(code, Says.UNDER_WAY),
        on=_day(_text(node, "AccptncDtTm"), made_on),
        reference=reference[:35],
        group=group[:35],
        code=code[:10],
        reason=_text(node, "StsRsnInf/Rsn/Cd")[:10],
        **_money(amount),
    )


def _notifications(body: Element) -> Iterator[Read]:
    """camt.054: each booked entry, transfer by transfer where the bank lists them."""
    for note in _all(body, "Ntfctn"):
        entries = list(_all(note, "Ntry"))
        told = _text(note, "TxsSummry/TtlNtries/NbOfNtries")
        if told and told != str(len(entries)):
            raise Unreadable(COUNT)
        made_on = _day(_text(note, "CreDtTm") or _text(body, "GrpHdr/CreDtTm"))
        for entry in entries:
            yield from _entry(entry, made_on)


def _entry(entry: Element, made_on: date) -> Iterator[Read]:
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    on = _day(_text(entry, "ValDt/Dt") or _text(entry, "ValDt/DtTm"), made_on)
    amount = _find(entry, "Amt")
    details = list(_all(entry, "NtryDtls"))
    transfers = [(detail, one) for detail in details for one in _all(detail, "TxDtls")]
    for _detail, one in transfers:
        own = _find(one, "Amt")
        if own is None:
            own = _find(one, "AmtDtls/TxAmt/Amt")
        own = amount if own is None and len(transfers) == 1 else own
        yield _booked(entry, one, status, on, own, reference=_text(one, "Refs/EndToEndId"))
    if not transfers:
        batch = next((_text(one, "Btch/PmtInfId") or _text(one, "Btch/MsgId") for one in details), "")
        yield _booked(entry, entry, status, on, amount, group=batch)


def _booked(
    entry: Element, one: Element, status: str, on: date, amount: Element | None, reference: str = "", group: str = ""
) -> Read:
    is_credit = (_text(one, "CdtDbtInd") or _text(entry, "CdtDbtInd")) == "CRDT"
    came_back = _find(one, "RtrInf") is not None or _text(entry, "RvslInd") in {"true", "1"}
    says = Says.RETURNED if is_credit and came_back else Says.OTHER if is_credit or came_back else Says.PAID
    return Read(
        says=says if status == "BOOK" else Says.UNDER_WAY,
        on=on,
        reference=reference[:35],
        group=group[:35],
        code=status[:10],
        reason=_text(one, "RtrInf/Rsn/Cd")[:10],
        **_money(amount),
    )


def _money(node: Element | None) -> dict[str, Any]:
    """Amount and currency of a node. Raises Unreadable."""
    if node is None:
        return {}
    currency = node.get("Ccy", "")
    try:
        amount = Decimal((node.text or "").strip())
    except InvalidOperation as problem:
        raise Unreadable(HALF) from problem
    if currency not in CURRENCIES or not amount.is_finite() or not 0 <= amount < Decimal(10) ** 11:
        raise Unreadable(HALF)
    return {"amount": amount, "currency": currency}


def _day(text: str, otherwise: date | None = None) -> date:
    """The day of an ISO date or moment. Raises Unreadable when there is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError as problem:
        if otherwise is None or text:
            raise Unreadable(HALF) from problem
        return otherwise


def _all(node: Element, name: str) -> Iterator[Element]:
    """Children by local name, in the namespace of their parent."""
    return (child for child in node if child.tag == f"{{{etree.QName(node).namespace}}}{name}")


def _find(node: Element, path: str) -> Element | None:
    found: Element | None = node
    for name in path.split("/"):
        found = next(_all(found, name), None) if found is not None else None
    return found


def _text(node: Element, path: str) -> str:
    found = _find(node, path)
    return (found.text or "").strip() if found is not None else ""
