#!/usr/bin/env python3
"""How far two independent passes over the same reports agree.

    agree.py [--texts FOLDER | --gum PATH --ewt PATH --re3d PATH] PASS_A PASS_B [--split train|test] [--diff NAME]

PASS_A and PASS_B are folders of offsets (resolve.py --out) or of annotators' files. Prints, for real and written reports apart and together: F1 of
quotes (content at an overlap of 0.8) and joint with speaker mention, agreement on the resolved speaker, F1 of stance triples, of deployment slots,
Cohen's kappa of the sentence labels (fact, near miss, none; over all sentences, and over those that either pass labelled), each with n.
--diff NAME prints what differs in one report.
"""
import argparse
import json
import pathlib
import random
import sys

import compare
import names
import resolve


def load(folder, known):
    """NAME -> gold-shaped offsets of one pass."""
    found = {}
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))
        if path.stem not in known:
            print("left out %s: its text is not given" % path.stem, file=sys.stderr)
            continue
        if "annotator" in given or any("content" in q for q in given["quotes"]):
            given, wrong = resolve.resolve(*known[path.stem], given)
            if wrong:
                sys.exit("%s: %s" % (path, "; ".join(wrong[:3])))
        found[path.stem] = given
    return found


def f1(right, one, two):
    return 2 * right / (one + two) if one + two else 1.0


def labels(record, one, two):
    of = lambda reading, i: reading["sentences"].get(str(i + 1), {"label": "none"})["label"]
    return [(of(one, i), of(two, i)) for i in range(len(record["sentences"]))]


def kappa(pairs):
    """Cohen's kappa of pairs of labels."""
    if not pairs:
        return 1.0
    n, kinds = len(pairs), {k for p in pairs for k in p}
    seen = sum(a == b for a, b in pairs) / n
    chance = sum(sum(a == k for a, _ in pairs) * sum(b == k for _, b in pairs) for k in kinds) / n / n
    return (seen - chance) / (1 - chance) if chance < 1 else 1.0


def counted(record, text, one, two, world):
    """Counts of one report."""
    a, b = compare.from_gold(one, text, world), compare.from_gold(two, text, world)
    pairs = labels(record, one, two)
    return {"quotes": compare.quotes(text, a, b, world), "stances": compare.stances(a, b, world), "deployments": compare.deployments(a, b, world), "labels": pairs}


FIGURES = {
    "quote content F1 (overlap 0.8)": lambda t: (f1(total(t, "quotes", "ov8"), total(t, "quotes", "gold"), total(t, "quotes", "found")), total(t, "quotes", "gold")),
    "quote joint F1": lambda t: (f1(total(t, "quotes", "joint"), total(t, "quotes", "gold"), total(t, "quotes", "found")), total(t, "quotes", "gold")),
    "quote kind, of those": lambda t: (share(total(t, "quotes", "kind"), total(t, "quotes", "ov8")), total(t, "quotes", "ov8")),
    "resolved speaker": lambda t: (share(total(t, "quotes", "speakers right"), total(t, "quotes", "speakers")), total(t, "quotes", "speakers")),
    "stance triple F1": lambda t: (f1(total(t, "stances", "right"), total(t, "stances", "gold"), total(t, "stances", "found")), total(t, "stances", "gold")),
    "deployment slot F1": lambda t: (f1(total(t, "deployments", "right"), total(t, "deployments", "gold"), total(t, "deployments", "found")), total(t, "deployments", "gold")),
    "sentence label kappa, all sentences": lambda t: (kappa(every(t)), len(every(t))),
    "sentence label kappa, labelled by either": lambda t: (kappa(some(t)), len(some(t))),
    "fact or near miss kappa, labelled by both": lambda t: (kappa(both(t)), len(both(t))),
}


def total(tallies, kind, key):
    return sum(t[kind].get(key, 0) for t in tallies)


def share(part, whole):
    return part / whole if whole else 1.0


def every(tallies):
    return [p for t in tallies for p in t["labels"]]


def some(tallies):
    return [p for p in every(tallies) if p != ("none", "none")]


def both(tallies):
    return [p for p in every(tallies) if "none" not in p]


def table(tallies, rounds=1000):
    """Name -> (value, low, high, n)."""
    rng, rows = random.Random(20241205), {}
    for name, figure in FIGURES.items():
        values = sorted(figure(rng.choices(tallies, k=len(tallies)))[0] for _ in range(rounds))
        value, n = figure(tallies)
        rows[name] = (value, values[int(rounds * .025)], values[int(rounds * .975) - 1], n)
    return rows


