"""`manage.py draw_icons`: after a change of the logo, draws the icons of the installed portal anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.offline import icons


class Command(BaseCommand):
    help = "Draw the icons of the installed portal anew, from static/look/favicon.svg and static/offline/icon-full.svg."

    def handle(self, *args: Any, **options: Any) -> None:
        for path in icons.write(settings.BASE_DIR / "static"):
            self.stdout.write(f"{path.name}: {path.stat().st_size} bytes")
