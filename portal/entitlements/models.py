"""What each person used, and the figures staff load: reference salaries, exchange rates, accepted price levels."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.members.models import Family, Person

country_code = RegexValidator(r"^[A-Z]{2}$", _("Use the two-letter country code, for example KE."))
currency_code = RegexValidator(r"^[A-Z]{3}$", _("Use the three-letter currency code, for example USD."))


class ReferenceSalary(models.Model):
    """MIP Reference Salary: one month, of a duty station and calendar year (clause 1; ceilings are multiples of it)."""

    duty_station = models.CharField(_("duty station"), max_length=2, validators=[country_code])
    year = models.PositiveSmallIntegerField(_("calendar year"), validators=[MinValueValidator(2000)])
    amount = models.DecimalField(_("amount of one month"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])

    class Meta:
        verbose_name = _("reference salary")
        verbose_name_plural = _("reference salaries")
        ordering = ["-year", "duty_station", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["duty_station", "year", "currency"], name="one_reference_salary_a_year"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reference_salary_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_station} {self.year}: {self.amount.normalize():f} {self.currency}"


class ExchangeRate(models.Model):
    """Operational rate of exchange of a month: units of `currency` for one USD."""

    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    units_per_usd = models.DecimalField(_("units for one USD"), max_digits=20, decimal_places=8)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-month", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["month", "currency"], name="one_rate_a_month"),
            models.CheckConstraint(condition=Q(units_per_usd__gt=0), name="rate_positive"),
            models.CheckConstraint(condition=Q(month__day=1), name="rate_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.currency}"


class PriceLevelQuerySet(models.QuerySet["PriceLevel"]):
    def in_force(self, *, on: object) -> "PriceLevelQuerySet":
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)


class PriceLevel(models.Model):
    """Reasonable and customary level of one unit of care in a country (clause 1), in the currency stated."""

    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    benefit = models.CharField(_("benefit"), max_length=60)
    amount = models.DecimalField(_("accepted amount of one unit"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = PriceLevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("accepted price level")
        verbose_name_plural = _("accepted price levels")
        ordering = ["country", "benefit", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["country", "benefit", "from_on"], name="one_price_level_a_start"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="price_level_positive"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="price_level_starts_before_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.benefit}: {self.amount.normalize():f} {self.currency}"


class UsageRecordQuerySet(models.QuerySet["UsageRecord"]):
    def settled(self) -> "UsageRecordQuerySet":
        """What was paid, without what is only promised."""
        return self.filter(is_reserved=False)

    def standing(self) -> "UsageRecordQuerySet":
        """Entries that nobody took back."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)


class UsageRecord(models.Model):
    """One entry of the append-only ledger of what a person used; a correction reverses it with a new entry.

    `facts` holds the engine's own usage entry (dates ISO, amounts as text in `currency`), so that usage is
    rebuilt from the ledger alone. `line` is the claim line it came from. Of a reservation (`is_reserved`),
    `settlement` is the guarantee of payment and `line` its line: promised, not paid, and counted all the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="usage")
    person = models.ForeignKey(Person, models.PROTECT, related_name="usage")
    line = models.UUIDField()
    settlement = models.UUIDField()
    benefit = models.CharField(max_length=60)
    service_on = models.DateField()
    reimbursed = models.DecimalField(max_digits=14, decimal_places=3)
    currency = models.CharField(max_length=3)
    facts = models.JSONField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    sequence = models.PositiveBigIntegerField()
    recorded_at = models.DateTimeField()
    is_reserved = models.BooleanField(_("reserved for a guarantee"), default=False, db_default=False)

    objects = UsageRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("usage entry")
        verbose_name_plural = _("usage entries")
        ordering = ["family", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["family", "sequence"], name="usage_in_order"),
            models.UniqueConstraint(
                fields=["line", "settlement"], condition=Q(reverses__isnull=True), name="usage_once_a_settlement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit} {self.service_on}"


class PriceLevelProposal(models.Model):
    """A price level found in past charges. Nothing is decided by it until a person accepted it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a person")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    benefit = models.CharField(_("benefit"), max_length=60)
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    percentile = models.PositiveSmallIntegerField(_("percentile of the charges"))
    charges = models.PositiveIntegerField(_("number of charges"))
    lowest = models.DecimalField(_("lowest charge"), max_digits=14, decimal_places=3)
    highest = models.DecimalField(_("highest charge"), max_digits=14, decimal_places=3)
    amount = models.DecimalField(_("proposed amount of one unit"), max_digits=14, decimal_places=3)
    from_on = models.DateField(_("from"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    level = models.ForeignKey(
        PriceLevel, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("price level")
    )

    class Meta:
        verbose_name = _("proposed price level")
        verbose_name_plural = _("proposed price levels")
        ordering = ["state", "country", "benefit", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "benefit"], condition=Q(state="waiting"), name="one_waiting_proposal_a_level"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="proposal_positive"),
            models.CheckConstraint(condition=Q(percentile__gte=1, percentile__lte=100), name="proposal_percentile"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="proposal_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.benefit}: {self.amount.normalize():f} {self.currency}"


class MaximumRaise(models.Model):
    """What the plan may pay a person above the overall maximum of a calendar year, by a joint decision (3.5).

    A fact of the engine like a figure that staff load: it says how much more, never what is paid. `decision` is the
    hardship case it was granted in. Rows are only added.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="maximum_raises")
    year = models.PositiveSmallIntegerField(_("calendar year"))
    amount = models.DecimalField(_("amount above the maximum"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    decision = models.UUIDField(_("joint decision"), unique=True)
    granted_at = models.DateTimeField(_("granted at"))

    class Meta:
        verbose_name = _("raise of an overall maximum")
        verbose_name_plural = _("raises of overall maximums")
        ordering = ["-granted_at"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="maximum_raise_positive")]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount.normalize():f} {self.currency}"


class CalendarFeed(models.Model):
    """A private address for a calendar programme; whoever knows the token reads days without any words about health.

    Only the token's digest is stored, so the address is shown once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_feeds")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="one_open_calendar_a_person"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
                name="calendar_revoked_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
