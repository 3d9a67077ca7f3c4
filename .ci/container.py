"""The image, built without a registry and run as it will be: read-only, without privileges, from the real manifest.
Usage: container.py BINARY BASE.yaml   (BINARY must be static; BASE.yaml is the rendered base)

Needs buildah, podman and runc (Debian packages), grpcurl, and root. Nothing is pulled.
"""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import yaml

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


def contained():
    grpc, admin = free_port(), free_port()
    name = "vedette-ci-%d" % os.getpid()
    podman("run", "-d", "--name", name, "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=1000:1000", "--read-only", "--cap-drop=all",
           "--security-opt=no-new-privileges", "--memory=512m", "--tmpfs", "/data:rw,size=512m,mode=1777", "-e", "VEDETTE_DATA_FREE_BYTES_MIN=16MiB",
           "-p", "127.0.0.1:%d:50051" % grpc, "-p", "127.0.0.1:%d:9090" % admin, IMAGE)
    try:
        ready(admin)
        works(grpc)
        status = open("/proc/%s/status" % podman("inspect", "-f", "{{.State.Pid}}", name).stdout.strip()).read()
        lines = dict(l.split(":\t", 1) for l in status.splitlines() if ":\t" in l)
        check("the process is not root", lines["Uid"].split()[0] == "65532", lines["Uid"])
        check("the process has no capability", int(lines["CapEff"], 16) == int(lines["CapBnd"], 16) == 0, lines["CapEff"])
        check("the process gains no privilege", lines["NoNewPrivs"] == "1", lines["NoNewPrivs"])
        watch = subprocess.Popen(["grpcurl", "-plaintext", "127.0.0.1:%d" % grpc, "grpc.health.v1.Health/Watch"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        idle = socket.create_connection(("127.0.0.1", grpc))
        time.sleep(0.5)
        begun = time.monotonic()
        podman("stop", "-t", "45", name)
        took = time.monotonic() - begun
        code = podman("inspect", "-f", "{{.State.ExitCode}}", name).stdout.strip()
        check("a stop with a watch and an idle connection open ends by itself with 0", code == "0" and took < 32, (code, took))
        idle.close()
        check("the watch was ended", watch.wait(10) is not None)
        print("drain: %.1f s" % took)
    finally:
        podman("rm", "-f", name, ok=False)


def pod_of(base):
    """The StatefulSet's pod as a pod of its own, with its claim and its settings: what podman can play."""
    documents = [d for d in yaml.safe_load_all(open(base)) if d]
    of = {d["kind"]: d for d in documents}
    workload = of["StatefulSet"]
    spec = workload["spec"]["template"]["spec"]
    grpc, admin = free_port(), free_port()
    container = spec["containers"][0]
    container["image"] = IMAGE
    for port in container["ports"]:
        port["hostPort"] = {"grpc": grpc, "admin": admin}[port["name"]]
        port["hostIP"] = "127.0.0.1"
    # Probes are the cluster's; podman 4.3 knows no gRPC ones.
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        container.pop(probe)
    for left in ("topologySpreadConstraints", "serviceAccountName"):
        spec.pop(left, None)
    container.setdefault("env", []).append({"name": "VEDETTE_DATA_FREE_BYTES_MIN", "value": "16MiB"})
    claim = workload["spec"]["volumeClaimTemplates"][0]
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "vedette-ci-data"}, "spec": claim["spec"]}
    claim["spec"]["accessModes"] = ["ReadWriteOnce"]
    spec["volumes"].append({"name": "data", "persistentVolumeClaim": {"claimName": "vedette-ci-data"}})
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "vedette-ci", "labels": workload["spec"]["template"]["metadata"]["labels"]}, "spec": spec}
    return "---\n".join(yaml.safe_dump(d) for d in (of["ConfigMap"], claim, pod)), grpc, admin


def played(base, folder):
    text, grpc, admin = pod_of(base)
    path = os.path.join(folder, "pod.yaml")
    with open(path, "w") as pod:
        pod.write(text)
    podman("play", "kube", "--build=false", path)
    try:
        ready(admin)
        works(grpc)
        check("the metrics are told", "vedette_serving 1" in get(admin, "metrics"))
    finally:
        podman("play", "kube", "--down", path, ok=False)
        podman("volume", "rm", "-f", "vedette-ci-data", ok=False)


def main():
    binary, base = os.path.abspath(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="vedette-ci-") as folder:
        settings = os.path.join(folder, "containers.conf")
        with open(settings, "w") as conf:
            conf.write('[engine]\nruntime = "runc"\n[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=1000:1000"]\n')
        os.environ["CONTAINERS_CONF"] = settings
        build(binary, folder)
        contained()
        played(base, folder)
    print("%d passed, 0 failed" % passed)


if __name__ == "__main__":
    main()
