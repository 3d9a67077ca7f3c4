"""Many calls at once with h2load: none fails, by HTTP's status, by gRPC's, and by the server's own count. Usage: load.py BINARY [REQUESTS]

Not a measurement to hold a release to (docs/performance.md has those): the figures are printed, the failures count.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile
import urllib.request

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from served import Served

CONNECTIONS, STREAMS = 8, 16  # together less than the shortest queue of the server


def counted(server, method):
    """Calls of the method the server has answered, by code."""
    with urllib.request.urlopen("http://%s/metrics" % server.admin, timeout=10) as answer:
        lines = [l for l in answer.read().decode().splitlines() if l.startswith("vedette_grpc_calls_total{")]
    found = {}
    for line in lines:
        labels = dict(re.findall(r'(\w+)="([^"]*)"', line))
        if method.endswith(labels["method"]):
            found[labels["code"]] = found.get(labels["code"], 0) + float(line.rsplit(" ", 1)[1])
    return found


def load(server, method, request, number):
    with tempfile.NamedTemporaryFile(suffix=".bin") as body:
        body.write(struct.pack(">BI", 0, len(request)) + request)
        body.flush()
        before = counted(server, method)
        done = subprocess.run(["h2load", "-n", str(number), "-c", str(CONNECTIONS), "-m", str(STREAMS), "-d", body.name, "-H", "content-type: application/grpc",
                               "-H", "te: trailers", "http://%s/%s" % (server.grpc, method)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told = dict((word, int(n)) for n, word in re.findall(r"(\d+) (total|succeeded|failed|errored|timeout|2xx|5xx)\b", done.stdout))
    assert told["total"] == told["succeeded"] == told["2xx"] == number and not told["failed"] + told["errored"] + told["timeout"], done.stdout
    after = counted(server, method)
    rise = {code: after[code] - before.get(code, 0) for code in after if after[code] != before.get(code, 0)}
    assert rise == {"OK": number}, (method, rise)
    seconds = re.search(r"finished in [^,]+, ([\d.]+) req/s", done.stdout).group(1)
    longest = re.search(r"time for request: +\S+ +(\S+) +(\S+)", done.stdout)
    print("%-45s %6d calls, none failed, %8s a second, mean %s, longest %s" % (method, number, seconds, longest.group(2), longest.group(1)))


def main():
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    with Served(os.path.abspath(sys.argv[1]), "--sample", "--server-drain-delay", "100ms") as server:
        pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(grpc.insecure_channel(server.grpc)))
        of = lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
        name = server.call("QuoteSearchService/SearchQuotes", {"query": "\"red line\""})["results"][0]["quote"]["name"]
        load(server, "grpc.health.v1.Health/Check", b"", number)
        load(server, "vedette.v1.QuoteSearchService/GetQuote", of("vedette.v1.GetQuoteRequest")(name=name).SerializeToString(), number)
        load(server, "vedette.v1.QuoteSearchService/SearchQuotes", of("vedette.v1.SearchQuotesRequest")(query="\"red line\"").SerializeToString(), number)


if __name__ == "__main__":
    main()
