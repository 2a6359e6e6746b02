"""Works out by scikit-learn, statsmodels and numpy what tests/benchmark.rs compares sekimori with.

    python3 -m venv venv && venv/bin/pip install scikit-learn statsmodels
    venv/bin/python tests/benchmark/figures.py > tests/benchmark/figures.json

Only who changes the fixtures needs it. The comments are made of words of the lexicon under
tests/cmd/evaluate, of which plainly follows what is found; the labels are drawn.
"""

import json
import random

import numpy as np
from sklearn.metrics import (
    average_precision_score,
    cohen_kappa_score,
    confusion_matrix,
    fbeta_score,
    precision_score,
    recall_score,
)
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

FIRST, SECOND = "(一)", "(二)"
# Text: decision, clauses, score.
COMMENTS = {
    "severeword です": ("delete", {FIRST}, 0.9),
    "strongword です": ("review", {FIRST}, 0.6),
    "adword です": ("review", {SECOND}, 0.6),
    "severeword、adword です": ("delete", {FIRST, SECOND}, 0.9),
    "weakword です": ("keep", set(), 0.3),
    "ごみの日はいつですか": ("keep", set(), 0.0),
}
# Label: side (1 = to be flagged), decision, clauses; None = it says nothing of them.
LABELS = {
    "decisions": {
        "delete": (1, "delete", None),
        "review": (1, "review", None),
        "keep": (0, "keep", set()),
    },
    "clauses": {
        FIRST: (1, None, {FIRST}),
        SECOND: (1, None, {SECOND}),
        f"{FIRST};{SECOND}": (1, None, {FIRST, SECOND}),
        "keep": (0, "keep", set()),
    },
    "mixed": {
        "toxic": (1, None, None),
        f"delete;{FIRST}": (1, "delete", {FIRST}),
        SECOND: (1, None, {SECOND}),
        "not_toxic": (0, "keep", set()),
        "borderline": (None, None, None),
    },
}
DECISIONS = ["keep", "review", "delete"]


def wilson(part, whole):
    if whole == 0:
        return None
    low, high = proportion_confint(part, whole, method="wilson")
    return [part / whole, low, high]


def measure(expected, found, seed):
    expected, found = np.array(expected), np.array(found)
    (tn, fp), (fn, tp) = confusion_matrix(expected, found, labels=[0, 1]).tolist()
    out = {"counts": [tp, fp, fn, tn], "precision": wilson(tp, tp + fp), "recall": wilson(tp, tp + fn)}
    if tp + fp > 0:
        assert np.isclose(out["precision"][0], precision_score(expected, found))
    if tp + fn > 0:
        assert np.isclose(out["recall"][0], recall_score(expected, found))
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(expected), (20_000, len(expected)))
    e, f = expected[draws], found[draws]
    hits, wrong, missed = (e & f).sum(1), ((1 - e) & f).sum(1), (e & (1 - f)).sum(1)
    for name, beta in [("f1", 1.0), ("f0.5", 0.5)]:
        b2 = beta * beta
        below = (1 + b2) * hits + b2 * missed + wrong
        values = ((1 + b2) * hits / np.where(below == 0, np.nan, below))[below > 0]
        low, high = np.quantile(values, [0.025, 0.975])
        out[name] = [fbeta_score(expected, found, beta=beta), low, high]
    return out


def fixture(name, size, seed):
    draw = random.Random(seed)
    labels = LABELS[name]
    rows = []
    for _ in range(size):
        text = draw.choice(list(COMMENTS))
        decision, clauses, _ = COMMENTS[text]
        # Two of three labels agree with what is found, so that the figures are neither 0 nor 1.
        fitting = [
            label
            for label, (side, asked, wanted) in labels.items()
            if side == (decision != "keep")
            and asked in (None, decision)
            and wanted in (None, clauses)
        ]
        pool = fitting if fitting and draw.random() < 0.66 else list(labels)
        rows.append([text, draw.choice(pool)])
    seen = [(COMMENTS[text], labels[label]) for text, label in rows]
    sided = [(found, label) for found, label in seen if label[0] is not None]
    out = {
        "name": name,
        "rows": rows,
        "overall": measure([l[0] for _, l in sided], [int(f[0] != "keep") for f, _ in sided], seed),
        "average_precision": average_precision_score([l[0] for _, l in sided], [f[2] for f, _ in sided]),
        "clauses": {},
    }
    if any(label[2] for _, label in seen):
        named = [(found, label) for found, label in seen if label[2] is not None]
        for clause in (FIRST, SECOND):
            out["clauses"][clause] = measure(
                [int(clause in l[2]) for _, l in named], [int(clause in f[1]) for f, _ in named], seed
            )
    decided = [(found[0], label[1]) for found, label in seen if label[1] is not None]
    matrix = confusion_matrix([l for _, l in decided], [f for f, _ in decided], labels=DECISIONS)
    kappa = cohens_kappa(matrix)
    assert np.isclose(kappa.kappa, cohen_kappa_score([l for _, l in decided], [f for f, _ in decided]))
    out["decisions"] = matrix.tolist()
    out["kappa"] = [kappa.kappa, kappa.kappa_low, kappa.kappa_upp]
    return out


fixtures = [fixture("decisions", 60, 1), fixture("clauses", 60, 2), fixture("mixed", 80, 3)]
print(json.dumps(fixtures, ensure_ascii=False, indent=1))
