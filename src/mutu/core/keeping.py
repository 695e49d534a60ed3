"""Keeping records over the years: export and restore an organization, back up and restore the installation (7.5.3)."""

from mutu.core.archives import ArchiveRefused
from mutu.core.backup import backup, forget_old_backups, newest_backup, restore_all, restore_test
from mutu.core.erasing import erase_person
from mutu.core.export import export
from mutu.core.restore import Restored, restore

__all__ = [
    "ArchiveRefused", "Restored", "backup", "erase_person", "export", "forget_old_backups", "newest_backup", "restore",
    "restore_all", "restore_test",
]  # fmt: skip