def differences(record, text, one, two, world):
    """What one pass has and the other has not, as lines for a reader."""
    a, b = compare.from_gold(one, text, world), compare.from_gold(two, text, world)
    slices = lambda spans: " / ".join(text[s:e] for s, e in spans)
    for side, mine, other in (("A only", a, b), ("B only", b, a)):
        quote = lambda q: {"words": compare.Text(text).set_of(q["spans"])}
        for q in mine["quotes"]:
            if max((compare.overlap(quote(q)["words"], quote(o)["words"]) for o in other["quotes"]), default=0) < 0.8:
                yield "%s quote %s %s by %s: %s" % (side, q["kind"], q["modality"], [w[0] for w in q["who"]], slices(q["spans"]))
        for s in mine["stances"]:
            if not any(compare.same_stance(s, o, world) for o in other["stances"]) and s["basis"] == "EXPLICIT":
                yield "%s stance %s %s %s in %s" % (side, s["holder"][0], s["position"], s["target"][0] if s["target"] else "issue %s" % s["issue"], s["sentences"])
        for d in mine["deployments"]:
            show = {slot: (text[slice(*d[slot])] if slot == "place" else d[slot][0][0] if slot == "force" else d[slot][0] if slot == "ordered_by" else d[slot]) for slot in compare.SLOTS if d[slot]}
            if not any(all(d[x] == o[x] for x in ("posture", "status", "border", "personnel", "date")) and d["sentences"] & o["sentences"] for o in other["deployments"]):
                yield "%s deployment %s in %s" % (side, show, sorted(d["sentences"]))
    for i, (x, y) in enumerate(labels(record, one, two)):
        detail = lambda r: r["sentences"].get(str(i + 1), {})
        if detail(one) != detail(two):
            yield "sentence %d: A %s, B %s: %s" % (i + 1, detail(one) or x, detail(two) or y, text[slice(*record["sentences"][i])])


def self_test():
    assert kappa([("a", "a"), ("b", "b")]) == 1 and kappa([("a", "b"), ("b", "a")]) == -1 and abs(kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")])) < 1e-9
    text = "Verane said he stays. Two battalions moved to Hessel Pass."
    record = {"doc": "x", "source": "gum", "sentences": [[0, 21], [22, 58]]}
    one = {"quotes": [{"spans": [[12, 20]], "kind": "INDIRECT", "speakers": [[0, 6]], "who": [{"span": [0, 6]}], "modality": "ASSERTED"}], "stances": [],
           "deployments": [{"event": "1", "force": [22, 36], "who": {"name": "Tarvian army"}, "posture": "DEPLOY", "status": "REPORTED", "border": ["Melune", "Tarvia"], "place": [46, 57], "personnel": None,
                            "ordered_by": None, "ordered_by_who": None, "claimant": None, "date": None, "sentences": [2]}], "sentences": {"2": {"label": "FACT", "status": "REPORTED"}}}
    world = names.World()
    same = table([counted(record, text, one, one, world)], 5)
    assert all(row[0] == 1 for row in same.values()), same
    other = json.loads(json.dumps(one))
    other["quotes"][0]["spans"], other["deployments"][0]["status"], other["sentences"] = [[7, 11]], "PLANNED", {}
    apart = table([counted(record, text, one, other, world)], 5)
    assert apart["quote content F1 (overlap 0.8)"][0] == 0 and apart["deployment slot F1"][0] == 0.8 and apart["sentence label kappa, all sentences"][0] == 0, apart
    assert len(list(differences(record, text, one, other, world))) == 5
    print("self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passes", nargs="*")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--split", choices=("train", "test"))
    for name in ("texts", "gum", "ewt", "re3d", "diff"):
        parser.add_argument("--" + name, default="")
    args = parser.parse_args()
    if args.self_test:
        return self_test()
    if len(args.passes) != 2:
        parser.error("give two folders")
    known, world = resolve.texts(args), names.World()
    one, two = load(args.passes[0], known), load(args.passes[1], known)
    shared = sorted(d for d in set(one) & set(two) if args.split in (None, known[d][0]["split"]))
    if args.diff:
        for line in differences(*known[args.diff], one[args.diff], two[args.diff], world):
            print(line)
        return 0
    print("| reports | figure | agreement | 95 % interval | n |\n| --- | --- | --- | --- | --- |")
    for kind, wanted in (("real", lambda r: r["source"] != "written"), ("written", lambda r: r["source"] == "written"), ("all", lambda r: True)):
        docs = [d for d in shared if wanted(known[d][0])]
        if docs:
            for name, (value, low, high, n) in table([counted(*known[d], one[d], two[d], world) for d in docs]).items():
                print("| %s (%d) | %s | %.3f | %.3f - %.3f | %d |" % (kind, len(docs), name, value, low, high, n))
    return 0


if __name__ == "__main__":
    sys.exit(main())
