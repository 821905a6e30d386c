"""Changing many agreements at once: looked at first, and carried out only as it was looked at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.members.audit import entry
from portal.members.models import AuditEntry, User
from providers.listings import relist_providers
from providers.models import Agreement, Organisation, Provider

MOST = 5000
_DAY = timedelta(days=1)


class Act(models.TextChoices):
    """What happens to each agreement. A day is the last day, or the first of what is new."""

    CLOSE = "close", _("Close agreements: their last day is")
    EXTEND = "extend", _("Extend agreements: their last day becomes")
    DIRECT = "direct", _("Direct payment begins on")
    NO_DIRECT = "no_direct", _("Direct payment ends; paid by the member from")


class BulkRefused(Exception):
    """Something that cannot be done; `message` is fit for the page."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


class TooMany(BulkRefused):
    def __init__(self) -> None:
        super().__init__(_("These are more than %(most)s providers. Choose a city or a kind as well.") % {"most": MOST})


class NobodyChosen(BulkRefused):
    def __init__(self) -> None:
        super().__init__(_("Choose an organisation or a country."))


class ChangedMeanwhile(BulkRefused):
    def __init__(self) -> None:
        super().__init__(_("The list has changed since you looked. Please look again before you confirm."))


@dataclass(frozen=True)
class Change:
    """What is asked for, of whom: open providers of an organisation or a country, perhaps of a city and kind."""

    act: Act
    day: date
    organisation: Organisation | None = None
    country: str = ""
    city: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Step:
    """What happens at one provider. `ends`: the agreement that gets `until`; `begins`: a new one like it, or None."""

    provider: Provider
    ends: Agreement | None
    until: date | None
    begins: Agreement | None


@dataclass(frozen=True)
class Preview:
    """All steps; `left_out` have another agreement on those days. `mark` stands for exactly this."""

    steps: list[Step]
    left_out: list[Provider]
    mark: str


def preview(change: Change, *, on: date) -> Preview:
    """What would happen. Two queries. Raises NobodyChosen, TooMany."""
    found = Provider.objects.open(on=on)
    if not (change.organisation or change.country):
        raise NobodyChosen
    if change.organisation:
        found = found.filter(organisation=change.organisation)
    told = {"country": change.country, "city__iexact": change.city, "kind": change.kind}
    found = found.filter(**{name: value for name, value in told.items() if value})
    providers = list(found.order_by("name", "pk")[: MOST + 1])
    if len(providers) > MOST:
        raise TooMany
    held: dict[Any, list[Agreement]] = {}
    for agreement in Agreement.objects.filter(provider__in=found).order_by("from_on"):
        held.setdefault(agreement.provider_id, []).append(agreement)
    steps, left_out = [], []
    for provider in providers:
        step = _step(change, provider, held.get(provider.pk, []), on)
        if isinstance(step, Step):
            steps.append(step)
        elif step:
            left_out.append(provider)
    return Preview(steps, left_out, _mark(change, steps))


def carry_out(change: Change, *, mark: str, by: User, now: datetime) -> int:
    """Do what was looked at; the number of providers. Raises ChangedMeanwhile, TooMany."""
    on = timezone.localdate(now)
    with transaction.atomic():
        planned = preview(change, on=on)
        locked = [step.ends.pk for step in planned.steps if step.ends]
        list(Agreement.objects.select_for_update().filter(pk__in=locked).values_list("pk"))
        planned = preview(change, on=on)
        if planned.mark != mark:
            raise ChangedMeanwhile
        ended = [step for step in planned.steps if step.ends]
        for step in ended:
            step.ends.until_on = step.until  # type: ignore[union-attr]
        Agreement.objects.bulk_update([step.ends for step in ended if step.ends], ["until_on"], batch_size=500)
        try:
            Agreement.objects.bulk_create([step.begins for step in planned.steps if step.begins], batch_size=500)
        except IntegrityError as overlap:  # somebody added another agreement in between
            raise ChangedMeanwhile from overlap
        act, what, day = "agreement.changed_in_bulk", change.act.value, change.day.isoformat()
        AuditEntry.objects.bulk_create(
            entry(act=act, by=by, about=step.provider, now=now, change=what, day=day) for step in planned.steps
        )
        relist_providers([step.provider.pk for step in planned.steps], on=on)
    return len(planned.steps)


def _step(change: Change, provider: Provider, held: list[Agreement], on: date) -> Step | bool:
    """What happens here; True where it cannot, False where there is nothing to do."""
    if change.act in (Act.CLOSE, Act.EXTEND):
        return _with_last_day(change, provider, held, on)
    wanted = change.act is Act.DIRECT
    current = next((one for one in held if one.from_on <= change.day and _last(one) >= change.day), None)
    if (current is None and not wanted) or (current and current.direct_payment == wanted):
        return False
    if any(one.from_on >= change.day for one in held):
        return True
    fresh = Agreement(provider=provider, from_on=change.day, direct_payment=wanted)
    if current:
        fresh.until_on = current.until_on
        fresh.direct_care = current.direct_care if wanted else ""
        for name in ("discount", "accepts_price_levels", "guarantee_contact"):
            setattr(fresh, name, getattr(current, name))
    return Step(provider, current, change.day - _DAY if current else None, fresh)


def _with_last_day(change: Change, provider: Provider, held: list[Agreement], on: date) -> Step | bool:
    current = next((one for one in held if one.from_on <= on <= _last(one)), None)
    if current is None or _last(current) == change.day:
        return False
    if change.act is Act.CLOSE:
        if _last(current) < change.day:
            return False
        return True if change.day < current.from_on else Step(provider, current, change.day, None)
    if _last(current) > change.day:
        return False
    if any(current.from_on < one.from_on <= change.day for one in held):
        return True
    return Step(provider, current, change.day, None)


def _last(agreement: Agreement) -> date:
    return agreement.until_on or date.max


def _mark(change: Change, steps: list[Step]) -> str:
    told = [f"{step.provider.pk} {step.ends and step.ends.pk} {step.ends and step.ends.until_on}" for step in steps]
    return sha256("\n".join([change.act.value, change.day.isoformat(), *told]).encode()).hexdigest()
