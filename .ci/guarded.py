"""The release binary with TLS and tokens on, against strangers: openssl, grpcurl, the command line. Usage: guarded.py BINARY"""
import concurrent.futures
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import grpc

from served import Served

passed = 0
heard = []


def check(what, holds, seen=""):
    global passed
    assert holds, "%s; seen: %s" % (what, str(seen)[:1500])
    passed += 1


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **more)
    heard.extend((done.stdout, done.stderr))
    return done


class Collector(grpc.GenericRpcHandler):
    """Takes spans as OTLP sends them, and keeps the bytes."""

    def __init__(self):
        self.got = []

    def service(self, details):
        if details.method == "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
            return grpc.unary_unary_rpc_method_handler(lambda request, context: self.got.append(request) or b"")
        return None

    def listen(self):
        """What serves it, and where."""
        listening = grpc.server(concurrent.futures.ThreadPoolExecutor(2), handlers=[self])
        port = listening.add_insecure_port("127.0.0.1:0")
        listening.start()
        return listening, "http://127.0.0.1:%d" % port


def authority(folder):
    """A throwaway authority with one certificate for localhost."""
    def openssl(*words):
        done = run("openssl", *words, cwd=folder)
        check("openssl " + words[0], done.returncode == 0, done.stderr)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority")
    issue(folder, openssl)
    return openssl


def issue(folder, openssl):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "new.key", "-out", "new.csr", "-subj", "/CN=localhost")
    with open(os.path.join(folder, "names"), "w") as names:
        names.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "new.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1", "-extfile", "names", "-out", "new.crt")
    for end in ("crt", "key"):
        shutil.copyfile(os.path.join(folder, "new." + end), os.path.join(folder, "tls." + end))


def shake(server, folder, *words):
    return run("openssl", "s_client", "-connect", server.grpc, "-CAfile", folder + "/ca.pem", "-alpn", "h2", "-verify_return_error", *words)


def versions(binary, folder, flags):
    old = ["-cipher", "DEFAULT@SECLEVEL=0"]
    with Served(binary, *flags) as server:
        done = shake(server, folder, "-tls1_3")
        check("TLS 1.3 is spoken", done.returncode == 0 and "ALPN protocol: h2" in done.stdout, done.stdout + done.stderr)
        for version in ("-tls1_2", "-tls1_1", "-tls1"):
            check("%s is refused" % version, shake(server, folder, version, *old).returncode != 0)
        plain = run("grpcurl", "-plaintext", "-max-time", "5", server.grpc, "list")
        check("plain text is refused on the TLS port", plain.returncode != 0, plain.stdout)
        with urllib.request.urlopen("http://%s/ready" % server.admin, timeout=10) as answer:
            check("probes are answered beside it", answer.status == 200)
    with Served(binary, *flags, "--server-tls-version-min", "1.2") as server:
        check("TLS 1.2 by flag", shake(server, folder, "-tls1_2").returncode == 0)
        check("TLS 1.1 never", shake(server, folder, "-tls1_1", *old).returncode != 0)


def certificate(server, folder):
    done = shake(server, folder, "-tls1_3")
    return done.stdout.split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]


