"""The address of the first page; it has no namespace, so that settings and every room can name it `home`."""

from django.urls import path

from claims.views import home

urlpatterns = [path("", home.home, name="home")]
