"""What one does at the desk of sign-in: each act takes the checked form and calls one verb.

Each gets `form`, `person`, `by`, `now` and `request`; what `read_out` returns is the code, shown once.
"""

from typing import Any

from portal.members import activation, email_changes, recovery, returned_codes
from portal.members.activation import NoAccountForChildren, NoAddress, NoPostalAddress
from portal.members.email_changes import EmailRefused
from portal.members.entrance_forms import DeskEmailForm, IdentityForm, PermissionChoice
from portal.members.family import permissions
from portal.members.family.permissions import PermissionRefused
from portal.members.identity import IdentityRefused, check_identity
from portal.members.models import ActivationCode
from portal.members.recovery import RecoveryRefused
from portal.members.returned_codes import NoLetterOut
from portal.post.mail import UnusableAddress

REFUSALS = (
    PermissionRefused,
    IdentityRefused,
    RecoveryRefused,
    EmailRefused,
    NoAccountForChildren,
    NoAddress,
    NoPostalAddress,
    NoLetterOut,
    UnusableAddress,
)
SentBy = ActivationCode.SentBy


def identity(*, form: IdentityForm, **whose: Any) -> None:
    """Which questions were passed."""
    check_identity(passed=form.outcome(form.PASSED), failed=form.outcome(form.FAILED), **whose)


def send(*, form: Any, **whose: Any) -> None:
    """A code to the address we know."""
    recovery.give_code(sent_by=SentBy.MAIL, **whose)


def letter(*, form: Any, **whose: Any) -> None:
    """A code by post."""
    recovery.give_code(sent_by=SentBy.LETTER, **whose)


def read_out(*, form: Any, **whose: Any) -> str:
    """A code for the telephone."""
    return recovery.give_code(sent_by=SentBy.PHONE, **whose)


def end(*, form: Any, **whose: Any) -> None:
    """No code works any more. This needs no check: it lets nobody in."""
    activation.end_codes(**whose)


def returned(*, form: Any, **whose: Any) -> None:
    """The letter with the code came back."""
    returned_codes.letter_returned(**whose)


def email(*, form: DeskEmailForm, **whose: Any) -> None:
    """Another address."""
    told = form.cleaned_data
    email_changes.set_by_desk(new=told["email"], old_is_hers=not told["mailbox_lost"], **whose)


def factor(*, form: Any, **whose: Any) -> None:
    """The second factor is lost."""
    recovery.ask_factor_reset(**whose)


def agree(*, form: Any, **whose: Any) -> None:
    """A second colleague agrees."""
    recovery.agree_to_reset(**whose)


def end_permission(*, form: PermissionChoice, **whose: Any) -> None:
    """Nobody acts for her any more, or she for nobody, by that permission."""
    permissions.end_at_desk(permission_id=form.cleaned_data["permission"], **whose)
