#!/usr/bin/env python3
"""Findings of `vedette extract` against our own annotated set.

    score.py --binary target/release/vedette [--gum PATH] [--ewt PATH] [--re3d PATH] [--split train|test]
    score.py --findings FINDINGS.jsonl       [--gum PATH] [--ewt PATH] [--re3d PATH] [--split train|test]

Joins the texts (join.py), runs the binary over them with the invented states of sample/world and of world/ as world files, and prints for real and written
reports apart, and for all, with n and a 95 % interval (percentile bootstrap over reports, 1,000 rounds, fixed seed):

    quote joint F1, quote content F1, resolved speaker accuracy, stance triple F1 (with precision), deployment slot F1, false facts,
    deployment against near-miss sentence F1

Some real reports are in the part of the treebanks that tagger and parser learnt from (parser_saw in documents.jsonl): the real ones without them
are printed apart. How things are matched stands in compare.py. Written reports need nothing but the repository; a real report whose source is not given is left
out, and said to be. --by prints slots and kinds of near miss. --floor FILE fails below the floors of that file ("written test quote joint F1": 75).
"""
import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import compare
import join
import names

HERE = pathlib.Path(__file__).parent
WORLD = (names.ROOT / "sample" / "world", HERE / "world")


def extracted(binary, reports):
    """NAME -> findings of the binary."""
    with tempfile.TemporaryDirectory() as folder:
        path, world = pathlib.Path(folder) / "reports.jsonl", pathlib.Path(folder) / "world"
        world.mkdir()
        for source in WORLD:
            for file in source.iterdir():
                shutil.copy(file, world)
        path.write_text("".join(json.dumps({"id": r["doc"], "text": text, "published": r["published"]}) + "\n" for r, text in reports), encoding="utf-8")
        done = subprocess.run([binary, "extract", "--lexicon-dir", str(world), str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit("extract failed with %d: %s" % (done.returncode, done.stderr[-2000:]))
    return by_id(done.stdout.splitlines())


def by_id(lines):
    rows = [json.loads(line) for line in lines if line.strip()]
    return {row["id"]: row for row in rows}


def tally(record, text, gold, found, world):
    a, b = compare.from_gold(gold, text, world), compare.from_findings(found, record["sentences"])
    return {"quotes": compare.quotes(text, a, b, world), "stances": compare.stances(a, b, world), "deployments": compare.deployments(a, b, world),
            "facts": compare.false_facts(a, b), "sentences": compare.sentence_labels(a, b)}


def total(tallies, kind, key):
    return sum(t[kind].get(key, 0) for t in tallies)


def ratio(part, whole, empty=0.0):
    return part / whole if whole else empty


def f1(kind, right):
    def figure(t):
        gold, found, hit = total(t, kind, "gold"), total(t, kind, "found"), total(t, kind, right)
        return ratio(2 * hit, gold + found), gold
    return figure


def near_miss(t):
    right, wrong, facts = (total(t, "sentences", k) for k in ("right", "wrong", "fact"))
    return ratio(2 * right, right + wrong + facts), facts + total(t, "sentences", "near")


FIGURES = {
    "quote joint F1": f1("quotes", "joint"),
    "quote content F1": f1("quotes", "ov8"),
    "resolved speaker": lambda t: (ratio(total(t, "quotes", "speakers right"), total(t, "quotes", "speakers")), total(t, "quotes", "speakers")),
    "stance triple F1": f1("stances", "right"),
    "stance triple precision": lambda t: (ratio(total(t, "stances", "right"), total(t, "stances", "found")), total(t, "stances", "found")),
    "deployment slot F1": f1("deployments", "right"),
    "false facts per 100 reports": lambda t: (100 * ratio(total(t, "facts", "false"), len(t)), total(t, "facts", "facts")),
    "fact against near-miss sentence F1": near_miss,
}


def table(tallies, rounds=1000):
    """Name -> (value, low, high, n)."""
    rng, values = random.Random(20241205), {name: [] for name in FIGURES}
    for _ in range(rounds):
        sample = rng.choices(tallies, k=len(tallies))
        for name, figure in FIGURES.items():
            values[name].append(figure(sample)[0])
    rows = {}
    for name, figure in FIGURES.items():
        drawn = sorted(values[name])
        value, n = figure(tallies)
        rows[name] = (value, drawn[int(rounds * .025)], drawn[int(rounds * .975) - 1], n)
    return rows


def show(name, row):
    scale = 1 if name.startswith("false facts") else 100
    return "%.1f | %.1f - %.1f | %d" % (scale * row[0], scale * row[1], scale * row[2], row[3])


def detail(kind, tallies):
    for slot in compare.SLOTS:
        gold, found, right = (total(tallies, "deployments", (side, slot)) for side in ("gold", "found", "right"))
        print("  %s slot %-10s F1 %5.1f  (gold %d, found %d, right %d)" % (kind, slot, 100 * ratio(2 * right, gold + found), gold, found, right), file=sys.stderr)
    print("  %s sentences: %d facts, %d said yes; near misses:" % (kind, total(tallies, "sentences", "fact"), total(tallies, "sentences", "right")), file=sys.stderr)
    for why in sorted({key[1] for t in tallies for key in t["sentences"] if isinstance(key, tuple)}):
        print("    %-12s %d, said yes %d" % (why, total(tallies, "sentences", ("near", why)), total(tallies, "sentences", ("wrong", why))), file=sys.stderr)
    print("  %s facts about a border: gold %d, missed %d; answered %d, false %d" % ((kind,) + tuple(total(tallies, "facts", k) for k in ("gold facts", "missed", "facts", "false"))), file=sys.stderr)


def figures(paths, split, answer, by=False):
    """(kind, name) -> (value, low, high, n), printed as rows of a table."""
    reports, missing = join.joined(paths, split)
    for why in sorted({why for _, why in missing}):
        docs = [doc for doc, reason in missing if reason == why]
        print("SKIPPED %d reports of our own set: %s (%s%s)" % (len(docs), why, ", ".join(docs[:3]), " ..." if len(docs) > 3 else ""), file=sys.stderr)
    known = [(r, text) for r, text in reports if (HERE / "gold" / (r["doc"] + ".json")).exists()]
    if len(known) < len(reports):
        print("SKIPPED %d reports without gold" % (len(reports) - len(known)), file=sys.stderr)
    world, found, rows = names.World(), answer(known) if known else {}, {}
    absent = [r["doc"] for r, _ in known if r["doc"] not in found or "error" in found[r["doc"]]]
    if absent:
        sys.exit("no findings for %s" % ", ".join(absent[:5]))
    kinds = (("real", lambda r: r["source"] != "written"), ("real, unseen by our parser", lambda r: r["source"] != "written" and not r["parser_saw"]),
             ("written", lambda r: r["source"] == "written"), ("all", lambda r: True))
    for kind, wanted in kinds:
        tallies = [tally(r, text, json.loads((HERE / "gold" / (r["doc"] + ".json")).read_text(encoding="utf-8")), found[r["doc"]], world) for r, text in known if wanted(r)]
        if not tallies:
            print("SKIPPED own set, %s reports: none is given, see accuracy/README.md" % kind, file=sys.stderr)
            continue
        for name, row in table(tallies).items():
            rows["%s %s %s" % (kind, split or "all", name)] = row
            print("| own set, %s, %s (%d reports) | %s | %s |" % (kind, split or "all", len(tallies), name, show(name, row)))
        if by:
            detail(kind, tallies)
    return rows


def self_test():
    """A perfect answer scores 100 and no false fact; each planted fault lowers its own figure."""
    text = "Ilo Verane condemned Melune. He said it lied.\n\nTwo battalions of Tarvia moved to the Melune border at Hessel. Tarvia denied that tanks moved to Osk."
    at = lambda words: [text.index(words), text.index(words) + len(words)]
    record = {"doc": "x", "source": "gum", "sentences": [at("Ilo Verane condemned Melune."), at("He said it lied."), at("Two battalions of Tarvia moved to the Melune border at Hessel."), at("Tarvia denied that tanks moved to Osk.")]}
    name = lambda words: {"span": at(words)}
    move = {"event": "1", "force": at("Two battalions of Tarvia"), "who": {"name": "Tarvian army"}, "posture": "DEPLOY", "status": "REPORTED", "border": ["Melune", "Tarvia"], "place": at("Hessel"),
            "personnel": None, "ordered_by": None, "ordered_by_who": None, "claimant": None, "date": None, "sentences": [3]}
    gold = {"quotes": [{"spans": [at("it lied")], "kind": "INDIRECT", "speakers": [at("He")], "who": [name("Ilo Verane")], "modality": "ASSERTED"}],
            "stances": [{"holder": at("Ilo Verane"), "who": name("Ilo Verane"), "target": at("Melune"), "whom": name("Melune"), "issue": None, "issue_id": None, "position": "OPPOSE", "basis": "EXPLICIT", "sentences": [1]}],
            "deployments": [move], "sentences": {"3": {"label": "FACT", "status": "REPORTED"}, "4": {"label": "NEAR", "why": "DENIED"}}}
    span = lambda words: dict(zip(("start", "end"), at(words)))
    claim = {"event": "d1", "force": span("Two battalions"), "force_text": "Two battalions", "posture": "DEPLOY", "status": "REPORTED", "border": ["Melune", "Tarvia"], "place": span("Hessel"), "evidence": [record["sentences"][2]]}
    good = {"quotes": [{"kind": "indirect", "spans": [at("it lied")], "speaker": span("He"), "speakers": [dict(span("He"), text="Ilo Verane", actor=None)], "modality": "ASSERTED"}],
            "stances": [{"holder": span("Ilo Verane"), "holder_text": "Ilo Verane", "target": span("Melune"), "target_text": "Melune", "position": "oppose", "basis": "explicit", "evidence": [record["sentences"][0]]}],
            "deployments": [claim]}
    world = names.World()
    run = lambda **fault: {k: v[0] for k, v in table([tally(record, text, gold, dict(good, **fault), world)], 5).items()}
    perfect = run()
    assert all(v == (0 if k.startswith("false") else 1) for k, v in perfect.items()), perfect
    quote, stance = good["quotes"][0], good["stances"][0]
    denied = dict(claim, event="d2", evidence=[record["sentences"][3]], place=span("Osk"))
    planted = {
        "quote joint F1": [{"quotes": [dict(quote, speakers=[dict(span("Ilo Verane"), text="Ilo Verane")])]}, {"quotes": [dict(quote, spans=[at("He said it lied")])]}, {"quotes": []}],
        "resolved speaker": [{"quotes": [dict(quote, speakers=[dict(span("He"), text="Anka Dorsey")])]}, {"quotes": [dict(quote, speakers=[dict(span("He"), text=None)])]}],
        "stance triple F1": [{"stances": [dict(stance, position="support")]}, {"stances": [dict(stance, target=span("Osk"), target_text="Osk")]}, {"stances": []}, {"stances": [stance, dict(stance, holder=span("Hessel"), holder_text="Hessel")]}],
        "deployment slot F1": [{"deployments": [dict(claim, border=None)]}, {"deployments": [dict(claim, status="PLANNED")]}, {"deployments": [dict(claim, force=span("tanks"), force_text="tanks")]}, {"deployments": [claim, denied]}, {"deployments": []}],
        "false facts per 100 reports": [{"deployments": [claim, denied]}, {"deployments": [dict(claim, border=["Osk", "Tarvia"])]}],
        "fact against near-miss sentence F1": [{"deployments": [claim, denied]}, {"deployments": [dict(claim, status="PLANNED")]}],
    }
    for figure, faults in planted.items():
        for fault in faults:
            value = run(**fault)[figure]
            assert value > 0 if figure.startswith("false") else value < 1, (figure, fault, value)
    assert run(deployments=[claim, dict(denied, status="DENIED", border=None)])["false facts per 100 reports"] == 0
    print("self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("binary", "findings", "gum", "ewt", "re3d", "floor"):
        parser.add_argument("--" + name, default="")
    parser.add_argument("--split", choices=("train", "test"))
    parser.add_argument("--by", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        return self_test()
    if bool(args.binary) == bool(args.findings):
        parser.error("give --binary or --findings")
    answer = (lambda reports: extracted(args.binary, reports)) if args.binary else (lambda _: by_id(pathlib.Path(args.findings).read_text(encoding="utf-8").splitlines()))
    print("| set | figure | value | 95 % interval | n |\n| --- | --- | --- | --- | --- |")
    rows = figures({"gum": args.gum, "ewt": args.ewt, "re3d": args.re3d}, args.split, answer, args.by)
    floors = json.loads(pathlib.Path(args.floor).read_text(encoding="utf-8")) if args.floor else {}
    named = {name.removeprefix("own set "): floor for name, floor in floors.items()}
    low = ["%s is %.1f, floor %.1f" % (k, 100 * rows[k][0], f) for k, f in named.items() if k in rows and 100 * rows[k][0] < f]
    if low:
        sys.exit("below the floor: " + "; ".join(low))
    return 0


if __name__ == "__main__":
    sys.exit(main())
