"""Addresses of the member's conversations; every id is random."""

from django.urls import path

from approvals.questions.views import member

app_name = "questions"

urlpatterns = [
    path("medical-questions/", member.questions, name="list"),
    path("medical-questions/new/", member.new, name="new"),
    path("medical-questions/<uuid:question_id>/", member.one, name="question"),
    path("medical-questions/<uuid:question_id>/close/", member.close, name="close"),
    path("medical-questions/<uuid:question_id>/reopen/", member.reopen, name="reopen"),
    path("medical-questions/<uuid:question_id>/documents/<uuid:document_id>/", member.document, name="document"),
]
