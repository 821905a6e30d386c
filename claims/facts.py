"""What the engine needs to know about claims, read in a constant number of queries, whatever the past."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from approvals.models import PriorApproval
from claims.correctable import Reviewed, reviewed
from claims.models import Claim, ClaimLine, Correction
from portal.benefits.facts import Approval, FactsMissing, FamilyFacts, LineFacts, Rates
from portal.benefits.place import price_country
from portal.benefits.plans import load_plan
from portal.entitlements.facts import FamilyReader, converted, in_force, people_and_spans
from portal.entitlements.figures import Raises, exchange_rates, maximum_raises, price_levels, reference_salaries
from portal.entitlements.levels import accepted_levels
from portal.entitlements.models import PriceLevel
from portal.members.models import Enrolment, Family, Person
from providers.models import Agreement


@dataclass(frozen=True)
class KnownLine:
    """One claim line as the engine takes it, or the fact that the house lacks to say it.

    `line` holds the corrections of staff, so it may differ from the member's own entry and is never saved. `approval`
    is the medical consultant's newest decision about such care on that day.
    """

    line: ClaimLine
    family: FamilyFacts
    facts: LineFacts | FactsMissing
    is_corrected: bool = False
    approval: PriorApproval | None = None

    @property
    def ref(self) -> str:
        return str(self.line.pk)


@dataclass(frozen=True)
class KnownClaim:
    """A claim with all that its decision is taken from."""

    claim: Claim
    family: FamilyReader
    lines: list[KnownLine]

    @property
    def years(self) -> set[int]:
        """The calendar years of its expenses."""
        return {known.line.service_on.year for known in self.lines}

    @property
    def benefits(self) -> set[str]:
        """The care it is about."""
        return {known.line.benefit for known in self.lines}


def known(claims: Collection[Claim], *, tried: Iterable[Correction] = ()) -> list[KnownClaim]:
    """Sent claims with the facts as they stand now, their lines in order. At most ten queries, whatever the past; nine
    or eight for claims as `claims.locking` gives them, when nobody has a prior approval or a raised maximum.

    `claim.family` and `claim.patient` must be loaded. What is told of a claim does not depend on those beside it.
    `tried` are corrections that nobody has made yet, on top of those that were.
    """
    library = _library(claims, tried)
    return [library.known(claim) for claim in claims]


@dataclass(frozen=True)
class _Library:
    """What was read once for all claims."""

    lines: Mapping[UUID, list[Reviewed]]
    people: Mapping[UUID, tuple[list[Person], dict[UUID, list[Enrolment]]]]
    rates: Mapping[tuple[int, int], dict[str, Decimal]]
    salaries: Mapping[tuple[str, str], Mapping[int, Decimal]]
    levels: Mapping[tuple[str, str], list[PriceLevel]]
    approvals: Mapping[tuple[UUID, str], list[PriorApproval]]
    agreements: Mapping[UUID, list[Agreement]]
    raises: Raises

    def known(self, claim: Claim) -> KnownClaim:
        lines = self.lines[claim.pk]
        family = self.family(claim.family, [seen.line for seen in lines])
        reader = _Reader(claim, family, Rates(self.rates), self)
        return KnownClaim(claim, family, [reader.known(seen) for seen in lines])

    def family(self, family: Family, lines: list[ClaimLine]) -> FamilyReader:
        """The family as far as these lines ask, so that the same claim always has the same facts."""
        people, spans = self.people[family.pk]
        months = {(line.service_on.year, line.service_on.month) for line in lines}
        currencies = {family.currency, *(line.currency for line in lines)}
        years = frozenset(line.service_on.year for line in lines)
        salaries = self.salaries.get((family.duty_station, family.currency), {})
        rates = {
            month: {currency: units for currency, units in self.rates[month].items() if currency in currencies}
            for month in months
            if month in self.rates
        }
        return FamilyReader(
            family=family,
            years=years,
            people=people,
            rates=Rates(rates),
            salaries={year: amount for year, amount in salaries.items() if year in years},
            spans=spans,
            raises={person.pk: self._raised(person, years) for person in people if person.pk in self.raises},
        )

    def _raised(self, person: Person, years: Collection[int]) -> dict[int, Decimal]:
        return {year: amount for year, amount in self.raises[person.pk].items() if year in years}


def reviewed_lines(claims: Collection[Claim], tried: Iterable[Correction] = ()) -> dict[UUID, list[Reviewed]]:
    """The lines of each claim in their order, as sent and then as corrected by staff. Two queries."""
    made: dict[UUID, list[Correction]] = defaultdict(list)
    looked_at = [claim for claim in claims if claim.state != Claim.State.SUBMITTED]  # nobody corrects before that
    stored = Correction.objects.filter(line__claim__in=looked_at).order_by("sequence") if looked_at else ()
    for correction in [*stored, *tried]:
        made[correction.line_id].append(correction)
    lines: dict[UUID, list[Reviewed]] = {claim.pk: [] for claim in claims}
    sent = ClaimLine.objects.filter(claim__in=claims).select_related("paid_to")
    for line in sent.order_by("claim_id", "position"):
        lines[line.claim_id].append(reviewed(line, made[line.pk]))
    return lines


def _library(claims: Collection[Claim], tried: Iterable[Correction]) -> _Library:
    lines = reviewed_lines(claims, tried)
    every = [seen.line for some in lines.values() for seen in some]
    families = {claim.family_id: claim.family for claim in claims}.values()
    patients = {claim.patient_id for claim in claims if _may_have(claim, "approvals")}
    approvals = _approvals(patients, {line.benefit for line in every})
    approved = [one for found in approvals.values() for one in found]
    countries = {family.duty_station for family in families} | {line.country for line in every}
    countries |= {one.authorised_country for one in approved}
    levels = price_levels({line.benefit for line in every}, countries)
    currencies = {family.currency for family in families} | {line.currency for line in every}
    currencies |= {level.currency for found in levels.values() for level in found}
    currencies |= {one.limit_currency for one in approved if one.limit_currency}
    years = {line.service_on.year for line in every}
    return _Library(
        lines=lines,
        people=people_and_spans(list(families)),
        rates=exchange_rates({line.service_on.replace(day=1) for line in every}, currencies),
        salaries=reference_salaries({family.duty_station for family in families}, years),
        levels=levels,
        approvals=approvals,
        agreements=_agreements({line.provider_id for line in every if line.provider_id}),
        raises=maximum_raises({claim.family for claim in claims if _may_have(claim, "raises")}, years),
    )


def _may_have(claim: Claim, what: str) -> bool:
    """Whether there may be some for a claim; known only of those that `claims.locking` gives."""
    return bool(getattr(claim, f"has_{what}", True))


def _approvals(patients: Collection[UUID], benefits: Iterable[str]) -> Mapping[tuple[UUID, str], list[PriorApproval]]:
    """Decisions of the medical consultant by patient and care, the latest first."""
    found: dict[tuple[UUID, str], list[PriorApproval]] = defaultdict(list)
    asked = PriorApproval.objects.filter(person__in=patients, benefit__in=benefits)
    for approval in asked.order_by("-decided_at") if patients else ():
        found[approval.person_id, approval.benefit].append(approval)
    return found


def _agreements(providers: Collection[UUID]) -> Mapping[UUID, list[Agreement]]:
    found: dict[UUID, list[Agreement]] = defaultdict(list)
    for agreement in Agreement.objects.filter(provider__in=providers) if providers else ():
        found[agreement.provider_id].append(agreement)
    return found


@dataclass(frozen=True)
class _Reader:
    """Tells the lines of one claim. `rates` know every currency the house uses, not only those of the bills."""

    claim: Claim
    family: FamilyReader
    rates: Rates
    library: _Library

    def known(self, seen: Reviewed) -> KnownLine:
        family = self.family.facts(seen.line.service_on)
        try:
            facts: LineFacts | FactsMissing = self.stated(self.facts(seen.line), seen, family)
        except FactsMissing as missing:
            facts = missing
        approval = in_force(
            self.library.approvals.get((self.claim.patient_id, seen.line.benefit), ()), seen.line.service_on
        )
        return KnownLine(seen.line, family, facts, seen.is_corrected, approval)

    def stated(self, facts: LineFacts, seen: Reviewed, family: FamilyFacts) -> LineFacts:
        """With what only a reviewer says; an accepted level she gives is the one of the country that counts."""
        said = {name: value for name, value in seen.said.items() if name != "accepted"}
        facts = replace(facts, **said) if said else facts
        level = seen.said.get("accepted")
        if level is None:
            return facts
        country = price_country(facts, family, load_plan(self.claim.family.plan))
        return replace(facts, accepted={**facts.accepted, country: level})

    def facts(self, line: ClaimLine) -> LineFacts:
        approvals = self.library.approvals.get((self.claim.patient_id, line.benefit), ())
        approval = in_force(approvals, line.service_on)
        agreement = in_force(self.library.agreements.get(cast(UUID, line.provider_id), ()), line.service_on)
        return LineFacts(
            ref=str(line.pk),
            person=str(self.claim.patient_id),
            benefit=line.benefit,
            on=line.service_on,
            received=cast(date, self.claim.received_on),
            charged=line.charged,
            currency=line.currency,
            country=line.country,
            quantity=line.quantity,
            emergency=line.emergency,
            accepted=self._accepted(line, approvals),
            network=bool(agreement and agreement.accepts_price_levels),
            other_insurance=line.other_insurance,
            prescribed=line.prescribed_on,
            approval=Approval(approval.outcome) if approval else None,
            approval_limit=self._limit(approval, line),
            authorised_country=approval.authorised_country or None if approval else None,
        )

    def _accepted(self, line: ClaimLine, approvals: Iterable[PriorApproval]) -> dict[str, Decimal]:
        """The accepted level of the whole line by country, in the bill's currency."""
        countries = {self.family.family.duty_station, line.country, *(one.authorised_country for one in approvals)}
        levels = {country: self.library.levels.get((line.benefit, country), ()) for country in sorted(countries)}
        return accepted_levels(
            levels, quantity=line.quantity, currency=line.currency, on=line.service_on, rates=self.rates
        )

    def _limit(self, approval: PriorApproval | None, line: ClaimLine) -> Decimal | None:
        """The highest amount the approval accepts, in the bill's currency."""
        if approval is None or approval.limit_amount is None or approval.outcome == PriorApproval.Outcome.REFUSED:
            return None
        return self._in(line, approval.limit_amount, approval.limit_currency)

    def _in(self, line: ClaimLine, amount: Decimal, currency: str) -> Decimal:
        return converted(amount, currency, line.currency, line.service_on, self.rates)
