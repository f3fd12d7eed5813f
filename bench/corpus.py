"""How large, how mixed and how repetitive the corpus is.

Two rows count as near duplicates when they share more than half of their runs of five letters
(Jaccard similarity, handles and links left out). An opening is a row's first three words.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from classifier.normalise import HANDLE, LINK
from classifier.train import read_corpus
from models.vocabulary import ACTIONABLE_KINDS

NEAR = 0.5
CHUNK = 1_000
SHORT = 12  # letters; shorter calls ("usut pak") are alike because people say just that


def run(argv: list[str]) -> dict[str, Any]:
    """Counts and shares over all rows of the corpus."""
    argparse.ArgumentParser(prog="python -m bench corpus").parse_args(argv)
    rows = read_corpus()
    said = [_bare(row.message.text) for row in rows]
    long = [text for text in said if len(text) > SHORT]
    openings = Counter(" ".join(text.split()[:3]) for text in said if len(text.split()) > 3)
    return {
        "rows": len(rows),
        "actionable": round(float(np.mean([row.kind in ACTIONABLE_KINDS for row in rows])), 3),
        "splits": dict(Counter(row.split for row in rows)),
        "kinds": dict(Counter(row.kind.value for row in rows).most_common()),
        "categories": dict(Counter(row.category.value for row in rows).most_common()),
        "urgency": dict(sorted(Counter(row.urgency for row in rows).items())),
        "languages": dict(Counter(row.language for row in rows).most_common()),
        "channels": dict(Counter(row.message.channel for row in rows).most_common()),
        "with_context": sum(bool(row.message.context) for row in rows),
        "near_duplicates": round(float((nearest(long) > NEAR).mean()), 4),
        "commonest_openings": dict(openings.most_common(5)),
    }


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", HANDLE.sub(" ", LINK.sub(" ", text.lower()))).strip()


def nearest(texts: list[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """For each text the largest Jaccard similarity of its runs of five letters to another text's."""
    runs = CountVectorizer(analyzer="char", ngram_range=(5, 5), binary=True, dtype=np.float32)
    found: sparse.csr_matrix = runs.fit_transform(texts)
    sizes = np.asarray(found.sum(axis=1)).ravel()
    best = np.zeros(len(texts))
    for start in range(0, len(texts), CHUNK):
        part = slice(start, min(start + CHUNK, len(texts)))
        shared = (found[part] @ found.T).toarray()
        union = sizes[part][:, None] + sizes[None, :] - shared
        alike = shared / np.maximum(union, 1)
        alike[np.arange(alike.shape[0]), np.arange(part.start, part.stop)] = 0
        best[part] = alike.max(axis=1)
    return best
