"""The admin's own lists of money, all for reading: finance acts at its desk."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from claims.payments.models import LedgerEntry, Payment, PaymentRun
from portal.benefits.money import rounded
from portal.look.words import money
from portal.members.desk import ByReference, ReadOnly


class Money(ReadOnly, ByReference):
    """A list of amounts with their payees."""

    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the list shows of each."""
        return super().get_queryset(request).select_related("family", "provider", "settlement", "stop_loss")

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def value(self, of: Any) -> str:
        """With its currency."""
        return money(rounded(of.amount, of.currency), of.currency)

    @admin.display(description=gettext_lazy("settlement"))
    def cause(self, of: Any) -> str:
        """Its number."""
        return str(of.cause)

    @admin.display(description=gettext_lazy("payee"))
    def payee(self, of: Any) -> str:
        """Family or provider."""
        return str(of.payee)


@admin.register(Payment)
class PaymentAdmin(Money):
    """What is owed by settlements, and where it is."""

    list_display = ["created_at", "payee", "cause", "value", "state"]
    list_filter = ["state", "currency", "created_at"]
    search_fields = ["settlement__number", "stop_loss__number", "family__reference", "provider__name"]
    fields = readonly_fields = ("payee", "cause", "value", "netted", "state", "created_at", "changed_at")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(Money):
    """The books."""

    list_display = ["at", "event", "debit", "credit", "value", "payee", "cause"]
    list_filter = ["event", "currency", "debit", "credit", "at"]
    search_fields = ["settlement__number", "stop_loss__number", "family__reference", "provider__name"]
    fields = readonly_fields = ("at", "event", "debit", "credit", "value", "payee", "cause", "transfer", "by")


@admin.register(PaymentRun)
class PaymentRunAdmin(ReadOnly, ByReference):
    """Runs, for finding one; what one does with it is done at the desk of finance."""

    list_display = ["number", "currency", "count", "total", "state", "prepared_by", "released_by", "prepared_at"]
    list_filter = ["state", "currency", "prepared_at"]
    search_fields = ["number", "message_id"]
    fields = readonly_fields = (
        "number",
        "currency",
        "count",
        "total",
        "state",
        "message_id",
        "execution_on",
        "payer",
        "sha256",
        "prepared_by",
        "prepared_at",
        "released_by",
        "released_at",
        "discarded_by",
        "discarded_at",
        "fetched_by",
        "fetched_at",
    )
