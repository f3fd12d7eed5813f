"""Turns messages into numbers: counted words, a sentence vector, and what surrounds the text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer

from classifier.encoder import PREFIX
from classifier.message import Message
from classifier.normalise import gentle, official_handles, opening_handles, plain
from models.masking import mask

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = NDArray[np.float32]

_CAPITAL = re.compile(r"[A-Z]")

ENCODER_BATCH = 8
# Signs are few and the same in many messages; at full size they would outweigh the words.
SIGN_WEIGHT = 0.3
# A word's first letters stand for its family ("ditangkap", "ditangkapin") and survive typing errors.
BEGINNING = 4
# Letters of the quoted post that are read beside the message: its first two sentences or so.
CONTEXT_LETTERS = 200


@dataclass(frozen=True)
class Prepared:
    """A message masked and respelt; `words` for counting, `sentence` (with its context) for the encoder."""

    words: str
    sentence: str
    context_words: str
    signs: tuple[float, ...]


def prepare(message: Message, *, sentence: bool = True) -> Prepared:
    """Masks first, so that nothing private reaches a count, a vector or a log.

    Without `sentence` the encoder's text is left out: judging by words alone has no use for it.
    """
    text = mask(message.text).text
    context = mask(message.context).text if message.context else ""
    spoken = gentle(text) if sentence else ""
    if sentence and context:
        spoken = f"{spoken} [ {gentle(context)[:CONTEXT_LETTERS]} ]".strip()
    return Prepared(plain(text), spoken, plain(context) if context else "", _signs(message, text))


def _signs(message: Message, text: str) -> tuple[float, ...]:
    """What is known beside the words, ten numbers of 0 to 1."""
    opening = opening_handles(text)
    answered, called = official_handles(opening), official_handles(text[len(opening) :])
    words = sum(not word.startswith("@") for word in text.split())
    return (
        float(message.channel == "whatsapp"),
        float(message.channel.startswith("instagram")),
        min(message.others_mentioned, 10) / 10,
        min(answered + called, 4) / 4,
        float(answered > 0),
        float(called > 0),
        min(words, 60) / 60,
        float(words <= 5),
        float("?" in text),
        len(_CAPITAL.findall(text)) / max(len(text), 1),
    )


def terms(text: str) -> Iterator[str]:
    """What is counted of a plain text: its words, pairs of neighbours, and the beginnings of words."""
    words = text.split()
    yield from words
    for first, second in itertools.pairwise(words):
        yield f"{first} {second}"
    for word in words:
        if len(word) > BEGINNING:
            yield f"{word[:BEGINNING]}-"


class Counts(TransformerMixin, BaseEstimator):
    """Weighted counts of the message's terms and of its context's words, then the signs.

    `transform` gives a sparse (n, columns) matrix.
    """

    def __init__(self, terms: int = 40_000, context_words: int = 2_000) -> None:
        self.terms = terms
        self.context_words = context_words

    def fit(self, prepared: Sequence[Prepared], y: object = None) -> Counts:
        self.terms_ = _counter(min_df=2, max_features=self.terms).fit([one.words for one in prepared])
        context = [one.context_words or "-" for one in prepared]
        self.context_ = _counter(min_df=2, max_features=self.context_words).fit(context)
        return self

    def restore(self, learnt: dict[str, tuple[list[str], NDArray[np.float64]]]) -> Counts:
        """Puts back what `fit` had learnt: for each block its columns in order and their weights."""
        for block, (columns, weights) in learnt.items():
            vectorizer = _counter(vocabulary={column: number for number, column in enumerate(columns)})
            vectorizer.idf_ = weights
            setattr(self, block, vectorizer)
        return self

    def transform(self, prepared: Sequence[Prepared]) -> sparse.csr_matrix:
        blocks = [
            self.terms_.transform([one.words for one in prepared]),
            self.context_.transform([one.context_words for one in prepared]),
            sparse.csr_matrix(np.array([one.signs for one in prepared], dtype=np.float32) * SIGN_WEIGHT),
        ]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)


def _counter(**settings: object) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=terms, sublinear_tf=True, **settings)


def encode(encoder: SentenceTransformer, sentences: Sequence[str]) -> Floats:
    """Unit vectors, (n, 384); an empty sentence is the zero vector. Equal sentences are encoded once."""
    distinct = sorted({sentence for sentence in sentences if sentence})
    width = encoder.get_embedding_dimension() or 0
    vectors = np.zeros((len(distinct) + 1, width), dtype=np.float32)
    if distinct:
        vectors[1:] = encoder.encode(
            [PREFIX + sentence for sentence in distinct], batch_size=ENCODER_BATCH, show_progress_bar=False
        )
    place = {sentence: row for row, sentence in enumerate(distinct, start=1)}
    return vectors[[place.get(sentence, 0) for sentence in sentences]]
