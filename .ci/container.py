"""The image, built without a registry and run as it will be: read-only, without privileges, from the real manifest.
Usage: container.py BINARY BASE.yaml PRODUCTION.yaml   (BINARY must be static; the others are what kustomize renders)

Needs buildah, podman and runc (Debian packages), grpcurl, openssl, and root. Nothing is pulled.
"""
import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import grpc
import yaml
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from guarded import authority

IMAGE = "localhost/vedette:ci"
passed = 0


def check(what, holds, seen=""):
    global passed
    assert holds, "%s; seen: %s" % (what, str(seen)[:2000])
    passed += 1


def run(*command, ok=True, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, **more)
    if ok:
        check(" ".join(command[:3]), done.returncode == 0, done.stderr + done.stdout)
    return done


def podman(*words, ok=True):
    return run("podman", "--runtime", "runc", *words, ok=ok)


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def get(port, path):
    with urllib.request.urlopen("http://127.0.0.1:%d/%s" % (port, path), timeout=5) as answer:
        return answer.read().decode()


def ready(port, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            return get(port, "ready")
        except OSError:
            time.sleep(0.2)
    check("ready within %d s" % seconds, False)


def call(port, method, body):
    return run("grpcurl", "-plaintext", "-max-time", "20", "-d", json.dumps(body), "127.0.0.1:%d" % port, "vedette.v1." + method)


def works(port):
    article = {"article": {"text": "\"We wait,\" Dagny Roe said.", "sourceId": "c-1"}, "acknowledgement": "ACKNOWLEDGEMENT_SEARCHABLE"}
    call(port, "ArticleService/IngestArticle", article)
    found = call(port, "QuoteSearchService/SearchQuotes", {"query": "wait"}).stdout
    check("what went in comes out", "We wait" in found, found)


def build(binary, folder):
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
    path = "target/x86_64-unknown-linux-gnu/release"  # where the Containerfile takes it from
    os.makedirs(os.path.join(folder, path))
    shutil.copy(binary, os.path.join(folder, path, "vedette"))
    for name in ("LICENSE-MIT", "LICENSE-APACHE", "NOTICE"):
        shutil.copy(os.path.join(root, name), folder)
    linked = run("ldd", binary, ok=False)
    check("the binary is static", linked.returncode != 0 or "statically linked" in linked.stdout, linked.stdout)
    run("buildah", "bud", "--isolation", "chroot", "-t", IMAGE, "-f", os.path.join(root, "deploy/image/Containerfile"), folder)
    seen = json.loads(podman("image", "inspect", IMAGE).stdout)[0]
    check("the image's user is nobody of importance", seen["User"] == "65532:65532", seen["User"])
    check("the image stops by SIGTERM", seen["Config"].get("StopSignal", "SIGTERM") in ("SIGTERM", "15"), seen["Config"])
    print("image: %.1f MB" % (seen["Size"] / 1e6))


def confined(pid, memory):
    """What the kernel says of the process: whose it is, what it may do, what it may write to, how much it may have."""
    status = dict(l.split(":\t", 1) for l in open("/proc/%s/status" % pid).read().splitlines() if ":\t" in l)
    check("the process is not root", set(status["Uid"].split()) == set(status["Gid"].split()) == {"65532"}, (status["Uid"], status["Gid"]))
    check("the process has no capability", not any(int(status[cap], 16) for cap in ("CapEff", "CapPrm", "CapBnd", "CapAmb")), status)
    check("the process gains no privilege", status["NoNewPrivs"] == "1", status["NoNewPrivs"])
    # By podman's own profile: it does not read the manifest's, which .ci/manifests.py looks for.
    check("its system calls are filtered", status["Seccomp"] == "2", status["Seccomp"])
    try:
        os.close(os.open("/proc/%s/root/written" % pid, os.O_CREAT | os.O_WRONLY))
        check("the root is read-only", False)
    except OSError as error:
        check("the root is read-only", error.errno == errno.EROFS, error)
    groups = dict(l.split(":", 2)[1:] for l in open("/proc/%s/cgroup" % pid).read().splitlines())
    limits = ["/sys/fs/cgroup/memory%s/memory.limit_in_bytes" % groups.get("memory"), "/sys/fs/cgroup%s/memory.max" % groups.get(""), "/sys/fs/cgroup/unified%s/memory.max" % groups.get("")]
    told = [open(path).read().strip() for path in limits if os.path.exists(path)]
    check("its memory is limited", str(memory) in told, (told, limits))


def pid_of(name):
    return podman("inspect", "-f", "{{.State.Pid}}", name).stdout.strip()


class Load:
    """Callers that go on until the server is gone: searches and an export in a loop, articles one after the other, a follower."""

    def __init__(self, channel):
        self.channel, self.begun, self.ending = channel, time.monotonic(), None
        self.done, self.taken, self.failed, self.stop = {}, [], [], threading.Event()
        pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
        self.of = lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName("vedette.v1." + name))
        for message in ("SearchQuotesRequest", "ExportQuotesRequest", "FollowQuotesRequest", "IngestArticleRequest"):
            self.of(message)
        self.threads = [threading.Thread(target=self.turn, args=(kind,)) for kind in ("search", "search", "export", "ingest", "follow")]
        for thread in self.threads:
            thread.start()

    def one(self, kind, number):
        quotes, articles = "/vedette.v1.QuoteSearchService/", "/vedette.v1.ArticleService/"
        if kind == "search":
            self.channel.unary_unary(quotes + "SearchQuotes")(self.of("SearchQuotesRequest")(query="wait").SerializeToString(), timeout=20)
        elif kind == "ingest":
            request = self.of("IngestArticleRequest")()
            request.article.text, request.article.source_id = "\"We wait,\" Dagny Roe said on day %d." % number, "l-%d" % number
            self.channel.unary_unary(articles + "IngestArticle")(request.SerializeToString(), timeout=20)
            self.taken.append(request.article.source_id)
        else:
            method, request = {"export": ("ExportQuotes", "ExportQuotesRequest"), "follow": ("FollowQuotes", "FollowQuotesRequest")}[kind]
            for _ in self.channel.unary_stream(quotes + method)(self.of(request)().SerializeToString(), timeout=120):
                pass

    def turn(self, kind):
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self.one(kind, number)
                self.done[kind] = self.done.get(kind, 0) + 1
            except grpc.RpcError as error:
                self.failed.append((time.monotonic(), kind, error.code().name))
                if self.ending:
                    return

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(60)
        check("every caller came to an end", not any(t.is_alive() for t in self.threads))


