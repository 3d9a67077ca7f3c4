#!/usr/bin/env python3
"""The texts of the set: each record of documents.jsonl joined with the text it names.

    join.py [--gum PATH] [--ewt PATH] [--re3d PATH] [--out FOLDER] [--split train|test]
    join.py --self-test

The repository holds no text of the real reports, only where they stand: public source, document id, SHA-256 of the whole text and of the
excerpt, byte range. A PATH is a clone of the public repository, or a file or folder with the same data:

    --gum   github.com/UniversalDependencies/UD_English-GUM   en_gum-ud-*.conllu (or not-to-release/sources), or JSON Lines with id, text
    --ewt   github.com/UniversalDependencies/UD_English-EWT   en_ewt-ud-*.conllu (or not-to-release/sources)
    --re3d  github.com/dstl/re3d                              */documents.json, or JSON Lines with id, text

Written reports lie in written/ and need nothing. What a source does not give, or gives with other bytes, is said and left out: a changed
text is never scored against offsets of another. The reader of re3d's clone was written from that project's description of its files (one
JSON object a line, `_id`, `text`) and is tried on made-up files only (--self-test); the hashes decide whether it read the right bytes.

How a text is made of CoNLL-U: the `# text` lines in order; between two sentences stand two line feeds when `# newpar` comes before the
second, nothing when the last token of the first has `SpaceAfter=No`, else one blank.

--out writes NAME.txt (the excerpt) and NAME.view (its sentences, numbered) for annotators.
"""
import argparse
import gzip
import hashlib
import json
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


