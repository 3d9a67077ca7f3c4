#!/usr/bin/env python3
"""Export, extract, score: the accuracy table of the README.

    run.py --binary target/release/vedette [--polnear PATH] [--dse PATH] [--plover PATH] [--place GOLD] [--gum PATH] [--ewt PATH] [--re3d PATH] [--floor]

The last three are the public sources of our own set's real reports (set/join.py); its written reports need nothing and are always scored. Each PATH is a clone of the public repository (see the exporters) or a gold file already exported (.jsonl, .jsonl.gz). What is not given is
said and left out. --floor makes the run fail when a figure is below the floor in floors.json: what continuous integration asks for.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import score_deployment
import score_quotes
import score_stance

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "set"))
import score as own_set  # noqa: E402
EXPORT = {"polnear": ["export_polnear.py", ""], "dse": ["export_dse.py", ""], "plover": ["export_plover.py", "PLOVER_GSR_CAMEO.txt"]}


def gold_file(name, path, folder):
    """The gold file itself, or the export of a clone."""
    path = pathlib.Path(path)
    if not path.is_dir():
        return str(path)
    script, inner = EXPORT[name]
    target = pathlib.Path(folder) / (name + ".jsonl")
    with target.open("w", encoding="utf-8") as out:
        subprocess.run([sys.executable, str(HERE / script), str(path / inner)], stdout=out, check=True)
    return str(target)


def throughput(binary, gold, repeats=3):
    """Articles a second on one core, raw bytes to findings, as the binary itself measures them: the best of a few runs, and how
    busy the machine was (load per core), because what others run here slows it down."""
    command = [binary, "extract", "--jobs", "1", "--timing", gold]
    runs = []
    for _ in range(repeats):
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
        runs.append(json.loads(done.stderr.splitlines()[-1]))
    best = max(runs, key=lambda run: run["articles_per_second"])
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    return best, min(run["articles_per_second"] for run in runs), load


def extract(binary, gold, folder):
    target = pathlib.Path(folder) / "findings.jsonl"
    with target.open("wb") as out:
        subprocess.run([binary, "extract", gold], stdout=out, check=True)
    return score_quotes.rows(str(target))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    for name in ("polnear", "dse", "plover", "place", "gum", "ewt", "re3d"):
        parser.add_argument("--" + name, default="")
    parser.add_argument("--floor", action="store_true")
    args = parser.parse_args()
    tasks = {"polnear": [score_quotes.evaluate],
             "dse": [lambda g, f: score_stance.evaluate("directed", g, f)],
             "plover": [lambda g, f: score_stance.evaluate("polarity", g, f), lambda g, f: score_deployment.evaluate("sentence", g, f)],
             "place": [lambda g, f: score_deployment.evaluate("place", g, f)]}
    figures = {}
    print("| set | figure | value | 95 % interval | n |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name, scorers in tasks.items():
            path = getattr(args, name)
            if not path:
                print("SKIPPED %s: not given, see accuracy/README.md" % name, file=sys.stderr)
                continue
            gold = gold_file(name, path, folder)
            rows, found = score_quotes.rows(gold), extract(args.binary, gold, folder)
            for scorer in scorers:
                for figure, (value, low, high, n) in scorer(rows, found).items():
                    print("| %s | %s | %.1f | %.1f - %.1f | %d |" % (name, figure, 100 * value, 100 * low, 100 * high, n))
                    figures["%s %s" % (name, figure)] = 100 * value
            best, worst, load = throughput(args.binary, gold)
            rate = best["articles_per_second"]
            print("| %s | articles/s, one core (%d bytes each; load %.1f per core) | %.0f | %.0f - %.0f in 3 runs | %d |"
                  % (name, best["bytes"] / max(best["articles"], 1), load, rate, worst, rate, best["articles"]))
            figures["%s articles/s" % name] = rate
    for split in ("train", "test"):
        rows = own_set.figures({source: getattr(args, source) for source in ("gum", "ewt", "re3d")}, split, lambda reports: own_set.extracted(args.binary, reports))
        figures.update({"own set " + name: 100 * row[0] for name, row in rows.items()})
    if args.floor:
        floors = json.loads((HERE / "floors.json").read_text())
        low = ["%s is %.1f, floor %.1f" % (k, figures[k], floor) for k, floor in floors.items() if k in figures and figures[k] < floor]
        if low:
            sys.exit("below the floor: " + "; ".join(low))
        if not figures:
            sys.exit("nothing was measured: give at least one data set")


if __name__ == "__main__":
    main()
