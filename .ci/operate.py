"""What an operator does, with the release binary: backup, restore, purge, re-extraction, verify and rebuild, doctor, the service manager.
Usage: operate.py BINARY

Not the stores' own tests: here the commands are given as an operator, the unit and the CronJob give them, and their words and exit codes are read.
"""
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import yaml

from guarded import authority
import served

passed = 0
MARK = "Zwq7Kx0vLr3Tn9Bd"  # in no other text, and too odd to be packed
KINDS = ("quotes", "stances", "deployments")


def check(what, holds, seen=""):
    global passed
    assert holds, "%s; seen: %s" % (what, str(seen)[:1500])
    passed += 1


class Operator:
    """Gives commands of the binary and reads their words and exit codes."""

    def __init__(self, binary):
        self.binary = os.path.abspath(binary)

    def run(self, *words, code=0, **more):
        done = subprocess.run([self.binary, *words], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL, **more)
        check("`%s` ends with %d" % (" ".join(words)[:100], code), done.returncode == code, (done.returncode, done.stdout, done.stderr))
        return done.stdout + done.stderr

    def told(self, what, words, *command, code=0, **more):
        """The command ends with the code and says what is wanted of it."""
        said = self.run(*command, code=code, **more)
        for word in words:
            check("%s: %r is told" % (what, word), word in said, said)
        return said


class Served(served.Served):
    """Stops at once: how a stop waits for proxies is measured elsewhere."""

    def __init__(self, binary, *args, **more):
        super().__init__(binary, *args, "--server-drain-delay", "100ms", **more)


def answers(server):
    """Every record a server answers with, and every article; the log's own bytes are compared as backups."""
    told = [server.cli("export", kind, "--format", "jsonl")[0] for kind in KINDS]
    told.append(json.dumps(server.call("ArticleService/ListArticles", {"pageSize": 1000}), sort_keys=True))
    check("there is something to answer", all(told) and len(told[0].splitlines()) > 20, told)
    return told


def found_in(folder, mark):
    """Files that hold the words, however deep."""
    paths = (os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)
    return sorted(os.path.relpath(path, folder) for path in paths if mark.encode() in open(path, "rb").read())


def fill(server):
    """The bundled reports, an article with two revisions, a deleted one; answers the name of one more with two revisions that bears the mark."""
    server.cli("ingest", "sample/reports")

    def take(text, source):
        article = {"article": {"text": text, "sourceId": source}, "acknowledgement": "ACKNOWLEDGEMENT_SEARCHABLE"}
        return server.call("ArticleService/IngestArticle", article)["name"]
    for text in ("\"We wait,\" Dagny Roe said.", "\"We waited,\" Dagny Roe said on Friday."):
        take(text, "o-1")
    server.call("ArticleService/DeleteArticle", {"name": take("\"We go,\" Ilse Tarn said.", "o-2")})
    for day in ("Monday", "Friday"):
        secret = take("\"The word is %s,\" Dagny Roe said on %s." % (MARK, day), "o-3")
    return secret


def cron():
    """Arguments and environment of the nightly backup, as the manifest has them."""
    job = yaml.safe_load(open("deploy/components/backup/cronjob.yaml"))
    return job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]


