"""Addresses of the provider list."""

from django.urls import path

from providers.models import ProviderRequest
from providers.views import finding, page, telling

app_name = "providers"
Kind = ProviderRequest.Kind

urlpatterns = [
    path("providers/", finding.search, name="search"),
    path("providers/suggestions/", finding.suggestions, name="suggestions"),
    path("providers/names/", finding.names, name="names"),
    path("providers/here/", finding.here, name="here"),
    path("providers/requests/", telling.requests, name="requests"),
    path("providers/direct/", telling.tell, {"kind": Kind.DIRECT}, name="ask_direct"),
    path("providers/suggest/", telling.tell, {"kind": Kind.NETWORK}, name="suggest_provider"),
    path("providers/<uuid:provider_id>/", page.provider, name="provider"),
    path("providers/<uuid:provider_id>/wrong/", telling.tell, {"kind": Kind.WRONG}, name="wrong"),
    path("providers/<uuid:provider_id>/direct/", telling.tell, {"kind": Kind.DIRECT}, name="ask_direct_here"),
    path("providers/<uuid:provider_id>/suggest/", telling.tell, {"kind": Kind.NETWORK}, name="suggest_here"),
]
