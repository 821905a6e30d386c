"""The desk of the articles."""

from portal.encyclopaedia.admin.desk import ArticleAdmin

__all__ = ["ArticleAdmin"]
