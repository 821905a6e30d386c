"""Addresses of estimates: the member's have random ids, the provider's a secret token."""

from django.urls import path

from approvals.estimates.views import asking, filling, offering

app_name = "estimates"

urlpatterns = [
    path("planned-care/<uuid:request_id>/estimates/", asking.ask, name="ask"),
    path("planned-care/<uuid:request_id>/estimates/links/<uuid:link_id>/revoke/", asking.revoke, name="revoke"),
    path("planned-care/<uuid:request_id>/estimates/links/<uuid:link_id>/renew/", asking.renew, name="renew"),
    path("planned-care/<uuid:request_id>/estimates/files/<uuid:document_id>/", asking.document, name="document"),
    path("planned-care/<uuid:request_id>/estimates/form/", asking.paper, name="paper"),
    path("cost-estimate/<str:token>/", filling.fill, name="fill"),
    *offering.PAGES.patterns("cost-estimate/<str:token>/documents/"),
    path("cost-estimate/<str:token>/check/", filling.check, name="check"),
]
