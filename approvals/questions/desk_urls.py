"""Addresses of the conversations at the consultant's desk."""

from django.urls import path

from approvals.questions.views import desk

app_name = "confidence"

urlpatterns = [
    path("", desk.questions, name="questions"),
    path("<uuid:question_id>/", desk.question, name="question"),
    path("<uuid:question_id>/documents/<uuid:document_id>/", desk.document, name="document"),
]
