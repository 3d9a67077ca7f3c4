#!/usr/bin/env python3
"""PolNeAR clone -> gold JSON Lines for score_quotes.py.

    git clone PolNeAR of the GitHub user networkdynamics, then
    export_polnear.py PolNeAR [--split dev] > polnear_dev.jsonl

Reads data/SPLIT/text/*.txt and data/SPLIT/attributions/*.ann (brat stand-off, one file an annotator). Offsets are half-open code points into
the raw text, as in the corpus. Where several people annotated an article, the one whose content agrees best with the others' is taken.
"speech" is derived: the cue holds a word of speech_cues.txt or is a bare colon or dash, or the content is direct, or it is mixed and the cue
is none of belief, wish or attitude (a preposition, an idiom). The test split is refused: it is for whoever judges us.
"""
import argparse
import json
import pathlib
import re
import sys

import marks

WORD = re.compile(r"[a-z]+(?:[-'\u2019][a-z]+)*")
HERE = pathlib.Path(__file__).parent
SPEECH = {w for line in (HERE / "speech_cues.txt").read_text().splitlines() if not line.startswith("#") for w in line.split()}
#: Cues of thinking, wanting, believing and ruling: mixed content under one of these is no speech.
MIND = frozenset("believe believes believed believing think thinks thought thinking want wants wanted wanting hope hopes hoped feel feels felt know knows "
                 "knew find finds found show shows showed shown support supports supported oppose opposes opposed plan plans planned rule ruled "
                 "require requires required consider considers considered see sees saw view views viewed like likes liked fear fears feared "
                 "approve approved order ordered allow allowed ban banned agree agreed expect expects expected decide decided indicate indicates "
                 "indicated conclude learned learn understand understands understood love loves loved hate hates hated need needs seek seeks sought".split())


def annotation(path):
    """Attributions and discarded spans of one brat file."""
    spans, events, discard = {}, [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, rest = line.partition("\t")
        if key.startswith("T"):
            label, _, offsets = rest.split("\t")[0].partition(" ")
            spans[key] = (label, [[int(n) for n in pair.split()] for pair in offsets.split(";")])
            if label == "Discard":
                discard += spans[key][1]
        elif key.startswith("E"):
            roles = {"Source": [], "Cue": [], "Content": []}
            for argument in rest.split()[1:]:
                role, _, span = argument.partition(":")
                roles.setdefault(re.sub(r"\d+$", "", role), []).append(span)
            events.append((key, roles))
    attributions = []
    for key, roles in events:
        of = lambda role: sorted(piece for span in roles[role] for piece in spans[span][1])
        if of("Content") and of("Cue"):
            attributions.append({"id": key, "source": of("Source"), "cue": of("Cue"), "content": of("Content")})
    attributions.sort(key=lambda a: a["content"][0])
    return attributions, sorted(discard)


def characters(attributions):
    return {i for a in attributions for s, e in a["content"] for i in range(s, e)}


def agreement(mine, others):
    """Mean overlap of the characters two people marked as content."""
    own = characters(mine)
    return sum(len(own & theirs) / max(1, len(own | theirs)) for theirs in map(characters, others)) / max(1, len(others))


def is_speech(text, attribution, kind):
    cue = " ".join(text[s:e] for s, e in attribution["cue"]).lower()
    words = set(WORD.findall(cue))
    if words & SPEECH or cue.rstrip().endswith(":") or cue.strip() in ("-", "\u2013", "\u2014"):
        return True
    return kind == "direct" or (kind == "mixed" and not words & MIND)


def export(root, split):
    folder = root / "data" / split
    texts = sorted((folder / "text").glob("*.txt"))
    if not texts:
        sys.exit("%s holds no text/*.txt: give the folder of a PolNeAR clone" % folder)
    for path in texts:
        text = path.read_bytes().decode("utf-8")
        copies = [annotation(p) for p in sorted((folder / "attributions").glob(path.stem + "_*.ann"))]
        if not copies:
            continue
        best = max(copies, key=lambda c: agreement(c[0], [o[0] for o in copies if o is not c]))
        attributions, discard = best
        mask = marks.inside(text)
        for a in attributions:
            a["content_type"] = marks.kind(text, mask, a["content"])
            a["speech"] = is_speech(text, a, a["content_type"])
        yield {"id": path.stem, "text": text, "discard": discard, "attributions": attributions}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone", type=pathlib.Path)
    parser.add_argument("--split", choices=("train", "dev"), default="dev")
    args = parser.parse_args()
    for article in export(args.clone, args.split):
        print(json.dumps(article, ensure_ascii=False))


if __name__ == "__main__":
    main()
