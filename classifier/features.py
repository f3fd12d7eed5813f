"""Turns messages into numbers: counted words and letters, sentence vectors, and what surrounds the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer

from classifier.encoder import PREFIX
from classifier.message import Message
from classifier.normalise import HANDLE, gentle, official_handles, plain
from models.masking import mask

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = NDArray[np.float32]

ENCODER_BATCH = 8
WORD = r"\S+"
# Signs are few and the same in many messages; at full size they would outweigh the words.
SIGN_WEIGHT = 0.3


@dataclass(frozen=True)
class Prepared:
    """A message masked and respelt; `words` for counting, `sentence` for the encoder."""

    words: str
    sentence: str
    context_words: str
    context_sentence: str
    signs: tuple[float, ...]


def prepare(message: Message) -> Prepared:
    """Masks first, so that nothing private reaches a count, a vector or a log."""
    text, context = mask(message.text).text, mask(message.context).text
    return Prepared(plain(text), gentle(text), plain(context), gentle(context), _signs(message, text))


def _signs(message: Message, text: str) -> tuple[float, ...]:
    """What is known beside the words, eight numbers of about 0 to 1."""
    words = HANDLE.sub(" ", text).split()
    letters = [letter for letter in text if letter.isalpha()]
    return (
        float(message.channel == "whatsapp"),
        float(message.channel.startswith("instagram")),
        min(message.others_mentioned, 10) / 10,
        min(official_handles(text), 4) / 4,
        min(len(words), 60) / 60,
        float(len(words) <= 5),
        float("?" in text),
        sum(letter.isupper() for letter in letters) / max(len(letters), 1),
    )


class Counts(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Weighted counts of words, word pairs and letter runs, of the message and of its context, plus signs.

    `transform` gives a sparse (n, columns) matrix; the message's words come first, then its letter
    runs, the context's words, and the signs.
    """

    def __init__(self, words: int = 8_000, letters: int = 16_000, context_words: int = 1_000) -> None:
        self.words = words
        self.letters = letters
        self.context_words = context_words

    def fit(self, prepared: Sequence[Prepared], y: object = None) -> Counts:
        said = [one.words for one in prepared]
        self.words_ = _word_pairs(min_df=2, max_features=self.words).fit(said)
        self.letters_ = _letter_runs(min_df=3, max_features=self.letters).fit(said)
        context = [one.context_words or "-" for one in prepared]
        self.context_ = _words(min_df=1, max_features=self.context_words).fit(context)
        return self

    def restore(self, learnt: dict[str, tuple[list[str], NDArray[np.float64]]]) -> Counts:
        """Puts back what `fit` had learnt: for each block its columns in order and their weights."""
        for block, make in (("words_", _word_pairs), ("letters_", _letter_runs), ("context_", _words)):
            columns, weights = learnt[block]
            vectorizer = make(vocabulary={column: number for number, column in enumerate(columns)})
            vectorizer.idf_ = weights
            setattr(self, block, vectorizer)
        return self

    def transform(self, prepared: Sequence[Prepared]) -> sparse.csr_matrix:
        said = [one.words for one in prepared]
        blocks = [
            self.words_.transform(said),
            self.letters_.transform(said),
            self.context_.transform([one.context_words for one in prepared]),
            sparse.csr_matrix(np.array([one.signs for one in prepared], dtype=np.float32) * SIGN_WEIGHT),
        ]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)


def _word_pairs(**settings: Any) -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD, **settings)


def _letter_runs(**settings: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, **settings)


def _words(**settings: Any) -> TfidfVectorizer:
    return TfidfVectorizer(sublinear_tf=True, token_pattern=WORD, **settings)


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


class Vectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Sentence vectors of message and context side by side, standardised and divided by sqrt(width)."""

    def fit(self, pairs: tuple[Floats, Floats], y: object = None) -> Vectors:
        said, context = pairs
        known = context[np.abs(context).sum(axis=1) > 0]
        self.mean_, self.scale_ = _moments(said)
        self.context_mean_, self.context_scale_ = _moments(known if len(known) > 1 else said)
        return self

    def transform(self, pairs: tuple[Floats, Floats]) -> Floats:
        said, context = pairs
        missing = np.abs(context).sum(axis=1, keepdims=True) == 0
        beside = np.where(missing, 0, (context - self.context_mean_) / self.context_scale_)
        both: Any = np.hstack([(said - self.mean_) / self.scale_, beside]) / np.sqrt(said.shape[1])
        return np.asarray(both, dtype=np.float32)


def _moments(vectors: Floats) -> tuple[Floats, Floats]:
    return vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
