"""Articles, and every text that they ever had."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.encyclopaedia.content import Content, Kind


class Article(models.Model):
    """One subject in one language. Its texts are versions; `published` is what readers see, None: nothing."""

    slug = models.SlugField(_("name in its address"), max_length=80)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    published = models.ForeignKey(
        "ArticleVersion", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("published version")
    )
    draft = models.ForeignKey(
        "ArticleVersion", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("draft")
    )
    offered = models.ForeignKey(
        "ArticleVersion",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("text of the release that waits"),
        help_text=_("A later release brought another text than the one that colleagues edited."),
    )
    # What the file of the release held when it was last taken, so that it is taken once.
    file_digest = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), db_index=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering: ClassVar = ["slug", "language"]
        permissions: ClassVar = [("publish_article", "Can publish an article")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "language"], name="article_once_in_each_language"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.language})"


class ArticleVersion(models.Model):
    """A text of an article: who wrote it, when and why. The table only grows."""

    class Origin(models.TextChoices):
        """Whose text it is."""

        RELEASE = "release", _("came with a release")
        STAFF = "staff", _("written here")

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    content = models.JSONField(_("content"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("who")
    )
    why = models.CharField(_("why"), max_length=500)

    class Meta:
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="version_numbers_run"),
            models.CheckConstraint(
                condition=models.Q(origin="release", by=None) | models.Q(origin="staff", by__isnull=False),
                name="written_by_a_colleague_or_released",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})

    @property
    def text(self) -> Content:
        """The content as the pages take it."""
        return Content.of(self.content)


KIND_NAMES: dict[Kind, Any] = {
    Kind.DISEASE: _("Diseases and conditions"),
    Kind.SYMPTOM: _("Symptoms"),
    Kind.TREATMENT: _("Treatments and tests"),
    Kind.CHECK_UP: _("Check-ups and prevention"),
}
