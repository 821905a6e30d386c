"""Who of the administrator's staff may do what: one table, applied after every migration.

A permission of a room that does not exist yet is left out until its migration has made it.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models.signals import post_migrate

ASSESSOR = "assessor"
CONSULTANT = "medical consultant"
GUARANTEES = "guarantee desk"
PROVIDERS = "provider relations"
FINANCE = "finance"
SERVICES = "member services"
ANALYST = "plan analyst"
AUDITOR = "auditor"
INSURANCE = "insurance service"  # of the organisation whose plan it is: the client

_READ_MEMBERS = ["members.view_family", "members.view_person", "members.view_enrolment"]
_READ_CLAIMS = ["claims.view_claim", "claims.view_claimline", "claims.view_claimdocument", "claims.view_settlement"]
_READ_FIGURES = ["entitlements.view_referencesalary", "entitlements.view_exchangerate", "entitlements.view_pricelevel"]
_PRINT_LETTERS = ["post.view_dispatch", "post.view_printrun", "post.add_printrun", "post.change_printrun"]
_READ_REQUESTS = ["approvals.view_carerequest", "approvals.view_requestdocument", "approvals.view_requestmessage"]
_ANSWER = ["help.view_enquiry", "help.answer_enquiry"]  # what was handed to the own team
_READ_ARTICLES = ["encyclopaedia.view_article"]
_READ_MONEY = [
    f"payments.view_{kind}" for kind in ("payment", "paymentrun", "transfer", "receivable", "ledgerentry", "bankfile")
]

PERMISSIONS: dict[str, list[str]] = {
    ASSESSOR: [
        *_READ_MEMBERS,
        "guarantees.view_guarantee",
        "appeals.view_appeal",
        "appeals.decide_appeal",
        "hardship.view_hardshipcase",
        "hardship.decide_for_administrator",
        "members.view_salaryfigure",
        *_READ_CLAIMS,
        "claims.change_claim",
        "claims.change_claimline",
        "claims.decide_claim",
        "claims.release_settlement",
        "claims.view_officerules",
        *_READ_FIGURES,
        "providers.view_provider",
        "providers.view_agreement",
        "approvals.view_approval",
        "approvals.view_priorapproval",
        "entitlements.view_usagerecord",
    ],
    CONSULTANT: [
        *_READ_MEMBERS,
        *_READ_CLAIMS,
        "guarantees.view_guarantee",
        "appeals.view_appeal",
        "appeals.conduct_review",
        "claims.decide_claim",
        "claims.view_medicaldocument",
        "providers.view_provider",
        "approvals.view_approval",
        "approvals.change_approval",
        "approvals.view_priorapproval",
        "approvals.add_priorapproval",
        "questions.answer_question",
        "questions.view_questionrules",
        *_READ_REQUESTS,
        "approvals.answer_carerequest",
        "estimates.view_costestimate",
        *_READ_ARTICLES,
        "encyclopaedia.add_article",
        "encyclopaedia.change_article",
        "encyclopaedia.publish_article",
    ],
    GUARANTEES: [
        *_READ_MEMBERS,
        "members.view_salaryfigure",
        "providers.view_provider",
        "approvals.view_approval",
        "approvals.view_priorapproval",
        *_READ_REQUESTS,
        "approvals.view_every_carerequest",
        "approvals.answer_carerequest",
        "approvals.view_requestrules",
        "estimates.view_costestimate",
        "estimates.add_costestimate",
        "estimates.view_estimaterules",
        "guarantees.view_guarantee",
        "guarantees.issue_guarantee",
        "invoices.view_providerinvoice",
        "invoices.take_invoice",
        "guarantees.view_guaranteerules",
        "guarantees.add_guaranteerules",
        "providers.view_providerrequest",
        "providers.answer_direct",
        *_ANSWER,
    ],
    PROVIDERS: [
        "providers.view_provider",
        "providers.add_provider",
        "providers.change_provider",
        "providers.view_agreement",
        "providers.add_agreement",
        "providers.change_agreement",
        "providers.view_practitioner",
        "providers.add_practitioner",
        "providers.change_practitioner",
        "providers.view_organisation",
        "providers.add_organisation",
        "providers.change_organisation",
        "providers.view_providerfile",
        "providers.add_providerfile",
        "providers.change_providerfile",
        "providers.view_usualprice",
        "providers.add_usualprice",
        "providers.change_usualprice",
        "providers.view_providerrequest",
        "providers.answer_network",
        *_ANSWER,
    ],
    FINANCE: [
        "members.view_family",
        "members.view_person",
        "members.view_bankaccount",
        "claims.view_settlement",
        *_READ_MONEY,
        "payments.prepare_paymentrun",
        "payments.release_paymentrun",
        "payments.book_bankfile",
        "payments.change_payment",
        "payments.recover_receivable",
        "payments.view_provideraccount",
        "payments.change_provideraccount",
        "providers.view_provider",
        "entitlements.view_exchangerate",
        "entitlements.add_exchangerate",
        "entitlements.change_exchangerate",
        *_PRINT_LETTERS,
        *_ANSWER,
    ],
    SERVICES: [
        *_READ_MEMBERS,
        "members.change_family",
        "members.change_person",
        "members.view_bankaccount",
        "members.view_activationcode",
        "members.view_entrance",
        "members.view_familypermission",
        "members.help_in",
        "card.view_card",
        "card.change_card",
        "claims.view_claim",
        "claims.view_settlement",
        *_ANSWER,
        "help.change_enquiry",
        "clarity.view_opinion",
        "clarity.read_words",
        "notices.view_news",
        "notices.add_news",
        "notices.publish_news",
        "help.view_phonecall",
        "help.view_incomingmail",
        *(f"help.{verb}_ready{what}" for verb in ("view", "add", "change") for what in ("answer", "text")),
        *_READ_ARTICLES,
        "encyclopaedia.add_article",
        "encyclopaedia.change_article",
        *_PRINT_LETTERS,
    ],
    ANALYST: [
        "benefits.view_coveragebook",
        "entitlements.view_referencesalary",
        "entitlements.add_referencesalary",
        "entitlements.change_referencesalary",
        "entitlements.view_exchangerate",
        "entitlements.view_pricelevel",
        "entitlements.add_pricelevel",
        "entitlements.change_pricelevel",
        "entitlements.view_pricelevelproposal",
        "claims.view_officerules",
        "claims.add_officerules",
        "approvals.view_requestrules",
        "approvals.add_requestrules",
        "estimates.view_estimaterules",
        "estimates.add_estimaterules",
        "notices.view_reminderrules",
        "notices.add_reminderrules",
        "notices.view_news",
        "notices.add_news",
        "clarity.view_opinion",
        "questions.view_questionrules",
        "questions.add_questionrules",
    ],
    INSURANCE: [
        "members.view_family",
        "members.view_person",
        "hardship.view_hardshipcase",
        "hardship.decide_for_client",
    ],
    AUDITOR: [
        "benefits.view_coveragebook",
        *_READ_MEMBERS,
        "members.view_salaryfigure",
        "members.view_auditentry",
        "members.view_familypermission",
        *_READ_CLAIMS,
        "guarantees.view_guarantee",
        "guarantees.view_guaranteerules",
        "appeals.view_appeal",
        "hardship.view_hardshipcase",
        *_READ_MONEY,
        "claims.view_officerules",
        *_READ_FIGURES,
        "entitlements.view_usagerecord",
        "approvals.view_approval",
        "approvals.view_priorapproval",
        "estimates.view_costestimate",
        "estimates.view_estimaterules",
        "providers.view_provider",
        "providers.view_agreement",
        "post.view_dispatch",
        "clarity.view_opinion",
        "notices.view_news",
    ],
}


def connect() -> None:
    """Called once, when the application is ready."""
    post_migrate.connect(grant_after_migrate, dispatch_uid="members.roles")


def grant_after_migrate(sender: AppConfig, using: str = "default", **_rest: Any) -> None:
    """Receiver of `post_migrate`: after each app, whichever makes its permissions later."""
    # Our receiver runs before Django's own, so the app's permissions are made here first; twice does no harm.
    if {Group._meta.db_table, Permission._meta.db_table} <= set(connections[using].introspection.table_names()):
        create_permissions(sender, verbosity=0, using=using, apps=apps)
        grant(using=using, app_label=sender.label)


def grant(*, using: str = "default", app_label: str | None = None) -> None:
    """Gives every role its permissions, of one app or of all. Repeats safely; takes nothing away."""
    for role, names in PERMISSIONS.items():
        wanted = [name.split(".") for name in names if app_label in (None, name.partition(".")[0])]
        if not wanted:
            continue
        group, _made = Group.objects.using(using).get_or_create(name=role)
        found = Permission.objects.using(using).filter(
            content_type__app_label__in={app for app, _ in wanted}, codename__in={name for _, name in wanted}
        )
        exact = {(app, name) for app, name in wanted}
        group.permissions.add(*(one for one in found.select_related("content_type") if _pair(one) in exact))


def _pair(permission: Permission) -> tuple[str, str]:
    return permission.content_type.app_label, permission.codename