def backups(op, server, folder, secret):
    """Online by the server's calls as a person gives them, cut off and damaged; then a purge. Answers the last backup."""
    first = os.path.join(folder, "first.vedette")
    op.told("backup", ["entries, ", "verified", "first.vedette"], "backup", first, "--server", server.grpc)
    bytes_of = open(first, "rb").read()
    op.told("restore --verify", ["verified"], "restore", first, "--verify")
    for name, damaged in (("flipped", bytes_of[:len(bytes_of) // 2] + bytes([bytes_of[len(bytes_of) // 2] ^ 1]) + bytes_of[len(bytes_of) // 2 + 1:]), ("cut", bytes_of[:-40])):
        path = os.path.join(folder, name + ".vedette")
        open(path, "wb").write(damaged)
        op.told(name, ["is no whole backup", "make it again"], "restore", path, "--verify", code=1)
        into = os.path.join(folder, name)
        op.told(name, ["is no whole backup"], "restore", path, "--data-dir", into, code=1)
        check("nothing is made of a damaged backup", not os.path.exists(into) or not found_in(into, ""), into)
    # What was cut off is gone on with, and is the same to the byte.
    again = os.path.join(folder, "again.vedette")
    open(again + ".part", "wb").write(bytes_of[:len(bytes_of) * 2 // 3])
    op.run("backup", again, "--server", server.grpc)
    check("a backup that was cut off becomes the same", open(again, "rb").read() == bytes_of and not os.path.exists(again + ".part"))
    op.told("no server", ["is `vedette serve` running there?"], "backup", os.path.join(folder, "none"), "--server", "127.0.0.1:1", code=4)
    op.told("a directory in use", ["in use by another process", "stop it"], "backup", os.path.join(folder, "none"), "--data-dir", server.data, code=1)
    purge(op, server, secret, first)
    last = os.path.join(folder, "last.vedette")
    op.run("backup", last, "--server", server.grpc)
    check("a backup after the purge is without it, one before has it", MARK.encode() not in open(last, "rb").read() and MARK.encode() in bytes_of)
    return last


def purge(op, server, secret, first):
    article = {"name": secret}
    check("before: the log and the backup hold the words", "articles.redb" in found_in(server.data, MARK) and found_in(os.path.dirname(first), MARK))
    check("before: they are found", server.call("QuoteSearchService/SearchQuotes", {"query": MARK}).get("results"))
    op.told("purge without a yes", ["--yes"], "purge", secret, "--server", server.grpc, code=2)
    check("not confirmed, not done", server.call("ArticleService/GetArticle", article))
    op.told("purge of nothing", ["reason"], "purge", "articles/a" + "2" * 26, "--yes", "--server", server.grpc, code=5)
    op.told("purge", ["2 revisions destroyed", "backups made before still hold them"], "purge", secret, "--yes", "--server", server.grpc)
    check("a second purge destroys nothing more", "0 revisions" in op.run("purge", secret, "--yes", "--server", server.grpc))
    code, said = server.grpcurl("vedette.v1.ArticleService/GetArticle", body=article, ok=False)
    check("the article is not there any more", code == 64 + 5, said)
    check("nor what it said", not server.call("QuoteSearchService/SearchQuotes", {"query": MARK}).get("results"))
    until = time.monotonic() + 20
    while found_in(server.data, MARK) and time.monotonic() < until:
        time.sleep(0.2)
    check("no file holds the words", not found_in(server.data, MARK), found_in(server.data, MARK))


def upkeep(op, server):
    before = answers(server)
    op.told("re-extraction", ["nothing to do"], "reextract", "--server", server.grpc)
    said = op.told("forced", ["entries extracted again"], "reextract", "--force", "--server", server.grpc)
    told = server.call("AdminService/GetStatistics")
    total = int(told["logEntryCount"])
    check("progress is told", re.search(r"\d+ of %d entries" % total, said), said)
    check("the statistics agree", int(told["rebuild"]["finishedCount"]) == 1 and "running" not in told["rebuild"] and told["healthy"]
          and told["extractor"] == told["indexExtractor"] and told["searchableEntryCount"] == told["logEntryCount"], told)
    check("the new index answers the same", answers(server) == before)
    walked = server.call("AdminService/VerifyLog")
    check("the log is verified over gRPC", int(walked["verifiedSequence"]) == int(walked["headSequence"]) == total and not walked.get("damages"), walked)
    op.told("no server", ["is `vedette serve` running there?"], "reextract", "--server", "127.0.0.1:1", code=4)
    for action in ("verify", "rebuild"):
        op.told("index %s beside a server" % action, ["in use by another process"], "index", action, "--data-dir", server.data, code=1)
    check("doctor beside a server", "is in use by a server" in op.run("doctor", "--data-dir", server.data, "--data-free-bytes-min", "16MiB"))
    return before


def restored(op, binary, last, folder, before):
    """The same answers out of a backup in a new folder, and a backup without a server."""
    data = os.path.join(folder, "restored")
    op.told("restore", ["entries, ", "verified"], "restore", last, "--data-dir", data)
    op.told("restore into what is there", ["is not empty: give a directory that is, or none"], "restore", last, "--data-dir", data, code=1)
    with Served(binary, data=data) as server:
        check("a restored folder answers the same", answers(server) == before)
    offline = os.path.join(folder, "offline.vedette")
    op.told("backup without a server", ["verified"], "backup", offline, "--data-dir", data)
    check("both ways write the same backup", open(offline, "rb").read() == open(last, "rb").read())
    return data


def flip(path, at):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 0x40]))


def largest(folder):
    return max((os.path.join(folder, name) for name in os.listdir(folder)), key=os.path.getsize)


def index(op, binary, data, before):
    """Verify and rebuild: sound, a damaged index, a damaged log."""
    op.told("verify", ["0 damaged", "index: sound"], "index", "verify", "--data-dir", data)
    op.told("rebuild", ["set aside as index.aside", "the next start makes it anew"], "index", "rebuild", "--data-dir", data)
    op.told("verify without an index", ["the next start makes it anew"], "index", "verify", "--data-dir", data, code=3)
    op.told("doctor sees what lies aside", ["warning  data", "index.aside", "remove it"], "doctor", "--data-dir", data, "--data-free-bytes-min", "16MiB")
    heard = Manager(os.path.join(os.path.dirname(data), "notify"))
    with Served(binary, data=data, env=heard.environment()) as server:
        check("an index made anew answers the same", answers(server) == before)
        log = open(server.log.name).read()
    check("the old index lies aside until it is removed by hand", os.path.exists(os.path.join(data, "index.aside", "meta.json")))
    progress = [l for l in heard.read() if re.search(r"STATUS=.+: \d+ of \d+", l)]
    check("how far the rebuild is, is told to log and service manager", progress and "replaying" in log and "EXTEND_TIMEOUT_USEC=" in progress[0], (progress, log))
    shutil.rmtree(os.path.join(data, "index.aside"))
    file = largest(os.path.join(data, "index"))
    flip(file, os.path.getsize(file) // 2)
    op.told("a damaged file of the index", ["0 damaged", "the next start makes it anew"], "index", "verify", "--data-dir", data, code=3)
    op.told("doctor --deep", ["WRONG    deep", "vedette index verify"], "doctor", "--deep", "--data-dir", data, "--data-free-bytes-min", "16MiB", code=3)
    op.run("index", "rebuild", "--data-dir", data)
    with Served(binary, data=data) as server:
        check("and is made good", answers(server) == before)
    shutil.rmtree(os.path.join(data, "index.aside"))
    broken_log(op, binary, data)


def broken_log(op, binary, data):
    log = os.path.join(data, "articles.redb")
    whole = open(log, "rb").read()
    at = whole.find(b"Dagny Roe")
    check("the log holds an article in clear", at > 0)
    flip(log, at)
    said = op.told("a damaged entry", ["1 damaged", "index: sound"], "index", "verify", "--data-dir", data, code=3)
    check("it is named", re.search(r"\n  .*(articles/|entry )", said), said)
    with open(log, "wb") as file:
        file.write(whole[:len(whole) // 2])
    op.told("doctor names a log that does not open", ["WRONG    data", "restore a backup", "--from-index"], "doctor", "--data-dir", data, "--data-free-bytes-min", "16MiB", code=3)
    op.told("verify too", ["restore a backup"], "index", "verify", "--data-dir", data, code=1)
    op.told("saved out of the index", ["articles written to a new article log", "articles.redb.broken"], "index", "rebuild", "--from-index", "--data-dir", data)
    with Served(binary, data=data) as server:
        found = server.call("QuoteSearchService/SearchQuotes", {"query": "waited"})
        check("and answers again", found["results"], found)
    op.told("doctor sees the broken log", ["articles.redb.broken", "remove it"], "doctor", "--data-dir", data, "--data-free-bytes-min", "16MiB")


def nightly(op, binary, folder):
    """The CronJob's command against a guarded server: its arguments, its variables, a token of its scope and one that is short of it."""
    openssl = authority(folder)
    lines = []
    for name in ("admin", "read"):
        token, line = op.run("token", "new", name, "--scope", name).split("\n")[:2]
        open(os.path.join(folder, name), "w").write(token)
        lines.append(line)
    open(os.path.join(folder, "tokens"), "w").write("\n".join(lines) + "\n")
    flags = ["--server-tls-certificate", folder + "/tls.crt", "--server-tls-key", folder + "/tls.key", "--server-auth-tokens-file", folder + "/tokens"]
    job, kept = cron(), os.path.join(folder, "backups")
    check("the job is the one known here", job["args"] == ["backup", "/backups", "--keep", "7"] and {e["name"] for e in job["env"]} == {"VEDETTE_SERVER", "VEDETTE_TLS_CA", "VEDETTE_TOKEN_FILE"}, job)
    args = [kept if a == "/backups" else a for a in job["args"]]
    os.mkdir(kept)
    with Served(binary, *flags) as server:
        places = {"VEDETTE_SERVER": "localhost:" + server.grpc.rsplit(":", 1)[1], "VEDETTE_TLS_CA": folder + "/ca.pem", "VEDETTE_TOKEN_FILE": folder + "/admin"}
        environment = {e["name"]: places[e["name"]] for e in job["env"]}
        op.run("ingest", "sample/reports", env=dict(environment, VEDETTE_TOKEN_FILE=folder + "/read"), code=1)
        op.told("the night's backup", ["verified"], *args, env=environment)
        made = os.listdir(kept)
        check("it is named for the time", len(made) == 1 and re.fullmatch(r"vedette-\d{8}T\d{6}Z\.vedette", made[0]), made)
        for day in range(1, 9):
            shutil.copy(os.path.join(kept, made[0]), os.path.join(kept, "vedette-2020010%dT000000Z.vedette" % day))
        open(os.path.join(kept, "notes.txt"), "w").close()
        time.sleep(1.1)
        op.run(*args, env=environment)
        left = sorted(os.listdir(kept))
        wanted = ["vedette-2020010%dT000000Z.vedette" % day for day in range(4, 9)]
        check("the newest seven stay, and what is not a backup", left[:1] == ["notes.txt"] and left[1:6] == wanted and left[6] == made[0] and len(left) == 8, left)
        op.told("a token that may not", ["SCOPE_MISSING"], *args, env=dict(environment, VEDETTE_TOKEN_FILE=folder + "/read"), code=1)
        check("a night that failed takes no backup away", [n for n in sorted(os.listdir(kept)) if n in left] == left, os.listdir(kept))
    doctor(op, folder, openssl)


def doctor(op, folder, openssl):
    """A good set-up and bad ones; each line that is not ok says what to do."""
    empty = os.path.join(folder, "empty")
    os.mkdir(empty)
    room = ["--data-dir", empty, "--data-free-bytes-min", "16MiB"]
    tls = ["--server-tls-certificate", folder + "/tls.crt", "--server-tls-key", folder + "/tls.key"]

    def limit(number):
        return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (number, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    # The throwaway certificate holds for a day: that is warned of, and no fault.
    openssl("req", "-x509", "-key", "new.key", "-out", "long.crt", "-days", "90", "-subj", "/CN=localhost")
    good = op.run("doctor", *room, "--server-tls-certificate", folder + "/long.crt", "--server-tls-key", folder + "/tls.key", preexec_fn=limit(4096))
    lines = good.strip().splitlines()
    check("all is well where all is well", len(lines) >= 7 and all(l.startswith("ok ") for l in lines), good)
    openssl("req", "-new", "-key", "new.key", "-out", "past.csr", "-subj", "/CN=localhost")
    with open(folder + "/ca.cnf", "w") as conf:
        conf.write("[ca]\ndefault_ca=a\n[a]\nnew_certs_dir=%s\ndatabase=%s/db\nserial=%s/serial\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n" % ((folder,) * 3))
    open(folder + "/db", "w").close()
    open(folder + "/serial", "w").write("01\n")
    openssl("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", "past.csr", "-out", "past.crt", "-extfile", "names", "-startdate", "20240101000000Z", "-enddate",
            "20240201000000Z")
    for name, text in (("format", "vedette data format 99\n"), ("tokens.bad", "not a line of tokens\n")):
        open(os.path.join(folder, name), "w").write(text)
    newer, lexicon = os.path.join(folder, "newer"), os.path.join(folder, "lexicon")
    for made in (newer, lexicon):
        os.mkdir(made)
    shutil.copy(os.path.join(folder, "format"), newer)
    open(os.path.join(lexicon, "actors.toml"), "w").write("[[actor]]\nid = \n")
    for what, code, words, flags in (
        ("settings", 2, ["WRONG    settings", "server.search.threads"], [*room, "--server-search-threads", "many"]),
        ("a certificate that ends", 0, ["warning  certificate", "renew it"], [*room, *tls]),
        ("a certificate that has ended", 3, ["WRONG    certificate", "renew it"], [*room, "--server-tls-certificate", folder + "/past.crt", "--server-tls-key", folder + "/tls.key"]),
        ("a key of another certificate", 3, ["WRONG    certificate", "ca.key", "give the two issued together"], [*room, "--server-tls-certificate", folder + "/tls.crt", "--server-tls-key", folder + "/ca.key"]),
        ("a file that is not there", 3, ["WRONG    certificate", "gone.crt"], [*room, "--server-tls-certificate", folder + "/gone.crt", "--server-tls-key", folder + "/tls.key"]),
        ("tokens", 3, ["WRONG    certificate", "tokens.bad", "line 1"], [*room, *tls, "--server-auth-tokens-file", folder + "/tokens.bad"]),
        ("the lexicon", 3, ["WRONG    lexicon", "actors.toml"], [*room, "--lexicon-dir", lexicon]),
        ("a newer format", 3, ["WRONG    data", "install the newer release again"], ["--data-dir", newer, "--data-free-bytes-min", "16MiB"]),
        ("no data yet", 0, ["warning  data", "`vedette serve` makes it"], ["--data-dir", folder + "/nowhere", "--data-free-bytes-min", "16MiB"]),
        ("a full disk", 3, ["WRONG    disk", "until there is room"], ["--data-dir", empty, "--data-free-bytes-min", "1048576GiB"]),
    ):
        op.told("doctor on " + what, words, "doctor", *flags, code=code)
    op.told("doctor on few open files", ["warning  open files", "LimitNOFILE="], "doctor", *room, preexec_fn=limit(256))


class Manager:
    """A service manager's socket: keeps what it is told, a datagram an entry."""

    def __init__(self, path):
        self.path, self.told = path, []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.socket.settimeout(0.05)

    def environment(self, **more):
        return dict(os.environ, NOTIFY_SOCKET=self.path, **more)

    def read(self):
        try:
            while True:
                self.told.append(self.socket.recv(4096).decode())
        except TimeoutError:
            return self.told

    def until(self, word, seconds=10):
        end = time.monotonic() + seconds
        while not any(word in told.split("\n") for told in self.read()) and time.monotonic() < end:
            pass
        check("the service manager is told " + word, any(word in told.split("\n") for told in self.told), self.told)

    def count(self, word):
        return sum(word in told.split("\n") for told in self.read())


def managed(binary, folder):
    """What the unit counts on: ready, alive, reading again, stopping; in that order."""
    heard = Manager(os.path.join(folder, "managed"))
    with Served(binary, env=heard.environment(WATCHDOG_USEC="200000")) as server:
        heard.until("READY=1")
        check("it is ready once calls are answered", server.call("QuoteSearchService/SearchQuotes") is not None)
        alive = heard.count("WATCHDOG=1")
        time.sleep(1)
        check("twice in each span of the watchdog it is alive", heard.count("WATCHDOG=1") - alive >= 5, heard.told)
        server.process.send_signal(signal.SIGHUP)
        heard.until("RELOADING=1")
        time.sleep(0.2)
        check("and ready again", heard.count("READY=1") == 2, heard.told)
        check("not stopping yet", not heard.count("STOPPING=1"))
        check("it ends by itself", server.stop() == 0)
    heard.until("STOPPING=1")
    order = [w for told in heard.told for w in told.split("\n") if w in ("READY=1", "RELOADING=1", "STOPPING=1")]
    check("in that order", order == ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"], order)
    other = Manager(os.path.join(folder, "other"))
    with Served(binary, env=other.environment(WATCHDOG_USEC="200000", WATCHDOG_PID="1")):
        other.until("READY=1")
        check("a watchdog that is another's is let alone", not other.count("WATCHDOG=1"), other.told)
    with Served(binary, env=dict(os.environ, NOTIFY_SOCKET=os.path.join(folder, "nobody"))) as server:
        check("nobody listening holds nothing up", server.call("QuoteSearchService/SearchQuotes") is not None)


def main():
    binary = os.path.abspath(sys.argv[1])
    op = Operator(binary)
    with tempfile.TemporaryDirectory(prefix="vedette-ci-") as folder:
        kept = os.path.join(folder, "kept")
        os.mkdir(kept)
        with Served(binary, data=os.path.join(folder, "data")) as server:
            last = backups(op, server, kept, fill(server))
            before = upkeep(op, server)
        data = restored(op, binary, last, folder, before)
        index(op, binary, data, before)
    with tempfile.TemporaryDirectory(prefix="vedette-ci-") as folder:
        nightly(op, binary, folder)
        managed(binary, folder)
    print("%d passed, 0 failed" % passed)


if __name__ == "__main__":
    main()
