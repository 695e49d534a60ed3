"""Record ids: UUIDv7, so that a phone may make one offline and ids sort by time."""

import os
import time
from datetime import datetime
from uuid import UUID


def new_id(at: datetime | None = None) -> UUID:
    """A fresh UUIDv7 (RFC 9562); `at` is for histories told later, as in the demo."""
    milliseconds = int((at.timestamp() if at else time.time()) * 1000)
    value = int.from_bytes(os.urandom(10)) | (milliseconds << 80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)
