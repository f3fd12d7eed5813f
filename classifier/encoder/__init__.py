"""The sentence encoder: the one that ships with the project, or any other by setting."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EMBEDDED = Path(__file__).with_name("multilingual-e5-small-id.npz")
PREFIX = "query: "


def load_encoder(name: str = "", threads: int = 1) -> SentenceTransformer:
    """A sentence encoder on the processor; `encode` gives float32 (n, 384) unit vectors for the embedded one.

    An empty name is the embedded encoder, which never touches the network. Any other name is a
    folder or a hub model, as sentence-transformers understands it. Raises OSError when the weights
    cannot be read.
    """
    if not name:
        # Set before the import: the hub client reads it once.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch

    torch.set_num_threads(threads)
    if name:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(name, device="cpu")
    return load_packed(EMBEDDED)


def load_packed(path: Path, exact: bool = False) -> SentenceTransformer:
    """The encoder in a packed file; `exact` computes in full precision instead of 8 bits."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    from classifier.encoder.bert import WIDTH, Bert, FloatLinear, Int8Linear
    from classifier.encoder.packed import read_packed

    weights, tokenizer = read_packed(path)
    bert = Bert(weights, tokenizer, FloatLinear if exact else Int8Linear)
    encoder = SentenceTransformer(modules=[bert, Pooling(WIDTH, "mean"), Normalize()], device="cpu").eval()
    del weights, bert
    _give_back_memory()
    return encoder


def _give_back_memory() -> None:
    """Returns the room that unpacking took, a tenth of a worker; the C library on Linux keeps it otherwise."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


def encoder_sha256(name: str = "") -> str:
    """What a model must find again to be read rightly: the hash of the embedded encoder, or another's name."""
    if name:
        return name
    with EMBEDDED.open("rb") as packed:
        return hashlib.file_digest(packed, "sha256").hexdigest()
