"""`manage.py load_articles`: what `start` and `release` call, so that readers find the articles of this version."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.encyclopaedia.content import ArticleWrong
from portal.encyclopaedia.releasing import take_release


class Command(BaseCommand):
    """Does nothing when no file changed."""

    help = "Takes the articles of this version of the portal; what colleagues edited stays as it is."

    def handle(self, **options: Any) -> None:
        """Raises CommandError for a file that is no article."""
        try:
            taken = take_release(now=timezone.now())
        except ArticleWrong as wrong:
            raise CommandError(str(wrong)) from wrong
        if taken.published or taken.withdrawn:
            self.stdout.write(f"Articles published: {taken.published}, withdrawn: {taken.withdrawn}")
        if taken.offered:
            self.stdout.write(f"Articles that colleagues edited and the release changed: {taken.offered}")
