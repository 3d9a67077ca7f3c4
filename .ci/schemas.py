"""Renders the overlays and every component by itself, and holds each document against a schema, those of custom resources included.
Usage: schemas.py FOLDER [--render]   (FOLDER takes what is rendered: base.yaml, dev.yaml, production.yaml, component-NAME.yaml; --render stops there)

Needs kubectl, kubeconform and Go, whose module cache has the custom resources' definitions as their own projects ship them; the schemas of
Kubernetes itself are those kubernetes-validate brings. Nothing else is asked of a network.
"""
import glob
import json
import os
import subprocess
import sys

import kubernetes_validate
import yaml

VERSIONS = ("1.29.0", "1.37.0")
# Where the definitions of what the components use come from.
DEFINITIONS = {
    "sigs.k8s.io/gateway-api@v1.3.0": ("config/crd/standard/gateway.networking.k8s.io_grpcroutes.yaml",),
    "github.com/cert-manager/cert-manager@v1.18.2": ("deploy/crds/crd-certificates.yaml",),
    "github.com/prometheus-operator/prometheus-operator@v0.83.0": (
        "example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml",
        "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml"),
}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        sys.exit("%s: %s%s" % (" ".join(command[:4]), done.stdout, done.stderr))
    return done.stdout


def render(folder):
    """Every overlay, and every component on the base alone: an option must not lean on another that nobody named."""
    rendered = {name: run("kubectl", "kustomize", "deploy/" + path) for name, path in (("base", "base"), ("dev", "overlays/dev"), ("production", "overlays/production"))}
    for component in sorted(os.listdir("deploy/components")):
        alone = os.path.join(folder, "alone", component)
        os.makedirs(alone, exist_ok=True)
        with open(os.path.join(alone, "kustomization.yaml"), "w") as written:
            up = os.path.relpath("deploy", alone)
            yaml.safe_dump({"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": [up + "/base"], "components": ["%s/components/%s" % (up, component)]}, written)
        rendered["component-" + component] = run("kubectl", "kustomize", alone)
        if rendered["component-" + component] == rendered["base"]:
            sys.exit("components/%s changes nothing" % component)
    for name, text in rendered.items():
        with open(os.path.join(folder, name + ".yaml"), "w") as written:
            written.write(text)
    return rendered


def strict(schema):
    """The same schema, refusing fields it does not name, as an API server in strict mode does."""
    if isinstance(schema, list):
        return [strict(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    made = {k: strict(v) for k, v in schema.items() if k not in ("description", "default")}
    if made.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
    if isinstance(schema.get("properties"), dict):
        made["properties"] = {k: strict(v) for k, v in schema["properties"].items()}
        if not made.get("x-kubernetes-preserve-unknown-fields"):
            made.setdefault("additionalProperties", False)
    return made


def define(folder):
    """Writes the schemas of the custom resources; answers their kinds."""
    kinds = set()
    for module, files in DEFINITIONS.items():
        place = json.loads(run("go", "mod", "download", "-json", module))["Dir"]
        for file in files:
            definition = yaml.safe_load(open(os.path.join(place, file)))["spec"]
            for version in definition["versions"]:
                schema = strict(version["schema"]["openAPIV3Schema"])
                schema["properties"].update(apiVersion={"type": "string"}, kind={"type": "string"}, metadata={"type": "object"})
                kind = definition["names"]["kind"]
                path = os.path.join(folder, "definitions", definition["group"], "%s_%s.json" % (kind.lower(), version["name"]))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                json.dump(schema, open(path, "w"))
                kinds.add(kind)
    return kinds


def kubernetes(folder, kinds):
    """The schemas that kubernetes-validate brings, each with what it refers to inside."""
    own = os.path.join(os.path.dirname(kubernetes_validate.__file__), "kubernetes-json-schema")
    for version in VERSIONS:
        place, from_place = os.path.join(folder, "definitions", "v" + version), "%s/v%s-local-strict/" % (own, version)
        os.makedirs(place, exist_ok=True)

        def inside(name):
            with open(from_place + name) as schema:
                return json.loads(schema.read().replace("/api/_definitions.json#", "#"))
        shared = inside("_definitions.json")["$defs"]
        for kind in kinds:
            for path in glob.glob("%s%s-*v*.json" % (from_place, kind.lower())):
                name = os.path.basename(path)
                with open(os.path.join(place, name), "w") as written:
                    json.dump(dict(inside(name), **{"$defs": shared}), written)


def main():
    folder = os.path.abspath(sys.argv[1])
    rendered = render(folder)
    if "--render" in sys.argv:
        return
    kinds = define(folder)
    named = {d["kind"] for text in rendered.values() for d in yaml.safe_load_all(text)}
    for kind in kinds - named:
        sys.exit("no document is a %s: its definition is not needed any more" % kind)
    kubernetes(folder, named - kinds)
    places = [os.path.join(folder, "definitions", of) for of in
              ("{{.NormalizedKubernetesVersion}}/{{.ResourceKind}}{{.KindSuffix}}.json", "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json")]
    files = [os.path.join(folder, name + ".yaml") for name in rendered]
    for version in VERSIONS:
        print(run("kubeconform", "-strict", "-summary", "-kubernetes-version", version, *(w for p in places for w in ("-schema-location", p)), *files).strip())


if __name__ == "__main__":
    main()
