#!/usr/bin/env python3
"""Score deployment sentences against PLOVER gold records, and deployment places against marked ones.

    score_deployment.py sentence GOLD.jsonl FINDINGS.jsonl
    score_deployment.py place    GOLD.jsonl FINDINGS.jsonl

sentence  A gold sentence is a deployment or not ("is_deployment"; null is not scored). The answer is yes when some claim is REPORTED,
          UNDER_WAY, COMPLETED, PLANNED or THREATENED.
place     A gold sentence marks where the force was ("locations", half-open code point spans). The answer is the place spans of all
          claims; a span is right when it overlaps a marked one, one to one.
"""
import argparse
import random

from score_quotes import rows
from score_stance import prf, touch

REAL = {"REPORTED", "UNDER_WAY", "COMPLETED", "PLANNED", "THREATENED"}


def sentence_counts(gold, findings):
    if gold["is_deployment"] is None:
        return None
    said = any((d.get("status") or "REPORTED") in REAL for d in findings.get("deployments") or [])
    return gold["is_deployment"] and said, int(said), int(gold["is_deployment"])


def place_counts(gold, findings):
    places = {(d["place"]["start"], d["place"]["end"]) for d in findings.get("deployments") or [] if d.get("place")}
    left, right = list(gold["locations"]), 0
    for start, end in sorted(places):
        hit = next((g for g in left if touch(g, {"start": start, "end": end})), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return right, len(places), len(gold["locations"])


def evaluate(task, gold, findings, rounds=1000):
    """Name -> (value, low, high, n)."""
    found = {f["id"]: f for f in findings}
    count = {"sentence": sentence_counts, "place": place_counts}[task]
    counts = [c for c in (count(g, found.get(g["id"], {})) for g in gold) if c is not None]
    figure = lambda sample: prf(*(sum(c[i] for c in sample) for i in range(3)))[2]
    rng = random.Random(20241205)
    values = sorted(figure(rng.choices(counts, k=len(counts))) for _ in range(rounds))
    return {"deployment %s F1" % task: (figure(counts), values[int(rounds * .025)], values[int(rounds * .975) - 1], len(counts))}


def self_test():
    gold = [{"id": "a", "is_deployment": True}, {"id": "b", "is_deployment": False}, {"id": "c", "is_deployment": None}]
    of = lambda status: {"deployments": [{"status": status}]}
    value = lambda a, b: evaluate("sentence", gold, [dict(a, id="a"), dict(b, id="b")], 10)["deployment sentence F1"][0]
    assert value(of("REPORTED"), of("DENIED")) == 1 and value(of("RUMOURED"), {}) == 0 and value(of("PLANNED"), of("REPORTED")) == 2 / 3
    gold = [{"id": "a", "locations": [{"start": 4, "end": 9}]}]
    found = [{"id": "a", "deployments": [{"place": {"start": 5, "end": 9}}, {"place": {"start": 20, "end": 25}}]}]
    assert evaluate("place", gold, found, 10)["deployment place F1"][0] == 2 / 3
    print("self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", nargs="?", choices=("sentence", "place"))
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
