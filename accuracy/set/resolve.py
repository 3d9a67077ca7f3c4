#!/usr/bin/env python3
"""An annotator's file (fragments of the text, see GUIDE.md) -> offsets, checked.

    resolve.py --check PASS/NAME.json ...                 say what is wrong; exit status 1 when anything is
    resolve.py --out FOLDER PASS/NAME.json ...            write FOLDER/NAME.json: offsets only, no text of a real report
    with --texts FOLDER (the .txt files of join.py --out), or --gum, --ewt, --re3d as for join.py

Offsets are half-open and count code points of the report's excerpt. A name that the report holds becomes the span of its first place there;
a name that it does not hold in one piece is kept as written, and must then be short (NAME_WORDS_MAX words). Proposition and name of an issue are
the annotator's own words. A fragment that is not found, or not at one place only, is an error: nothing is guessed.
"""
import argparse
import json
import pathlib
import re
import sys

import join

NAME_WORDS_MAX = 6
KIND = {"DIRECT", "MIXED", "INDIRECT"}
MODALITY = {"ASSERTED", "NEGATED", "CONDITIONAL", "HYPOTHETICAL", "FUTURE", "HISTORICAL"}
POSITION = {"SUPPORT", "OPPOSE", "AMBIGUOUS", "NEUTRAL"}
POSTURE = set("DEPLOY REINFORCE MOBILIZE_RESERVES ALERT FORTIFY PATROL EXERCISE WITHDRAW CROSS_BORDER CLOSURE PEACEKEEPING MAINTAIN".split())
FACT = {"REPORTED", "UNDER_WAY", "COMPLETED"}
UNREAL = set("PLANNED THREATENED DEMANDED OPPOSED DENIED REFUSED RUMOURED HYPOTHETICAL HISTORICAL".split())
WHY = UNREAL | set("COMBAT NOT_FORCE LAW FIGURATIVE STRENGTH OTHER".split())
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?")
FIELDS = {"quotes": {"content", "kind", "speaker", "who", "cue", "modality", "via", "note", "s"},
          "stances": {"holder", "who", "target", "whom", "issue", "issue_id", "words", "position", "basis", "modality", "reported_by", "sentences", "note", "condition"},
          "deployments": {"event", "force", "who", "posture", "status", "border", "place", "personnel", "ordered_by", "ordered_by_who", "claimant", "date", "sentences", "modality", "note"}}


class Wrong(Exception):
    pass


class Report:
    """One text with its numbered sentences, and what was found wrong in the annotation of it."""

    def __init__(self, record, text):
        self.record, self.text, self.sentences = record, text, record["sentences"]

    def places(self, words, start, end):
        """Starts of `words` in [start, end), at word edges."""
        pattern = (r"(?<!\w)" if words[:1].isalnum() else "") + re.escape(words) + (r"(?!\w)" if words[-1:].isalnum() else "")
        return [m.start() for m in re.compile(pattern).finditer(self.text) if start <= m.start() < end]

    def sentence(self, number):
        if not isinstance(number, int) or not 1 <= number <= len(self.sentences):
            raise Wrong("there is no sentence %r (1 to %d)" % (number, len(self.sentences)))
        return self.sentences[number - 1]

    def span(self, given):
        if isinstance(given, str):
            given = {"t": given}
        if not isinstance(given, dict) or not (given.get("t") or (given.get("from") and given.get("to"))):
            raise Wrong("no fragment: %r" % (given,))
        words = given.get("t") or given["from"]
        start, end = self.sentence(given["s"]) if given.get("s") else (0, len(self.text))
        found = self.places(words, start, end)
        if not found:
            elsewhere = [i + 1 for i, (s, e) in enumerate(self.sentences) if self.places(words, s, e)]
            raise Wrong("not found%s: %r%s" % (" in sentence %d" % given["s"] if given.get("s") else "", words, "; stands in %s" % elsewhere if elsewhere else ""))
        if not given.get("s") and len(found) > 1:
            raise Wrong("stands at %d places, give s (sentence): %r" % (len(found), words))
        if given.get("n", 1) > len(found):
            raise Wrong("stands %d times there, not %d: %r" % (len(found), given["n"], words))
        at = found[given.get("n", 1) - 1]
        if given.get("t"):
            return [at, at + len(words)]
        close = self.places(given["to"], at, len(self.text))
        if not close:
            raise Wrong("`to` is not found after `from`: %r" % given["to"])
        return [at, close[0] + len(given["to"])]

    def spans(self, given):
        return [self.span(g) for g in (given if isinstance(given, list) else [given])]

    def name(self, given):
        if not isinstance(given, str) or not given.strip():
            raise Wrong("a name is missing: %r" % (given,))
        found = self.places(given, 0, len(self.text))
        if found:
            return {"span": [found[0], found[0] + len(given)]}
        if self.record["source"] != "written" and len(given.split()) > NAME_WORDS_MAX:
            raise Wrong("this name is in the report's words nowhere, and too long to be kept: %r" % given)
        return {"name": given}

    def names(self, given):
        return [self.name(g) for g in (given if isinstance(given, list) else [given])]


