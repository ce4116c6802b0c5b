"""How well and how fast needs find the projects that serve them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from bench.matching.distractors import HERE, Need, Offer, hidden
from bench.rows import Row, seconds
from sklearn.feature_extraction.text import TfidfVectorizer

from concord.methods.matching import best_matches, build_index

MOST = 5
NEEDS, PROJECTS = 300, 100_000


def matching() -> Iterator[Row]:
    """Recall and precision of the first five on hidden pairs, beside words alone; then the time for many."""
    for language, name in (("en", "match"), ("fr", "match_french"), ("ru", "match_russian")):
        needs, offers = hidden(language)
        ours, theirs = _found(needs, offers), _by_words(needs, offers)
        peer = f"TF-IDF on words alone, the same projects; {len(needs)} pairs among {len(offers)}"
        yield Row(f"{name}_recall_at_5", ours, "share", peer, ours / theirs if theirs else None)
        # Each need has one project, so of five suggestions at most one is right.
        yield Row(f"{name}_precision_at_5", ours / MOST, "share", "one of five at most")
    texts = [_text(offer) for offer in hidden()[1]]
    many = [f"{texts[number % len(texts)]} {number}" for number in range(PROJECTS)]
    queries = [need.text for need in hidden()[0]]
    asked = [queries[number % len(queries)] for number in range(NEEDS)]
    index = build_index(many)
    yield Row(f"match_index_{PROJECTS}_seconds", seconds(lambda: build_index(many), repeat=1), "s")
    yield Row(f"match_{NEEDS}x{PROJECTS}_seconds", seconds(lambda: best_matches(index, asked), repeat=2), "s")


def _found(needs: list[Need], offers: list[Offer]) -> float:
    here = np.array([[float(offer.country == HERE) for offer in offers]])
    index = build_index([_text(offer) for offer in offers])
    found = best_matches(index, [need.text for need in needs], fit=here, most=MOST)
    hits = sum(need.project in {one.text for one in five} for need, five in zip(needs, found, strict=True))
    return hits / len(needs)


def _by_words(needs: list[Need], offers: list[Offer]) -> float:
    here = np.array([float(offer.country == HERE) for offer in offers])
    words = TfidfVectorizer()
    texts = words.fit_transform([_text(offer) for offer in offers])
    scores = (words.transform([need.text for need in needs]) @ texts.T).toarray() * here
    five = np.argsort(-scores, axis=1, kind="stable")[:, :MOST]
    return float(np.mean([need.project in row for need, row in zip(needs, five, strict=True)]))


def _text(offer: Offer) -> str:
    return f"{offer.title}. {offer.text}"
