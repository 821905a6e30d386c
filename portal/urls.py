"""All addresses of the portal, room by room. Rooms are named by string only."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from portal import errors, health, wellknown

# allauth guards its own sign-in page alone: without this line staff could pass by its limits and second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("favicon.ico", wellknown.favicon),
    path("robots.txt", wellknown.robots),
    path(".well-known/change-password", wellknown.change_password),
    path("i18n/setlang/", set_language, name="set_language"),
    # Where a link for a new password goes is not changed by whoever holds a session: allauth's own page is never shown.
    path("accounts/email/", RedirectView.as_view(pattern_name="members:email")),
    path("accounts/", include("allauth.urls")),
    path("admin/coverage/", include("claims.admin.coverage_urls")),
    path("admin/money/", include("claims.payments.admin.desk_urls")),
    path("admin/consultant/", include("approvals.consulting.urls")),
    path("admin/confidence/", include("approvals.questions.desk_urls")),
    path("admin/", admin.site.urls),
    path("styleguide/", include("portal.look.urls")),
    path("mailbox/", include("portal.post.urls")),
    path("api/fhir/", include("claims.mydata.api_urls")),
    path("", include("claims.mydata.urls")),
    path("", include("portal.members.urls")),
    path("", include("portal.entitlements.urls")),
    path("", include("portal.card.urls")),
    path("", include("portal.offline.urls")),
    path("", include("approvals.guarantees.urls")),
    path("", include("portal.help.urls")),
    path("", include("portal.encyclopaedia.urls")),
    path("", include("providers.urls")),
    path("", include("approvals.urls")),
    path("", include("approvals.estimates.urls")),
    path("", include("approvals.prior_urls")),
    path("", include("approvals.questions.urls")),
    path("", include("portal.home.urls")),
    path("tour/", include("portal.home.tour_urls")),
    path("", include("portal.notices.urls")),
    path("", include("portal.clarity.urls")),
    path("", include("claims.urls")),
    path("", include("claims.payments.urls")),
    path("", include("claims.appeals.urls")),
    path("", include("claims.invoices.urls")),
    path("", include("claims.hardship.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
