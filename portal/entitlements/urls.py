"""Addresses of “My plan”. Codes of benefits name a page of the plan, which is the same for everybody."""

from django.urls import path

from portal.entitlements.views import calendar, estimate, plan, standing

app_name = "entitlements"

urlpatterns = [
    path("plan/", plan.overview, name="plan"),
    path("plan/search/", plan.search_page, name="search"),
    path("plan/rules/", plan.rules, name="rules"),
    path("plan/sections/<str:key>/", plan.section, name="section"),
    path("plan/situations/<slug:key>/", plan.situation, name="situation"),
    path("plan/benefits/<slug:code>/", plan.benefit, name="benefit"),
    path("plan/estimate/", estimate.estimate, name="estimate"),
    path("plan/left/", standing.left, name="left"),
    path("plan/year/", standing.year, name="year"),
    path("plan/rights/", standing.rights, name="rights"),
    path("plan/calendar/", calendar.manage, name="calendar"),
    path("plan/calendar/create/", calendar.create, name="calendar_create"),
    path("plan/calendar/revoke/", calendar.revoke, name="calendar_revoke"),
    path("plan/calendar/<str:token>.ics", calendar.calendar_file, name="calendar_file"),
]
