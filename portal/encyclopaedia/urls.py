"""Addresses of “My health”. Slugs name an article, which is the same for everybody."""

from django.urls import path

from portal.encyclopaedia.views import checkups, reading

app_name = "encyclopaedia"

urlpatterns = [
    path("health/", reading.overview, name="overview"),
    path("health/search/", reading.search_page, name="search"),
    path("health/all/", reading.all_of_them, name="all"),
    path("health/check-ups/", checkups.mine, name="check_ups"),
    path("health/kinds/<slug:key>/", reading.kind_page, name="kind"),
    path("health/articles/<slug:name>/", reading.article, name="article"),
    path("health/articles/<slug:name>/english/", reading.article_in_english, name="article_in_english"),
]
