"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("DATABASE_ANSWER_SECONDS", "4")  # with a new connection tried after it, a page answers within ten
application = get_wsgi_application()
