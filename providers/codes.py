"""What columns of a provider may say: one code of a list, or several of it with a blank between them.

Read by processes that know no models (`providers.readers`): it imports none.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.specialities import SPECIALITIES

# ISO 639-1: what a provider's people may speak.
_LANGUAGES = """
af am ar as ay az be bg bi bn bs ca cs cy da de dv dz el en es et eu fa fi fj fo fr ga gl gn gu ha he hi hr ht hu hy id
ig is it ja ka kk km kn ko ku ky la lb lo lt lv mg mk ml mn mr ms mt my ne nl no ny om or pa pl ps pt qu rn ro ru rw sd
si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts ug uk ur uz vi wo xh yo zh zu
"""
LANGUAGES = frozenset(_LANGUAGES.split())


class Kind(models.TextChoices):
    """What a provider is."""

    HOSPITAL = "hospital", gettext_lazy("Hospital")
    CLINIC = "clinic", gettext_lazy("Clinic")
    PRACTICE = "practice", gettext_lazy("Medical practice")
    PHARMACY = "pharmacy", gettext_lazy("Pharmacy")
    LABORATORY = "laboratory", gettext_lazy("Laboratory or imaging centre")
    OPTICIAN = "optician", gettext_lazy("Optician")
    DENTIST = "dentist", gettext_lazy("Dental practice")
    SUPPLIER = "supplier", gettext_lazy("Medical supplier")


class Wheelchair(models.TextChoices):
    """Whether one gets in by wheelchair."""

    YES = "yes", gettext_lazy("Step-free throughout")
    LIMITED = "limited", gettext_lazy("Step-free in parts")
    NO = "no", gettext_lazy("Not step-free")


class CareKind(models.TextChoices):
    """Kinds of care that direct payment can be agreed for."""

    IN_PATIENT = "in_patient", gettext_lazy("Stay in hospital")
    OUT_PATIENT = "out_patient", gettext_lazy("Care without a stay")
    MATERNITY = "maternity", gettext_lazy("Pregnancy and birth")
    DENTAL = "dental", gettext_lazy("Teeth")
    OPTICAL = "optical", gettext_lazy("Glasses and lenses")
    MEDICINES = "medicines", gettext_lazy("Medicines")
    LABORATORY = "laboratory", gettext_lazy("Laboratory and imaging")


CARE = frozenset(CareKind.values)


def unknown(codes: str, known: Collection[str]) -> list[str]:
    """The codes that are not known, or stand twice."""
    given = codes.split()
    return [code for number, code in enumerate(given) if code not in known or code in given[:number]]


def check_specialities(codes: str) -> None:
    """Raises ValidationError unless each is a code of the list (`providers/data/specialities.yaml`)."""
    _check(codes, SPECIALITIES)


def check_languages(codes: str) -> None:
    """Raises ValidationError unless each is a language of ISO 639-1."""
    _check(codes, LANGUAGES)


def check_care(codes: str) -> None:
    """Raises ValidationError unless each is a kind of care."""
    _check(codes, CARE)


def _check(codes: str, known: Collection[str]) -> None:
    if wrong := unknown(codes, known):
        raise ValidationError(_("Not a code of this list: %(codes)s") % {"codes": ", ".join(wrong)})
