"""What a browser sends and shows: the fields of the claim forms, and a page read as a person would."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from claims.models import Claim

EXPENSE = {
    "benefit": "gp_consultation",
    "service_on_day": "2",
    "service_on_month": "11",
    "service_on_year": "2026",
    "charged": "100.00",
    "currency": "USD",
    "quantity": "1",
    "provider_name": "Dr Achieng",
    "country": "KE",
}


def expense(**fields: str) -> dict[str, str]:
    """One expense as typed: 100 dollars at a general practitioner in Kenya."""
    return {**EXPENSE, **fields}


def expenses(*lines: dict[str, str], **management: str) -> dict[str, str]:
    """The whole form of the expenses page."""
    typed = {f"line-{n}-{name}": value for n, line in enumerate(lines) for name, value in line.items()}
    count = {"line-TOTAL_FORMS": str(len(lines)), "line-INITIAL_FORMS": "0"}
    return {**count, **typed, **management}


def page(name: str, claim: Claim, **ids: Any) -> str:
    """The address of one of a claim's pages."""
    return reverse(f"claims:{name}", kwargs={"claim_id": claim.pk, **ids})


def send(client: Client, claim: Claim, /, **fields: str) -> HttpResponse:
    """Confirm the check page as it stands now."""
    claim.refresh_from_db()
    return client.post(page("check", claim), {"checked": claim.changed_at.isoformat(), "true": "on", **fields})


class Page(HTMLParser):
    """A page's controls by name, texts by id, links of the error summary, and whole text."""

    VOID = {"input", "br", "img", "link", "meta", "hr", "col", "rect", "path", "use", "circle", "line"}

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.controls: dict[str, dict[str, str]] = {}
        self.texts: dict[str, str] = {}
        self.summary: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"input", "select", "textarea"} and "name" in given and given["name"] != "csrfmiddlewaretoken":
            described = [around.get("aria-describedby", "") for name, around in self._open if name == "fieldset"]
            given["described"] = " ".join([given.get("aria-describedby", ""), *described])
            if given.get("type") != "radio" or "checked" in given or given["name"] not in self.controls:
                self.controls[given["name"]] = given
            self._select = given["name"] if tag == "select" else ""
        if tag == "option" and "selected" in given:
            self.controls[self._select]["value"] = given["value"]
        if tag == "a" and any("data-error-summary" in around for _tag, around in self._open):
            self.summary.append((given["href"], ""))
        if tag not in self.VOID:
            self._open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # only icons are written so

    def handle_endtag(self, tag: str) -> None:
        while any(tag == each for each, _ in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag, around in self._open:
            if "id" in around:
                self.texts[around["id"]] = self.texts.get(around["id"], "") + data
            if tag == "textarea":
                self.controls[around["name"]]["value"] = data
        if any("data-error-summary" in around for _tag, around in self._open) and self._open[-1][0] == "a":
            href, words = self.summary[-1]
            self.summary[-1] = (href, words + data)

    def says_at(self, name: str) -> str:
        """What is read out with the control `name`: hint and error."""
        return " ".join(self.texts.get(each, "") for each in self.controls[name]["described"].split())

    def value(self, name: str) -> str:
        """What stands in the control."""
        return self.controls[name].get("value", "")


def assert_error(response: Any, control: str, words: str) -> Page:
    """The error stands beside its control, the control says it is wrong, and the summary leads there."""
    assert response.status_code == 200
    shown = Page(response)
    assert words in shown.says_at(control)
    if shown.controls[control].get("type") != "radio":  # of radios, only the group may be invalid
        assert shown.controls[control].get("aria-invalid") == "true"
    links = {href for href, said in shown.summary if words in said}
    assert links, (words, shown.summary)
    assert links <= {f"#{each['id']}" for each in shown.controls.values() if "id" in each}, "the link leads nowhere"
    return shown
