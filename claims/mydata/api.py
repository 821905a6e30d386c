"""The API: a member's own settlements as FHIR R4B, for who holds her token. Described on the page `mydata:api`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import Field

from claims.fhir import as_it_stands, as_json
from claims.mydata import tokens
from claims.mydata.bundle import bundle, settlements_of, trouble
from claims.mydata.models import AccessToken
from portal.members import limits
from portal.members.addresses import source_of

PER_TOKEN = limits.Limit("api.token", most=120, window=timedelta(minutes=1))
WRONG = limits.Limit("api.wrong", most=30, window=timedelta(minutes=10))
KIND = "application/fhir+json"


class TooOften(HttpError):
    """More requests than anybody's program needs."""

    def __init__(self) -> None:
        super().__init__(429, "Too many requests. Try again in a minute.")


class TokenAuth(HttpBearer):
    """`Authorization: Bearer mpt_…`. Guesses are counted by where they come from."""

    def authenticate(self, request: HttpRequest, token: str) -> AccessToken | None:
        """The token, or None. Raises TooOften."""
        now, guess = timezone.now(), [(WRONG, source_of(request))]
        if not limits.spend(guess, now=now):
            raise TooOften
        found = tokens.token_for(secret=token, now=now)
        if found is None:
            return None
        limits.give_back(guess)
        if not limits.spend([(PER_TOKEN, str(found.pk))], now=now):
            raise TooOften
        return found


api = NinjaAPI(urls_namespace="api", auth=TokenAuth(), docs_url=None, openapi_url=None)


class Wanted(Schema):
    """What may be asked for. `patient` is the id in a resource's `patient`, without `urn:uuid:`."""

    patient: UUID | None = None
    count: int = Field(20, alias="_count", ge=1, le=100)
    offset: int = Field(0, alias="_offset", ge=0, le=1_000_000)


@api.get("/ExplanationOfBenefit")
def explanations(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """The settlements, newest first, as a searchset; replaced ones are marked as cancelled."""
    token, now = _token(request), timezone.now()
    found = settlements_of(token.user, on=now.date(), patient=wanted.patient)
    total = found.count()
    page = list(found[wanted.offset : wanted.offset + wanted.count])
    tokens.note_use(token=token, count=len(page), now=now, request=request)
    return _answer(bundle(page, total=total, links=_links(request, wanted, total)))


@api.get("/ExplanationOfBenefit/{settlement_id}")
def explanation(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """One settlement."""
    token, now = _token(request), timezone.now()
    settlement = settlements_of(token.user, on=now.date()).filter(pk=settlement_id).first()
    tokens.note_use(token=token, count=int(settlement is not None), now=now, request=request)
    if settlement is None:
        raise HttpError(404, "There is no such settlement.")
    return _answer(as_it_stands(settlement))


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    code = {404: "not-found", 429: "throttled"}.get(refusal.status_code, "processing")
    return _answer(trouble(code, str(refusal)), status=refusal.status_code)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, refusal: Any) -> HttpResponse:
    answer = _answer(trouble("login", "This token is unknown, expired or revoked."), status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, refusal: Any) -> HttpResponse:
    names = sorted({str(error["loc"][-1]) for error in refusal.errors})
    return _answer(trouble("value", f"Not understood: {', '.join(names)}."), status=400)


def _token(request: HttpRequest) -> AccessToken:
    token: AccessToken = request.auth  # type: ignore[attr-defined]
    return token


def _links(request: HttpRequest, wanted: Wanted, total: int) -> dict[str, str]:
    def at(offset: int) -> str:
        asked = {"_count": wanted.count, "_offset": offset}
        if wanted.patient:
            asked["patient"] = str(wanted.patient)  # type: ignore[assignment]
        return request.build_absolute_uri(f"{request.path}?{urlencode(asked)}")

    links = {"self": at(wanted.offset)}
    if wanted.offset:
        links["previous"] = at(max(wanted.offset - wanted.count, 0))
    if wanted.offset + wanted.count < total:
        links["next"] = at(wanted.offset + wanted.count)
    return links


def _answer(resource: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(as_json(resource), status=status, content_type=KIND)
