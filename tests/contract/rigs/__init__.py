"""The channels under contract: one line each."""

from __future__ import annotations

from tests.contract.rigs.base import Rig
from tests.contract.rigs.whatsapp import WhatsAppRig
from tests.contract.rigs.x import XPostRig, XRig

RIGS: dict[str, type[Rig]] = {
    "x": XRig,
    "x_post": XPostRig,
    "whatsapp": WhatsAppRig,
}
