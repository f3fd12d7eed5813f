"""The channels under contract: one line each."""

from __future__ import annotations

from tests.contract.rigs.base import Rig
from tests.contract.rigs.instagram import InstagramRig
from tests.contract.rigs.instagram_private import InstagramPrivateRig
from tests.contract.rigs.whatsapp import WhatsAppRig
from tests.contract.rigs.x import XPostRig, XRig

__all__ = ["RIGS", "Rig"]

RIGS: dict[str, type[Rig]] = {
    "x": XRig,
    "x_post": XPostRig,
    "whatsapp": WhatsAppRig,
    "instagram": InstagramRig,
    "instagram_private": InstagramPrivateRig,
}
