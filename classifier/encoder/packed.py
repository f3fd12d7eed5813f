"""Reads the encoder's weights from their packed form: 4-bit integers in blocks of 32 with one scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from classifier.encoder.bert import INNER, LAYERS, WIDTH

BLOCK = 32
BLOCK_BYTES = 18


def dequantise(packed: NDArray[np.uint8], columns: int) -> Tensor:
    """Float32 (n, columns) from blocks of a half-precision scale and 16 bytes of 4-bit pairs."""
    blocks = packed.reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    pairs = blocks[:, 2:]
    values = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - 8
    return torch.from_numpy((values * scales).reshape(-1, columns))


class PackedWeights(Mapping[str, Tensor]):
    """The tensors of a packed file by name, made float32 one at a time as they are asked for."""

    def __init__(self, stored: dict[str, NDArray[Any]]) -> None:
        self.stored = stored

    def __getitem__(self, name: str) -> Tensor:
        values = self.stored[name]
        if values.dtype == np.uint8:
            return dequantise(values, columns=INNER if name.endswith("fo.w") else WIDTH)
        return torch.from_numpy(values.astype(np.float32))

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)


def read_packed(path: Path) -> tuple[PackedWeights, Tokenizer]:
    """The tensors and the tokenizer of a packed file. Raises OSError when it cannot be read."""
    with np.load(path, allow_pickle=False) as archive:
        stored = {name: archive[name] for name in archive.files}
    tokenizer = Tokenizer.from_str(stored.pop("tokenizer").tobytes().decode("utf-8"))
    return PackedWeights(stored), tokenizer


def matrix_names() -> list[str]:
    """Names of the tensors that are kept in 4 bits."""
    inside = [f"l{layer}.{part}.w" for layer in range(LAYERS) for part in ("q", "k", "v", "ao", "fi", "fo")]
    return ["emb.word", *inside]
