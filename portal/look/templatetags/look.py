"""What templates need to speak and look alike. Load with `{% load look %}`; see docs/look.md."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.look import icons, states, waterfall, words

register = template.Library()

LOW = Decimal("0.15")  # below this share of a ceiling the bar warns


@register.filter
def money(amount: Decimal | int | str | None, currency: str) -> str:
    """`{{ amount|money:currency }}`: the amount with its currency, kept together and left to right; empty for None."""
    plain = money_text(amount, currency)
    return format_html('<bdi class="money">{}</bdi>', plain) if plain else ""


@register.filter
def money_text(amount: Decimal | int | str | None, currency: str) -> str:
    """The same as plain text, for titles, mails and attributes."""
    if amount is None or amount == "":
        return ""
    try:
        return words.money(Decimal(str(amount)), str(currency))
    except InvalidOperation:
        return ""


@register.filter
def less(amount: Decimal, currency: str) -> str:
    """`−22.48 USD` as text: an amount taken away, with a real minus sign, which screen readers say."""
    return f"\u2212{money_text(amount, currency)}"


@register.filter
def longdate(day: date | None) -> str:
    """`{{ day|longdate }}`: the date written out; empty for None."""
    return words.long_date(day) if day else ""


@register.filter
def longmoment(moment: datetime | None) -> str:
    """`{{ moment|longmoment }}`: date and time written out; empty for None."""
    return words.long_moment(moment) if moment else ""


@register.filter
def isoday(day: date | None) -> str:
    """The date, or the moment to the minute, for a `datetime` attribute."""
    if isinstance(day, datetime):
        return day.isoformat(timespec="minutes")
    return day.isoformat() if day else ""


@register.simple_tag
def icon(name: str, size: int = 20, css_class: str = "") -> SafeString:
    """`{% icon "check" %}`: a Lucide icon, hidden from screen readers, so words must stand beside it."""
    return icons.svg(str(name), int(size), str(css_class))


@register.simple_tag
def badge(state: Any, text: str = "", tone: str = "") -> SafeString:
    """`{% badge claim.state %}`: a state in its words and tone.

    `state` is a choice with `.label`, or a plain word of `portal.look.states.TONES`; `text` and `tone`
    (neutral, info, success, warning, danger) say it differently.
    """
    shown = states.badge(state, text=str(text), tone=str(tone))
    return format_html('<span class="badge badge-{}">{}{}</span>', shown.tone, icons.svg(shown.icon, 14), shown.text)


@register.inclusion_tag("look/waterfall.html", name="waterfall")
def draw_waterfall(steps: Iterable[waterfall.Step], heading_id: str = "") -> dict[str, Any]:
    """`{% waterfall steps %}`: steps are `portal.look.waterfall.Step`, first billed, last paid."""
    return {"bars": waterfall.bars(steps), "heading_id": heading_id}


@register.filter
def number(amount: Decimal | int | None) -> str:
    """A plain number in the active language; empty for None."""
    return "" if amount is None else words.number(amount)


@register.filter
def kilometres(km: float) -> str:
    """`{{ km|kilometres }}`: a distance with its unit."""
    return words.kilometres(km)


@register.filter
def browser(user_agent: str | None) -> str:
    """Browser and system in words; empty when unknown."""
    return words.browser(user_agent or "")


@register.simple_tag
def share(left: Decimal | int, total: Decimal | int, reserved: Decimal | int | None = None) -> dict[str, Any]:
    """Widths in hundredths of what is left and, beside it, of what is reserved; whether little is left. For the eye."""
    part = min(max(Decimal(left) / Decimal(total), Decimal(0)), Decimal(1)) if total else Decimal(0)
    held = min(max(Decimal(reserved or 0) / Decimal(total), Decimal(0)), 1 - part) if total else Decimal(0)
    return {"width": f"{part * 100:.2f}", "low": part < LOW, "held": f"{held * 100:.2f}"}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's query string with `changes`, so that paging keeps a search. None takes a parameter away."""
    request = context.get("request")
    parameters = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = str(value)
    return parameters.urlencode()


@register.simple_tag
def control(field: BoundField, css_class: str = "") -> SafeString:
    """The field's control with the pack's class, and without a placeholder that only repeats the label."""
    attrs = dict(field.field.widget.attrs)
    classes = " ".join(filter(None, [str(attrs.get("class", "")), css_class or _control_class(field)]))
    extra: dict[str, Any] = {"class": classes} if classes else {}
    if "placeholder" in attrs:
        extra["placeholder"] = False  # the label and the hint say it, and stay when typing starts
    if field.form.errors:
        extra["autofocus"] = False  # the focus belongs to the error summary
    return field.as_widget(attrs=extra)


def _control_class(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)):
        return ""
    if isinstance(widget, forms.FileInput):
        return "file-input"
    return "select" if isinstance(widget, forms.Select) else "input"


@register.filter
def first_id(field: BoundField) -> str:
    """The id of the first control of a field: where the error summary jumps to."""
    widget = field.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def kind(field: BoundField) -> str:
    """How the pack lays a field out: check, options, group, password, file, select or text."""
    widget = field.field.widget
    match widget:
        case forms.CheckboxInput():
            return "check"
        case forms.RadioSelect() | forms.CheckboxSelectMultiple():
            return "options"
        case forms.PasswordInput():
            return "password"
        case forms.FileInput():
            return "file"
        case forms.SelectMultiple():
            return "text"
        case forms.Select():
            return "select"
    return "group" if widget.use_fieldset else "text"
