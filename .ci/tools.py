"""The release binary and the tools people have at hand: grpcurl's own flags, buf curl, curl. Imported by e2e.py.

Not the questions themselves, which e2e.py and pages.py ask. What is sent here by hand is what no library would send.
"""
import json
import os
import shutil
import subprocess
import tempfile

SEARCH = "vedette.v1.QuoteSearchService/SearchQuotes"
# Request bodies as they go over the wire: a flag byte, four bytes of length, the message.
EMPTY = b"\0\0\0\0\0"
FRAMES = {
    "a message that is cut": (b"\0\0\0\0\x09ab", 3),
    "a flag nobody knows": (b"\x07\0\0\0\0", 3),
    "bytes that are no message": (b"\0\0\0\0\x04\xff\xff\xff\xff", 3),
    "a message announced as 2 GiB": (b"\0\x7f\xff\xff\xff", 8),
    "no frame at all": (b"{}", 3),
}


def run(*command, stdin=b""):
    done = subprocess.run(command, capture_output=True, timeout=60, input=stdin)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def grpcurls_own_flags(server, check):
    code, template, error = run("grpcurl", "-plaintext", "-msg-template", server.grpc, "describe", "vedette.v1.SearchQuotesRequest")
    shown = json.loads(template.rpartition("Message template:")[2])
    check("grpcurl shows a request to fill in, its filter included", code == 0 and "speakers" in shown["filter"] and "readMask" in shown, error + template)
    code, told, error = run("grpcurl", "-plaintext", "-emit-defaults", "-d", '{"query":"zzzz"}', server.grpc, SEARCH)
    check("grpcurl shows fields that are empty when asked to", code == 0 and json.loads(told)["results"] == [] and json.loads(told)["nextPageToken"] == "", error + told)
    code, told, error = run("grpcurl", "-plaintext", "-d", "@", server.grpc, SEARCH, stdin=b'{"pageSize":1}')
    check("grpcurl takes a request from standard input", code == 0 and len(json.loads(told)["results"]) == 1, error + told)
    # Dialling is given its time; what runs out is the call, whose stream never ends by itself.
    code, _, error = run("grpcurl", "-plaintext", "-max-time", "2", "-d", "{}", server.grpc, "vedette.v1.QuoteSearchService/FollowQuotes")
    check("a deadline of grpcurl's is exit 68", code == 64 + 4, "exit %d: %s" % (code, error))


def without_reflection(server, check):
    folder = tempfile.mkdtemp(prefix="vedette-ci-")
    path = os.path.join(folder, "vedette.binpb")
    code, _, error = run("sh", "-c", '"$1" protoset > "$2"', "sh", server.binary, path)
    check("the binary hands out its descriptor set", code == 0 and os.path.getsize(path) > 100_000, error)
    # With -protoset alone grpcurl does not ask the server what there is.
    code, told, error = run("grpcurl", "-protoset", path, "list")
    check("the set names the services", code == 0 and "vedette.v1.QuoteSearchService" in told, error + told)
    code, told, error = run("grpcurl", "-protoset", path, "describe", SEARCH.replace("/", "."))
    check("the set has the comments", code == 0 and "//" in told, error + told)
    code, told, error = run("grpcurl", "-plaintext", "-protoset", path, "-d", '{"pageSize":1}', server.grpc, SEARCH)
    check("a call by the set alone is answered", code == 0 and json.loads(told)["results"], error + told)


def buf_curl(server, check):
    if not shutil.which("buf"):
        check("buf is there", os.environ.get("CI") != "true")
        return
    ask = ["buf", "curl", "--protocol", "grpc", "--http2-prior-knowledge", "-d"]
    code, told, error = run(*ask, '{"pageSize":1,"readMask":"text"}', "http://%s/%s" % (server.grpc, SEARCH))
    check("buf curl is answered", code == 0 and json.loads(told)["results"][0]["quote"]["text"], error + told)
    code, told, error = run(*ask, '{"pageSize":-1}', "http://%s/%s" % (server.grpc, SEARCH))
    check("buf curl shows code, sentence and details", code == 3 * 8 and "page_size" in error + told and "google.rpc.BadRequest" in error + told, error + told)


def by_hand(server, check):
    def post(body, *headers, method=SEARCH):
        code, told, error = run("curl", "-sS", "--http2-prior-knowledge", "-X", "POST", "-H", "content-type: application/grpc", "-H", "te: trailers", *headers,
                                "--data-binary", "@-", "--max-time", "20", "-D", "-", "-o", os.devnull, "http://%s/%s" % (server.grpc, method), stdin=body)
        check("curl over HTTP/2 gets an answer", code == 0 and told.startswith("HTTP/2 200"), error + told)
        return dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    check("an empty request by hand is answered", post(EMPTY)["grpc-status"] == "0")
    for what, (body, status) in FRAMES.items():
        told = post(body)
        check("%s is refused with %d" % (what, status), told["grpc-status"] == str(status) and told["grpc-status-details-bin"] and told["x-request-id"], told)
    # These are answered before a body is there; what comes after is stopped by RST_STREAM with NO_ERROR (RFC 9113, 8.1), which curl 7.88
    # takes for a failure when its body is still under way, as on a busy machine: so they have none.
    told = post(b"", "-H", "grpc-timeout: 1n")
    check("a deadline that is over is DEADLINE_EXCEEDED, by the server", told["grpc-status"] == "4" and told["grpc-status-details-bin"], told)
    told = post(b"", "-H", "grpc-timeout: soon")
    check("a deadline that is no time is INVALID_ARGUMENT", told["grpc-status"] == "3" and "grpc-timeout" in told["grpc-message"], told)
    check("a method nobody has is UNIMPLEMENTED", post(b"", method="vedette.v1.QuoteSearchService/NoSuch")["grpc-status"] == "12")


def speaks_to_tools(server, check):
    for part in (grpcurls_own_flags, without_reflection, buf_curl, by_hand):
        part(server, check)
