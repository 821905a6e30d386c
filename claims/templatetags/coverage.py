"""The coverage book in templates. Load with `{% load coverage %}`."""

from django import template

register = template.Library()


@register.filter
def plain(name: str) -> str:
    """A name of the plan file as words: `first_purchase` is “first purchase”."""
    return name.replace("_", " ")
