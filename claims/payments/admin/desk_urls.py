"""Addresses of the finance desk."""

from django.urls import path

from claims.payments.admin import bank_files, desk, provider_accounts, receivables, runs

app_name = "money"

urlpatterns = [
    path("", desk.overview, name="overview"),
    path("proof/", desk.proof, name="proof"),
    path("payments/<uuid:payment_id>/again/", desk.again, name="again"),
    path("runs/prepare/", runs.prepare, name="prepare"),
    path("runs/<uuid:run_id>/", runs.shown, name="run"),
    path("runs/<uuid:run_id>/release/", runs.release, name="release"),
    path("runs/<uuid:run_id>/discard/", runs.discard, name="discard"),
    path("runs/<uuid:run_id>/file/", runs.fetch, name="fetch"),
    path("bank-files/", bank_files.upload, name="upload"),
    path("bank-files/<uuid:file_id>/", bank_files.shown, name="bank_file"),
    path("bank-files/<uuid:file_id>/book/", bank_files.book, name="book"),
    path("bank-lines/<uuid:line_id>/handled/", bank_files.handled, name="handled"),
    path("receivables/<uuid:receivable_id>/", receivables.shown, name="receivable"),
    path("providers/<uuid:provider_id>/account/", provider_accounts.shown, name="provider_account"),
]