def one_of(value, allowed, what):
    if value not in allowed:
        raise Wrong("%s is %r, not one of %s" % (what, value, ", ".join(sorted(allowed))))
    return value


def optional(function, value):
    return None if value is None or value == [] else function(value)


def date(value):
    if not DATE.fullmatch(value):
        raise Wrong("no date: %r" % value)
    return value


def numbers(report, given):
    if not given:
        raise Wrong("give the sentences")
    for number in given:
        report.sentence(number)
    return sorted(set(given))


def quote(report, q):
    if not q.get("content"):
        raise Wrong("a quote needs content")
    if q.get("speaker") and not q.get("who"):
        raise Wrong("who is the speaker?")
    return {"spans": report.spans(q["content"]), "kind": one_of(q.get("kind"), KIND, "kind"), "speakers": optional(report.spans, q.get("speaker")) or [],
            "who": optional(report.names, q.get("who")) or [], "cue": optional(report.span, q.get("cue")), "via": optional(report.name, q.get("via")),
            "modality": one_of(q.get("modality", "ASSERTED"), MODALITY, "modality")}


def stance(report, s):
    if bool(s.get("target")) == bool(s.get("issue")):
        raise Wrong("a stance has a target or an issue, one of them")
    if s.get("target") and not s.get("whom"):
        raise Wrong("whom is the target?")
    if s.get("issue") and len(report.places(s["issue"], 0, len(report.text))) and len(s["issue"].split()) > 3:
        raise Wrong("the proposition must be in words of your own: %r" % s["issue"])
    return {"holder": optional(report.span, s.get("holder")), "who": report.name(s.get("who")), "target": optional(report.span, s.get("target")), "whom": optional(report.name, s.get("whom")),
            "issue": s.get("issue"), "issue_id": s.get("issue_id"), "words": optional(report.span, s.get("words")), "position": one_of(s.get("position"), POSITION, "position"),
            "basis": one_of(s.get("basis", "EXPLICIT"), {"EXPLICIT", "IMPLIED"}, "basis"), "modality": one_of(s.get("modality", "ASSERTED"), MODALITY, "modality"),
            "reported_by": optional(report.name, s.get("reported_by")), "sentences": numbers(report, s.get("sentences"))}


def personnel(report, p):
    if p.get("min") is None and p.get("max") is None:
        raise Wrong("personnel without a figure")
    return {"min": p.get("min"), "max": p.get("max"), "wording": optional(report.span, p.get("wording"))}


def border(pair):
    if not isinstance(pair, list) or len(pair) != 2 or pair[0] == pair[1]:
        raise Wrong("a border is two states: %r" % (pair,))
    return sorted(pair)


def deployment(report, d):
    return {"event": str(d.get("event")), "force": optional(report.span, d.get("force")), "who": optional(report.name, d.get("who")), "posture": one_of(d.get("posture"), POSTURE, "posture"),
            "status": one_of(d.get("status"), FACT | UNREAL, "status"), "border": optional(border, d.get("border")), "place": optional(report.span, d.get("place")),
            "personnel": optional(lambda p: personnel(report, p), d.get("personnel")), "ordered_by": optional(report.span, d.get("ordered_by")),
            "ordered_by_who": optional(report.name, d.get("ordered_by_who")), "claimant": optional(report.name, d.get("claimant")), "date": optional(date, d.get("date")),
            "sentences": numbers(report, d.get("sentences"))}


def label(report, number, given):
    report.sentence(int(number))
    if one_of(given.get("label"), {"FACT", "NEAR"}, "label") == "FACT":
        return {"label": "FACT", "status": one_of(given.get("status"), FACT, "status of a FACT")}
    return {"label": "NEAR", "why": one_of(given.get("why"), WHY, "why of a NEAR")}


