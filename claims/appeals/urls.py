"""Addresses of the appeals; every id is random."""

from django.urls import path

from claims.appeals.views import drafting, expert, reading, reviewing, uploading

app_name = "appeals"

urlpatterns = [
    path("appeals/", reading.appeals, name="list"),
    path("appeals/new/<uuid:settlement_id>/", drafting.new, name="new"),
    path("appeals/new/<uuid:settlement_id>/<uuid:line_id>/", drafting.new, name="new"),
    path("appeals/new/<uuid:settlement_id>/<uuid:line_id>/<int:step>/", drafting.new, name="new"),
    path("appeals/<uuid:appeal_id>/", reading.appeal, name="appeal"),
    path("appeals/<uuid:appeal_id>/words/", drafting.words, name="words"),
    path("appeals/<uuid:appeal_id>/check/", drafting.check, name="check"),
    path("appeals/<uuid:appeal_id>/discard/", drafting.discard, name="discard"),
    path("appeals/<uuid:appeal_id>/notice/", reading.notice, name="notice"),
    *uploading.PAGES.patterns("appeals/<uuid:appeal_id>/documents/"),
    path("appeals/<uuid:appeal_id>/documents/<uuid:document_id>/", reading.document, name="document"),
    path("appeals/<uuid:appeal_id>/review/", reviewing.ask, name="review"),
    path("appeals/<uuid:appeal_id>/review/expert/", reviewing.expert, name="expert"),
    path("appeals/<uuid:appeal_id>/review/consent/", reviewing.agree_to_share, name="consent"),
    path("expert/<str:token>/", expert.documents, name="expert_documents"),
]
