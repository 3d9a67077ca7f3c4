#!/usr/bin/env python3
"""What is missed and what is wrong on the TRAIN half, item by item, for whoever improves the extractor.

    errors.py --binary target/release/vedette [--gum PATH] [--ewt PATH] [--re3d PATH] [--kind quotes|stances|deployments|sentences]

The test half is never listed: errors of it that somebody has read make it a second train half. Its figures come from score.py alone.
Items are matched as in compare.py; the text of real reports is printed, so keep the listing out of the repository.
"""
import argparse
import json
import sys

import compare
import join
import names
import score


def words_of(text, spans):
    return " / ".join(text[s:e] for s, e in spans).replace("\n", " ")


def quotes(text, gold, found, world):
    """Lines on quotes missed, answered wrongly, or with another speaker."""
    page = compare.Text(text)
    item = lambda q: dict(q, words=page.set_of(q["spans"]))
    one, two = [item(q) for q in gold["quotes"]], [item(q) for q in found["quotes"]]
    show = lambda q: "%s by %s [%s]: %s" % (q["kind"], words_of(text, q["speakers"]) or "-", "; ".join(str(n) for n, _ in q["who"]), words_of(text, q["spans"]))
    left_one, left_two = dict(enumerate(one)), dict(enumerate(two))
    options = sorted(((compare.overlap(a["words"], b["words"]), i, j) for i, a in enumerate(one) for j, b in enumerate(two)), reverse=True)
    for share, i, j in options:
        if share and i in left_one and j in left_two:
            a, b = left_one.pop(i), left_two.pop(j)
            mention = bool({tuple(s) for s in a["speakers"]} & {tuple(s) for s in b["speakers"]}) or page.same_speaker(page.set_of(a["speakers"]), page.set_of(b["speakers"]))
            named = not a["who"] or any(world.same(x[0], y[0], y[1]) for x in a["who"] for y in b["who"])
            wrong = [name for name, bad in (("CONTENT %.2f" % share, share < 0.8), ("SPEAKER", not mention), ("WHO", not named), ("KIND", a["kind"] != b["kind"])) if bad]
            if wrong:
                yield "quote %s\n      gold  %s\n      found %s" % (" ".join(wrong), show(a), show(b))
    yield from ("quote MISSED %s" % show(q) for q in left_one.values())
    yield from ("quote SURPLUS %s" % show(q) for q in left_two.values())


def stances(text, gold, found, world):
    show = lambda s: "%s %s %s (%s, sentences %s)" % (s["holder"][0], s["position"], s["target"][0] if s["target"] else "issue %s" % s["issue"], s["basis"], s["sentences"])
    asked = [s for s in gold["stances"] if not s["open"] and s["position"] != "NEUTRAL"]
    given = [s for s in found["stances"] if not s["open"] and s["position"] != "NEUTRAL"]
    yield from ("stance MISSED %s" % show(s) for s in asked if s["basis"] == "EXPLICIT" and not any(compare.same_stance(s, f, world) for f in given))
    yield from ("stance SURPLUS %s" % show(f) for f in given if f["basis"] == "EXPLICIT" and not any(compare.same_stance(s, f, world) for s in asked))


def deployments(text, gold, found, world):
    def show(d):
        values = {"force": d["force"] and d["force"][0][0], "place": d["place"] and text[slice(*d["place"])], "ordered_by": d["ordered_by"] and d["ordered_by"][0]}
        return "%s (sentences %s)" % (" ".join("%s=%s" % (s, values.get(s, d[s])) for s in compare.SLOTS if d[s] is not None), sorted(d["sentences"]))
    one, two = compare.collapsed(gold["deployments"]), compare.collapsed(found["deployments"])
    same = lambda slot, a, b: a[slot] is not None and b[slot] is not None and compare.slot_equal(slot, a[slot], b[slot], world)
    options = sorted(((sum(same(s, a, b) for s in compare.SLOTS), -i, -j) for i, a in enumerate(one) for j, b in enumerate(two) if a["sentences"] & b["sentences"]), reverse=True)
    left_one, left_two = dict(enumerate(one)), dict(enumerate(two))
    for n, i, j in options:
        if n and -i in left_one and -j in left_two:
            a, b = left_one.pop(-i), left_two.pop(-j)
            wrong = [s for s in compare.SLOTS if (a[s] is not None or b[s] is not None) and not same(s, a, b)]
            if wrong:
                yield "deployment SLOTS %s\n      gold  %s\n      found %s" % (" ".join(wrong), show(a), show(b))
    yield from ("deployment MISSED %s" % show(d) for d in left_one.values())
    yield from ("deployment SURPLUS %s" % show(d) for d in left_two.values())
    real = [g for g in gold["deployments"] if g["status"] in compare.FACT and g["border"]]
    for f in found["deployments"]:
        if f["status"] in compare.FACT and f["border"] and not any(g["border"] == f["border"] and g["sentences"] & f["sentences"] for g in real):
            yield "FALSE FACT %s" % show(f)


def sentences(text, gold, found, record):
    yes = {n for f in found["deployments"] if f["status"] in compare.FACT for n in f["sentences"]}
    for number, label in sorted(gold["sentences"].items(), key=lambda kv: int(kv[0])):
        if (int(number) in yes) != (label["label"] == "FACT"):
            yield "sentence %s %s: [%s] %s" % (label["label"], label.get("status") or label.get("why"), number, text[slice(*record["sentences"][int(number) - 1])].replace("\n", " "))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    for name in ("gum", "ewt", "re3d"):
        parser.add_argument("--" + name, default="")
    parser.add_argument("--kind", choices=("quotes", "stances", "deployments", "sentences"))
    args = parser.parse_args()
    reports, _ = join.joined({"gum": args.gum, "ewt": args.ewt, "re3d": args.re3d}, "train")
    findings, world = score.extracted(args.binary, reports), names.World()
    for record, text in reports:
        gold = json.loads((score.HERE / "gold" / (record["doc"] + ".json")).read_text(encoding="utf-8"))
        one, two = compare.from_gold(gold, text, world), compare.from_findings(findings[record["doc"]], record["sentences"])
        kinds = {"quotes": lambda: quotes(text, one, two, world), "stances": lambda: stances(text, one, two, world),
                 "deployments": lambda: deployments(text, one, two, world), "sentences": lambda: sentences(text, one, two, record)}
        lines = [line for kind, listed in kinds.items() if args.kind in (None, kind) for line in listed()]
        if lines:
            print("== %s" % record["doc"])
        for line in lines:
            print("  " + line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
