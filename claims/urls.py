"""Addresses of the claims pages; every id is random."""

from django.urls import path

from claims.views import (
    answering,
    confidence,
    downloads,
    drafting,
    expenses,
    history,
    phone,
    reading,
    settlement,
    stop_loss,
    uploading,
    verifying,
)

app_name = "claims"

urlpatterns = [
    path("claims/", history.history, name="history"),
    path("claims/look-for/", history.look_for, name="look_for"),
    path("claims/table/", history.table, name="table"),
    path("claims/statement/", downloads.order_statement, name="order_statement"),
    path("claims/new/", drafting.new, name="new"),
    path("claims/without-connection/", phone.page, name="phone"),
    path("claims/from-phone/", phone.take, name="phone_take"),
    path("claims/<uuid:claim_id>/from-phone/", phone.done, name="phone_done"),
    path("claims/<uuid:claim_id>/", reading.status, name="status"),
    *uploading.PAGES.patterns("claims/<uuid:claim_id>/documents/"),
    path("claims/<uuid:claim_id>/documents/expenses/", uploading.uses, name="document_uses"),
    path("claims/<uuid:claim_id>/documents/<uuid:document_id>/", reading.document, name="document"),
    path("claims/<uuid:claim_id>/lines/", expenses.lines, name="lines"),
    path("claims/<uuid:claim_id>/lines/suggestions/", expenses.suggestions, name="suggestions"),
    path("claims/<uuid:claim_id>/check/", drafting.check, name="check"),
    path("claims/<uuid:claim_id>/discard/", drafting.discard, name="discard"),
    path("claims/<uuid:claim_id>/confidential/", confidence.keep, name="keep"),
    path("claims/<uuid:claim_id>/more/", answering.more, name="more"),
    path("claims/<uuid:claim_id>/note/", reading.note, name="note"),
    path("claims/<uuid:claim_id>/settlements/<uuid:settlement_id>/", settlement.settlement, name="settlement"),
    path("claims/<uuid:claim_id>/settlements/<uuid:settlement_id>/note/", settlement.note, name="settlement_note"),
    path(
        "claims/<uuid:claim_id>/settlements/<uuid:settlement_id>/package/",
        downloads.order_package,
        name="order_package",
    ),
    path("downloads/<uuid:download_id>/", downloads.download, name="download"),
    path("downloads/<uuid:download_id>/file/", downloads.file, name="download_file"),
    path("check/<uuid:seal>/", verifying.verify, name="verify"),
    path("stop-loss/<uuid:settlement_id>/", stop_loss.stop_loss, name="stop_loss"),
    path("stop-loss/<uuid:settlement_id>/note/", stop_loss.note, name="stop_loss_note"),
]
