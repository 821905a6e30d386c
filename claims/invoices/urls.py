"""Addresses of invoices: the provider's have a secret token, the member's random ids."""

from django.urls import path

from claims.invoices.views import adding, filling, reading

app_name = "invoices"

urlpatterns = [
    path("guarantees/<uuid:guarantee_id>/outcome/", reading.outcome, name="outcome"),
    path("verify/guarantee/<uuid:seal>/invoice/", filling.begin, name="begin"),
    path("provider-invoice/<str:token>/", filling.fill, name="fill"),
    *adding.PAGES.patterns("provider-invoice/<str:token>/documents/"),
    path("provider-invoice/<str:token>/check/", filling.check, name="check"),
]
