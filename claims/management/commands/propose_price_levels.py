"""`manage.py propose_price_levels`: writes price levels found in past charges, for a person to accept."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from claims.charges import past_charges
from portal.benefits.days import add_months
from portal.entitlements.price_proposals import propose_level


class Command(BaseCommand):
    """Nothing is decided by a proposal. Run again, it brings the waiting ones up to date."""

    help = "Proposes price levels as a percentile of what settled care was billed at (docs/figures-files.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much of the past, which percentile, how many charges at least."""
        parser.add_argument("--months", type=int, default=24, help="how far back (24)")
        parser.add_argument("--percentile", type=int, default=80, choices=range(1, 101), metavar="1..100")
        parser.add_argument("--least", type=int, default=20, help="fewer charges propose nothing (20)")
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, help="first day of the levels (today)")

    def handle(self, *, months: int, percentile: int, least: int, from_on: date | None, **options: Any) -> None:
        """Prints how many proposals wait now."""
        now = timezone.now()
        made = 0
        for (country, benefit, currency), amounts in _most_used(past_charges(since=add_months(now.date(), -months))):
            if len(amounts) >= least:
                proposal = propose_level(
                    country=country,
                    benefit=benefit,
                    currency=currency,
                    amounts=amounts,
                    percent=percentile,
                    from_on=from_on or now.date(),
                    by=None,
                    now=now,
                )
                made += proposal is not None
        self.stdout.write(f"{made} price levels proposed; accept or refuse them on the desk.")


def _most_used(charges: Any) -> list[Any]:
    """One currency for each country and benefit: the one most bills are written in."""
    ordered = sorted(charges.items(), key=lambda one: len(one[1]))
    return list(
        {
            (country, benefit): ((country, benefit, currency), amounts)
            for (country, benefit, currency), amounts in ordered
        }.values()
    )
