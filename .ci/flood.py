"""Attacks on the release binary, frame by frame, while a well-behaved client goes on. Usage: flood.py BINARY [SECONDS]

Each attack runs for SECONDS (default 5) beside 100 searches a second; printed are the well-behaved client's p99 before and
during it, its errors, and the server's resident memory. What must hold: no error, memory at most 200 MB more, every attacked
connection ended by rule. The p99 of a shared machine is printed, and held only against a generous limit.
"""
import re
import socket
import struct
import sys
import threading
import time
import urllib.request

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from served import Served

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GO_AWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
SEARCH = b"/vedette.v1.QuoteSearchService/SearchQuotes"
passed = 0


def check(what, holds, seen=""):
    global passed
    assert holds, "%s; seen: %s" % (what, str(seen)[:1500])
    passed += 1


def frame(kind, flags, stream, content=b""):
    return struct.pack(">I", len(content))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + content


def literal(index, value):
    return index + bytes([len(value)]) + value


BLOCK = b"\x83\x86" + literal(b"\x04", SEARCH) + literal(b"\x01", b"a") + literal(b"\x0f\x10", b"application/grpc")


class Peer:
    """A connection whose frames are written by hand."""

    def __init__(self, address, greet=True):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        if greet:
            self.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0))

    def send(self, data):
        """False when the server has ended the connection, or takes nothing any more."""
        try:
            self.socket.settimeout(2)
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def frames(self, seconds=3):
        """Kinds of all frames until the end or silence, and whether it ended."""
        data, kinds = b"", []
        self.socket.settimeout(seconds)
        try:
            while True:
                more = self.socket.recv(1 << 16)
                if not more:
                    return kinds, True
                data += more
                while len(data) >= 9 and len(data) >= 9 + int.from_bytes(data[:3], "big"):
                    length = int.from_bytes(data[:3], "big")
                    kinds.append(data[3])
                    data = data[9 + length:]
        except socket.timeout:
            return kinds, False
        except OSError:
            return kinds, True


