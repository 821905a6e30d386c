"""Addresses of the provider list."""

from django.urls import path

from providers.views import finding, page

app_name = "providers"

urlpatterns = [
    path("providers/", finding.search, name="search"),
    path("providers/suggestions/", finding.suggestions, name="suggestions"),
    path("providers/here/", finding.here, name="here"),
    path("providers/<uuid:provider_id>/", page.provider, name="provider"),
]
