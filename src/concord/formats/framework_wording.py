"""What a program can hear in one English statement: a double question, a vague word, a text that is hard to read.

These are rules of thumb, tuned on the shipped framework so that what they say is worth reading. They pass over plain
lists of nouns ("gaps and overlaps"), which are one fact, and stop at a second verb, which could have another answer.
"""

from __future__ import annotations

import re

_FINITE = r"(?:is|are|was|were|has|have|had|can|may|must|shall|will|does|do|did)"
_BE = r"(?:is|are|was|were|be|been)"
# Past forms that do not end in -ed.
_IRREGULAR = (
    "begun|bought|brought|built|chosen|done|drawn|given|held|kept|known|led|made|met|paid|seen|sent|shown|taken|taught"
    "|told|written"
)
_PAST = rf"(?:\w+ed|{_IRREGULAR})"
# Third-person forms that are no plural nouns: after "and" each of them is a second verb.
_VERBS = (
    "approves|assigns|certifies|completes|contains|describes|defines|distributes|ensures|explains|gives|holds"
    "|identifies|includes|informs|keeps|leads|maintains|makes|meets|obliges|operates|pays|prepares|provides|publishes"
    "|receives|requires|says|sends|specifies|submits|supplies|takes|tells|trains"
)
# Forms that may be nouns as well: they only count as the verb of a first clause.
_MAYBE_VERBS = (
    rf"{_VERBS}|answers|appoints|covers|creates|drills|establishes|exercises|forbids|lists|names|practises|reports"
    "|sets|shows|states|tests|uses|works"
)
_DETERMINER = r"(?:the|a|an|its|their|our|each|every|all|any|how|what|whether|at least)"
_VERB_BEFORE = re.compile(rf"\b(?:{_FINITE}|{_MAYBE_VERBS}|{_PAST})\b", re.I)
_DOUBLE = (
    ("two sentences", re.compile(r"[.!?]\s+[A-Z]|\?")),
    ("a semicolon", re.compile(r";")),
    ("'and/or'", re.compile(r"\band\s?/\s?or\b", re.I)),
    ("'as well as'", re.compile(r"\bas well as\b", re.I)),
    ("'and' before a second verb", re.compile(rf"\band (?:also |then |not )?(?:{_FINITE}|{_VERBS})\b", re.I)),
    ("'and' before a second verb", re.compile(rf"\band (?:also |then )?\w{{3,}}s {_DETERMINER}\b", re.I)),
    ("two participles joined by 'and'",
     re.compile(rf"\b{_BE} (?:\w+ly )?{_PAST}\b[^.;]*? and (?:\w+ly )?{_PAST}\b(?! \w+s\b)", re.I)),
    ("two verbs joined by 'and'",
     re.compile(rf"\b{_PAST}\b [^.;]*\band (?:\w+ly )?{_PAST} (?:{_DETERMINER}|in|at|by|to|within)\b", re.I)),
)  # fmt: skip
# "The plan names a lead and its annexes are public" is double; "The plan and its annexes are public" is not.
_SECOND_CLAUSE = re.compile(
    rf"^(?P<first>.*?)\band (?:the|our|each|every|its|their|it|they|these|this)\b(?: [\w-]+){{0,5}}? {_FINITE}\b", re.I
)

# Longer ones first, so that a phrase is named whole.
_VAGUE_WORDS = (
    "as far as possible|best practices?|if necessary|if possible|in due course|when needed|where possible|as needed"
    "|state-of-the-art|high-quality|adequate(?:ly)?|ample|appropriate(?:ly)?|capable|comprehensive(?:ly)?"
    "|effective(?:ly)?|efficient(?:ly)?|enhanced|etc|frequent(?:ly)?|fully|functional|generally|good|key|mostly"
    "|necessary|normally|often|ongoing|optimal|periodic(?:ally)?|proper(?:ly)?|promptly|quickly|reasonabl[ey]"
    "|recent(?:ly)?|regular(?:ly)?|relevant|robust|satisfactory|several|significant(?:ly)?|sometimes|soon|strong"
    "|substantial|sufficient(?:ly)?|suitabl[ey]|sustainable|systematic(?:ally)?|timely|usually|various|well"
)
_VAGUE = re.compile(rf"(?<![\w-])(?<!how )(?:{_VAGUE_WORDS})(?![\w-])", re.I)
_HAZARD_NAME = re.compile(r"\b(?:chemical|biological|radiological|nuclear|radioactive)\b", re.I)


def double_question(text: str) -> str:
    """What makes ``text`` look like two questions in one; empty when nothing does."""
    for reason, pattern in _DOUBLE:
        if pattern.search(text):
            return reason
    clause = _SECOND_CLAUSE.match(text)
    return "a second clause after 'and'" if clause and _VERB_BEFORE.search(clause["first"]) else ""


def vague_words(text: str) -> list[str]:
    """The words of ``text`` that two readers would understand differently, in its order."""
    return list(dict.fromkeys(found.group().lower() for found in _VAGUE.finditer(text)))


def word_count(text: str) -> int:
    """How many words stand between spaces."""
    return len(text.split())


def reading_grade(text: str) -> float:
    """The Automated Readability Index: 4.71 characters per word + 0.5 words per sentence − 21.43, as a school grade.

    Senter, R. J. and Smith, E. A. (1967), Automated Readability Index, AMRL-TR-66-220, Wright-Patterson Air Force Base.
    Letters and digits count as characters. The parts of a hyphenated word count as words, and each hazard's name
    counts as a word of five letters: they are long, but every reader of this field knows them.
    """
    words = re.findall(r"[^\W_]+(?:['’.,][^\W_]+)*", _HAZARD_NAME.sub("hazrd", text))
    if not words:
        return 0.0
    characters = sum(len(re.sub(r"\W", "", word)) for word in words)
    sentences = max(1, len(re.findall(r"[.!?](?=\s|$)", text)))
    return 4.71 * characters / len(words) + 0.5 * len(words) / sentences - 21.43
