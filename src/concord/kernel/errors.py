"""Every error Concord raises on purpose; the edges map them to HTTP and exit codes once.

A message is one sentence that says what is wrong and what to do.
"""

from __future__ import annotations


class ConcordError(Exception):
    """Root of all errors that a user may read."""


class InvalidInput(ConcordError):
    """What was given cannot be used; nothing was written."""


class NotFound(ConcordError):
    """There is no such thing, or not for this person: the two are never told apart."""


class NotAllowed(ConcordError):
    """The person may see the thing but not do this with it."""


class WrongState(ConcordError):
    """The thing is in a state in which this cannot be done."""


class UnscopedQuery(ConcordError):
    """A programming fault: country-owned rows were read without saying which country's."""
