"""Behaviour in a PDF that an invoice never needs, found in its objects and refused with its own sentence.

This is a courtesy, so that nobody gets a silently changed document. Safety does not rest on it: what is served is
rebuilt from page content, and a behaviour this module does not know is left behind there.
"""

from typing import Any

import pikepdf

from portal.vault.unfit import Unfit

KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/XFA": "live_form",
    "/Collection": "attachment",
    "/RichMediaContent": "media",
    "/RichMediaSettings": "media",
    "/3DD": "media",
}
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "script",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
    "/GoTo3DView": "media",
    "/GoToE": "attachment",
}
SUBTYPES = {"/RichMedia": "media", "/Movie": "media", "/Sound": "media", "/Screen": "media", "/3D": "media"}
# Electronic invoices carry their figures a second time as XML, under these names (Factur-X, ZUGFeRD, XRechnung).
# The attachment is left behind; the pages are the invoice.
INVOICE_DATA = {"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml"}
DEPTH = 60


def refuse_activity(item: Any, depth: int = 0) -> None:
    """Look through one object and its direct children. Raises Unfit: script, attachment, live_form, media."""
    if depth > DEPTH:
        raise Unfit("too_complex")
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    if isinstance(item, pikepdf.Dictionary):
        entries = dict(item.items())
        _refuse_dictionary(entries)
        children = list(entries.values())
    elif isinstance(item, pikepdf.Array):
        children = list(item)
    else:
        return
    for child in children:
        # Children with a number of their own come by themselves.
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            refuse_activity(child, depth + 1)


def _refuse_dictionary(item: dict[str, Any]) -> None:
    for key in KEYS.keys() & item.keys():
        raise Unfit(KEYS[key])
    if code := ACTIONS.get(_name(item.get("/S"))) or SUBTYPES.get(_name(item.get("/Subtype"))):
        raise Unfit(code)
    if "/EF" in item and _file_name(item).lower() not in INVOICE_DATA:
        raise Unfit("attachment")


def _name(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _file_name(item: dict[str, Any]) -> str:
    name = item.get("/UF", item.get("/F"))
    return str(name) if isinstance(name, pikepdf.String) else ""
