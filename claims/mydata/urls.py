"""Addresses of the pages about a member's own data."""

from django.urls import path

from claims.mydata import views

app_name = "mydata"
urlpatterns = [
    path("account/data/", views.data, name="data"),
    path("account/api/", views.api, name="api"),
    path("account/tokens/", views.tokens_of_mine, name="tokens"),
    path("account/tokens/new/", views.new_token, name="new_token"),
    path("account/tokens/<uuid:token_id>/end/", views.revoke, name="revoke_token"),
]
