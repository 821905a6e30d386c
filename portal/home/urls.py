"""The address of the first page; it has no namespace, so that settings and every room can name it `home`."""

from django.urls import path

from portal.home import views

urlpatterns = [path("", views.home, name="home")]
