"""What a figure was measured on, printed beside it."""

from __future__ import annotations

import os
import platform

import psutil


def describe() -> dict[str, object]:
    """Cores, memory and interpreter of this machine."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 1024**3, 1),
        "python": platform.python_version(),
        "system": platform.system(),
    }
