#!/usr/bin/env python3
"""Score quotes and their speakers against PolNeAR gold.

    score_quotes.py GOLD.jsonl[.gz] FINDINGS.jsonl[.gz]

Spans are compared as sets of words (letters and digits with inner apostrophes), so marks and blanks never matter. Gold that is no speech
("speech": false: wants, believes, rules) is neither required nor forbidden; predictions that mostly cover such gold, or page furniture
("discard"), are left out of the count. One prediction matches one gold item, best overlap first.

ov8      F1 at an overlap (intersection over union of words) of 0.8 or more
exact    F1 at the same words
joint    like ov8, and the speaker mention shares a word with the gold source (or both have none): the number that counts
speaker  accuracy of that over pairs with an overlap of 0.5 or more whose gold has a source
"""
import argparse
import gzip
import json
import random
import re
import sys

import marks

WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
SMALL = frozenset("of the a an and in for at to on by with from".split())


def rows(path):
    if path == "-":
        return [json.loads(line) for line in sys.stdin if line.strip()]
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class Text:
    """A text as words; a span becomes the set of words it touches."""

    def __init__(self, text):
        self.text, self.mask = text, marks.inside(text)
        self.words = [m.span() for m in WORD.finditer(text)]
        self.first_after = [0] * (len(text) + 1)
        k = 0
        for i in range(len(text) + 1):
            while k < len(self.words) and self.words[k][1] <= i:
                k += 1
            self.first_after[i] = k

    def set_of(self, spans):
        found = set()
        for s, e in spans:
            s, e = max(0, s), min(len(self.text), e)
            k = self.first_after[s] if s < e else len(self.words)
            while k < len(self.words) and self.words[k][0] < e:
                found.add(k)
                k += 1
        return frozenset(found)

    def telling(self, words):
        return {k for k in words if self.text[slice(*self.words[k])].lower() not in SMALL}

    def same_speaker(self, a, b):
        return not (a or b) or bool(self.telling(a) & self.telling(b))


def overlap(a, b):
    both = len(a & b)
    return both / (len(a) + len(b) - both) if both else 0.0


def pair(text, gold, found, floor):
    """Greedy one-to-one matching: (found index, gold index) pairs."""
    options = sorted(
        (-overlap(g["words"], f["words"]), not text.same_speaker(g["who"], f["who"]), gi, fi)
        for gi, g in enumerate(gold) for fi, f in enumerate(found) if g["words"] & f["words"])
    taken_gold, taken_found, pairs = set(), set(), []
    for negative, _, gi, fi in options:
        if -negative >= floor - 1e-9 and gi not in taken_gold and fi not in taken_found:
            taken_gold.add(gi)
            taken_found.add(fi)
            pairs.append((fi, gi))
    return pairs


def left_out(f, required, optional, optional_words, furniture):
    if 2 * len(f["words"] & furniture) > len(f["words"]):
        return True
    need = max((overlap(g["words"], f["words"]) for g in required), default=0.0)
    free = max((overlap(g["words"], f["words"]) for g in optional), default=0.0)
    mostly = 2 * len(f["words"] & optional_words) > len(f["words"])
    return (free > need and (free >= 0.5 or mostly)) or (need == 0.0 and mostly)


def score(article, quotes):
    """Counts of one article."""
    text = Text(article["text"])
    gold = [{"words": text.set_of(a["content"]), "who": text.set_of(a["source"]), "speech": a.get("speech", True),
             "kind": marks.kind(text.text, text.mask, a["content"])} for a in article["attributions"]]
    found = []
    for q in quotes:
        who = [(s["start"], s["end"]) for s in q.get("speakers") or [] if s.get("start") is not None]
        if q.get("speaker"):
            who = [(q["speaker"]["start"], q["speaker"]["end"])]
        item = {"words": text.set_of(q["spans"]), "who": text.set_of(who), "kind": marks.kind(text.text, text.mask, q["spans"])}
        if item["words"]:
            found.append(item)
    required = [g for g in gold if g["speech"] and g["words"]]
    optional = [g for g in gold if not g["speech"]]
    optional_words = frozenset().union(*(g["words"] for g in optional))
    furniture = text.set_of(article.get("discard", []))
    found = [f for f in found if not left_out(f, required, optional, optional_words, furniture)]
    counts = {}

    def add(key, n=1):
        counts[key] = counts.get(key, 0) + n

    for name, items in (("gold", required), ("found", found)):
        for item in items:
            add((name, "all"))
            add((name, "dm" if item["kind"] != "indirect" else "indirect"))
    close = pair(text, required, found, 0.8)
    for measure, pairs in (("exact", pair(text, required, found, 1.0)), ("ov8", close),
                           ("joint", [(f, g) for f, g in close if text.same_speaker(required[g]["who"], found[f]["who"])])):
        for f, g in pairs:
            for side, item in (("found", found[f]), ("gold", required[g])):
                add((measure, side, "all"))
                add((measure, side, "dm" if item["kind"] != "indirect" else "indirect"))
    for f, g in pair(text, required, found, 0.5):
        if required[g]["who"]:
            add("speakers")
            add("speakers right", text.same_speaker(required[g]["who"], found[f]["who"]))
    return counts


