"""The page of payments that members read; on a claim they stand beside it."""

from django.urls import path

from claims.payments import views

app_name = "payments"
urlpatterns = [path("family/paid/", views.family_paid, name="family_paid")]
