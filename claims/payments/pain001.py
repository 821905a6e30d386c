"""The file for the bank: ISO 20022 `pain.001.001.09`, one payment instruction with all transfers of a run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from claims.payments.payer import Payer
from portal.benefits.money import rounded
from portal.members.bank_formats import CLEARING, HOLDER, Details, has_ibans

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_make = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
LONGEST_TOWN = 35
Element = Any  # lxml tells no types


@dataclass(frozen=True)
class Order:
    """One transfer as the bank is told: what, to whom. Nothing in it says what for."""

    end_to_end_id: str
    amount: Decimal
    details: Details
    town: str
    country: str


@dataclass(frozen=True)
class Message:
    """The whole file."""

    message_id: str
    created_at: datetime
    execution_on: date
    currency: str
    payer: Payer
    orders: list[Order]

    @property
    def total(self) -> Decimal:
        """The control sum."""
        return rounded(sum((order.amount for order in self.orders), Decimal(0)), self.currency)


def written(message: Message) -> str:
    """The XML text. Amounts have the digits of their currency: none for JPY, three for KWD."""
    moment = message.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    counted = [("NbOfTxs", str(len(message.orders))), ("CtrlSum", f"{message.total:f}")]
    header = _node(
        "GrpHdr",
        ("MsgId", message.message_id),
        ("CreDtTm", moment),
        *counted,
        _node("InitgPty", ("Nm", message.payer.name[:140])),
    )
    payment = _node(
        "PmtInf",
        ("PmtInfId", message.message_id),
        ("PmtMtd", "TRF"),
        ("BtchBookg", "false"),
        *counted,
        _node("ReqdExctnDt", ("Dt", message.execution_on.isoformat())),
        _node("Dbtr", ("Nm", message.payer.name[:140])),
        _account("DbtrAcct", message.payer.account, is_iban=message.payer.is_iban, currency=message.currency),
        _node("DbtrAgt", _node("FinInstnId", ("BICFI", message.payer.bic))),
        ("ChrgBr", "SHAR"),
        *(_transfer(order, message.currency) for order in message.orders),
    )
    whole = _make("Document", _node("CstmrCdtTrfInitn", header, payment))
    return etree.tostring(whole, xml_declaration=True, encoding="UTF-8", pretty_print=True).decode()


def _transfer(order: Order, currency: str) -> Element:
    amount = _make("InstdAmt", f"{rounded(order.amount, currency):f}", Ccy=currency)
    details = order.details
    agent = _agent(details)
    return _node(
        "CdtTrfTxInf",
        _node("PmtId", ("EndToEndId", order.end_to_end_id)),
        _node("Amt", amount),
        *([_node("CdtrAgt", agent)] if len(agent) else []),
        _node("Cdtr", ("Nm", details.holder), _address(order)),
        _account("CdtrAcct", details.account, is_iban=has_ibans(details.country), currency=details.currency),
    )


def _agent(details: Details) -> Element:
    """The payee's bank: by BIC, by its country's own code, or both. An IBAN needs neither."""
    rule = CLEARING.get(details.country)
    parts: list[Element | tuple[str, str]] = []
    if details.bic:
        parts.append(("BICFI", details.bic))
    if details.clearing and rule:
        parts.append(_node("ClrSysMmbId", _node("ClrSysId", ("Cd", rule.code)), ("MmbId", details.clearing)))
    if not details.bic and parts:
        parts.append(_node("PstlAdr", ("Ctry", details.country)))
    return _node("FinInstnId", *parts)


def _address(order: Order) -> Element:
    """Town and country, as banks ask for since they no longer take free lines."""
    town = [("TwnNm", order.town[:LONGEST_TOWN])] if HOLDER.fullmatch(order.town) else []
    country = [("Ctry", order.country or order.details.country)]
    return _node("PstlAdr", *town, *country)


def _account(name: str, number: str, *, is_iban: bool, currency: str) -> Element:
    known: Iterable[Element | tuple[str, str]] = [("IBAN", number)] if is_iban else [_node("Othr", ("Id", number))]
    return _node(name, _node("Id", *known), ("Ccy", currency))


def _node(name: str, *parts: Element | tuple[str, str]) -> Element:
    return _make(name, *(_make(part[0], part[1]) if isinstance(part, tuple) else part for part in parts))
