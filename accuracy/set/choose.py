#!/usr/bin/env python3
"""Makes documents.jsonl: which reports are in the set, which part of each, its sentences, train or test.

    choose.py --gum PATH --ewt PATH --re3d PATH     (paths as for join.py)

Run once, before anyone annotated or tuned. Real reports: chosen.tsv names them, picked by hand for news, war and politics. A report of
more than WORDS_WHOLE words is cut to its best run of sentences (most words of war and politics and quotation marks, from a paragraph's start
where there is one). Of each two neighbours in the list one is train and one test, and a seeded hash of the document id says which: kinds and sources
are halved, and a report added at the end moves no other. `parser_saw`: the syntax model was trained on this document's sentences (not on what is annotated here).
"""
import argparse
import hashlib
import json
import pathlib
import re

import join

HERE = pathlib.Path(__file__).parent
WORDS_WHOLE, WORDS_LEAST, WORDS_MOST = 430, 260, 370
SHORT = frozenset("mr mrs ms dr gen lt col maj sgt capt cpl brig adm cmdr rep sen gov st no vs jan feb mar apr jun jul aug sept sep oct nov dec spc pfc prof rev u.s u.k u.n e.g i.e".split())
END = re.compile(r"[.!?\u2026]+[\"\u201d\u2019')\]]*(?=\s+[\"\u201c\u2018'(\[]*[A-Z0-9])")
TOPIC = re.compile(r"\b(troops?|army|soldiers?|borders?|military|militias?|government|ministers?|president|forces|wars?|said|says|told|accused|insurgents?|nuclear|sanctions|guerrillas?|"
                   r"killed|police|election\w*|marines?|deploy\w*|withdr\w*|battalions?|brigades?|frontier|condemn\w*|support\w*|oppos\w*|demand\w*)\b", re.I)


def sentences(text):
    """[start, end) of each sentence, code points. Line feeds always end one; a known short form or an initial does not."""
    found = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for stop in END.finditer(text, line.start(), line.end()):
            word = re.search(r"[\w.]*$", text[start:stop.start()]).group().lower()
            if text[stop.start()] == "." and (word in SHORT or re.fullmatch(r"[a-z]|([a-z]\.)+[a-z]", word)):
                continue
            found.append((start, stop.end()))
            start = stop.end()
        found.append((start, line.end()))
    trimmed = []
    for s, e in found:
        while s < e and text[s].isspace():
            s += 1
        while e > s and text[e - 1].isspace():
            e -= 1
        if s < e:
            trimmed.append((s, e))
    return trimmed


def excerpt(text):
    """[start, end) of what is annotated, code points."""
    count = lambda s, e: len(text[s:e].split())
    if count(0, len(text)) <= WORDS_WHOLE:
        return 0, len(text)
    units, best = sentences(text), (-1.0, 0, 0)
    for i, (start, _) in enumerate(units):
        opens = start == 0 or "\n" in text[units[i - 1][1]:start]
        for j in range(i, len(units)):
            end = units[j][1]
            if count(start, end) > WORDS_MOST:
                break
            if count(start, end) >= WORDS_LEAST:
                part = text[start:end]
                score = (len(TOPIC.findall(part)) + 0.5 * len(re.findall("[\"\u201c\u201d]", part))) / len(part.split()) * (1.25 if opens else 1.0)
                best = max(best, (score, -start, -end))
    return (-best[1], -best[2]) if best[0] >= 0 else (0, len(text))


def divide(records):
    """Of each two neighbours of a kind (chosen.tsv's order, file order) one is train and one is test; a seeded hash says which."""
    for kind in (True, False):
        group = [r for r in records if (r["source"] == "written") == kind]
        for i, r in enumerate(group):
            first = hashlib.sha256(("vedette-set-1:" + group[i - i % 2]["id"]).encode()).digest()[0] & 1
            r["split"] = ("train", "test")[first ^ (i & 1)]


def record(doc, source, name, licence, published, text, saw):
    start, end = excerpt(text) if source != "written" else (0, len(text))
    part, byte = text[start:end], lambda i: len(text[:i].encode("utf-8"))
    return {"doc": doc, "source": source, "id": name, "licence": licence, "published": None if published == "-" else published, "split": None, "parser_saw": saw, "sha256_source": join.sha(text),
            "bytes": [byte(start), byte(end)], "sha256": join.sha(part), "sentences": [list(p) for p in sentences(part)]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for source in ("gum", "ewt", "re3d"):
        parser.add_argument("--" + source, default="")
    args = parser.parse_args()
    sources = join.given({"gum": args.gum, "ewt": args.ewt, "re3d": args.re3d})
    old = {r["doc"]: r for r in join.documents()} if (HERE / "documents.jsonl").exists() else {}
    found = []
    for line in (HERE / "chosen.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        doc, source, name, part, published, licence = line.split("\t")
        if source in sources:
            found.append(record(doc, source, name, licence, published, sources[source][name.removeprefix("RE3D-")], part == "train"))
        elif doc in old:
            found.append(old[doc])
        else:
            raise SystemExit("%s: %s is not given" % (doc, source))
    for path in sorted((HERE / "written").glob("*.txt")):
        found.append(record(path.stem, "written", path.stem, "MIT OR Apache-2.0", "-", path.read_bytes().decode("utf-8"), False))
    divide(found)
    for r in found:
        if r["doc"] in old and old[r["doc"]] != r:
            print("changed: " + r["doc"])
    (HERE / "documents.jsonl").write_text("".join(json.dumps(r) + "\n" for r in found), encoding="utf-8")
    tally = lambda kind, part: sum((r["source"] == "written") == kind and r["split"] == part for r in found)
    print("real: %d train, %d test; written: %d train, %d test" % (tally(False, "train"), tally(False, "test"), tally(True, "train"), tally(True, "test")))


if __name__ == "__main__":
    main()
