"""The sentence encoder's arithmetic: BERT with 8-bit linear layers, as a sentence-transformers module.

It computes what `transformers.BertModel` computes (a test compares them), but needs neither that
package's model code in memory nor full-precision weights: each linear layer keeps its weights as
8-bit integers per output channel and its inputs are quantised on the fly.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from sentence_transformers.base.modules import Module as SentenceModule
from tokenizers import Tokenizer
from torch import Tensor, nn

WIDTH, LAYERS, HEADS, INNER = 384, 12, 12, 1536
POSITIONS = 128
EPSILON = 1e-12

# Without these instructions the products of 8-bit inputs overflow 16-bit sums: seven bits then.
NARROW_INPUTS = not any(torch.cpu.get_capabilities().get(name) for name in ("avx512_vnni", "avx_vnni"))

Weights = Mapping[str, Tensor]


class Int8Linear(nn.Module):
    """A linear layer with 8-bit weights; `weight` is float32 (out, in), `bias` float32 (out,)."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        scales = (weight.abs().amax(dim=1) / 127.0).clamp(min=1e-9)
        zeros = torch.zeros(weight.shape[0], dtype=torch.int64)
        with warnings.catch_warnings():
            # torch announces the end of quantised tensors; the release is pinned, and the kernel
            # that takes this packing has no successor on the processor yet.
            warnings.filterwarnings("ignore", message="torch.quantize_per_tensor", category=UserWarning)
            quantised = torch.quantize_per_channel(weight, scales, zeros, 0, torch.qint8)
        self.packed: Any = torch.ops.quantized.linear_prepack(quantised, None)
        self.register_buffer("bias", bias, persistent=False)

    def forward(self, rows: Tensor) -> Tensor:
        # The kernel has one scale for all rows. Dividing each row by its largest value first makes
        # the result finer, and a text's vector all but independent of its batch.
        largest = rows.abs().amax(dim=-1, keepdim=True)
        products = torch.ops.quantized.linear_dynamic(rows / largest, self.packed, NARROW_INPUTS)
        return torch.addcmul(self.get_buffer("bias"), products, largest)


class FloatLinear(nn.Linear):
    """The same layer in full precision: the yardstick of the tests."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__(weight.shape[1], weight.shape[0], device="meta")
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = nn.Parameter(bias, requires_grad=False)


def _norm(weights: Weights, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(WIDTH, eps=EPSILON, device="meta")
    norm.weight = nn.Parameter(weights[f"{name}.w"], requires_grad=False)
    norm.bias = nn.Parameter(weights[f"{name}.b"], requires_grad=False)
    return norm


class Layer(nn.Module):
    """One transformer layer: attention, then a feed-forward net, each with residual and norm."""

    def __init__(self, weights: Weights, number: int, linear: type[nn.Module]) -> None:
        super().__init__()
        at = f"l{number}."
        # One wide product instead of three quantises the layer's input once.
        joined = [torch.cat([weights[f"{at}{part}.{end}"] for part in "qkv"]) for end in "wb"]
        self.query_key_value = linear(*joined)
        self.attended = linear(weights[f"{at}ao.w"], weights[f"{at}ao.b"])
        self.attended_norm = _norm(weights, f"{at}aln")
        self.inner = linear(weights[f"{at}fi.w"], weights[f"{at}fi.b"])
        self.outer = linear(weights[f"{at}fo.w"], weights[f"{at}fo.b"])
        self.outer_norm = _norm(weights, f"{at}oln")

    def forward(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, _ = hidden.shape
        parts = self.query_key_value(hidden).view(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(batch, length, WIDTH)
        hidden = self.attended_norm(self.attended(mixed) + hidden)
        grown = nn.functional.gelu(self.inner(hidden))
        result: Tensor = self.outer_norm(self.outer(grown) + hidden)
        return result


class Bert(SentenceModule):
    """Tokenises texts and turns them into token vectors, (batch, length, 384) float32."""

    def __init__(self, weights: Weights, tokenizer: Tokenizer, linear: type[nn.Module] = Int8Linear) -> None:
        nn.Module.__init__(self)
        self.tokenizer = tokenizer
        self.max_seq_length = POSITIONS
        tokenizer.enable_truncation(POSITIONS)
        tokenizer.no_padding()
        # Half precision is enough for a table of 4-bit values and saves its size once more.
        self.register_buffer("words", weights["emb.word"].half(), persistent=False)
        self.register_buffer("places", weights["emb.pos"] + weights["emb.type"][0], persistent=False)
        self.norm = _norm(weights, "emb.ln")
        self.layers = nn.ModuleList(Layer(weights, number, linear) for number in range(LAYERS))

    @property
    def modalities(self) -> list[str]:
        return ["text"]

    def preprocess(self, inputs: Sequence[str], prompt: str | None = None, **_: Any) -> dict[str, Tensor]:
        """Token numbers and mask, both (batch, longest) int64."""
        encoded = self.tokenizer.encode_batch([f"{prompt or ''}{text}" for text in inputs])
        longest = max(len(one.ids) for one in encoded)
        ids = torch.ones((len(encoded), longest), dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for row, one in enumerate(encoded):
            ids[row, : len(one.ids)] = torch.tensor(one.ids)
            mask[row, : len(one.ids)] = 1
        return {"input_ids": ids, "attention_mask": mask}

    def forward(self, features: dict[str, Tensor], **_: Any) -> dict[str, Tensor]:
        ids, present = features["input_ids"], features["attention_mask"]
        words = nn.functional.embedding(ids, self.get_buffer("words")).float()
        hidden = self.norm(words + self.get_buffer("places")[: ids.shape[1]])
        mask = None if bool(present.all()) else present[:, None, None, :].bool()
        for layer in self.layers:
            hidden = layer(hidden, mask)
        features["token_embeddings"] = hidden
        return features

    def get_embedding_dimension(self) -> int:
        return WIDTH

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        # The base class asks for the method; what this module holds is never written by it.
        raise NotImplementedError("the packed encoder is written by classifier/encoder/build.py")
