#!/usr/bin/env python3
"""Directed sentiment clone -> gold JSON Lines for score_stance.py.

    git clone directed_sentiment_analysis of the GitHub user bywords, then
    export_dse.py directed_sentiment_analysis [--split valid] > dse_dev.jsonl

A source line is: sentence with [p] and [q] in brackets, p, q, class (tab-separated). Classes: 0 neutral, 1 p favours q, 2 q favours p,
3 p disfavours q, 4 q disfavours p. Brackets are taken out and spans count code points of what is left; a plural s that the source leaves
outside a bracket joins the span, a possessive mark inside one leaves it. Ids are line numbers. Of the validation split the lines of
dse_left_out.ids are left out, so that n is the 1,418 that our figures rest on. The test split is refused: it is for whoever judges us.
"""
import argparse
import json
import pathlib
import re

LABELS = ("neutral", "pos_pq", "pos_qp", "neg_pq", "neg_qp")
HERE = pathlib.Path(__file__).parent
POSSESSIVE = "\u2019'\u201d\" "


def unbracket(sentence, first, second):
    """The sentence without the brackets of the two entities, and the two spans in it; None when they cannot be told."""
    spans, wanted = [], [first, second]
    for match in re.finditer(r"\[([^\[\]]*)\]", sentence):
        if wanted and match.group(1) == wanted[0]:
            spans.append(match.span())
            wanted.pop(0)
    if wanted:
        return None
    text, ends, last = "", [], 0
    for start, end in spans:
        text += sentence[last:start]
        at = len(text)
        text += sentence[start + 1:end - 1]
        ends.append([at, len(text)])
        last = end
    text += sentence[last:]
    for span in ends:
        if text[span[1]:span[1] + 1] == "s" and not text[span[1] + 1:span[1] + 2].isalpha() and text[span[1] - 1:span[1]].isalpha():
            span[1] += 1
        while span[1] > span[0] and text[span[1] - 1] in POSSESSIVE:
            span[1] -= 1
        while span[0] < span[1] and text[span[0]] in POSSESSIVE:
            span[0] += 1
    lead = len(text) - len(text.lstrip())
    return text.strip(), [[s - lead, e - lead] for s, e in ends]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone", type=pathlib.Path)
    parser.add_argument("--split", choices=("train", "valid"), default="valid")
    args = parser.parse_args()
    left_out = set((HERE / "dse_left_out.ids").read_text().split()) if args.split == "valid" else set()
    for number, line in enumerate((args.clone / "dataset" / (args.split + ".txt")).read_text(encoding="utf-8").split("\n")):
        fields = line.split("\t")
        if len(fields) < 4 or str(number) in left_out:
            continue
        found = unbracket(fields[0], fields[1], fields[2])
        if found is None:
            continue
        text, ((ps, pe), (qs, qe)) = found
        print(json.dumps({"id": "DSE-%s-%05d" % ("dev" if args.split == "valid" else "train", number), "text": text,
                          "p": {"start": ps, "end": pe, "text": text[ps:pe]}, "q": {"start": qs, "end": qe, "text": text[qs:qe]},
                          "label": LABELS[int(fields[3])]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
