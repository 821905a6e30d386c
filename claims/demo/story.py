"""A year in the demo: claims sent, approvals decided, claims decided again, each at its moment by the real verbs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from approvals.decisions import decide_approval
from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.custody import use_for
from claims.demo.desk import Deed, deeds
from claims.demo.papers import paper
from claims.demo.reading import table
from claims.drafts import add_document, begin_draft, write_lines
from claims.intake import submit_claim
from claims.models import Claim, ClaimDocument
from portal.entitlements.wording import benefit_name
from portal.members.models import Person, User
from portal.work.jobs import drain
from providers.models import Provider

FILLED_IN, DECIDED_AFTER = timedelta(minutes=4), timedelta(minutes=7)
ASSESSOR, CONSULTANT = "assessor", "consultant"


@dataclass(frozen=True)
class Event:
    """Something that happens at `at`; `drained` tells whether what it puts on the work list is done at once."""

    at: datetime
    act: Callable[[datetime], object]
    drained: bool = True


Chapter = Callable[[datetime], Iterable[Event]]
_chapters: list[Chapter] = []


def chapter(teller: Chapter) -> Chapter:
    """Decorator: a room above tells its part; given the moment of loading, what of it has not happened yet."""
    _chapters.append(teller)
    return teller


def events(*, now: datetime) -> list[Event]:
    """What has not happened yet, oldest first."""
    above = [event for teller in _chapters for event in teller(now)]
    happened = [*_claims(now), *_approvals(now), *_again(now), *_at_the_desk(now), *above]
    return sorted(happened, key=lambda event: event.at)


def happen(event: Event) -> None:
    """Let it happen, and let the work list do soon what follows from it."""
    event.act(event.at)
    if event.drained:
        drain(event.at + DECIDED_AFTER)


def form_key(key: str) -> UUID:
    """The form a claim of the table was sent with: what makes loading twice find it."""
    return uuid5(NAMESPACE_URL, f"demo claim: {key}")


def moment(now: datetime, ago: int, hour: int) -> datetime:
    """`ago` days before the day of loading; things of the day itself happened within the last hour."""
    if ago == 0:
        return now - timedelta(minutes=20 - hour)
    return datetime.combine((now - timedelta(days=ago)).date(), time(hour, 12), tzinfo=now.tzinfo)


def _claims(now: datetime) -> Iterable[Event]:
    rows = {form_key(row["key"]): row for row in table("claims")["claims"]}
    known = set(Claim.objects.filter(form_key__in=rows).values_list("form_key", flat=True))
    for key, row in rows.items():
        if key not in known:
            waits = row.get("waiting") or row.get("draft")
            yield Event(moment(now, row["ago"], 9), _Sending(row, now), drained=not waits)


def _approvals(now: datetime) -> Iterable[Event]:
    known = {
        (str(found.person), found.benefit)
        for found in PriorApproval.objects.select_related("person__family").filter(decided_by__reference=CONSULTANT)
    }
    for row in table("claims")["approvals"]:
        if (str(person_of(row["person"])), row["benefit"]) not in known:
            yield Event(moment(now, row["ago"], 13), _Approving(row, now))


def _again(now: datetime) -> Iterable[Event]:
    for row in table("claims")["again"]:
        claim = Claim.objects.filter(form_key=form_key(row["key"])).first()
        if claim is None or claim.state == Claim.State.IN_REVIEW:
            yield Event(moment(now, row["ago"], 15), _DecidingAgain(row["key"]))


def _at_the_desk(now: datetime) -> Iterable[Event]:
    for deed in deeds():
        claim = Claim.objects.filter(form_key=form_key(deed.row["key"])).first()
        if claim is None or claim.state == Claim.State.IN_REVIEW:
            yield Event(moment(now, deed.row["ago"], deed.row["hour"]), _AtTheDesk(deed))


def person_of(reference: str) -> Person:
    """The person of the demo with that number."""
    family, _dash, number = reference.partition("-")
    return Person.objects.select_related("family", "user").get(family__reference=family, number=int(number or 0))


@dataclass(frozen=True)
class _Sending:
    """One claim of the table: begun, filled, and sent unless it stays a draft; all of it or nothing."""

    row: dict[str, Any]
    now: datetime

    @transaction.atomic
    def __call__(self, at: datetime) -> None:
        row, member = self.row, person_of(self.row["by"])
        patient = person_of(row["for"]) if "for" in row else member
        user = User.objects.get(person=member)
        claim = begin_draft(form_key=form_key(row["key"]), patient=patient, by=user, now=at)
        lines = [self.line(line, patient) for line in row["lines"]]
        for upload in _papers(row, lines, patient, at):
            add_document(claim_id=claim.pk, upload=upload, by=user, now=at)
        if lines:
            write_lines(claim_id=claim.pk, lines=lines, by=user, now=at)
        if theirs := [line for line in lines if line["other_insurance"]]:
            self.statement(claim, theirs, user, at)
        if not row.get("draft"):
            submit_claim(claim_id=claim.pk, checked=at, by=user, now=at + FILLED_IN)

    def statement(self, claim: Claim, lines: list[dict[str, Any]], user: User, at: datetime) -> None:
        """What another insurance says it paid."""
        plan = claim.family.plan
        rows = [_row(line["benefit"], plan, line["other_insurance"], line["currency"]) for line in lines]
        upload = paper(title="Statement of benefits", head="Baobab Mutual", rows=rows, foot="Paid to the hospital.")
        document = add_document(claim_id=claim.pk, upload=upload, by=user, now=at)
        kind = ClaimDocument.Kind.OTHER_INSURER
        use_for(claim_id=claim.pk, document_id=document.pk, line_ids=[], kind=kind, by=user, now=at)

    def line(self, row: dict[str, Any], patient: Person) -> dict[str, Any]:
        """The fields of a claim line; a provider of our list is linked, another one is only named."""
        cared_on = (self.now - timedelta(days=row["ago"])).date()
        prescribed = row.get("prescribed")
        return {
            "benefit": row["benefit"],
            "service_on": cared_on,
            "charged": Decimal(row["charged"]),
            "currency": row["currency"],
            "country": row.get("country", patient.family.duty_station),
            "quantity": row.get("quantity", 1),
            "provider": Provider.objects.filter(name=row["provider"]).first(),
            "provider_name": row["provider"],
            "prescribed_on": None if prescribed is None else cared_on - timedelta(days=prescribed),
            "emergency": row.get("emergency", False),
            "other_insurance": Decimal(row.get("other_insurance", 0)),
        }


def _papers(row: dict[str, Any], lines: list[dict[str, Any]], patient: Person, at: datetime) -> Iterable[Any]:
    """An invoice of each provider, and the prescription where there is one."""
    plan, pdf = patient.family.plan, row.get("pdf", False)
    for provider in dict.fromkeys(line["provider_name"] for line in lines):
        billed = [line for line in lines if line["provider_name"] == provider]
        total = f"Total: {sum(line['charged'] for line in billed)} {billed[0]['currency']}. Paid, with thanks."
        rows = [_row(line["benefit"], plan, line["charged"], line["currency"]) for line in billed]
        title = f"Invoice for {patient.full_name}, {billed[0]['service_on']:%d.%m.%Y}"
        yield paper(title=title, head=provider, rows=rows, foot=total, pdf=pdf)
    if prescribed := next((line for line in lines if line["prescribed_on"]), None):
        title = f"Prescription for {patient.full_name}, {prescribed['prescribed_on']:%d.%m.%Y}"
        rows = [(benefit_name(prescribed["benefit"], plan), "")]
        yield paper(title=title, head="Dr A. Baraka", rows=rows, foot="Signed: A. Baraka")
    if pictured := row.get("pictured"):
        rows = [("Date", f"{at:%d.%m.%Y}"), ("Sale", f"{pictured['charged']} {pictured['currency']}")]
        yield paper(title="Receipt", head=pictured["provider"], rows=rows, foot="Paid in cash.")


def _row(benefit: str, plan: str, charged: Decimal, currency: str) -> tuple[str, str]:
    return benefit_name(benefit, plan), f"{charged} {currency}"


@dataclass(frozen=True)
class _Approving:
    """One decision of the medical consultant."""

    row: dict[str, Any]
    now: datetime

    def __call__(self, at: datetime) -> None:
        row = self.row
        decide_approval(
            person=person_of(row["person"]),
            benefit=row["benefit"],
            outcome=PriorApproval.Outcome(row["outcome"]),
            from_on=(self.now - timedelta(days=row["from"])).date(),
            until_on=(self.now - timedelta(days=row["until"])).date(),
            limit_amount=Decimal(row["limit"]) if "limit" in row else None,
            limit_currency=row.get("currency", ""),
            reasons=row.get("reasons", ""),
            by=User.objects.get(reference=CONSULTANT),
            now=at,
        )


@dataclass(frozen=True)
class _DecidingAgain:
    """An assessor has a waiting claim decided once more."""

    key: str

    def __call__(self, at: datetime) -> None:
        claim = Claim.objects.get(form_key=form_key(self.key))
        settle(claim_id=claim.pk, by=User.objects.get(reference=ASSESSOR), now=at)


@dataclass(frozen=True)
class _AtTheDesk:
    """A colleague does something with a claim that waits."""

    deed: Deed

    def __call__(self, at: datetime) -> None:
        self.deed(Claim.objects.get(form_key=form_key(self.deed.row["key"])), at)
