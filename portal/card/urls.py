"""Addresses of the card. Its code leads to `confirm`, which is open to whoever holds it."""

from django.urls import path

from portal.card.views import cards, certificates, confirming, forms

app_name = "card"

urlpatterns = [
    path("card/", cards.mine, name="cards"),
    path("card/<uuid:person_id>/card.pdf", cards.paper, name="paper"),
    path("card/<uuid:person_id>/renew/", cards.renew, name="renew"),
    path("card/proof/", certificates.overview, name="certificates"),
    path("card/proof/<uuid:certificate_id>/", certificates.certificate, name="certificate"),
    path("card/proof/<uuid:certificate_id>/proof.pdf", certificates.paper, name="certificate_paper"),
    path("card/proof/<uuid:certificate_id>/withdraw/", certificates.withdraw, name="withdraw"),
    path("forms/", forms.overview, name="forms"),
    path("forms/description-of-benefits.pdf", forms.description_paper, name="description"),
    path("forms/<slug:key>.pdf", forms.blank, name="form"),
    path("forms/<slug:key>/<uuid:person_id>.pdf", forms.filled, name="filled_form"),
    path("cover/<uuid:seal>/", confirming.confirm, name="confirm"),
]
