"""Two readings of one report, item by item: gold against findings, or one annotator against the other.

A reading is what gold/NAME.json holds, with names as text. `from_gold` and `from_findings` make one. Everything counts by report, so that
intervals can be drawn over reports. How items match:

quotes       words of the content, intersection over union; one to one, best first. F1 at 0.8 or more; joint: and the speaker mention shares a word
             or is the same place (or both have none). Resolved speaker: of pairs at 0.5 or more whose gold names a speaker, the share with the same actor (names.py).
stances      explicit ones towards an actor or a listed issue: same holder, same target or issue, same position. Implied ones and issues outside the
             lists are neither required nor forbidden.
deployments  claims of one event with the same status and posture are one. A claim pairs with the one it shares most slots with, of those in the same
             sentences. Slots: force, posture, status, border, place, personnel, ordered_by, date. A slot filled and equal is right.
false facts  claims answered as fact about a border where no gold fact about that border stands in the same sentences.
sentences    a sentence labelled FACT or NEAR is answered yes when a fact covers most of it (or lies in it).
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from score_quotes import Text, overlap, pair  # noqa: E402

FACT = {"REPORTED", "UNDER_WAY", "COMPLETED"}
SLOTS = ("force", "posture", "status", "border", "place", "personnel", "ordered_by", "date")


def touch(a, b):
    return bool(a and b) and a[0] < b[1] and b[0] < a[1]


def from_gold(gold, text, world):
    named = lambda n: None if n is None else text[slice(*n["span"])] if "span" in n else n["name"]
    return {
        "quotes": [{"spans": q["spans"], "kind": q["kind"], "speakers": q["speakers"], "who": [(named(n), None) for n in q["who"]], "modality": q["modality"]} for q in gold["quotes"]],
        "stances": [{"holder": (named(s["who"]), None), "at": s["holder"], "target": (named(s["whom"]), None) if s["target"] else None, "target_at": s["target"],
                     "issue": s["issue_id"] if not s["target"] else None, "open": not s["target"] and not s["issue_id"], "position": s["position"], "basis": s["basis"],
                     "sentences": s["sentences"]} for s in gold["stances"]],
        "deployments": [{"event": d["event"], "force": d["force"] and ((named(d["who"]) or text[slice(*d["force"])], None), d["force"]), "posture": d["posture"], "status": d["status"],
                         "border": tuple(sorted(world.code(s) for s in d["border"])) if d["border"] else None, "place": d["place"],
                         "personnel": (d["personnel"]["min"], d["personnel"]["max"]) if d["personnel"] else None,
                         "ordered_by": (named(d["ordered_by_who"]) or text[slice(*d["ordered_by"])], None) if d["ordered_by"] else None, "date": d["date"],
                         "sentences": set(d["sentences"])} for d in gold["deployments"]],
        "sentences": gold["sentences"]}


def inside(spans, sentences):
    """Numbers of the sentences that some span touches by more than half of the shorter of the two."""
    found = set()
    for i, (s, e) in enumerate(sentences):
        for a, b in spans:
            if 2 * (min(e, b) - max(s, a)) > min(e - s, b - a):
                found.add(i + 1)
    return found


def from_findings(found, sentences):
    at = lambda m: [m["start"], m["end"]] if m and m.get("start") is not None else None
    deployments = []
    for d in found.get("deployments") or []:
        p = d.get("personnel")
        deployments.append({"event": d["event"], "force": ((d["force_text"], d.get("force_actor")), at(d.get("force"))) if d.get("force_text") else None, "posture": d["posture"], "status": d["status"],
                            "border": tuple(sorted(d["border"])) if d.get("border") else None, "place": at(d.get("place")), "personnel": (p.get("min"), p.get("max")) if p else None,
                            "ordered_by": (d["ordered_by_text"], None) if d.get("ordered_by_text") else None, "date": d.get("date"), "sentences": inside(d.get("evidence") or [], sentences)})
    return {
        "quotes": [{"spans": q["spans"], "kind": q["kind"].upper(), "speakers": [at(s) for s in q.get("speakers") or [] if at(s)] or ([at(q["speaker"])] if at(q.get("speaker")) else []),
                    "who": [(s["text"], s.get("actor")) for s in q.get("speakers") or [] if s.get("text")] or ([(q["speaker_text"], q.get("speaker_actor"))] if q.get("speaker_text") else []),
                    "modality": q["modality"]} for q in found.get("quotes") or []],
        "stances": [{"holder": (s.get("holder_text") or "", s.get("holder_actor")), "at": at(s.get("holder")), "target": (s.get("target_text") or "", s.get("target_actor")) if not s.get("issue") else None,
                     "target_at": at(s.get("target")), "issue": s.get("issue"), "open": False, "position": s["position"].upper(), "basis": (s.get("basis") or "explicit").upper(),
                     "sentences": sorted(inside(s.get("evidence") or [], sentences))} for s in found.get("stances") or []],
        "deployments": deployments}


def quotes(text, gold, found, world):
    """Counts: gold, found, ov8, joint, kind, speakers, speakers right."""
    text = Text(text)
    item = lambda q: {"words": text.set_of(q["spans"]), "who": text.set_of(q["speakers"]), "at": {tuple(s) for s in q["speakers"]}, "names": q["who"], "kind": q["kind"]}
    same = lambda g, f: bool(g["at"] & f["at"]) or text.same_speaker(g["who"], f["who"])  # "A:" as a label holds no telling word
    one = [i for i in map(item, gold["quotes"]) if i["words"]]
    two = [i for i in map(item, found["quotes"]) if i["words"]]
    close = pair(text, one, two, 0.8)
    counts = {"gold": len(one), "found": len(two), "ov8": len(close), "joint": sum(same(one[g], two[f]) for f, g in close),
              "kind": sum(one[g]["kind"] == two[f]["kind"] for f, g in close), "speakers": 0, "speakers right": 0}
    for f, g in pair(text, one, two, 0.5):
        if one[g]["names"]:
            counts["speakers"] += 1
            counts["speakers right"] += any(world.same(a[0], b[0], b[1]) for a in one[g]["names"] for b in two[f]["names"])
    return counts


def same_actor(a, a_at, b, b_at, world):
    return touch(a_at, b_at) or world.same(a[0], b[0], b[1])


def same_stance(a, b, world):
    if a["position"] != b["position"] or not same_actor(a["holder"], a["at"], b["holder"], b["at"], world):
        return False
    if a["target"] and b["target"]:
        return same_actor(a["target"], a["target_at"], b["target"], b["target_at"], world)
    return bool(a["issue"]) and a["issue"] == b["issue"]


def stances(gold, found, world):
    """Counts: gold, found, right, and how many gold ones are not scored."""
    required = [s for s in gold["stances"] if s["basis"] == "EXPLICIT" and not s["open"]]
    free = [s for s in gold["stances"] if s["basis"] == "IMPLIED" and not s["open"]]
    left, right, kept = list(required), 0, 0
    answers = [s for s in found["stances"] if not s["open"] and s["position"] != "NEUTRAL"]
    required_positions = [s for s in required if s["position"] != "NEUTRAL"]
    left = list(required_positions)
    for s in sorted(answers, key=lambda s: s["basis"] != "EXPLICIT"):
        hit = next((g for g in left if same_stance(g, s, world)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
            kept += 1
        elif s["basis"] == "EXPLICIT" and not any(same_stance(g, s, world) for g in free + required_positions):
            kept += 1
    return {"gold": len(required_positions), "found": kept, "right": right, "not scored": len(gold["stances"]) - len(required_positions)}


def collapsed(claims):
    """Claims of one event with one status and posture as one: the first value of each slot."""
    merged = {}
    for c in claims:
        key = (c["event"], c["status"], c["posture"])
        if key in merged:
            for slot in SLOTS:
                merged[key][slot] = merged[key][slot] if merged[key][slot] is not None else c[slot]
            merged[key]["sentences"] |= c["sentences"]
        else:
            merged[key] = dict(c, sentences=set(c["sentences"]))
    return list(merged.values())


def same_date(a, b):
    return a == b


def slot_equal(slot, a, b, world):
    if slot == "force":
        return touch(a[1], b[1]) or world.same(a[0][0], b[0][0], b[0][1])
    if slot == "place":
        return touch(a, b)
    if slot == "ordered_by":
        return world.same(a[0], b[0], b[1])
    return a == b


def deployments(gold, found, world):
    """Counts over slots: gold, found, right, each also by slot."""
    one, two = collapsed(gold["deployments"]), collapsed(found["deployments"])
    counts = {"gold": 0, "found": 0, "right": 0, "claims": len(one)}

    def add(side, slot):
        counts[side] += 1
        counts[side, slot] = counts.get((side, slot), 0) + 1

    shared = lambda g, f: sum(g[s] is not None and f[s] is not None and slot_equal(s, g[s], f[s], world) for s in SLOTS)
    options = sorted(((shared(g, f), -i, -j) for i, g in enumerate(one) for j, f in enumerate(two) if g["sentences"] & f["sentences"]), reverse=True)
    partner, taken = {}, set()
    for n, i, j in options:
        if n and -i not in partner and -j not in taken:
            partner[-i] = -j
            taken.add(-j)
    for i, g in enumerate(one):
        f = two[partner[i]] if i in partner else None
        for slot in SLOTS:
            if g[slot] is not None:
                add("gold", slot)
                if f and f[slot] is not None and slot_equal(slot, g[slot], f[slot], world):
                    add("right", slot)
    for j, f in enumerate(two):
        if j in taken or f["status"] != "HISTORICAL" or f["border"]:
            for slot in SLOTS:
                if f[slot] is not None:
                    add("found", slot)
    return counts


def false_facts(gold, found):
    """Counts: facts about a border that were answered, and those the gold does not have."""
    real = [g for g in gold["deployments"] if g["status"] in FACT and g["border"]]
    answers = [f for f in found["deployments"] if f["status"] in FACT and f["border"]]
    false = [f for f in answers if not any(g["border"] == f["border"] and g["sentences"] & f["sentences"] for g in real)]
    return {"facts": len(answers), "false": len(false), "gold facts": len(real), "missed": sum(not any(g["border"] == f["border"] and g["sentences"] & f["sentences"] for f in answers) for g in real)}


def sentence_labels(gold, found):
    """Counts over labelled sentences: fact, near, said yes on a fact, said yes on a near miss (by why)."""
    yes = {n for f in found["deployments"] if f["status"] in FACT for n in f["sentences"]}
    counts = {"fact": 0, "near": 0, "right": 0, "wrong": 0}
    for number, label in gold["sentences"].items():
        said = int(number) in yes
        if label["label"] == "FACT":
            counts["fact"] += 1
            counts["right"] += said
        else:
            counts["near"] += 1
            counts["wrong"] += said
            counts["near", label["why"]] = counts.get(("near", label["why"]), 0) + 1
            counts["wrong", label["why"]] = counts.get(("wrong", label["why"]), 0) + said
    return counts
