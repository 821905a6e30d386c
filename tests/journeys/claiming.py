"""The way from the activation letter to a sent claim, step by step, for any visitor in any language."""

from datetime import date

from tests.journeys import papers
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

DAY = date(2026, 11, 2)


def activate(visitor: Visitor, *, number: str, born_on: date, code: str) -> None:
    """With the code from the e-mail, typed without dashes and in small letters; ends on the member's home."""
    visitor.follow("Activate your account")
    visitor.press("Continue")
    assert len(visitor.errors()) == 3
    day = {"born_on_day": str(born_on.day), "born_on_month": str(born_on.month), "born_on_year": str(born_on.year)}
    visitor.fill({"reference": number, **day, "code": code.replace("-", "").lower()})
    visitor.press("Continue")
    visitor.fill({"password1": PASSWORD, "password2": PASSWORD})
    visitor.press("Activate and sign in")
    assert visitor.path == "/"


def begin(visitor: Visitor) -> None:
    """From home to the documents of a new claim for the first person offered."""
    visitor.follow("Send a claim")
    visitor.press("Continue")
    assert visitor.path.endswith("/documents/")


def add_documents(visitor: Visitor) -> None:
    """A photo together with a wrong file, then a PDF: the good ones stay, the wrong one is told."""
    visitor.attach(papers.wrong(), papers.photo())
    if visitor.scripts:
        arrived(visitor, "IMG_2041.jpg")
        row = visitor.page.locator("li.sending").filter(has_text="scan.jpg")
        assert (
            visitor.words("This is not a PDF or a photo. You can send PDF, JPEG, PNG and HEIC files.")
            in row.inner_text()
        )
    else:
        visitor.press("Add documents")
        (problem,) = visitor.errors()
        assert "scan.jpg" in problem
        assert "scan.jpg" in visitor.page.locator("main form .error").inner_text()
    assert names(visitor) == ["IMG_2041.jpg"]
    visitor.look()
    visitor.attach(papers.pharmacy())
    if visitor.scripts:
        arrived(visitor, "receipt.pdf")
    else:
        visitor.press("Add these too")
    assert names(visitor) == ["IMG_2041.jpg", "receipt.pdf"]
    visitor.follow("Continue")


def arrived(visitor: Visitor, name: str) -> None:
    """Wait until that file is safely here and nothing else is on its way."""
    visitor.page.locator("section a.file-name").filter(has_text=name).wait_for()
    under_way = visitor.page.locator(".sending progress:visible")
    while under_way.count():
        under_way.first.wait_for(state="hidden")


def names(visitor: Visitor) -> list[str]:
    """The documents that are safely here."""
    return visitor.page.locator("section a.file-name").all_inner_texts()


def expense(number: int, benefit: str, charged: str, **more: str) -> dict[str, str]:
    """What is typed for one expense."""
    typed = {
        "benefit": benefit,
        **day("service_on", DAY),
        "charged": charged,
        "currency": "USD",
        "provider_name": "Aga Khan Hospital",
        **more,
    }
    return {f"line-{number}-{name}": value for name, value in typed.items()}


def day(name: str, on: date) -> dict[str, str]:
    """A date in its three boxes."""
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def write_expenses(visitor: Visitor) -> None:
    """A visit of 100 USD and medicine of 5,000 KES; an amount in letters and a day to come on the first try."""
    visitor.fill(expense(0, "gp_consultation", "one hundred"))
    visitor.press("Add another expense")
    assert visitor.page.evaluate("document.activeElement === [...document.querySelectorAll('fieldset.group')].pop()")
    medicine = expense(1, "rx_general", "5 000", currency="KES", provider_name="Goodlife Pharmacy")
    visitor.page.locator("fieldset.group").nth(1).locator("summary").click()
    visitor.fill({**medicine, "line-1-service_on_year": "2027"})
    visitor.fill({f"line-1-{name}": value for name, value in day("prescribed_on", date(2026, 10, 28)).items()})
    visitor.press("Save and check")
    amount, future = visitor.errors()
    assert visitor.page.title().startswith(visitor.words("Please check:"))
    assert amount.startswith(visitor.words("Expense %(number)s", number=1))
    assert visitor.words("Write the amount in figures, like 1234.50.") in amount
    assert visitor.words("This date is in the future.") in future
    visitor.page.locator("[data-error-summary] a").first.click()
    assert visitor.page.evaluate("document.activeElement.name") == "line-0-charged"
    visitor.fill({"line-0-charged": "100.00", "line-1-service_on_year": "2026"})
    visitor.press("Save and check")
    assert visitor.path.endswith("/check/")


def check_and_send(visitor: Visitor, *, twice: bool = False) -> None:
    """Not without confirming; then with a click, or a double one."""
    visitor.press("Send the claim")
    assert len(visitor.errors()) == 1
    visitor.field("true").check()
    visitor.press("Send the claim", twice=twice)
    assert visitor.words("Your claim is safely with us") in visitor.text
