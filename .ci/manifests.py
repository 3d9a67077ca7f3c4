"""What the rendered manifests must say, beyond their schema: ports, probes and the restricted security context belong together."""
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()
documents = {re.search(r"^kind: (\w+)", d, re.M).group(1): d for d in text.split("\n---\n")}
wanted = {
    "StatefulSet": ["replicas: 1", "runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "- ALL",
                    "type: RuntimeDefault", "automountServiceAccountToken: false", "ReadWriteOncePod", "terminationGracePeriodSeconds: 60",
                    "containerPort: 50051", "containerPort: 9090", "startupProbe:", "readinessProbe:", "livenessProbe:", "memory: 2Gi"],
    "Service": ["appProtocol: kubernetes.io/h2c"],
    "NetworkPolicy": ["- Ingress", "- Egress"],
    "PodDisruptionBudget": ["maxUnavailable: 1", "AlwaysAllow"],
    "ConfigMap": ["[server.grpc]", "[data]"],
}
missing = ["%s: %s" % (kind, line) for kind, lines in wanted.items() for line in lines if line not in documents.get(kind, "")]
if "namespace:" in text:
    missing.append("base must not set a namespace")
if missing:
    sys.exit("the manifests lack: " + "; ".join(missing))
print("manifests hold what they must: %d documents" % len(documents))
