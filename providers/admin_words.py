"""Everyday words of specialities: what “skin doctor” means, word by word and language by language."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.members.desk import colleague
from providers.desk_frame import desk_page
from providers.everyday import WordRefused, add_word, everyday_words, withdraw_word
from providers.models import WordChange
from providers.network_forms import SpecialityForm, WordForm, language_choices
from providers.specialities import SPECIALITIES

SHOWN = 50


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """Choose a speciality; see, add and withdraw its words."""
    form = WordForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        told = form.cleaned_data
        act = add_word if told.pop("act") == WordChange.Act.ADDED else withdraw_word
        try:
            act(**told, by=colleague(request), now=timezone.now())
        except WordRefused as refused:
            form.add_error("word", str(refused.message))
        else:
            messages.success(request, _("Done. Searches follow this from now on."))
            return redirect(f"{reverse('admin:providers_words')}?speciality={told['speciality']}")
    asked = (form.data if form is not None else request.GET).get("speciality", "")
    chosen = SpecialityForm({"speciality": asked} if asked else None)
    code = asked if chosen.is_bound and chosen.is_valid() else ""
    context = {"choose": chosen, **(_of(code, form) if code else {})}
    is_wrong = bool((form and form.errors) or (chosen.is_bound and chosen.errors))
    return desk_page(request, "words", _("Everyday words of specialities"), context, status=422 if is_wrong else 200)


def _of(code: str, form: WordForm | None) -> dict[str, object]:
    """A speciality's words by language, who changed what, and the form for one more."""
    known, one = everyday_words()[code], SPECIALITIES[code]
    adding = form if form is not None and form.data.get("act") != WordChange.Act.WITHDRAWN else None
    names = dict(language_choices())
    return {
        "code": code,
        "languages": [(language, names[language], one.name(language), some) for language, some in known.items()],
        "form": adding or WordForm(initial={"speciality": code, "act": WordChange.Act.ADDED.value}),
        "refused": form.errors.get("word") if form is not None and adding is None else None,
        "changes": WordChange.objects.filter(speciality=code).select_related("by")[:SHOWN],
    }
