"""Said at start: whether the file of offices can be used."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from portal.help.offices import OfficesError, offices


@register()
def offices_can_be_read(**_options: Any) -> list[CheckMessage]:
    """One error for a file that is wrong."""
    try:
        offices()
    except OfficesError as problem:
        return [
            Error(str(problem), hint="OFFICES_FILE names a file like portal/help/data/offices.yaml.", id="help.E001")
        ]
    return []