def drains(name, channel, port):
    """A stop under load, with a watch, a follower, an export and an idle connection open: nothing fails until the last moment, and it ends by itself."""
    load = Load(channel)
    watch = channel.unary_stream("/grpc.health.v1.Health/Watch")(b"")
    idle = socket.create_connection(("127.0.0.1", port))
    time.sleep(3)
    before = dict(load.done)
    check("all kinds of calls go on", all(before.get(kind, 0) >= 2 for kind in ("search", "export", "ingest")), before)
    check("none fails while nobody stops it", not load.failed, load.failed)
    load.ending = time.monotonic()
    podman("stop", "-t", "45", name)
    took = time.monotonic() - load.ending
    load.end()
    idle.close()
    code = podman("inspect", "-f", "{{.State.ExitCode}}", name).stdout.strip()
    check("it ends by itself with 0, in the time it has", code == "0" and 5 <= took < 32, (code, took))
    early = [f for f in load.failed if f[0] < load.ending + 4 and f[1] != "follow"]
    check("calls are answered while proxies notice", not early and load.done["search"] > before["search"], early)
    check("what fails then fails as a server that is going", {f[2] for f in load.failed} <= {"UNAVAILABLE", "CANCELLED"}, load.failed)
    try:
        for _ in watch:
            pass
    except grpc.RpcError:
        pass
    check("the watch was ended", watch.code() is not None)
    print("drain under load: %.1f s, %s calls, %d ended by it" % (took, load.done, len(load.failed)))
    return load.taken


def contained():
    grpc_port, admin = free_port(), free_port()
    name = "vedette-ci-%d" % os.getpid()
    podman("run", "-d", "--name", name, "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=1000:1000", "--read-only", "--cap-drop=all",
           "--security-opt=no-new-privileges", "--memory=512m", "--tmpfs", "/data:rw,size=512m,mode=1777", "-e", "VEDETTE_DATA_FREE_BYTES_MIN=16MiB",
           "-p", "127.0.0.1:%d:50051" % grpc_port, "-p", "127.0.0.1:%d:9090" % admin, IMAGE)
    try:
        ready(admin)
        works(grpc_port)
        confined(pid_of(name), 512 << 20)
        drains(name, grpc.insecure_channel("127.0.0.1:%d" % grpc_port), grpc_port)
    finally:
        podman("rm", "-f", name, ok=False)


