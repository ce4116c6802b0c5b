"""The tables of assistance: published activities of the instance; everything else belongs to one country."""

from concord.domains.assistance.models.published import ActivityCode, PublishedActivity

__all__ = ["ActivityCode", "PublishedActivity"]
