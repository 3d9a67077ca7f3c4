"""A running vedette, and the ways strangers talk to it."""
import json
import os
import re
import signal
import subprocess
import tempfile
import time

# Commands that ask a server.
ASKING = ("query", "ingest", "export", "quarantine", "backup", "reextract", "purge")


class Served:
    """The release binary as a server on free ports; stops with SIGTERM and must exit 0."""

    def __init__(self, binary, *args, data=None, env=None):
        self.binary, self.data = os.path.abspath(binary), data or tempfile.mkdtemp(prefix="vedette-ci-")
        extra = [] if "--sample" in args else ["--data-dir", self.data]
        if "--data-free-bytes-min" not in args:
            # A full disk of the machine is no fault of the binary.
            extra += ["--data-free-bytes-min", "16MiB"]
        command = [self.binary, "serve", *args, *extra, "--server-grpc-listen", "127.0.0.1:0", "--server-admin-listen", "127.0.0.1:0"]
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".log", delete=False)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, env=env)
        self.said = []
        until = time.monotonic() + 60
        while time.monotonic() < until:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("the server ended: %s" % open(self.log.name).read()[-2000:])
            self.said.append(line.rstrip("\n"))
            found = re.match(r"\s+(grpc|admin)\s+(\S+:\d+)", line)
            if found:
                setattr(self, found.group(1), found.group(2))
            if line.startswith("ready"):
                return
        raise SystemExit("the server was not ready within 60 s")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            code = self.stop()
            if kind is None:
                assert code == 0, "SIGTERM gave exit %s: %s" % (code, open(self.log.name).read()[-2000:])

    def stop(self, with_signal=signal.SIGTERM, wait=40):
        self.process.send_signal(with_signal)
        return self.process.wait(wait)

    def grpcurl(self, *words, body=None, ok=True):
        """Standard output of grpcurl; with ok=False (exit status, standard error)."""
        command = ["grpcurl", "-plaintext"] + (["-d", body if isinstance(body, str) else json.dumps(body)] if body is not None else [])
        done = subprocess.run(command + [self.grpc, *words], capture_output=True, text=True, timeout=60)
        if not ok:
            return done.returncode, done.stderr
        assert done.returncode == 0, "%s: %s" % (words, done.stderr)
        return done.stdout

    def call(self, method, body=None):
        return json.loads(self.grpcurl("vedette.v1." + method, body=body or {}))

    def stream(self, method, body=None):
        """All messages of an answer that is a stream."""
        text, messages = self.grpcurl("vedette.v1." + method, body=body or {}).strip(), []
        while text:
            message, end = json.JSONDecoder().raw_decode(text)
            messages.append(message)
            text = text[end:].strip()
        return messages

    def cli(self, *words, code=0, stdin=None):
        done = subprocess.run([self.binary, *words, *(["--server", self.grpc] if words[0] in ASKING else [])],
                              capture_output=True, text=True, timeout=120, input=stdin)
        assert done.returncode == code, "%s: exit %s, wanted %s: %s" % (words, done.returncode, code, done.stderr)
        return done.stdout, done.stderr
