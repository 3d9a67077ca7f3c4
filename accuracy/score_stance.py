#!/usr/bin/env python3
"""Score stances: directed ones against DSE sentences, polarity between actors against PLOVER sentences.

    score_stance.py directed GOLD.jsonl FINDINGS.jsonl
    score_stance.py polarity GOLD.jsonl FINDINGS.jsonl

directed  A gold sentence marks two entities, p and q, and says whether one favours or disfavours the other (label pos_pq, neg_qp, ... or
          neutral). The answer is the first asserted stance between them; an entity is met by span, or by a mention of the same actor or
          name. Counted: precision, recall and F1 over the non-neutral sentences, holder, target and polarity all right.
polarity  A gold sentence has the polarity of its coded event. The answer is the polarity of the first asserted stance (by its PLOVER type;
          requests count as negative), else negative for a deployment, else neutral. Counted: macro-F1 over the three classes, verbal events.
"""
import argparse
import random

from score_quotes import rows

SIGN = {"support": "pos", "oppose": "neg"}
PLOVER = {name: "positive" for name in ("AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT")}
PLOVER |= {"CONSULT": "neutral"}
PLOVER |= {name: "negative" for name in ("REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT")}
CLASSES = ("negative", "neutral", "positive")


def touch(a, b):
    return bool(a and b) and a["start"] < b["end"] and b["start"] < a["end"]


def identities(findings, entity):
    known = set()
    for mention in findings.get("mentions") or []:
        if touch(mention, entity):
            known |= {mention.get("actor"), mention.get("name")}
    return known - {None, ""}


def fills(findings, stance, role, entity):
    own = {stance.get(role + "_actor"), stance.get(role + "_text")} - {None, ""}
    return touch(stance.get(role), entity) or bool(own & identities(findings, entity))


def asserted(findings):
    return [s for s in findings.get("stances") or [] if s.get("modality") in (None, "ASSERTED")]


def directed_answer(gold, findings):
    for stance in asserted(findings):
        sign = SIGN.get(stance.get("position"))
        for holder, target in (("p", "q"), ("q", "p")):
            if sign and fills(findings, stance, "holder", gold[holder]) and fills(findings, stance, "target", gold[target]):
                return "%s_%s%s" % (sign, holder, target)
    return "neutral"


def polarity_answer(_gold, findings):
    for stance in asserted(findings):
        if stance.get("plover") in PLOVER:
            return PLOVER[stance["plover"]]
        if stance.get("position") in SIGN:
            return {"pos": "positive", "neg": "negative"}[SIGN[stance["position"]]]
    return "negative" if findings.get("deployments") else "neutral"


def prf(right, found, wanted):
    p, r = right / found if found else 0.0, right / wanted if wanted else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def directed_figures(pairs):
    right = sum(g == a != "neutral" for g, a in pairs)
    p, r, f = prf(right, sum(a != "neutral" for _, a in pairs), sum(g != "neutral" for g, _ in pairs))
    return {"stance F1": f, "stance precision": p, "stance recall": r}


def polarity_figures(pairs):
    scores = []
    for c in CLASSES:
        wanted = sum(g == c for g, _ in pairs)
        if wanted:
            scores.append(prf(sum(g == a == c for g, a in pairs), sum(a == c for _, a in pairs), wanted)[2])
    return {"polarity macro-F1": sum(scores) / len(scores) if scores else 0.0}


def evaluate(task, gold, findings, rounds=1000):
    """Name -> (value, low, high, n)."""
    found = {f["id"]: f for f in findings}
    if task == "polarity":
        gold = [g for g in gold if g["stance_scope"] == "verbal"]
    answer, key, figures = {"directed": (directed_answer, "label", directed_figures),
                            "polarity": (polarity_answer, "stance_polarity", polarity_figures)}[task]
    pairs = [(g[key], answer(g, found.get(g["id"], {}))) for g in gold]
    rng = random.Random(20241205)
    samples = [figures(rng.choices(pairs, k=len(pairs))) for _ in range(rounds)]
    result = {}
    for name, value in figures(pairs).items():
        values = sorted(s[name] for s in samples)
        result[name] = (value, values[int(rounds * .025)], values[int(rounds * .975) - 1], len(pairs))
    return result


def self_test():
    gold = [{"id": "a", "p": {"start": 0, "end": 3}, "q": {"start": 10, "end": 13}, "label": "neg_qp"}]
    stance = {"holder": {"start": 10, "end": 13}, "target": {"start": 0, "end": 2}, "position": "oppose"}
    first = lambda *stances: evaluate("directed", gold, [{"id": "a", "stances": list(stances)}], 10)["stance F1"][0]
    assert first(stance) == 1 and first() == 0 and first(dict(stance, position="support")) == 0
    assert first(dict(stance, modality="NEGATED")) == 0
    event = [{"id": "a", "stance_polarity": "negative", "stance_scope": "verbal"}]
    assert evaluate("polarity", event, [{"id": "a", "stances": [dict(stance, plover="REQUEST", position="support")]}], 10)["polarity macro-F1"][0] == 1
    print("self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", nargs="?", choices=("directed", "polarity"))
    parser.add_argument("gold", nargs="?")
    parser.add_argument("findings", nargs="?")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        return self_test()
    if not args.findings:
        parser.error("give a task, a gold file and a findings file")
    for name, (value, low, high, n) in evaluate(args.task, rows(args.gold), rows(args.findings)).items():
        print("%-22s %.3f  (%.3f .. %.3f, n %d)" % (name, value, low, high, n))


if __name__ == "__main__":
    main()
