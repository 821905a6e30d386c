"""Where programs come in."""

from claims.mydata.api import api

urlpatterns = api.urls[0]
app_name = "api"