def merged(tallies):
    total = {}
    for tally in tallies:
        for key, n in tally.items():
            total[key] = total.get(key, 0) + n
    return total


def f1(total, measure, kind):
    def share(side):
        n = total.get((side, kind), 0)
        return total.get((measure, side, kind), 0) / n if n else 0.0
    p, r = share("found"), share("gold")
    return 2 * p * r / (p + r) if p + r else 0.0


FIGURES = {
    "joint F1": lambda t: f1(t, "joint", "all"),
    "ov8 F1": lambda t: f1(t, "ov8", "all"),
    "exact F1": lambda t: f1(t, "exact", "all"),
    "direct+mixed ov8 F1": lambda t: f1(t, "ov8", "dm"),
    "indirect ov8 F1": lambda t: f1(t, "ov8", "indirect"),
    "speaker accuracy": lambda t: t.get("speakers right", 0) / t["speakers"] if t.get("speakers") else 0.0,
}


def evaluate(gold, findings, rounds=1000):
    """Name -> (value, low, high, n)."""
    by_id = {f["id"]: f.get("quotes") or [] for f in findings}
    tallies = [score(article, by_id.get(article["id"], [])) for article in gold]
    total, rng = merged(tallies), random.Random(20241205)
    samples = [merged(rng.choices(tallies, k=len(tallies))) for _ in range(rounds)]
    result = {}
    for name, figure in FIGURES.items():
        values = sorted(figure(s) for s in samples)
        n = total.get("speakers", 0) if name.startswith("speaker") else total.get(("gold", "dm" if "mixed" in name else "indirect" if "indirect" in name else "all"), 0)
        result[name] = (figure(total), values[int(rounds * .025)], values[int(rounds * .975) - 1], n)
    return result


def self_test():
    text = "Ann Lee said the plan was dead. \u201cIt is over,\u201d she said."
    at = lambda words: [text.index(words), text.index(words) + len(words)]
    gold = [{"id": "a", "text": text, "attributions": [
        {"source": [at("Ann Lee")], "content": [at("the plan was dead")]}, {"source": [at("she")], "content": [at("\u201cIt is over,\u201d")]}]}]
    quote = lambda words, who: {"spans": [at(words)], "speaker": dict(zip(("start", "end"), at(who)))}
    right = [quote("the plan was dead", "Ann Lee"), quote("It is over", "she")]
    assert evaluate(gold, [{"id": "a", "quotes": right}], 10)["joint F1"][0] == 1
    wrong_man = [right[0], quote("It is over", "Ann Lee")]
    figures = evaluate(gold, [{"id": "a", "quotes": wrong_man}], 10)
    assert figures["joint F1"][0] == 0.5 and figures["ov8 F1"][0] == 1 and figures["speaker accuracy"][0] == 0.5
    assert evaluate(gold, [], 10)["joint F1"][0] == 0
    print("self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?")
    parser.add_argument("findings", nargs="?")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        return self_test()
    if not args.gold or not args.findings:
        parser.error("give a gold file and a findings file")
    for name, (value, low, high, n) in evaluate(rows(args.gold), rows(args.findings)).items():
        print("%-22s %5.1f  (%.1f .. %.1f, n %d)" % (name, 100 * value, 100 * low, 100 * high, n))


if __name__ == "__main__":
    main()
