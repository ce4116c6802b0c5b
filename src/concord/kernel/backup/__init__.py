"""Backups: the whole installation in one encrypted file, and back into an empty one, on either database."""

from concord.kernel.backup.making import Made, make_backup
from concord.kernel.backup.restoring import Restored, read_about, refuse_unless_empty, restore_backup

__all__ = ["Made", "Restored", "make_backup", "read_about", "refuse_unless_empty", "restore_backup"]
