"""Dependencies that report to their makers are told not to, before any of them is loaded."""

from __future__ import annotations

import os

REPORTS_OFF = {
    # onnxruntime sends events to Microsoft and keeps a device's id in ~/.cache
    "ORT_DISABLE_TELEMETRY": "1",
    # huggingface_hub, and hf-xet inside of it, report what is fetched
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_XET_TELEMETRY_ENABLED": "0",
    # pip asks its index whether there is a newer pip
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    # FastAPI and DBOS hand spans to OpenTelemetry, wherever a collector may have been named
    "OTEL_SDK_DISABLED": "true",
    # the two names that further libraries agreed on (donottrack.sh)
    "DO_NOT_TRACK": "1",
    "DISABLE_TELEMETRY": "1",
}
"""Environment variables that switch such reports off."""


def switch_reports_off() -> None:
    """Set `REPORTS_OFF` in this process, and so in those that inherit its environment.

    `farside/__init__.py` calls it: every process of Farside loads that first, whether it is the
    command line, a server, a child or a program that imports the library. What the caller had set
    is overwritten: a promise to send nothing does not depend on the environment.
    """
    os.environ.update(REPORTS_OFF)