def sha(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def lines(path):
    opener = gzip.open if path.name.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as source:
        yield from source


def conllu(path):
    """Document id -> text of one CoNLL-U file."""
    found, name, parts, text, tail, glue, paragraph = {}, None, [], None, "_", "", False
    for line in lines(path):
        line = line.rstrip("\r\n")
        if line.startswith("# newdoc id = "):
            name, parts, paragraph = line[14:].strip(), [], False
            found[name] = parts
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            paragraph = True
        elif line.startswith("# text = "):
            text = line[9:]
        elif line and not line.startswith("#"):
            columns = line.split("\t")
            if "." not in columns[0]:
                tail = columns[9]
        elif not line and text is not None and name is not None:
            if parts:
                parts.append("\n\n" if paragraph else glue)
            parts.append(text)
            glue, text, paragraph = ("" if "SpaceAfter=No" in tail.split("|") else " "), None, False
    return {name: "".join(parts) for name, parts in found.items()}


def json_lines(path):
    found = {}
    for line in lines(path):
        row = json.loads(line) if line.strip() else {}
        name, text = row.get("id") or row.get("_id"), row.get("text")
        if isinstance(name, str) and isinstance(text, str):
            found[name.removeprefix("RE3D-")] = found[name] = text
    return found


def treebank(path, prefixes):
    """Texts of a clone, a folder of CoNLL-U files, one such file, or JSON Lines."""
    if path.is_file():
        return conllu(path) if ".conllu" in path.name else json_lines(path)
    files = [f for f in sorted(path.glob("*.conllu*")) if f.name.startswith(prefixes)] + sorted(path.glob("not-to-release/sources/**/*.conllu"))
    found = {}
    for file in files:
        for name, text in conllu(file).items():
            found.setdefault(name, text)
    return found


def re3d(path):
    if path.is_file():
        return json_lines(path)
    found = {}
    for file in sorted(path.glob("*/documents.json")):
        found.update(json_lines(file))
    return found


def given(paths):
    """Source -> {document id: text} of the paths given (source -> path or nothing)."""
    readers = {"gum": lambda p: treebank(p, ("en_gum", "gum")), "ewt": lambda p: treebank(p, ("en_ewt", "ewt")), "re3d": re3d}
    return {source: readers[source](pathlib.Path(path)) for source, path in paths.items() if path}


def documents():
    return [json.loads(line) for line in (HERE / "documents.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]


def text_of(record, sources):
    """The excerpt of a record, or (None, why not)."""
    if record["source"] == "written":
        path = HERE / "written" / (record["doc"] + ".txt")
        whole = path.read_bytes().decode("utf-8") if path.exists() else None
    elif record["source"] not in sources:
        return None, "%s is not given" % record["source"]
    else:
        whole = sources[record["source"]].get(record["id"].removeprefix("RE3D-"))
    if whole is None:
        return None, "%s has no document %s" % (record["source"], record["id"])
    if sha(whole) != record["sha256_source"]:
        return None, "the text of %s is another than the one annotated (SHA-256 differs)" % record["id"]
    start, end = record["bytes"]
    text = whole.encode("utf-8")[start:end].decode("utf-8")
    return (text, "") if sha(text) == record["sha256"] else (None, "the excerpt of %s is another" % record["id"])


def joined(paths, split=None):
    """[(record, text)] of all that can be joined, and [(doc, why)] of the rest."""
    sources, good, bad = given(paths), [], []
    for record in documents():
        if split and record["split"] != split:
            continue
        text, why = text_of(record, sources)
        if text is None:
            bad.append((record["doc"], why))
        else:
            good.append((record, text))
    return good, bad


def view(record, text):
    return "".join("[%d] %s\n" % (i + 1, text[s:e].replace("\n", " ")) for i, (s, e) in enumerate(record["sentences"]))


def self_test():
    """Made-up files in the shapes of the three sources: what is read, what is left out, and what a changed text gives."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for part, name, text in (("One source", "AB1", "Two guards stay.\n"), ("Other source", "CD2", "Nobody moved\u200e.")):
            (root / part).mkdir()
            (root / part / "documents.json").write_text(json.dumps({"_id": name, "text": text}) + "\n\n", encoding="utf-8")
        (root / "One source" / "entities.json").write_text('{"_id": "x", "text": "no document"}\n', encoding="utf-8")
        sources = {"re3d": re3d(root)}
        assert sources["re3d"] == {"AB1": "Two guards stay.\n", "CD2": "Nobody moved\u200e."}, sources
        record = {"doc": "x", "source": "re3d", "id": "RE3D-CD2", "bytes": [0, 15], "sha256_source": sha("Nobody moved\u200e."), "sha256": sha("Nobody moved\u200e")}
        assert text_of(record, sources) == ("Nobody moved\u200e", ""), text_of(record, sources)
        assert "differs" in text_of(dict(record, id="RE3D-AB1"), sources)[1] and "no document" in text_of(dict(record, id="RE3D-EF3"), sources)[1]
        assert "not given" in text_of(record, {})[1] and text_of(dict(record, bytes=[0, 12]), sources)[1] == "the excerpt of RE3D-CD2 is another"
        bank = "# newdoc id = d1\n# newpar\n# text = He stays.\n1\tHe\t_\t_\t_\t_\t_\t_\t_\t_\n\n# text = So\n1\tSo\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\n# text = !\n1\t!\t_\t_\t_\t_\t_\t_\t_\t_\n\n# newpar\n# text = End.\n1\tEnd\t_\t_\t_\t_\t_\t_\t_\t_\n\n"
        (root / "en_gum-ud-dev.conllu").write_text(bank, encoding="utf-8")
        assert treebank(root, ("en_gum",)) == {"d1": "He stays. So!\n\nEnd."}, treebank(root, ("en_gum",))
    print("self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for source in ("gum", "ewt", "re3d"):
        parser.add_argument("--" + source, default="")
    parser.add_argument("--out")
    parser.add_argument("--split", choices=("train", "test"))
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        return self_test()
    good, bad = joined({"gum": args.gum, "ewt": args.ewt, "re3d": args.re3d}, args.split)
    for doc, why in bad:
        print("left out %s: %s" % (doc, why), file=sys.stderr)
    if args.out:
        folder = pathlib.Path(args.out)
        folder.mkdir(parents=True, exist_ok=True)
        for record, text in good:
            (folder / (record["doc"] + ".txt")).write_bytes(text.encode("utf-8"))
            (folder / (record["doc"] + ".view")).write_text(view(record, text), encoding="utf-8")
    print("%d reports joined, %d left out" % (len(good), len(bad)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
