"""Addresses of accounts; signing in and out, passwords and second factors are allauth's."""

from django.urls import path

from portal.members import views

app_name = "members"
urlpatterns = [
    path("activate/", views.activation, name="activate"),
    path("activate/password/", views.activation_password, name="activate_password"),
    path("account/", views.account, name="account"),
    path("account/readers/", views.readers_of_mine, name="readers"),
    path("account/stay/", views.stay, name="stay"),
]
