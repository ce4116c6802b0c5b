"""File formats: bytes in, frozen dataclasses out, and back. Nothing here knows Django."""
