"""Addresses of accounts; signing in and out, passwords and second factors are allauth's."""

from django.urls import path

from portal.members import bank_views, device_views, entrance_views, views
from portal.members.family import urls as family

app_name = "members"
urlpatterns = [
    *family.urlpatterns,
    path("activate/", views.activation, name="activate"),
    path("activate/password/", views.activation_password, name="activate_password"),
    path("activate/new-code/", entrance_views.renew_code, name="renew_code"),
    path("activate/new-code/asked/", entrance_views.code_asked, name="code_asked"),
    path("cannot-get-in/", entrance_views.cannot_get_in, name="cannot_get_in"),
    path("account/email/", entrance_views.email, name="email"),
    path("account/email/confirm/<str:token>/", entrance_views.confirm_email, name="confirm_email"),
    path("account/email/stop/<str:token>/", entrance_views.stop_email, name="stop_email"),
    path("account/", views.account, name="account"),
    path("account/readers/", views.readers_of_mine, name="readers"),
    path("account/bank/", bank_views.bank_details, name="bank_details"),
    path("account/bank/change/", bank_views.change_bank_details, name="change_bank_details"),
    path("account/devices/", device_views.devices_of_mine, name="devices"),
    path("account/password-strength/", device_views.password_strength, name="password_strength"),
    path("account/stay/", views.stay, name="stay"),
    path("account/timed-out/", views.timed_out, name="timed_out"),
]
