"""Addresses of accounts; signing in and out, passwords and second factors are allauth's."""

from django.urls import path

from portal.members import bank_views, views

app_name = "members"
urlpatterns = [
    path("activate/", views.activation, name="activate"),
    path("activate/password/", views.activation_password, name="activate_password"),
    path("account/", views.account, name="account"),
    path("account/readers/", views.readers_of_mine, name="readers"),
    path("account/bank/", bank_views.bank_details, name="bank_details"),
    path("account/bank/change/", bank_views.change_bank_details, name="change_bank_details"),
    path("account/stay/", views.stay, name="stay"),
]
