"""Addresses of contact and support; every id is random."""

from django.urls import path

from portal.help.views import contact, reading, writing

app_name = "help"

urlpatterns = [
    path("contact/", contact.contact, name="contact"),
    path("support/", contact.support, name="support"),
    path("contact/messages/", reading.enquiries, name="enquiries"),
    path("contact/messages/new/", writing.new, name="new"),
    path("contact/call-back/", writing.call_back, name="call_back"),
    path("contact/messages/<uuid:enquiry_id>/", reading.enquiry, name="enquiry"),
    path("contact/messages/<uuid:enquiry_id>/reply/", writing.reply, name="reply"),
    path("contact/messages/<uuid:enquiry_id>/documents/<uuid:document_id>/", reading.document, name="document"),
    path("contact/drafts/<uuid:message_id>/", writing.words, name="words"),
    *writing.PAGES.patterns("contact/drafts/<uuid:message_id>/documents/"),
    path("contact/drafts/<uuid:message_id>/sent/", writing.sent, name="sent"),
    path("contact/drafts/<uuid:message_id>/send/", writing.send, name="send"),
    path("contact/drafts/<uuid:message_id>/discard/", writing.discard, name="discard"),
]
