"""Every expression of the dashboard as a recording rule, for promtool to parse. Usage: panels.py DASHBOARD.json RULES.yaml"""
import json
import re
import sys

# What Grafana puts in for its own variables; those of the dashboard stand for any value.
BUILT_IN = {"__rate_interval": "5m", "__interval": "1m", "__range": "1h"}


def main():
    dashboard = json.load(open(sys.argv[1], encoding="utf-8"))
    declared = {v["name"] for v in dashboard["templating"]["list"]}
    rules, used = [], set()
    for panel in dashboard["panels"]:
        if panel["type"] != "row" and not panel.get("targets"):
            sys.exit("panel %r asks for nothing" % panel["title"])
        for target in panel.get("targets", []):
            def value(found):
                name = found.group(1) or found.group(2)
                used.add(name)
                if name not in declared and name not in BUILT_IN:
                    sys.exit("panel %r uses $%s, which nobody declares" % (panel["title"], name))
                return BUILT_IN.get(name, ".*")
            expression = re.sub(r"\$(?:(\w+)|\{(\w+)\})", value, target["expr"])
            rules.append({"record": "panel_%d:%s" % (panel["id"], target["refId"].lower()), "expr": expression, "labels": {"panel": panel["title"]}})
            value(re.fullmatch(r"\$\{?(\w+)\}?()", target["datasource"]["uid"]))
    for name in declared - used - {"datasource"}:
        sys.exit("no panel uses $" + name)
    json.dump({"groups": [{"name": "panels", "rules": rules}]}, open(sys.argv[2], "w"), indent=1)
    print("%d expressions of %d panels" % (len(rules), len(dashboard["panels"])))


if __name__ == "__main__":
    main()
