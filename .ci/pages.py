"""The lines of the documentation, executed as written. Usage: pages.py BINARY [PAGE...]

Not a check of what the lines answer in full: they end well, say something, and every question of the API has one. Each page has a
server of its own on the sample and an empty folder, so a line that writes disturbs nobody. Lines told in `NOT_HERE` are run elsewhere.
"""
import os
import re
import subprocess
import sys
import tempfile

from served import Served

# Beginnings of lines that need what this check has not; each says who runs the like of it.
NOT_HERE = {
    "cargo ": "the gate builds and tests",
    "make ": "goals of the Makefile, run by the gate where it has the time",
    "pip install": "the Python client of the end-to-end check",
    "mkdir -p target/client": "the clients of the end-to-end check",
    "python -m grpc_tools": "the Python client of the end-to-end check",
    "PYTHONPATH=": "the Python client of the end-to-end check",
    "go install": "the Go client of the end-to-end check",
    "buf generate": "the Go client of the end-to-end check",
    "(cd target/client/go": "the Go client of the end-to-end check",
    "vedette backup": "the check of the operator's commands",
    "vedette restore": "the check of the operator's commands",
    "vedette reextract": "the check of the operator's commands",
    "vedette purge": "the check of the operator's commands",
    "vedette doctor": "the check of the operator's commands",
    "vedette serve --server-tls-certificate": "the guarded check",
    "vedette query quotes '\"red line\"' --server db:50051": "the guarded check",
    "kill -HUP": "the guarded check",
}
PAGES = {"README.md": 40, "docs/api-tour.md": 50, "docs/query-language.md": 1, "docs/operations.md": 5, "docs/export-formats.md": 0, "docs/data.md": 0,
         "docs/adding-an-issue.md": 0, "docs/performance.md": 0, "docs/client/README.md": 2}
# Reports that the pages speak of as the reader's own.
OWN_REPORT = "SORVYN - \"The bridge stays closed,\" Kestrovian Foreign Minister Mirela Dost said on Monday.\n"
NOTHING = re.compile(r"\s*(no |nobody|nothing|\{\}\s*$)")
# What says truly that there is nothing, on a sample where nothing failed and no decision lost its words.
EMPTY_IS_RIGHT = ("vedette quarantine", "vedette query decisions --orphaned")
passed = 0


def check(what, holds, seen=""):
    global passed
    assert holds, "%s; seen: %s" % (what, str(seen)[:1500])
    passed += 1


def lines(page):
    """The commands of a page: what stands in blocks of sh, a line each, with the number of its block."""
    text = open(page, encoding="utf-8").read()
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", text)
    return [(number, line.strip()) for number, block in enumerate(blocks) for line in block.splitlines() if line.strip() and not line.startswith("#")]


def written(folder):
    """Bytes of every file of the folder."""
    return {os.path.join(at, name): os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) if "/data" not in at for name in names}


def run_line(page, line, server, folder, binary):
    """One line under bash, with `vedette` on the path and the page's server as the default one."""
    env = {**os.environ, "VEDETTE_SERVER": server.grpc, "PATH": os.path.join(folder, "bin") + ":" + os.environ["PATH"]}
    ready = line.replace("localhost:50051", server.grpc).replace("localhost:9090", server.admin)
    endless = " follow " in line or "/Follow" in line
    before = written(folder)
    # A follow of the command line never ends by itself; of grpcurl it has a time, after which grpcurl says DEADLINE_EXCEEDED.
    command = ["timeout", "3"] if endless and line.startswith("vedette") else []
    done = subprocess.run([*command, "bash", "-o", "pipefail", "-c", ready], capture_output=True, text=True, timeout=60, env=env, cwd=folder)
    wanted = 124 if command else 64 + 4 if endless else 0
    files = sum(size for path, size in written(folder).items() if before.get(path) != size)
    said = done.stdout + ("x" * files)
    check("the line of %s ends well: %s" % (page, line), done.returncode == wanted, "exit %d: %s" % (done.returncode, done.stderr + done.stdout))
    check("the line of %s says something: %s" % (page, line), len(said) > 10 or line.startswith(("curl", *EMPTY_IS_RIGHT)), done.stderr + said)
    if not line.startswith(EMPTY_IS_RIGHT):
        check("the line of %s finds something: %s" % (page, line), not NOTHING.match(said), said)


def run_page(binary, page, least):
    folder = tempfile.mkdtemp(prefix="vedette-ci-pages-")
    os.makedirs(folder + "/bin")
    os.symlink(os.path.abspath(binary), folder + "/bin/vedette")
    os.makedirs(folder + "/reports")
    for path in ("report.txt", "reports/one.txt"):
        open(os.path.join(folder, path), "w").write(OWN_REPORT)
    open(folder + "/today.jsonl", "w").write('{"id":"today-1","text":"\\"We wait,\\" Dagny Roe said."}\n')
    subprocess.run(["gzip", "-k", folder + "/today.jsonl"], check=True)
    ran, own, of_block = 0, None, None
    with Served(binary, "--sample") as sample:
        try:
            for block, line in lines(page):
                if own and block != of_block:
                    own = own.__exit__(None)
                if any(line.startswith(begins) for begins in NOT_HERE):
                    continue
                started = re.fullmatch(r"vedette serve --data-dir (\S+) &", line)
                if started:
                    # The server of the reader's own reports, to the end of its block.
                    own, of_block = Served(binary, data=os.path.join(folder, started.group(1))), block
                else:
                    run_line(page, line, own or sample, folder, binary)
                ran += 1
        finally:
            if own:
                own.__exit__(None)
    check("%s has its lines" % page, ran >= least, ran)
    return ran


def methods(server):
    """Every method the server has, as "Service/Method"."""
    found = set()
    for service in server.grpcurl("list").split():
        if service.startswith("vedette."):
            found |= {m.strip().rpartition(".")[0].rpartition(".")[2] + "/" + m.strip().rpartition(".")[2] for m in server.grpcurl("list", service).split()}
    return found


def every_question_has_a_line(binary):
    shown = {line.rpartition("vedette.v1.")[2].split()[0] for page in PAGES for _, line in lines(page) if "vedette.v1." in line and line.startswith("grpcurl")}
    with Served(binary, "--sample") as server:
        # Upkeep is done with `vedette backup`, `reextract` and `purge`, which these three serve.
        by_command = {"AdminService/ReadLog", "AdminService/RebuildIndex", "AdminService/PurgeArticle"}
        missing = methods(server) - by_command - shown
        check("every method has a line", not missing, sorted(missing))


def planted():
    """The check itself, on pages with a mistake: each is found."""
    page = tempfile.NamedTemporaryFile("w", suffix=".md", delete=False)
    page.write("```sh\nvedette query horses\ngrpcurl -plaintext localhost:50051 vedette.v1.NoService/None  # remark\n# remark\n```\n```toml\nx\n```\n")
    page.close()
    check("lines are read out of their blocks", [l.split()[0] for _, l in lines(page.name)] == ["vedette", "grpcurl"], lines(page.name))
    check("what finds nothing is known", NOTHING.match("no quotes found") and NOTHING.match("{}\n") and not NOTHING.match("{\n  \"a\": 1\n}"))


def main():
    binary = sys.argv[1]
    planted()
    every_question_has_a_line(binary)
    for page in sys.argv[2:] or PAGES:
        ran = run_page(binary, page, PAGES[page])
        print("%-26s %3d lines ran as written" % (page, ran))
    print("%d passed, 0 failed" % passed)


if __name__ == "__main__":
    main()
