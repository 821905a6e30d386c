"""Whose they are: what the tests that try every address know of everything that belongs to Ana."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.members.models import Person, User

ILLNESS = "glioblastoma"
WORDS = f"Because of the {ILLNESS}."
SURGERY = "hosp_outpatient_surgery_doctor_fee"
Made = dict[str, Any]


@dataclass
class Owned:
    """Ids by the name that a route gives them, for each stage of `tests.addresses.OWNED`, and for the desk."""

    ana: Person
    now: datetime
    eva: User
    stages: dict[str, Made] = field(default_factory=dict)
    desk: Made = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Ana's account."""
        assert self.ana.user
        return self.ana.user