class Pod:
    """The StatefulSet's pod as a pod of its own, with its claim, its settings and its secrets: what podman can play."""

    def __init__(self, rendered, folder, secrets=()):
        self.of = {}
        for document in yaml.safe_load_all(open(rendered)):
            self.of.setdefault(document["kind"], document)
        self.path, self.folder, self.secrets = os.path.join(folder, "pod.yaml"), folder, dict(secrets)
        self.grpc, self.admin = free_port(), free_port()

    def placed(self, spec, claims):
        """Secrets as folders of the machine, claims as volumes of podman's own, our image: the rest as it stands."""
        for volume in spec["volumes"]:
            if "secret" in volume:
                volume["hostPath"] = {"path": self.secret(volume.pop("secret")), "type": "Directory"}
        for container in spec["containers"]:
            container["image"] = IMAGE
        for left in ("topologySpreadConstraints", "serviceAccountName"):
            spec.pop(left, None)
        made = []
        for name, claim in claims.items():
            claim = dict(claim, accessModes=["ReadWriteOnce"])
            made.append({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "vedette-ci-" + name}, "spec": claim})
        return made

    def secret(self, wanted):
        """The Secret's files, readable for the group the pod runs as, and for nobody else."""
        place = os.path.join(self.folder, wanted["secretName"])
        os.makedirs(place, exist_ok=True)
        keys = self.secrets[wanted["secretName"]]
        for item in wanted.get("items") or [{"key": key, "path": key} for key in keys]:
            path = os.path.join(place, item["path"])
            shutil.copy(keys[item["key"]], path)
            os.chown(path, 0, 65532)
            os.chmod(path, wanted["defaultMode"])
        return place

    def server(self):
        workload = self.of["StatefulSet"]["spec"]
        spec = workload["template"]["spec"]
        container = spec["containers"][0]
        for port in container["ports"]:
            port["hostPort"] = {"grpc": self.grpc, "admin": self.admin}[port["name"]]
            port["hostIP"] = "127.0.0.1"
        # Probes are the cluster's; podman 4.3 knows no gRPC ones. Their answers are asked for by hand.
        self.probes = [container.pop(probe) for probe in ("startupProbe", "readinessProbe", "livenessProbe")]
        container.setdefault("env", []).append({"name": "VEDETTE_DATA_FREE_BYTES_MIN", "value": "16MiB"})
        claim = workload["volumeClaimTemplates"][0]
        claims = self.placed(spec, {"data": claim["spec"]})
        spec["volumes"].append({"name": "data", "persistentVolumeClaim": {"claimName": "vedette-ci-data"}})
        self.memory = int(container["resources"]["limits"]["memory"].removesuffix("Gi")) << 30
        return [self.of["ConfigMap"], *claims, self.pod("vedette-ci", spec)]

    def pod(self, name, spec):
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"app": name}}, "spec": spec}

    def play(self, documents, name="pod.yaml"):
        path = os.path.join(self.folder, name)
        with open(path, "w") as written:
            written.write("---\n".join(yaml.safe_dump(d) for d in documents))
        podman("play", "kube", "--build=false", path)
        return path

    def __enter__(self):
        self.path = self.play(self.server())
        ready(self.admin)
        return self

    def __exit__(self, *_):
        podman("play", "kube", "--down", self.path, ok=False)
        for volume in ("data", "backups"):
            podman("volume", "rm", "-f", "vedette-ci-" + volume, ok=False)


def probed(pod):
    """The probes as the manifest has them, asked by hand: two of gRPC health, one of HTTP, on the admin port."""
    grpcs = [p["grpc"] for p in pod.probes if "grpc" in p]
    check("two probes are gRPC's, on the admin port", [p["port"] for p in grpcs] == [9090, 9090], grpcs)
    for probe in grpcs:
        health = run("grpcurl", "-plaintext", "-d", json.dumps({"service": probe.get("service", "")}), "127.0.0.1:%d" % pod.admin, "grpc.health.v1.Health/Check").stdout
        check("the gRPC probe says SERVING", "\"SERVING\"" in health, health)
    live = [p["httpGet"]["path"] for p in pod.probes if "httpGet" in p]
    check("the process says it lives", live and all(get(pod.admin, path.lstrip("/")) for path in live), live)


def played(base, folder):
    with Pod(base, folder) as pod:
        works(pod.grpc)
        probed(pod)
        confined(pid_of("vedette-ci-vedette"), pod.memory)
        check("the metrics are told", "vedette_serving 1" in get(pod.admin, "metrics"))
        taken = drains("vedette-ci-vedette", grpc.insecure_channel("127.0.0.1:%d" % pod.grpc), pod.grpc)
        podman("start", "vedette-ci-vedette")
        ready(pod.admin)
        kept = json.loads(call(pod.grpc, "ArticleService/ListArticles", {"includeTotalSize": True}).stdout)["totalSize"]
        # One article beside those; what was being taken when it ended may be there too.
        check("what was acknowledged is there after it, once", kept in (len(taken) + 1, len(taken) + 2), (kept, len(taken)))


