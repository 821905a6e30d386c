"""Every address of the portal, and whose it is. One that is not written down here fails `tests/test_addresses.py`."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, get_resolver

# Open to everybody, or to whoever knows a secret that is in no page of another member.
PUBLIC = {
    *("healthz", "favicon.ico", "robots.txt", ".well-known/change-password", "set_language", "look:styleguide"),
    *("members:activate", "members:activate_password", "admin:jsi18n", "claims:verify", "appeals:expert_documents"),
    *("entitlements:calendar_file", "api:explanations", "api:explanation", "api:api-root"),
    *("post:mailbox", "post:mailbox_mail", "post:mailbox_attachment"),  # in the demo only
}
# allauth's own; `accounts/email/` leads away before allauth is asked.
ACCOUNTS = {
    *("accounts/email/", "account_login", "account_logout", "account_inactive", "account_signup"),
    *("account_reauthenticate", "account_email", "account_email_verification_sent", "account_confirm_email"),
    *("account_change_password", "account_set_password", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_login_code"),
    *("mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "usersessions_list"),
}
# A page about whoever is signed in: the same address for everybody, no object in it.
MEMBER = {
    *("home", "claims:history", "claims:look_for", "claims:table", "claims:order_statement", "claims:new"),
    *("mydata:data", "mydata:api", "mydata:tokens", "mydata:new_token", "appeals:list", "hardship:year"),
    *("members:account", "members:readers", "members:bank_details", "members:change_bank_details", "members:stay"),
    *("entitlements:plan", "entitlements:search", "entitlements:rules", "entitlements:section"),
    *("entitlements:situation", "entitlements:benefit", "entitlements:estimate", "entitlements:left"),
    *("entitlements:year", "entitlements:rights", "entitlements:calendar", "entitlements:calendar_create"),
    *("entitlements:calendar_revoke", "providers:search", "providers:suggestions", "providers:here"),
    *("providers:provider", "providers:requests", "providers:ask_direct", "providers:suggest_provider"),
    *("providers:wrong", "providers:ask_direct_here", "providers:suggest_here"),
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
    "claims:more": "settled",
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
    "mydata:revoke_token": "settled",
    "claims:finish_parts": "draft",
    "claims:drop_parts": "draft",
    "claims:remove_document": "draft",
    "claims:discard": "draft",
    "appeals:finish": "appeal draft",
    "appeals:drop": "appeal draft",
    "appeals:remove_document": "appeal draft",
    "appeals:discard": "appeal draft",
}
CLAIM = ("claims.view_claim", "claims.view_claimline")
MONEY = ("payments.view_payment", "payments.view_paymentrun")
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
    "admin:hardship_hardshipcase_position": ("hardship.view_hardshipcase", "hardship.decide_for_client"),
    "admin:hardship_hardshipcase_open": ("hardship.view_hardshipcase",),
    **{
        f"admin:providers_{name}": ("providers.change_agreement", "providers.change_provider")
        for name in ("bulk", "stale", "confirm", "reach")
    },
    "admin:providers_file_confirm": ("providers.change_providerfile",),
    "admin:providers_file_dismiss": ("providers.change_providerfile",),
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
