"""Invented data for the style guide: a claim that was cut in every way."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator

from portal.look.waterfall import Step

D = Decimal


def context() -> dict[str, Any]:
    """Everything the style guide shows besides its forms."""
    return {
        "states": ["draft", "sent", "deciding", "needs_documents", "paid", "refused"],
        "tones": ["info", "success", "warning", "danger"],
        "milestones": milestones(),
        "waterfall_steps": waterfall_steps(),
        "rows": [
            {"label": "Patient", "value": "Mira Okafor", "change": "#check"},
            {"label": "Date of treatment", "value": "3 November 2026", "change": "#check"},
            {"label": "Doctor or clinic", "value": "Riverside Medical Centre, Nairobi", "change": "#check"},
        ],
        "claim_steps": ["Documents", "Lines", "Check"],
        "sample_page": Paginator(range(60), 20).page(2),
        "balances": [
            {"label": "Glasses and lenses", "left": D("412.50"), "total": D("500.00"), "currency": "USD"},
            {"label": "Dental care", "left": D("90.00"), "total": D("1000.00"), "currency": "USD"},
            {"label": "Physiotherapy sessions", "left": 47, "total": 60, "currency": ""},
        ],
        "claims": [
            {
                "what": "Visit to a doctor",
                "on": date(2026, 11, 3),
                "billed": D("12000"),
                "paid": D("60.00"),
                "state": "paid",
            },
            {"what": "Medicines", "on": date(2026, 11, 9), "billed": D("4350"), "paid": None, "state": "deciding"},
        ],
    }


def milestones() -> list[dict[str, Any]]:
    """A claim under way."""
    return [
        {"label": "Sent", "state": "done", "at": date(2026, 11, 16), "sentence": "3 documents, 2 lines."},
        {"label": "Documents read", "state": "done", "at": date(2026, 11, 16)},
        {"label": "We need a prescription", "state": "problem", "sentence": "Please add it to the second line."},
        {"label": "A person looks at it", "state": "current", "promised": date(2026, 11, 19), "is_late": True},
        {"label": "Decision", "state": "upcoming", "promised": date(2026, 11, 27)},
        {"label": "Payment", "state": "upcoming"},
    ]


def waterfall_steps() -> list[Step]:
    """A settlement with every kind of step; it sums."""
    return [
        Step("Billed", "What the clinic asked for.", D("21000"), "KES", "note"),
        Step("Converted", "At 129.25 KES for 1 USD, the rate of November 2026.", D("162.48"), "USD", "total"),
        Step(
            "Above the accepted level",
            "The accepted level for this care in Nairobi is 140.00 USD.",
            D("22.48"),
            "USD",
            "cut",
            bearer="You",
            clause="2.1",
            hint="Clinics with an agreement charge no more than the accepted level.",
        ),
        Step("Other insurer", "Your other insurance paid this part.", D("30.00"), "USD", "cut", "Other insurer", "4.3"),
        Step("Your share", "The plan pays 80% of this care.", D("22.00"), "USD", "cut", "You", "2.2"),
        Step("Stop-loss reached", "From here the plan pays your share too.", D("12.00"), "USD", "gain", clause="2.4"),
        Step("Paid to you", "By bank transfer.", D("100.00"), "USD", "paid"),
    ]
