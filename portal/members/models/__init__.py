"""The tables of the room, one file per noun."""

from portal.members.models.activation import TRIES_PER_CODE, ActivationCode, ResetRequest, Tries
from portal.members.models.audit import AuditEntry
from portal.members.models.bank import BankAccount
from portal.members.models.cover import Enrolment, SalaryFigure
from portal.members.models.devices import Device
from portal.members.models.entrance import (
    CodeRequest,
    EmailChange,
    Entrance,
    FactorReset,
    IdentityCheck,
    Recovery,
)
from portal.members.models.family import Family, Person, PostalAddress
from portal.members.models.permission import ComingOfAge, FamilyPermission, Purpose
from portal.members.models.user import User

__all__ = [
    "TRIES_PER_CODE",
    "ActivationCode",
    "AuditEntry",
    "BankAccount",
    "CodeRequest",
    "ComingOfAge",
    "Device",
    "EmailChange",
    "Enrolment",
    "Entrance",
    "FactorReset",
    "Family",
    "FamilyPermission",
    "IdentityCheck",
    "Person",
    "PostalAddress",
    "Purpose",
    "Recovery",
    "ResetRequest",
    "SalaryFigure",
    "Tries",
    "User",
]
