"""Every address of the portal, and whose it is. One that is not written down here fails `tests/test_addresses.py`."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, get_resolver

# Open to everybody, or to whoever knows a secret that is in no page of another member.
PUBLIC = {
    *("healthz", "favicon.ico", "robots.txt", ".well-known/change-password", "set_language", "look:styleguide"),
    *("members:activate", "members:activate_password", "admin:jsi18n", "claims:verify", "appeals:expert_documents"),
    *("members:renew_code", "members:code_asked", "members:cannot_get_in", "members:stop_email"),
    *("help:contact", "help:support"),
    *("members:password_strength", "members:timed_out"),
    *("card:confirm", "card:forms", "card:form", "card:description"),
    *("offline:manifest", "offline:worker", "offline:no_line", "offline:still", "claims:phone"),
    *(f"estimates:{name}" for name in ("fill", "documents", "begin_parts", "add_part", "finish_parts", "drop_parts")),
    *("estimates:remove_document", "estimates:check"),
    *("encyclopaedia:overview", "encyclopaedia:search", "encyclopaedia:all", "encyclopaedia:kind"),
    *("encyclopaedia:article", "encyclopaedia:article_in_english"),
    *("entitlements:calendar_file", "api:explanations", "api:explanation", "api:api-root"),
    *("post:mailbox", "post:mailbox_mail", "post:mailbox_attachment"),  # in the demo only
    "guarantees:verify",
    "notices:stop",  # whoever has the signed link may stop mail, and reads nothing
    *("invoices:begin", "invoices:fill", "invoices:check", "invoices:documents", "invoices:begin_parts"),
    *("invoices:add_part", "invoices:finish_parts", "invoices:drop_parts", "invoices:remove_document"),
}
# allauth's own; `accounts/email/` leads away before allauth is asked.
ACCOUNTS = {
    *("accounts/email/", "account_login", "account_logout", "account_inactive", "account_signup"),
    *("account_reauthenticate", "account_email", "account_email_verification_sent", "account_confirm_email"),
    *("account_change_password", "account_set_password", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_login_code"),
    *("mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "usersessions_list"),
    *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn"),
    *("mfa_edit_webauthn", "mfa_login_webauthn"),
}
# A page about whoever is signed in: the same address for everybody, no object in it.
MEMBER = {
    "encyclopaedia:check_ups",
    *("tour:leave", "tour:again", "notices:list", "notices:read_all", "notices:seen", "notices:mails"),
    "notices:piece",  # news of the plan: the same for every member
    *("home", "claims:history", "claims:look_for", "claims:table", "claims:order_statement", "claims:new"),
    *("approvals:list", "approvals:new"),
    *("mydata:data", "mydata:api", "mydata:tokens", "mydata:new_token", "appeals:list", "hardship:year"),
    *("members:account", "members:readers", "members:bank_details", "members:change_bank_details", "members:stay"),
    *("members:email", "members:confirm_email", "members:devices"),
    *("members:family", "members:give_permission", "members:invite", "payments:family_paid"),
    *("entitlements:plan", "entitlements:search", "entitlements:rules", "entitlements:section"),
    *("entitlements:situation", "entitlements:benefit", "entitlements:estimate", "entitlements:left"),
    *("entitlements:year", "entitlements:rights", "entitlements:calendar", "entitlements:calendar_create"),
    *("entitlements:calendar_revoke", "providers:search", "providers:suggestions", "providers:names", "providers:here"),
    *("prior:list", "questions:list", "questions:new"),
    *("providers:provider", "providers:requests", "providers:ask_direct", "providers:suggest_provider"),
    *("providers:wrong", "providers:ask_direct_here", "providers:suggest_here", "card:cards", "card:certificates"),
    "guarantees:list",
    *("help:enquiries", "help:new", "help:call_back", "offline:kept", "claims:phone_take"),
}
# One object of one member. The word says at which stage `tests.owned` has one; what ends the object stands last.
OWNED = {
    "claims:status": "draft",
    "claims:documents": "draft",
    "claims:document_uses": "draft",
    "claims:begin_parts": "draft",
    "claims:add_part": "draft",
    "claims:document": "draft",
    "claims:lines": "draft",
    "claims:suggestions": "draft",
    "claims:check": "draft",
    "claims:phone_done": "draft",
    "claims:more": "settled",
    "claims:keep": "settled",
    "claims:note": "settled",
    "claims:settlement": "settled",
    "claims:settlement_note": "settled",
    "claims:order_package": "settled",
    "claims:download": "settled",
    "claims:download_file": "settled",
    "claims:stop_loss": "settled",
    "claims:stop_loss_note": "settled",
    "appeals:new": "settled",
    "appeals:appeal": "appealed",
    "appeals:notice": "appealed",
    "appeals:review": "appealed",
    "appeals:expert": "appealed",
    "appeals:consent": "appealed",
    "appeals:document": "appealed",
    "appeals:words": "appeal draft",
    "appeals:check": "appeal draft",
    "appeals:documents": "appeal draft",
    "appeals:begin_parts": "appeal draft",
    "appeals:add_part": "appeal draft",
    "hardship:ask": "settled",
    "members:answer_permission": "family",
    "members:end_permission": "family",
    "prior:approval": "approved",
    "prior:notice": "approved",
    "prior:short": "request draft",
    "questions:question": "question",
    "questions:document": "question",
    "questions:close": "question",
    "questions:reopen": "question",
    "approvals:request": "request",
    "approvals:where": "request draft",
    "approvals:care": "request draft",
    "approvals:check": "request draft",
    "approvals:documents": "request draft",
    "approvals:begin_parts": "request draft",
    "approvals:add_part": "request draft",
    "approvals:document": "request",
    "guarantees:guarantee": "guaranteed",
    "guarantees:paper": "guaranteed",
    "invoices:outcome": "invoiced",
    "card:paper": "settled",
    "card:renew": "settled",
    "card:filled_form": "settled",
    "card:certificate": "settled",
    "card:certificate_paper": "settled",
    "card:withdraw": "settled",
    "mydata:revoke_token": "settled",
    "estimates:ask": "planned",
    "estimates:document": "planned",
    "estimates:paper": "planned",
    "estimates:renew": "planned",
    "estimates:revoke": "planned",
    "notices:open": "enquiry",
    "clarity:answer": "approved",
    "clarity:say_more": "approved",
    "help:enquiry": "enquiry",
    "help:reply": "enquiry",
    "help:document": "enquiry",
    "help:words": "enquiry draft",
    "help:documents": "enquiry draft",
    "help:begin_parts": "enquiry draft",
    "help:add_part": "enquiry draft",
    "help:sent": "enquiry draft",
    "claims:finish_parts": "draft",
    "claims:drop_parts": "draft",
    "claims:remove_document": "draft",
    "claims:discard": "draft",
    "help:finish_parts": "enquiry draft",
    "help:drop_parts": "enquiry draft",
    "help:remove_document": "enquiry draft",
    "help:discard": "enquiry draft",
    "help:send": "enquiry draft",
    "appeals:finish_parts": "appeal draft",
    "appeals:drop_parts": "appeal draft",
    "appeals:remove_document": "appeal draft",
    "appeals:discard": "appeal draft",
    "approvals:withdraw": "request",
    "approvals:finish_parts": "request draft",
    "approvals:drop_parts": "request draft",
    "approvals:remove_document": "request draft",
    "approvals:discard": "request draft",
}
CLAIM = ("claims.view_claim", "claims.view_claimline")
SEES_ESTIMATES = "estimates.view_costestimate"
MONEY = ("payments.view_payment", "payments.view_paymentrun")
REQUEST_PAPERS = ("approvals.view_carerequest", "approvals.view_requestdocument")
# Views of the desk that somebody wrote, and all the permissions that each asks for.
STAFF: dict[str, tuple[str, ...]] = {
    **{f"coverage:{name}": ("benefits.view_coveragebook",) for name in ("book", "rules", "readings", "section")},
    "money:overview": MONEY,
    "money:proof": (*MONEY, "payments.view_ledgerentry"),
    "money:again": (*MONEY, "payments.change_payment"),
    "money:prepare": (*MONEY, "payments.prepare_paymentrun"),
    "money:run": (*MONEY, "payments.view_transfer"),
    "money:release": (*MONEY, "payments.release_paymentrun"),
    "money:discard": (*MONEY, "payments.prepare_paymentrun"),
    "money:fetch": (*MONEY, "payments.release_paymentrun"),
    "money:upload": (*MONEY, "payments.book_bankfile"),
    "money:bank_file": (*MONEY, "payments.view_bankfile"),
    "money:book": (*MONEY, "payments.book_bankfile"),
    "money:handled": (*MONEY, "payments.book_bankfile"),
    "money:receivable": (*MONEY, "payments.recover_receivable"),
    "money:provider_account": (*MONEY, "payments.change_provideraccount"),
    "admin:claims_claim_document": ("claims.view_claim", "claims.view_claimdocument"),
    "admin:claims_claim_page": ("claims.view_claim", "claims.view_claimdocument"),
    "admin:claims_claim_note": (*CLAIM, "claims.view_settlement"),
    "admin:claims_claim_decide_again": ("claims.view_claim", "claims.decide_claim"),
    "admin:claims_claim_queue": CLAIM,
    "admin:claims_claim_keys": CLAIM,
    **{
        f"admin:claims_claim_{name}": (*CLAIM, "claims.change_claimline")
        for name in ("next", "take", "return", "skip", "correct", "ask")
    },
    **{
        f"admin:claims_claim_{name}": (*CLAIM, "claims.release_settlement")
        for name in ("release_chosen", "release", "reopen")
    },
    "admin:appeals_appeal_document": ("appeals.view_appeal", "claims.view_claimdocument"),
    "admin:appeals_appeal_notice": ("appeals.view_appeal", "claims.view_claimline"),
    "admin:appeals_appeal_package": ("appeals.conduct_review",),
    "admin:appeals_appeal_prepare": ("appeals.view_appeal", *CLAIM, "appeals.decide_appeal"),
    "admin:appeals_appeal_act": ("appeals.view_appeal", *CLAIM, "appeals.decide_appeal"),
    **{
        f"admin:guarantees_guarantee_{name}": ("guarantees.view_guarantee", "approvals.view_carerequest")
        for name in ("decide", "paper_member", "paper_provider")
    },
    **{
        f"admin:invoices_providerinvoice_{name}": ("invoices.view_providerinvoice",)
        for name in ("screen", "awaited", "document")
    },
    **{
        f"admin:invoices_providerinvoice_{name}": ("invoices.view_providerinvoice", "invoices.take_invoice")
        for name in ("take", "back", "enter", "ask", "file")
    },
    **{
        f"admin:guarantees_guarantee_{name}": ("approvals.view_carerequest", "guarantees.issue_guarantee")
        for name in ("act", "emergency")
    },
    "admin:hardship_hardshipcase_position": ("hardship.view_hardshipcase", "hardship.decide_for_client"),
    "admin:hardship_hardshipcase_open": ("hardship.view_hardshipcase",),
    **{
        f"admin:providers_{name}": ("providers.change_agreement", "providers.change_provider")
        for name in ("bulk", "stale", "confirm", "reach", "reach_count", "reach_table", "words")
    },
    "admin:providers_file_confirm": ("providers.change_providerfile",),
    "admin:providers_file_dismiss": ("providers.change_providerfile",),
    **{
        f"admin:members_entrance_{name}": ("members.view_entrance", "members.help_in")
        for name in (
            "identity",
            "send",
            "letter",
            "read_out",
            "end",
            "returned",
            "email",
            "factor",
            "agree",
            "end_permission",
        )
    },
    "consultant:queue": ("approvals.view_carerequest", "approvals.add_priorapproval"),
    "consultant:decide": (
        *("approvals.view_carerequest", "approvals.view_requestmessage", "approvals.add_priorapproval"),
    ),
    **{f"confidence:{name}": ("questions.answer_question",) for name in ("questions", "question", "document")},
    "admin:approvals_carerequest_document": REQUEST_PAPERS,
    "admin:approvals_carerequest_picture": REQUEST_PAPERS,
    "admin:approvals_carerequest_act": (
        *("approvals.view_carerequest", "approvals.view_requestmessage", "approvals.answer_carerequest"),
    ),
    **{f"admin:estimates_costestimate_{name}": (SEES_ESTIMATES,) for name in ("of", "paper", "picture")},
    **{
        f"admin:estimates_costestimate_{name}": (SEES_ESTIMATES, "estimates.add_costestimate")
        for name in ("key", "link", "revoke")
    },
    **{f"admin:notices_news_{name}": ("notices.view_news", "notices.add_news") for name in ("write", "preview")},
    **{f"admin:notices_news_{name}": ("notices.view_news",) for name in ("version", "act")},
    "admin:clarity_opinion_words": ("clarity.read_words",),
    "admin:clarity_opinion_table": ("clarity.view_opinion",),
    "admin:help_enquiry_document": ("help.view_enquiry",),
    "admin:help_enquiry_act": ("help.view_enquiry", "help.answer_enquiry"),
    **{
        f"admin:encyclopaedia_article_{name}": ("encyclopaedia.view_article", "encyclopaedia.change_article")
        for name in ("write", "preview", "act")
    },
    "admin:encyclopaedia_article_version": ("encyclopaedia.view_article",),
    "admin:card_card_replace": ("card.view_card", "card.change_card"),
    "admin:post_printrun_prepare": ("post.add_printrun",),
    "admin:post_printrun_pdf": ("post.change_printrun",),
    "admin:post_printrun_posted": ("post.change_printrun",),
    "admin:post_printrun_leave_out": ("post.change_printrun",),
}
# Django's own frame of the desk: for whoever is staff, without anybody's data.
DESK = {
    *("admin:index", "admin:login", "admin:logout", "admin:password_change_done", "admin:autocomplete"),
    *("admin:view_on_site", "admin:app_list", "admin:auth_user_password_change", "admin:password_change"),
}
# Lists whose rows are seen with another permission than `view` of their own kind.
SEEN_BY = {"hardship.maximumnotice": "hardship.view_hardshipcase"}


def every_address() -> dict[str, list[str]]:
    """Name (or route, where there is none) → its routes."""
    found: dict[str, list[str]] = {}
    for name, route in _walk(get_resolver().url_patterns, "", ()):
        found.setdefault(name, []).append(route)
    return found


def of_model_admins() -> set[str]:
    """The names of Django's pages for each kind of row on the desk."""
    kinds = [f"admin:{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]
    return {f"{kind}_{page}" for kind in kinds for page in ("changelist", "add", "history", "delete", "change")}


def _walk(patterns: Any, before: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield (":".join([*spaces, one.name]) if one.name else route), route
        else:
            yield from _walk(one.url_patterns, route, (*spaces, one.namespace) if one.namespace else spaces)
