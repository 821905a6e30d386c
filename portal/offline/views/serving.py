"""What a phone asks for: the worker, the manifest, the page without a line, and what a member keeps."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.members.access import MemberRequest, member_required
from portal.offline import keeping, releasing
from portal.offline.everybody import for_everybody
from portal.offline.manifest import manifest as written
from portal.offline.pages import NO_LINE


@for_everybody
def worker(request: HttpRequest) -> HttpResponse:
    """The worker, for the whole portal although it is asked for as any other script."""
    return HttpResponse(releasing.script(), content_type="text/javascript")


@for_everybody
def manifest(request: HttpRequest) -> HttpResponse:
    """How the portal is installed."""
    return JsonResponse(written(), content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@for_everybody
def no_line(request: HttpRequest) -> HttpResponse:
    """The page that stands for every other one while there is no line."""
    return HttpResponse(NO_LINE.html())


@member_required
@require_safe
def kept(request: MemberRequest) -> HttpResponse:
    """What the signed-in member may keep on her phone, and the token with which its script may send."""
    told = keeping.to_keep(person=request.person, user=request.user, now=timezone.now())
    return JsonResponse({**told, "csrf": get_token(request)})


@csrf_exempt  # it changes nothing, needs no session, and is asked without cookies
@require_POST
def still(request: HttpRequest) -> HttpResponse:
    """Whether a kept copy may stay: true, false, or null for nobody knows."""
    return JsonResponse({"keep": keeping.still_counts(request.POST.get("word", ""), now=timezone.now())})