def resolve(record, text, given):
    """(gold, [what is wrong])"""
    report, wrong, gold = Report(record, text), [], {"doc": record["doc"]}
    for kind, convert in (("quotes", quote), ("stances", stance), ("deployments", deployment)):
        gold[kind] = []
        if not isinstance(given.get(kind), list):
            wrong.append("%s is missing (an empty list is an answer)" % kind)
            continue
        for i, item in enumerate(given[kind]):
            try:
                unknown = set(item) - FIELDS[kind]
                if unknown:
                    raise Wrong("unknown field %s" % ", ".join(sorted(unknown)))
                gold[kind].append(convert(report, item))
            except (Wrong, TypeError, AttributeError, KeyError) as error:
                wrong.append("%s[%d]: %s" % (kind, i, error))
    gold["sentences"] = {}
    if not isinstance(given.get("sentences"), dict):
        wrong.append("sentences is missing (an empty object is an answer)")
    for number, item in sorted((given.get("sentences") or {}).items(), key=lambda kv: int(kv[0])):
        try:
            gold["sentences"][number] = label(report, number, item)
        except (Wrong, TypeError, AttributeError, ValueError) as error:
            wrong.append("sentences[%s]: %s" % (number, error))
    facts = {n for d in gold["deployments"] if d["status"] in FACT for n in d["sentences"]}
    for number, item in gold["sentences"].items():
        if item["label"] == "FACT" and int(number) not in facts:
            wrong.append("sentence %s is FACT but in no deployment that is one" % number)
    for i, d in enumerate(gold["deployments"]):
        if d["status"] in FACT and not any(gold["sentences"].get(str(n), {}).get("label") == "FACT" for n in d["sentences"]):
            wrong.append("deployments[%d] is a fact but none of its sentences is labelled FACT" % i)
    return gold, wrong


def texts(args):
    records = {r["doc"]: r for r in join.documents()}
    if not args.texts:
        good, _ = join.joined({"gum": args.gum, "ewt": args.ewt, "re3d": args.re3d})
        return {r["doc"]: (r, text) for r, text in good}
    found = {}
    for path in pathlib.Path(args.texts).glob("*.txt"):
        text = path.read_bytes().decode("utf-8")
        if path.stem in records and join.sha(text) == records[path.stem]["sha256"]:
            found[path.stem] = (records[path.stem], text)
    return found


def self_test():
    text = "Verane said he stays. He said he stays put.\n\nTwo battalions moved to Hessel Pass."
    record = {"doc": "x", "source": "gum", "sentences": [[0, 21], [22, 43], [45, 81]]}
    quote = {"content": [{"from": "he", "to": "put", "s": 2}], "kind": "INDIRECT", "speaker": {"t": "He", "s": 2}, "who": "Verane", "cue": {"t": "said", "s": 2}}
    move = {"event": "d1", "force": "Two battalions", "posture": "REINFORCE", "status": "REPORTED", "border": ["Tarvia", "Melune"], "sentences": [3]}
    given = {"quotes": [quote], "stances": [], "deployments": [move], "sentences": {"3": {"label": "FACT", "status": "REPORTED"}}}
    gold, wrong = resolve(record, text, given)
    assert not wrong and gold["quotes"][0]["spans"] == [[30, 42]] and gold["quotes"][0]["who"] == [{"span": [0, 6]}] and gold["deployments"][0]["border"] == ["Melune", "Tarvia"], (wrong, gold)
    planted = [({"quotes": [dict(quote, content=["he stays"])]}, "2 places"), ({"quotes": [dict(quote, content=["they stay"])]}, "not found"), ({"quotes": [dict(quote, kind="direct")]}, "kind is"),
               ({"quotes": [dict(quote, cue={"t": "said", "s": 9})]}, "no sentence 9"), ({"quotes": [dict(quote, speker="He")]}, "unknown field"), ({"sentences": {}}, "none of its sentences"),
               ({"deployments": []}, "in no deployment"), ({"stances": [{"holder": "Two", "who": "Two", "position": "OPPOSE"}]}, "one of them"), ({"quotes": None}, "missing"),
               ({"quotes": [dict(quote, who="the minister of the defence of all Tarvia")]}, "too long"), ({"quotes": [dict(quote, content=[{"t": "sai", "s": 1}])]}, "not found")]
    for fault, says in planted:
        _, wrong = resolve(record, text, dict(given, **fault))
        assert any(says in w for w in wrong), (fault, wrong)
    print("self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--check", action="store_true")
    for name in ("out", "texts", "gum", "ewt", "re3d"):
        parser.add_argument("--" + name, default="")
    args = parser.parse_args()
    if args.self_test:
        return self_test()
    known, bad = texts(args), 0
    for path in map(pathlib.Path, args.files):
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            print("%s: no JSON: %s" % (path.name, error))
            bad += 1
            continue
        if path.stem not in known:
            print("%s: its text is not given, or another" % path.name)
            bad += 1
            continue
        gold, wrong = resolve(*known[path.stem], given)
        for line in wrong:
            print("%s: %s" % (path.name, line))
        bad += len(wrong)
        if args.out and not wrong:
            folder = pathlib.Path(args.out)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / path.name).write_text(json.dumps(gold, sort_keys=True) + "\n", encoding="utf-8")
    print("%d files, %d mistakes" % (len(args.files), bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