def tokens(binary, folder, openssl, flags):
    secrets = {}
    with open(folder + "/tokens", "w") as lines:
        for name, scope in (("desk", "read"), ("feed", "ingest,read")):
            made = subprocess.run([binary, "token", "new", name, "--scope", scope, "--days", "2"], capture_output=True, text=True, timeout=20).stdout.split("\n")
            secrets[name] = made[0]
            lines.write(made[1] + "\n")
            with open("%s/%s.token" % (folder, name), "w") as own:
                own.write(made[0] + "\n")
    flags = flags + ["--server-auth-tokens-file", folder + "/tokens", "--log-filter", "debug", "--server-reload-interval", "1h"]
    checked = run(binary, "config", "check", *flags)
    check("config check reads certificates and tokens", checked.returncode == 0, checked.stderr)
    checked = run(binary, "config", "check", "--server-tls-certificate", folder + "/tls.crt", "--server-tls-key", folder + "/ca.pem")
    check("config check names the file that does not fit", checked.returncode == 2 and "ca.pem" in checked.stderr, checked.stderr)
    # A token where its line belongs is refused without being shown.
    shown = run(binary, "config", "check", "--server-auth-tokens", secrets["desk"])
    check("a token in place of its line is refused", shown.returncode == 2 and "line 1" in shown.stderr, shown.stderr)
    collector = Collector()
    listening, endpoint = collector.listen()
    with Served(binary, *flags, "--trace-otlp-endpoint", endpoint) as server:
        def call(method, name=None, body="{}"):
            token = ["-expand-headers", "-H", "authorization: Bearer ${TOKEN}"] if name else []
            environment = dict(os.environ, TOKEN=secrets.get(name, ""))
            return run("grpcurl", "-cacert", folder + "/ca.pem", *token, "-d", body, server.grpc, "vedette.v1." + method, env=environment)
        search, ingest = "QuoteSearchService/SearchQuotes", "ArticleService/IngestArticle"
        article = json.dumps({"article": {"text": "\"We wait,\" Dagny Roe said.", "sourceId": "g-1"}, "acknowledgement": "ACKNOWLEDGEMENT_SEARCHABLE"})
        for method, name, body, code in ((search, None, "{}", 16), (search, "desk", "{}", 0), (ingest, "desk", article, 7), (ingest, None, article, 16), (ingest, "feed", article, 0)):
            done = call(method, name, body)
            check("%s by %s gives %d" % (method, name, code), done.returncode == (64 + code if code else 0), done.stderr)
        check("without a token everything says so", "TOKEN_MISSING" in call(search).stderr)
        check("the missing scope is named", "SCOPE_MISSING" in call(ingest, "desk", article).stderr)
        access = ["--server", server.grpc, "--tls-ca", folder + "/ca.pem"]
        asked = run(binary, "query", "quotes", "wait", *access, "--token-file", folder + "/desk.token")
        check("the command line gets in with TLS and a token", asked.returncode == 0 and "We wait" in asked.stdout, asked.stderr)
        asked = run(binary, "query", "quotes", "wait", *access, env=dict(os.environ, VEDETTE_TOKEN=secrets["desk"]))
        check("the token may come from the environment", asked.returncode == 0, asked.stderr)
        asked = run(binary, "query", "quotes", "wait", *access)
        check("without it the command line is refused", asked.returncode == 1 and "TOKEN_MISSING" in asked.stderr, asked.stderr)
        asked = run(binary, "query", "quotes", "wait", "--server", server.grpc, "--token-file", folder + "/desk.token")
        check("plain text does not get through", asked.returncode != 0 and not asked.stdout, asked.stderr)
        taken = run(binary, "ingest", "sample/reports/hallen-brigades-move.txt", *access, "--token-file", folder + "/feed.token")
        check("the command line takes in over TLS", taken.returncode == 0, taken.stderr)
        first = certificate(server, folder)
        issue(folder, openssl)
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 10
        while certificate(server, folder) == first and time.monotonic() < until:
            time.sleep(0.05)
        check("SIGHUP shows the renewed certificate", certificate(server, folder) != first)
        check("and calls go on", call(search, "desk").returncode == 0)
        for path in ("metrics", "version", "ready"):
            try:
                with urllib.request.urlopen("http://%s/%s" % (server.admin, path), timeout=10) as answer:
                    heard.append(answer.read().decode())
            except urllib.error.HTTPError:
                pass
        check("the metrics are in the classic format", any("# TYPE vedette_grpc_calls_total counter" in h for h in heard))
        if shutil.which("promtool"):
            read = subprocess.run(["promtool", "check", "metrics"], input=next(h for h in heard if "# TYPE vedette" in h), capture_output=True, text=True, timeout=30)
            check("promtool takes the metrics", read.returncode == 0, read.stdout + read.stderr)
        request = urllib.request.Request("http://%s/log-level" % server.admin, data=b"warn", method="PUT")
        with urllib.request.urlopen(request, timeout=10) as answer:
            check("what is logged can be changed", answer.read() == b"warn\n")
        before = os.path.getsize(server.log.name)
        call(search, "desk")
        check("and then it is", os.path.getsize(server.log.name) == before)
        log = server.log.name
    listening.stop(1)
    sent = b"".join(collector.got).decode("utf-8", "replace")
    check("spans were sent while tokens were on", "vedette.v1.QuoteSearchService/SearchQuotes" in sent and "desk" in sent, sent[:500])
    heard.append(sent)
    said = open(log).read()
    check("the log tells who called", "desk" in said, said)
    everything = "\n".join([said, "\n".join(server.said)] + heard)
    for name, secret in secrets.items():
        check("the token of %s stands nowhere" % name, secret not in everything and secret[8:30] not in everything)
    check("no private key stands anywhere", "PRIVATE KEY" not in everything)
    check("no article text in a span", "We wait" not in sent)
    check("no article text above debug", not [l for l in said.splitlines() if "We wait" in l and '"DEBUG"' not in l and '"TRACE"' not in l])


def spans(binary):
    collector = Collector()
    listening, endpoint = collector.listen()
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    with Served(binary, "--data-free-bytes-min", "16MiB", "--trace-otlp-endpoint", endpoint) as server:
        article = json.dumps({"article": {"text": "\"We wait,\" Dagny Roe said.", "sourceId": "t-1"}})
        taken = run("grpcurl", "-plaintext", "-H", "traceparent: 00-%s-00f067aa0ba902b7-01" % trace, "-d", article, server.grpc, "vedette.v1.ArticleService/IngestArticle")
        check("an article is taken while spans are sent", taken.returncode == 0, taken.stderr)
    listening.stop(1)
    sent = b"".join(collector.got)
    for name in (b"call", b"read", b"extract", b"quotes", b"stances", b"deployments", b"append", b"group_commit", b"link", b"index_commit", b"vedette.v1.ArticleService/IngestArticle", bytes.fromhex(trace)):
        check("the collector got %r" % name, name in sent, sent[:500])
    check("no article text in a span", b"We wait" not in sent)
    # Nobody listens: serving goes on, and the stop still ends well (Served checks for exit 0).
    with Served(binary, "--trace-otlp-endpoint", "http://127.0.0.1:1") as server:
        check("a missing collector holds nothing up", run("grpcurl", "-plaintext", "-d", "{}", server.grpc, "vedette.v1.QuoteSearchService/SearchQuotes").returncode == 0)


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="vedette-ci-") as folder:
        openssl = authority(folder)
        flags = ["--server-tls-certificate", folder + "/tls.crt", "--server-tls-key", folder + "/tls.key",
                 "--data-free-bytes-min", "16MiB"]
        versions(binary, folder, flags)
        tokens(binary, folder, openssl, flags)
    spans(binary)
    print("%d passed, 0 failed" % passed)


if __name__ == "__main__":
    main()
