#!/usr/bin/env python3
"""PLOVER clone -> gold JSON Lines for score_stance.py (polarity) and score_deployment.py (sentence).

    git clone PLOVER of the GitHub user openeventdata, then
    export_plover.py PLOVER/PLOVER_GSR_CAMEO.txt > plover_dev.jsonl

The file is a JSON list of records; a record's id begins with PLOVER-GSR01 and its sentence is the longest string under a key "text". Only the
records of plover_dev.tsv are taken, with the labels given there: the other half is for whoever judges us. Polarity follows from the type,
verbal are the types of PLOVER's quads 1 and 3.
"""
import argparse
import json
import pathlib

from score_stance import PLOVER

VERBAL = frozenset("AGREE CONSULT SUPPORT CONCEDE REQUEST ACCUSE REJECT THREATEN SANCTION".split())
HERE = pathlib.Path(__file__).parent


def strings(value, key=None):
    """All (key, string) pairs of a nested record."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for k, v in value.items():
            yield from strings(v, k)
    elif isinstance(value, list):
        for v in value:
            yield from strings(v, key)


def records(text):
    """The records of a JSON list, or of objects one after the other."""
    decoder, at = json.JSONDecoder(), 0
    while True:
        starts = [i for i in (text.find("[", at), text.find("{", at)) if i >= 0]
        if not starts:
            return
        value, at = decoder.raw_decode(text, min(starts))
        yield from value if isinstance(value, list) else [value]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    args = parser.parse_args()
    rows = (line.split("\t") for line in (HERE / "plover_dev.tsv").read_text().splitlines() if not line.startswith(("#", "id\t")))
    labels = {name: (kind, deployment) for name, kind, deployment in rows}
    for record in records(args.file.read_text(encoding="utf-8")):
        found = list(strings(record))
        name = next((s for _, s in found if s in labels), None)
        text = max((s for k, s in found if k == "text"), key=len, default="")
        if name and text:
            kind, deployment = labels[name]
            print(json.dumps({"id": name, "text": text, "plover_08": kind, "is_deployment": {"yes": True, "no": False}.get(deployment),
                              "stance_polarity": PLOVER[kind], "stance_scope": "verbal" if kind in VERBAL else "material"}, ensure_ascii=False))


if __name__ == "__main__":
    main()
