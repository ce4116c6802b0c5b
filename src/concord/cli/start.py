"""Brings Django up for a command: on this installation's database, or on one that lives only as long as the command."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def start() -> None:
    """Set Django up on the installation's database, creating or upgrading its tables first."""
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def set_up() -> None:
    """Set Django up on the installation's database as it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concord.config.settings")
    import django

    django.setup()


@contextmanager
def temporary_database() -> Iterator[Path]:
    """Set Django up on an empty database in a folder that vanishes afterwards."""
    with tempfile.TemporaryDirectory(prefix="concord-") as folder:
        os.environ["CONCORD_DATA_DIR"] = folder
        os.environ["CONCORD_DATABASE_URL"] = f"sqlite:///{Path(folder) / 'build.sqlite3'}"
        set_up()
        from django.apps import apps
        from django.db import connection, connections

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # nothing of this database has to outlive the command
        # Straight from the models: walking through every migration costs a second and a half, and no data need it.
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                editor.create_model(model)
        try:
            yield Path(folder)
        finally:
            connections.close_all()


@contextmanager
def language(code: str) -> Iterator[None]:
    """Within the block, texts are in this language; one that Concord does not speak is refused."""
    from django.conf import settings
    from django.utils import translation

    from concord.kernel.errors import InvalidInput

    spoken = [known for known, _name in settings.LANGUAGES]
    if code not in spoken:
        raise InvalidInput(f"Concord does not speak '{code}'; it speaks {', '.join(spoken)}.")
    with translation.override(code):
        yield
