"""Files that arrive in parts, whatever they are for: the talk with the page's script, in JSON."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.attachments.forms import PartsForm
from portal.vault import parts
from portal.vault.uploads import Refused

CHUNK = 64 * 1024
# A refused file is an answer like another: with a status of 400 and more, browsers would note an error.
NO_ROOM, UNFIT, LOST_STEP, GONE = 503, 200, 409, 410


@dataclass(frozen=True)
class Refusals:
    """What a room raises: `sent` when its draft takes no files any more, `missing` rows, `refused` with a `message`."""

    sent: type[Exception]
    missing: tuple[type[Exception], ...]
    refused: type[Exception]


def answered(act: Callable[[], HttpResponseBase], known: Refusals, *, leave: str) -> HttpResponseBase:
    """The act's answer, or what its refusal says. `leave` is where to go when the draft takes no more files."""
    try:
        return act()
    except known.sent:
        return gone(leave)
    except known.missing:
        return JsonResponse({"error": _("This upload is no longer here. Choose the file again.")}, status=404)
    except parts.OutOfStep as problem:
        return JsonResponse({"offset": problem.offset}, status=LOST_STEP)
    except Refused as refusal:
        full = refusal.code == "storage_full"
        return JsonResponse({"error": str(refusal.message)}, status=NO_ROOM if full else UNFIT)
    except known.refused as refusal:
        return JsonResponse({"error": str(getattr(refusal, "message", refusal))}, status=UNFIT)


def gone(leave: str) -> HttpResponse:
    """The draft was sent: its page is where to go."""
    return JsonResponse({"leave": leave}, status=GONE)


def begin(
    request: HttpRequest,
    *,
    about: UUID,
    by: str,
    receipt_of: Callable[[str], str | None],
    addresses: Callable[[UUID], Mapping[str, str]],
) -> HttpResponse:
    """Where to send the parts of this file, and from which byte on; or that it is here already.

    `receipt_of` knows the files that are here by the sender's own name, `addresses` gives part and finish.
    `by` names the sender.
    """
    form = PartsForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("Something of this file was lost on the way. Choose it again.")}, status=UNFIT)
    facts = form.cleaned_data
    if receipt := receipt_of(facts["client_key"]):
        return JsonResponse({"receipt": receipt})
    upload = parts.begin(about=about, by=by, now=timezone.now(), **facts)
    return JsonResponse({"offset": upload.arrived, "most": parts.PART_BYTES, **addresses(upload.pk)})


def add(request: HttpRequest, *, about: UUID, upload_id: UUID, by: str) -> HttpResponse:
    """One part: the body, from the byte that the header Upload-Offset names."""
    upload = parts.of(upload_id, about=about, by=by)
    offset, length = request.headers.get("Upload-Offset", ""), request.META.get("CONTENT_LENGTH") or "0"
    if not offset.isdecimal() or len(offset) > 12:
        raise parts.OutOfStep(upload.arrived)
    if not length.isdecimal() or int(length) > parts.PART_BYTES:
        return JsonResponse({"most": parts.PART_BYTES}, status=413)
    arrived = parts.add_part(upload=upload, offset=int(offset), chunks=_chunks(request), now=timezone.now())
    return JsonResponse({"offset": arrived})


def drop(*, about: UUID, upload_id: UUID, by: str) -> HttpResponse:
    """The member does not want to send it after all."""
    parts.forget(parts.of(upload_id, about=about, by=by))
    return JsonResponse({})


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes over the line, a little at a time."""
    return iter(partial(request.read, CHUNK), b"")
