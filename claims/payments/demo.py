"""Money in the demo: runs that were paid, one transfer that came back, and a run that waits for its second person."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from claims.demo.story import Event, chapter, moment
from claims.models import Settlement
from claims.payments.models import PaymentRun, Transfer
from claims.payments.proof import order_what_is_missing
from claims.payments.runs import NothingToPay, prepare_run, release_run
from claims.payments.statuses import book_file, read_file
from portal.members.models import User

PREPARES, RELEASES = "finance", "treasurer"
# Days before the day of loading, and the currencies paid then. Dinars come back from a closed account.
RUNS = [(200, ("USD", "CLP", "JOD")), (90, ("USD", "CLP")), (40, ("USD", "CLP", "JOD"))]
CLOSED, LAST = ("JOD", 40), 1


@chapter
def runs(now: datetime) -> Iterable[Event]:
    """All of it, unless runs were made already."""
    if PaymentRun.objects.exists():
        return
    if Settlement.objects.exists():  # a demo from before the portal could pay
        yield Event(moment(now, 201, 9), lambda at: order_what_is_missing(now=at))
    for ago, currencies in RUNS:
        for currency in currencies:
            yield Event(moment(now, ago, 10), lambda at, currency=currency: _run(currency, at))  # type: ignore[misc]
            reason = "AC04" if (currency, ago) == CLOSED else ""
            yield Event(
                moment(now, ago - 2, 16),
                lambda at, currency=currency, reason=reason: _answer(currency, reason, at),  # type: ignore[misc]
            )
    yield Event(moment(now, LAST, 14), lambda at: _prepared("USD", at), drained=False)


def _prepared(currency: str, at: datetime) -> PaymentRun | None:
    try:
        return prepare_run(currency=currency, execution_on=_workday(at.date()), by=_colleague(PREPARES), now=at)
    except NothingToPay:
        return None


def _run(currency: str, at: datetime) -> None:
    run = _prepared(currency, at)
    if run:
        release_run(run_id=run.pk, by=_colleague(RELEASES), now=at + timedelta(minutes=50))


def _answer(currency: str, reason: str, at: datetime) -> None:
    """The bank tells what became of everything it has in a currency."""
    sent = Transfer.objects.filter(state=Transfer.State.SENT, run__currency=currency).select_related("run")
    entries = "".join(_entry(transfer, reason, at.date()) for transfer in sent)
    if entries:
        file = read_file(content=_notification(entries, at), by=_colleague(PREPARES), now=at)
        book_file(file_id=file.pk, by=_colleague(PREPARES), now=at + timedelta(minutes=5))


def _entry(transfer: Transfer, reason: str, on: date) -> str:
    side = "CRDT" if reason else "DBIT"
    came = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    return (
        f'<Ntry><Amt Ccy="{transfer.run.currency}">{transfer.amount:f}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><ValDt><Dt>{on}</Dt></ValDt><NtryDtls><TxDtls><Refs><EndToEndId>"
        f"{transfer.end_to_end_id}</EndToEndId></Refs>{came}</TxDtls></NtryDtls></Ntry>"
    )


def _notification(entries: str, at: datetime) -> bytes:
    moment_ = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>DEMO'
        f"</MsgId><CreDtTm>{moment_}</CreDtTm></GrpHdr><Ntfctn><Id>DEMO</Id><CreDtTm>{moment_}</CreDtTm>{entries}"
        "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def _workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(7 - day.weekday(), 0)) if day.weekday() > 4 else day


def _colleague(reference: str) -> User:
    return User.objects.get(reference=reference)