class Client:
    """100 searches a second, each measured."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(self.channel))
        of = lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName("vedette.v1." + name))
        request, response = of("SearchQuotesRequest"), of("SearchQuotesResponse")
        self.call = self.channel.unary_unary(SEARCH.decode(), request.SerializeToString, response.FromString)
        self.request = request(query="line", page_size=5)

    def run(self, seconds):
        times, errors, until = [], [], time.monotonic() + seconds
        while time.monotonic() < until:
            begun = time.monotonic()
            try:
                self.call(self.request, timeout=5)
            except grpc.RpcError as error:
                errors.append(error.code().name)
            times.append(time.monotonic() - begun)
            time.sleep(max(0, 0.01 - times[-1]))
        times.sort()
        return 1000 * times[int(len(times) * 0.99)], errors


def resident(server):
    with urllib.request.urlopen("http://%s/metrics" % server.admin, timeout=10) as answer:
        return int(re.search(r"^process_resident_memory_bytes (\d+)", answer.read().decode(), re.M).group(1)) / 1e6


def rapid_reset(server, until):
    ended = pairs = 0
    while time.monotonic() < until:
        peer, alive = Peer(server.grpc), True
        for first in range(0, 50_000, 100):
            batch = b"".join(frame(HEADERS, 4, 2 * i + 1, BLOCK) + frame(RST_STREAM, 0, 2 * i + 1, struct.pack(">I", 8)) for i in range(first, first + 100))
            alive = alive and peer.send(batch)
            if not alive or time.monotonic() > until:
                break
            pairs += 100
        kinds, closed = peer.frames(1)
        ended += GO_AWAY in kinds or closed or not alive
        peer.socket.close()
    check("rapid resets end their connection", ended > 0, (ended, pairs))
    return "%d connections ended after %d pairs in all" % (ended, pairs)


def continuation(server, until):
    field = b"\x10\x01x\x64" + b"y" * 100
    ended = frames = 0
    while time.monotonic() < until:
        peer = Peer(server.grpc)
        alive = peer.send(frame(HEADERS, 0, 1, BLOCK))
        for _ in range(500):
            alive = alive and peer.send(frame(CONTINUATION, 0, 1, field) * 10)
            if not alive:
                break
            frames += 10
        kinds, closed = peer.frames(1)
        check("headers without an end end their connection", GO_AWAY in kinds or closed or not alive, kinds[-5:])
        ended += 1
        peer.socket.close()
    return "%d connections ended after %d frames each" % (ended, frames / max(1, ended))


def unfinished(server, until):
    peer = Peer(server.grpc)
    for i in range(2000):
        if not peer.send(frame(HEADERS, 4, 2 * i + 1, BLOCK)):
            break
    kinds, closed = peer.frames(2)
    refused = kinds.count(RST_STREAM)
    check("of 2,000 streams that never end 128 are held", refused == 2000 - 128 or GO_AWAY in kinds or closed, (refused, kinds[-5:]))
    time.sleep(max(0, until - time.monotonic()))
    peer.socket.close()
    return "%d refused, told to go: %s" % (refused, GO_AWAY in kinds)


def pings(server, until):
    peer, sent = Peer(server.grpc), 0
    batch = frame(PING, 0, 0, b"12345678") * 1000
    while time.monotonic() < until and peer.send(batch):
        sent += 1000
    peer.socket.close()
    return "%d pings until the end or back-pressure" % sent


def half(server, until):
    peers = [Peer(server.grpc, greet=False) for _ in range(200)]
    begun = time.monotonic()
    for peer in peers:
        peer.send(b"PRI * HTTP/2.0\r\n\r\nSM")
    ended = [peer.frames(9)[1] for peer in peers]
    took = time.monotonic() - begun
    check("200 half prefaces are cut", all(ended) and took < 9, (sum(ended), took))
    return "%d cut after %.1f s" % (sum(ended), took)


def idle(server, until):
    peers = [Peer(server.grpc, greet=False) for _ in range(400)]
    ended = [peer.frames(9)[1] for peer in peers]
    check("400 silent connections are dropped", all(ended), sum(ended))
    return "%d dropped" % sum(ended)


def oversize(server, until):
    peer, sent = Peer(server.grpc), 0
    peer.send(frame(HEADERS, 4, 1, BLOCK))
    # 64 MB announced, and as many bytes as the windows take.
    alive = peer.send(frame(DATA, 0, 1, b"\0" + struct.pack(">I", 64 << 20) + b"x" * 16_000))
    while alive and sent < 4096 and time.monotonic() < until:
        alive = peer.send(frame(DATA, 0, 1, b"x" * 16_000))
        sent += 1
    kinds, closed = peer.frames(2)
    check("a message of 64 MB ends before it is read", HEADERS in kinds or RST_STREAM in kinds or GO_AWAY in kinds or closed, kinds[-5:])
    peer.socket.close()
    return "ended after %d KB" % (16 * sent)


def main():
    binary, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 5
    with Served(binary, "--sample", "--data-free-bytes-min", "16MiB") as server:
        client = Client(server.grpc)
        client.run(2)
        calm, errors = client.run(5)
        check("the client is answered before any attack", not errors, errors)
        before = resident(server)
        print("calm: p99 %.1f ms, %.0f MB" % (calm, before))
        for attack in (rapid_reset, continuation, unfinished, pings, half, idle, oversize):
            told, failed = [], []

            def attacked():
                try:
                    told.append(attack(server, time.monotonic() + seconds))
                except BaseException as error:  # told by the main thread
                    failed.append(error)

            thread = threading.Thread(target=attacked)
            thread.start()
            p99, errors = client.run(seconds)
            thread.join()
            if failed:
                raise failed[0]
            memory = resident(server)
            print("%-12s p99 %6.1f ms, %4.0f MB, %d errors; %s" % (attack.__name__, p99, memory, len(errors), told[0]))
            check("%s disturbs nobody else" % attack.__name__, not errors, errors[:5])
            check("%s costs at most 200 MB" % attack.__name__, memory < before + 200, (before, memory))
            check("%s leaves searches quick" % attack.__name__, p99 < max(20 * calm, 500), (calm, p99))
    print("%d passed, 0 failed" % passed)


if __name__ == "__main__":
    main()
