"""Which texts answer which: cosine similarity of weighted words and parts of words (tf-idf).

Source: Salton and Buckley, "Term-weighting approaches in automatic text retrieval", Information Processing and
Management 24 (1988); character n-grams after McNamee and Mayfield, "Character n-gram tokenization for European language
text retrieval", Information Retrieval 7 (2004): parts of words do without stemming in any language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from concord.methods.errors import MethodError

Floats = NDArray[np.float32]
BUCKETS = 2**18  # of hashed terms; at 100,000 short texts few of those that matter share one
BLOCK = 25  # queries scored at once: 25 × 100,000 scores take 10 MB
# Parts of words carry inflection, compounds and neighbouring languages; whole words settle what is nearly even.
PART_SHARE = 0.8
_WORDS = HashingVectorizer(n_features=BUCKETS, alternate_sign=False, norm=None, dtype=np.float32)
_PARTS = HashingVectorizer(
    n_features=BUCKETS, analyzer="char_wb", ngram_range=(3, 5), alternate_sign=False, norm=None, dtype=np.float32
)


@dataclass(frozen=True)
class Side:
    """One way of cutting texts: weighted terms (terms × texts, columns of length 1) and each term's rarity."""

    weighted: sparse.csr_matrix
    rarity: Floats


@dataclass(frozen=True)
class Index:
    """Texts ready to be searched."""

    words: Side
    parts: Side

    @property
    def size(self) -> int:
        """How many texts it holds."""
        return int(self.words.weighted.shape[1])


@dataclass(frozen=True)
class Found:
    """One text that answers a query; ``score`` lies between 0 and 1."""

    text: int
    score: float


def build_index(texts: Sequence[str]) -> Index:
    """Weigh the terms of ``texts`` (any number, also none); their places are what ``Found.text`` names."""
    return Index(_side(_WORDS, texts), _side(_PARTS, texts))


def best_matches(
    index: Index, queries: Sequence[str], *, fit: NDArray[np.floating] | None = None, most: int = 5
) -> list[list[Found]]:
    """For each query the ``most`` texts that answer it best, best first; texts without any likeness are left out.

    ``fit`` (queries × texts, or 1 × texts for all queries) says how well each fits in other respects: the likeness is
    multiplied by it, so that 0 rules a text out. Raises ``MethodError`` where its shape is another one.
    """
    if fit is not None and (fit.ndim != 2 or fit.shape[0] not in {1, len(queries)} or fit.shape[1] != index.size):
        raise MethodError("fit is given as queries × texts")
    found: list[list[Found]] = []
    for start, alike in _blocks(index, queries):
        fits = 1 if fit is None else fit if fit.shape[0] == 1 else fit[start : start + len(alike)]
        found += [_highest(row, most) for row in alike * fits]
    return found


def likeness(index: Index, queries: Sequence[str]) -> Floats:
    """How alike each query and each text are (queries × texts), 0 to 1."""
    blocks = [scores for _, scores in _blocks(index, queries)]
    return np.vstack(blocks) if blocks else np.zeros((0, index.size), np.float32)


def _side(vectorizer: HashingVectorizer, texts: Sequence[str]) -> Side:
    counts = _counted(vectorizer, texts)
    holding = np.bincount(counts.indices, minlength=BUCKETS)
    rarity = (np.log((1 + len(texts)) / (1 + holding)) + 1).astype(np.float32)
    return Side(_weighted(counts, rarity).T.tocsr(), rarity)


def _counted(vectorizer: HashingVectorizer, texts: Sequence[str]) -> sparse.csr_matrix:
    if not texts:
        return sparse.csr_matrix((0, BUCKETS), dtype=np.float32)
    return vectorizer.transform(texts)


def _weighted(counts: sparse.csr_matrix, rarity: Floats) -> sparse.csr_matrix:
    """Counts dampened to 1 + ln(count), times rarity, each text scaled to length 1."""
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    return normalize(counts, copy=False) if counts.shape[0] else counts


def _blocks(index: Index, queries: Sequence[str]) -> Iterator[tuple[int, Floats]]:
    for start in range(0, len(queries), BLOCK):
        some = queries[start : start + BLOCK]
        words, parts = (
            (_weighted(_counted(vectorizer, some), side.rarity) @ side.weighted).toarray()
            for vectorizer, side in ((_WORDS, index.words), (_PARTS, index.parts))
        )
        yield start, (1 - PART_SHARE) * words + PART_SHARE * parts


def _highest(scores: Floats, most: int) -> list[Found]:
    places = np.argsort(-scores, kind="stable")[:most] if scores.size < 4 * most else _top(scores, most)
    return [Found(int(place), float(scores[place])) for place in places if scores[place] > 0]


def _top(scores: Floats, most: int) -> NDArray[np.intp]:
    """The places of the highest scores; of even ones the first, so that the same input gives the same answer."""
    threshold = np.partition(scores, -most)[-most]
    places = np.flatnonzero(scores >= threshold)
    return places[np.argsort(-scores[places], kind="stable")][:most]
