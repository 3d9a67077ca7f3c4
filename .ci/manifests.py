"""What the rendered manifests must say beyond their schema, and what must agree with what. Usage: manifests.py BASE DEV PRODUCTION"""
import json
import os
import re
import sys

base, dev, production = (open(path, encoding="utf-8").read() for path in sys.argv[1:4])


def documents(text):
    return {re.search(r"^kind: (\w+)", d, re.M).group(1): d for d in re.split(r"^---\n", text, flags=re.M)}


problems = []


def holds(where, text, lines):
    problems.extend("%s lacks %r" % (where, line) for line in lines if line not in text)


hardened = ["replicas: 1", "runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "- ALL",
            "type: RuntimeDefault", "automountServiceAccountToken: false", "terminationGracePeriodSeconds: 60",
            "containerPort: 50051", "containerPort: 9090", "startupProbe:", "readinessProbe:", "livenessProbe:"]
wanted = {
    "StatefulSet": hardened + ["ReadWriteOncePod", "memory: 2Gi"],
    "Service": ["appProtocol: kubernetes.io/h2c"],
    "NetworkPolicy": ["- Ingress", "- Egress"],
    "PodDisruptionBudget": ["maxUnavailable: 1", "AlwaysAllow"],
    "ConfigMap": ["[server.grpc]", "[data]"],
}
of_base = documents(base)
for kind, lines in wanted.items():
    holds("base " + kind, of_base.get(kind, ""), lines)
if "namespace:" in base:
    problems.append("base must not set a namespace")
of_dev, of_production = documents(dev), documents(production)
holds("dev StatefulSet", of_dev["StatefulSet"], hardened + ["emptyDir", "value: debug"])
if "volumeClaimTemplates" in of_dev["StatefulSet"]:
    problems.append("dev must keep nothing")
holds("production StatefulSet", of_production["StatefulSet"], hardened + ["ReadWriteOncePod", "memory: 4Gi", "VEDETTE_SERVER_TLS_CERTIFICATE", "VEDETTE_SERVER_AUTH_TOKENS_FILE"])
holds("production Namespace", of_production["Namespace"], ["pod-security.kubernetes.io/enforce: restricted"])
hardened_job = [line for line in hardened if "Port" not in line and "Probe" not in line and not line.startswith(("replicas", "terminationGrace"))]
holds("production CronJob", of_production["CronJob"], hardened_job + ["concurrencyPolicy: Forbid", "- backup", "--keep", "VEDETTE_TOKEN_FILE", "VEDETTE_TLS_CA", 'vedette.access/grpc: "true"'])
for kind in ("Certificate", "PodMonitor", "PrometheusRule", "PersistentVolumeClaim"):
    holds("production", production, ["kind: " + kind])
for name, text in (("base", base), ("dev", dev), ("production", production)):
    if re.search(r"image: \S+:latest|image: [^:\s]+$", text, re.M):
        problems.append("%s has an image without a tag" % name)
    if re.search(r"kind: Secret$", text, re.M):
        problems.append("%s holds a Secret" % name)

# Copies that kustomize forces on us, and names that other files must know.
rules = [l for l in open("deploy/alerts/vedette.rules.yaml") if not l.startswith("#")]
copy = [l[2:] if l.startswith("  ") else l for l in open("deploy/components/monitoring/prometheusrule.yaml").read().split("spec:\n", 1)[1].splitlines(True)]
if "".join(rules).strip() != "".join(copy).strip():
    problems.append("components/monitoring/prometheusrule.yaml is no copy of deploy/alerts/vedette.rules.yaml")
dashboard = open("deploy/dashboards/vedette.json").read()
if dashboard != open("deploy/components/monitoring/vedette.json").read():
    problems.append("components/monitoring/vedette.json is no copy of deploy/dashboards/vedette.json")
json.loads(dashboard)
sources = "".join(open(os.path.join("src/server/metrics", f)).read() for f in sorted(os.listdir("src/server/metrics")))
served = set(re.findall(r'"((?:vedette|process)_[a-z_]+)"', sources))
manual = open("docs/operations.md").read()
for metric in sorted(served - {"vedette_build_info", "vedette_serving", "process_open_fds", "process_threads", "vedette_tls_certificate_expiry_timestamp_seconds", "vedette_index_entries"}):
    if metric not in dashboard:
        problems.append("the dashboard shows no " + metric)
for where, text in (("the dashboard", dashboard), ("the alerts", "".join(rules)), ("the manual", manual)):
    for metric in set(re.findall(r"\b(?:vedette|process)_[a-z_]+", text)) - {"vedette_dashboard"}:
        if metric not in served and re.sub(r"_(bucket|count|sum)$", "", metric) not in served:
            problems.append("%s names %s, which nobody serves" % (where, metric))
services = set(re.findall(r'\("(vedette\.v1\.\w+)", &\[', open("src/server/scope.rs").read()))
routed = set(re.findall(r"service: (vedette\.v1\.\w+)", open("deploy/components/gateway/grpcroute.yaml").read()))
for service in services - routed - {"vedette.v1.AdminService"}:
    problems.append("components/gateway routes no " + service)

if problems:
    sys.exit("the manifests do not hold: " + "; ".join(problems))
print("manifests hold what they must: %d, %d and %d documents" % (len(of_base), len(of_dev), len(of_production)))
