"""The tables of the room, one file per noun."""

from portal.members.models.activation import TRIES_PER_CODE, ActivationCode, ResetRequest, Tries
from portal.members.models.audit import AuditEntry
from portal.members.models.bank import BankAccount
from portal.members.models.cover import Enrolment, SalaryFigure
from portal.members.models.family import Family, Person, PostalAddress
from portal.members.models.user import User

__all__ = [
    "TRIES_PER_CODE",
    "ActivationCode",
    "AuditEntry",
    "BankAccount",
    "Enrolment",
    "Family",
    "Person",
    "PostalAddress",
    "ResetRequest",
    "SalaryFigure",
    "Tries",
    "User",
]