def guarded(production, folder):
    """The production overlay's pod, with TLS and tokens as its components mount them, and the nightly backup beside it."""
    openssl, names = authority(folder), ["DNS:localhost", "IP:127.0.0.1"]
    documents = [d for d in yaml.safe_load_all(open(production))]
    certificate = next(d for d in documents if d["kind"] == "Certificate")
    with open(os.path.join(folder, "names"), "w") as written:
        written.write("subjectAltName=" + ",".join(names + ["DNS:" + name for name in certificate["spec"]["dnsNames"]]) + "\n")
    openssl("x509", "-req", "-in", "new.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1", "-extfile", "names", "-out", "tls.crt")
    place = lambda name: os.path.join(folder, name)
    tokens = {}
    for name, scope in (("desk", "read,ingest"), ("backup", "admin")):
        made = podman("run", "--rm", "--network", "none", IMAGE, "token", "new", name, "--scope", scope).stdout.split("\n")
        tokens[name] = made[0]
        with open(place("tokens"), "a") as lines, open(place("token." + name), "w") as own:
            lines.write(made[1] + "\n")
            own.write(made[0])
    secrets = {"vedette-tls": {"tls.crt": place("tls.crt"), "tls.key": place("tls.key"), "ca.crt": place("ca.pem")},
               "vedette-tokens": {"tokens": place("tokens")}, "vedette-backup-token": {"token": place("token.backup")}}
    with Pod(production, folder, secrets) as pod:
        def asked(method, body, *words):
            return run("grpcurl", *words, "-max-time", "20", "-d", json.dumps(body), "localhost:%d" % pod.grpc, "vedette.v1." + method, ok=False)
        access = ["-cacert", place("ca.pem"), "-H", "authorization: Bearer " + tokens["desk"]]
        check("plain text is refused", asked("QuoteSearchService/SearchQuotes", {}, "-plaintext").returncode != 0)
        check("no token, no answer", asked("QuoteSearchService/SearchQuotes", {}, "-cacert", place("ca.pem")).returncode == 64 + 16)
        article = {"article": {"text": "\"We wait,\" Dagny Roe said.", "sourceId": "c-1"}, "acknowledgement": "ACKNOWLEDGEMENT_SEARCHABLE"}
        check("a token lets an article in", asked("ArticleService/IngestArticle", article, *access).returncode == 0)
        found = asked("QuoteSearchService/SearchQuotes", {"query": "wait"}, *access)
        check("and out", "We wait" in found.stdout, found.stderr)
        check("its scope is all it opens", asked("AdminService/GetStatistics", {}, *access).returncode == 64 + 7)
        probed(pod)
        confined(pid_of("vedette-ci-vedette"), pod.memory)
        backed_up(pod)


def backed_up(pod):
    """The CronJob's pod: the service's name is the server's address, as the name service would tell."""
    spec = pod.of["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    server = json.loads(podman("pod", "inspect", "vedette-ci").stdout)["InfraContainerID"]
    network = json.loads(podman("inspect", server).stdout)[0]["NetworkSettings"]
    address = network.get("IPAddress") or next(iter(network["Networks"].values()))["IPAddress"]
    claims = pod.placed(spec, {"backups": pod.of["PersistentVolumeClaim"]["spec"]})
    next(v for v in spec["volumes"] if "persistentVolumeClaim" in v)["persistentVolumeClaim"]["claimName"] = "vedette-ci-backups"
    spec["hostAliases"] = [{"ip": address, "hostnames": ["vedette"]}]
    path = pod.play([*claims, pod.pod("vedette-ci-night", spec)], "night.yaml")
    try:
        name = "vedette-ci-night-backup"
        code = podman("wait", name).stdout.strip()
        said = podman("logs", name)
        check("the night's backup is made", code == "0" and "verified" in said.stdout + said.stderr, said.stdout + said.stderr)
        place = podman("volume", "inspect", "-f", "{{.Mountpoint}}", "vedette-ci-backups").stdout.strip()
        made = os.listdir(place)
        check("and lies in its volume", len(made) == 1 and made[0].endswith(".vedette") and os.path.getsize(os.path.join(place, made[0])) > 100, made)
    finally:
        podman("play", "kube", "--down", path, ok=False)


def main():
    binary, base, production = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    with tempfile.TemporaryDirectory(prefix="vedette-ci-") as folder:
        settings = os.path.join(folder, "containers.conf")
        with open(settings, "w") as conf:
            conf.write('[engine]\nruntime = "runc"\n[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=1000:1000"]\n')
        os.environ["CONTAINERS_CONF"] = settings
        build(binary, folder)
        contained()
        played(base, folder)
        guarded(production, folder)
    print("%d passed, 0 failed" % passed)


if __name__ == "__main__":
    main()
