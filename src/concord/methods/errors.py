"""The error a method raises when its numbers cannot be worked with."""


class MethodError(ValueError):
    """Says which argument is wrong and what it must be."""
