"""Files as banks send them, about transfers of ours."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from claims.payments.models import PaymentRun, Transfer

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def status_report(*said: tuple[Transfer | str, str, str], run: PaymentRun | None = None, group: str = "") -> bytes:
    """pain.002: each transfer (or end-to-end id) with its status and the bank's reason."""
    transfers = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{_id(transfer)}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for transfer, status, reason in said
    )
    message = run.message_id if run else "x"
    payments = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}</OrgnlPmtInfId>{transfers}</OrgnlPmtInfAndSts>"
    return (
        f'{HEAD}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-11-23T08:00:00Z</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"{f'<GrpSts>{group}</GrpSts>' if group else ''}</OrgnlGrpInfAndSts>{payments if said else ''}"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def entry(
    transfer: Transfer | str, *, amount: Any = None, currency: str = "", back: str = "", status: str = "BOOK"
) -> str:
    """One entry of a notification: paid, or come back with the reason `back`."""
    if isinstance(transfer, Transfer):
        amount = transfer.amount if amount is None else amount
        currency = currency or transfer.run.currency
    money = f'<Amt Ccy="{currency or "USD"}">{Decimal(amount).normalize():f}</Amt>'
    side = f"<CdtDbtInd>{'CRDT' if back else 'DBIT'}</CdtDbtInd>"
    came = f"<RtrInf><Rsn><Cd>{back}</Cd></Rsn></RtrInf>" if back else ""
    return (
        f"<Ntry>{money}{side}<Sts><Cd>BOOK</Cd></Sts><ValDt><Dt>2026-11-24</Dt></ValDt><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{_id(transfer)}</EndToEndId></Refs>{money}{side}{came}</TxDtls></NtryDtls></Ntry>"
    )


def notification(entries: Iterable[str], count: int | None = None, number: str = "N1") -> bytes:
    """camt.054 with these entries; `count` is how many it says it has."""
    entries = list(entries)
    told = len(entries) if count is None else count
    return (
        f'{HEAD}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>'
        f"<GrpHdr><MsgId>{number}</MsgId><CreDtTm>2026-11-24T18:00:00Z</CreDtTm></GrpHdr><Ntfctn><Id>{number}</Id>"
        f"<CreDtTm>2026-11-24T18:00:00Z</CreDtTm><TxsSummry><TtlNtries><NbOfNtries>{told}</NbOfNtries></TtlNtries>"
        f"</TxsSummry>{''.join(entries)}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def _id(transfer: Transfer | str) -> str:
    return transfer.end_to_end_id if isinstance(transfer, Transfer) else transfer
