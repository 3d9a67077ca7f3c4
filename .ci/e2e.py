"""The release binary against strangers: grpcurl, a grpcio client over reflection, plain HTTP, signals. Usage: e2e.py BINARY"""
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import xml.etree.ElementTree

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

import pictures
from served import Served
from tools import speaks_to_tools

SERVICES = ["ActorService", "ActorStanceService", "AdminService", "ArticleService", "BorderDeploymentService", "QuoteSearchService"]
passed = 0


def check(what, holds, seen=""):
    global passed
    assert holds, "%s; seen: %s" % (what, str(seen)[:1500])
    passed += 1


def reads_like_help(server):
    listed = server.grpcurl("list").split()
    for service in SERVICES:
        check("list names " + service, "vedette.v1." + service in listed, listed)
        described = server.grpcurl("describe", "vedette.v1." + service)
        check("describe prints comments of " + service, "//" in described and "rpc" in described, described)
    check("health is listed", "grpc.health.v1.Health" in listed, listed)
    for line in [l.strip() for l in server.said if l.strip().startswith("grpcurl")]:
        done = subprocess.run(shlex.split(line), capture_output=True, text=True, timeout=60)
        check("the printed line works: " + line, done.returncode == 0 and len(done.stdout) > 20, done.stderr + done.stdout)
    check("three lines to try are printed", sum(l.strip().startswith("grpcurl") for l in server.said) >= 3, server.said)


def answers(server):
    quotes = server.call("QuoteSearchService/SearchQuotes", {"query": "\"red line\"", "includeHighlights": True, "includeTotalSize": True})
    check("a quote with the words and its evidence", quotes["results"] and quotes["results"][0]["quote"]["evidence"][0]["text"], quotes)
    check("highlights and total come when asked for", quotes["results"][0].get("highlights") and quotes["totalSize"] >= 1, quotes)
    name = quotes["results"][0]["quote"]["name"]
    read = server.call("QuoteSearchService/SearchQuotes", {"query": "speaker:golani", "includeExplanation": True})
    check("a name in a field finds the man in any spelling", read["results"] and "actors/abu-mohammed-al-jolani" in read["explanation"]["names"][0]["actors"], read)
    check("get answers the same quote", server.call("QuoteSearchService/GetQuote", {"name": name})["quote"]["name"] == name)
    check("a batch answers in the order asked for", [q["name"] for q in server.call("QuoteSearchService/BatchGetQuotes", {"names": [name, name]})["quotes"]] == [name, name])
    counted = server.call("QuoteSearchService/SearchQuotes", {"includeTotalSize": True, "facets": [{"field": "QUOTE_FACET_FIELD_KIND"}, {"field": "QUOTE_FACET_FIELD_SPEAKER", "maxValues": 3}]})
    check("the counts of a facet are those of all matches", sum(v["count"] for v in counted["facets"][0]["values"]) == counted["totalSize"] and len(counted["facets"][1]["values"]) == 3, counted["facets"])
    utterances = [r["quote"]["utterance"] for r in server.call("QuoteSearchService/SearchQuotes", {"pageSize": 1000})["results"]]
    told_twice = max(utterances, key=utterances.count)
    check("the syndicated copy tells what its first printing told", utterances.count(told_twice) > 1, utterances)
    told = server.call("QuoteSearchService/GetUtterance", {"name": told_twice})["utterance"]
    check("an utterance shows its wordings side by side", len(told["wordings"]) == utterances.count(told_twice) and all(w["relation"] for w in told["wordings"]), told)
    check("the utterance is a filter", len(server.call("QuoteSearchService/SearchQuotes", {"filter": {"utterances": [told_twice]}})["results"]) == len(told["wordings"]))
    stances = server.call("ActorStanceService/SearchStances", {"filter": {"holders": ["actors/muqtada-al-sadr"]}})
    check("stances of a holder", stances.get("results"), stances)
    stance = stances["results"][0]["stance"]
    check("get answers the same stance", server.call("ActorStanceService/GetStance", {"name": stance["name"]})["stance"]["name"] == stance["name"])
    line = server.call("ActorStanceService/GetStanceTimeline", {"holder": "actors/xe", "target": "actors/xv"})["points"]
    turns = [p["turningPoint"] for p in line if "turningPoint" in p]
    check("a timeline tells where the position turned", [(t["before"]["position"], t["after"]["position"]) for t in turns] == [("POSITION_OPPOSE", "POSITION_SUPPORT")], line)
    check("a turn has its evidence before and after", all(t[side]["evidence"][0]["text"] for t in turns for side in ("before", "after")), turns)
    matrix = server.call("ActorStanceService/GetStanceMatrix", {"positionDate": {"year": 2024, "month": 12, "day": 6}, "includeTotalSize": True})
    cells = {(r["actor"], c["issue"]): c for r in matrix["rows"] for c in r["cells"]}
    cell = cells["actors/muqtada-al-sadr", "issues/iraq-military-involvement-in-syria"]
    check("a matrix tells declared positions", cell["declared"]["position"] == "POSITION_OPPOSE" and cell["declared"]["stances"], matrix)
    check("a matrix tells ascribed positions apart", any("ascribed" in c and "declared" not in c for c in cells.values()), matrix)
    check("a matrix counts its rows", matrix["totalSize"] == len(matrix["rows"]), matrix)
    past = server.call("ActorStanceService/GetStanceMatrix", {"knownTime": "2001-01-01T00:00:00Z"})
    ascribed = server.call("ActorStanceService/SearchStances", {"filter": {"ascribed": True}})["results"]
    check("positions others ascribe name who does so", ascribed and all("reportedBy" in r["stance"] for r in ascribed), ascribed)
    check("nothing was known before it came in", not past.get("rows"), past)
    network = server.call("ActorStanceService/GetAgreementNetwork", {"filter": {"issues": ["issues/iraq-military-involvement-in-syria"]}, "normalisation": "NETWORK_NORMALISATION_AVERAGE_ACTIVITY"})
    edge = next(e for e in network["edges"] if e["firstActor"] == "actors/mohammed-shia-al-sudani" and e["secondActor"] == "actors/muqtada-al-sadr")
    check("a network tells who agrees and on what", edge["congruenceWeight"] == 1 and edge["issues"][0]["congruent"] and len(edge["issues"][0]["stances"]) == 2, network)
    check("a network names its actors", {"actors/muqtada-al-sadr", "actors/mohammed-shia-al-sudani"} <= {n["actor"] for n in network["nodes"]}, network)
    changes = server.call("ActorStanceService/ListPositionChanges", {"filter": {"targetActors": ["actors/xv"]}, "date": {"start": {"year": 2031, "month": 4, "day": 1}}})["changes"]
    check("changes since a day tell who turned, with the words before and after", [(c["holder"], c["turningPoint"]["before"]["position"]) for c in changes] == [("actors/xe", "POSITION_OPPOSE")] and all(changes[0]["turningPoint"][side]["evidence"][0]["text"] for side in ("before", "after")), changes)
    speakers = server.call("ActorStanceService/ListSpokespeople")["spokespeople"]
    check("spokespeople are counted with their evidence", speakers and all(s["principal"] and s["records"] and s["evidence"][0]["text"] for s in speakers), speakers)
    masked = server.call("QuoteSearchService/GetQuote", {"name": name, "readMask": {"paths": ["text", "speakers.actor"]}})["quote"]
    check("a read mask leaves nothing but the name and what was asked for", set(masked) == {"name", "text", "speakers"} and all(set(s) <= {"actor"} for s in masked["speakers"]), masked)
    issues = server.call("ActorStanceService/ListIssues")["issues"]
    check("an issue by name", server.call("ActorStanceService/GetIssue", {"name": issues[0]["name"]})["issue"]["name"] == issues[0]["name"])
    moves = server.call("BorderDeploymentService/SearchDeployments", {"filter": {"borders": ["borders/sy-iq"]}})
    points = server.call("BorderDeploymentService/GetBorderTimeline", {"name": "borders/sy-iq"})["points"]
    told = {m["name"] for p in points for m in p["claims"]}
    facts = {c["name"] for r in moves["results"] for c in r["deployment"]["claims"] if c["status"] in ("CLAIM_STATUS_REPORTED", "CLAIM_STATUS_UNDER_WAY", "CLAIM_STATUS_COMPLETED")}
    check("a border's timeline holds every claim that makes a fact", facts and facts <= told, (facts - told))
    check("deployments at a border, whichever way round", moves.get("results"), moves)
    check("default answers are facts", all(r["deployment"]["fact"] for r in moves["results"]), moves)
    event = moves["results"][0]["deployment"]["name"]
    check("get answers the event", server.call("BorderDeploymentService/GetDeployment", {"name": event})["deployment"]["name"] == event)
    border = server.call("BorderDeploymentService/GetBorder", {"name": "borders/iq-sy"})["border"]
    lengths = sorted(f["value"]["min"] for f in border["facts"] if f["property"] == "BORDER_PROPERTY_LENGTH_KM")
    check("both lengths of the border stand side by side", {600, 620} <= set(lengths), border)
    check("borders are listed", server.call("BorderDeploymentService/ListBorders")["borders"])
    who = server.call("ActorService/ResolveActor", {"text": "Golani"})["candidates"]
    check("any spelling finds the man", who[0]["actor"]["name"] == "actors/abu-mohammed-al-jolani", who)
    check("an actor by name", server.call("ActorService/GetActor", {"name": who[0]["actor"]["name"]})["actor"]["displayName"])
    for service, noun in (("QuoteSearchService", "Quotes"), ("ActorStanceService", "Stances"), ("BorderDeploymentService", "Deployments")):
        told = server.stream(service + "/Export" + noun)
        found = server.call(service + "/Search" + noun, {"pageSize": 1000})["results"]
        check("an export tells what a search finds: " + noun, sorted(r["name"] for m in told for r in m[noun.lower()]) == sorted(r[noun.lower()[:-1]]["name"] for r in found) and told[-1]["resumeToken"], told)
    check("actors are listed", server.call("ActorService/ListActors", {"filter": {"mentioned": True}})["actors"])


def takes_and_gives_back(server):
    text = "SORVYN - \"The bridge stays closed,\" Kestrovian Foreign Minister Mirela Dost said on Monday."
    new = server.call("ArticleService/IngestArticle", {"article": {"text": text, "sourceId": "e2e-1"}})
    check("a new article is stored", new["outcome"] == "INGEST_OUTCOME_STORED", new)
    again = server.call("ArticleService/IngestArticle", {"article": {"text": text, "sourceId": "e2e-1"}})
    check("the same twice changes nothing", again["outcome"] == "INGEST_OUTCOME_UNCHANGED" and again["name"] == new["name"], again)
    revised = server.call("ArticleService/IngestArticle", {"article": {"text": text.replace("bridge", "tunnel"), "sourceId": "e2e-1"}})
    check("a changed text is a revision", revised["outcome"] == "INGEST_OUTCOME_REVISED" and revised["revision"] == 2, revised)
    wait(lambda: server.call("QuoteSearchService/SearchQuotes", {"query": "tunnel stays"}).get("results"), "the revision is searchable")
    old = server.call("QuoteSearchService/SearchQuotes", {"query": "\"bridge stays closed\""})
    check("the old revision's records are gone from answers", not old.get("results"), old)
    whole = server.call("ArticleService/GetArticle", {"name": new["name"], "includeRecords": True})
    check("an article comes with its records", whole["records"]["quotes"][0]["speakers"], whole)
    check("articles are listed", server.call("ArticleService/ListArticles")["articles"])
    server.call("ArticleService/DeleteArticle", {"name": new["name"]})
    code, error = server.grpcurl("vedette.v1.ArticleService/DeleteArticle", body={"name": new["name"]}, ok=False)
    check("deleting what is gone is NOT_FOUND", code == 64 + 5, error)
    seen = server.call("ArticleService/AnalyseArticle", {"article": {"text": text}})
    check("analyse answers without storing", seen["records"]["quotes"], seen)
    marked = server.call("ArticleService/AnalyseArticle", {"article": {"text": "The so-called \"river league\" met in Ardin on Monday."}})
    check("analyse says why marked words are no quote", marked["droppedQuotations"][0]["explanation"], marked)
    once = {"article": {"text": text + " It snowed.", "sourceId": "e2e-2"}, "requestId": "e2e-r1"}
    first = server.call("ArticleService/IngestArticle", once)
    check("a request sent twice is answered twice", server.call("ArticleService/IngestArticle", once) == first and first["outcome"] == "INGEST_OUTCOME_STORED", first)
    code, error = server.grpcurl("vedette.v1.ArticleService/IngestArticle", body={**once, "article": {"text": text, "sourceId": "e2e-2"}}, ok=False)
    check("a request id for another text is refused", code == 64 + 3 and "REQUEST_ID_REUSED" in error, error)
    body = " ".join("Word%d of the long report stands beside word%d." % (n, 7 * n) for n in range(60))
    sent = [server.call("ArticleService/IngestArticle", {"article": {"text": "\"We wait,\" Dagny Roe said. " + edit + body, "sourceId": i}})["name"] for i, edit in (("e2e-agency", ""), ("e2e-paper", "It rained. "))]
    wait(lambda: server.call("ArticleService/ListArticles", {"filter": {"copiesOf": [sent[0]]}}).get("articles"), "a copy is found")
    copy = server.call("ArticleService/GetArticle", {"name": sent[1]})["article"]
    check("a copy names its first report", copy["copyOf"] == sent[0], copy)
    kept = [server.call("QuoteSearchService/SearchQuotes", {"query": "\"we wait\"", "filter": {"articles": sent, "excludeCopies": leave}, "includeTotalSize": True})["totalSize"] for leave in (False, True)]
    check("copies are left out when asked", kept == [2, 1], kept)
    check("nothing is in quarantine", not server.call("ArticleService/RetryQuarantinedArticles").get("articles"))
    stream = "".join(json.dumps({"article": {"text": t, "sourceId": i}}) for i, t in (("s1", text), ("s2", ""), ("s3", text + " It rained.")))
    many = server.call("ArticleService/IngestArticles", stream)
    check("one bad article never stops the others", (many["receivedCount"], many["storedCount"], many["failedCount"]) == (3, 2, 1), many)


def walks_while_reports_come_in(server):
    """A walk through pages sees every hit that was there when it began, once, and nothing that came in meanwhile."""
    search, ingest = "QuoteSearchService/SearchQuotes", "ArticleService/IngestArticle"
    report = lambda i: {"article": {"text": "SORVYN - \"The bridge stays closed for %d days,\" Foreign Minister Mirela Dost said on Monday." % i, "sourceId": "walk-%d" % i}, "acknowledgement": "ACKNOWLEDGEMENT_SEARCHABLE"}
    # Once this one is found, so is everything that was only on disk when it came.
    server.call(ingest, report(0))
    for order in ("", "name", "publish_date desc"):
        there = sorted(r["quote"]["name"] for r in server.call(search, {"pageSize": 1000, "orderBy": order})["results"])
        seen, token, page = [], "", 0
        while page == 0 or token:
            answer = server.call(search, {"pageSize": 20, "orderBy": order, "pageToken": token})
            seen, token, page = seen + [r["quote"]["name"] for r in answer["results"]], answer.get("nextPageToken", ""), page + 1
            # New reports, a revision of an old one, a deletion.
            name = server.call(ingest, report(page))["name"]
            server.call(ingest, {**report(1), "article": {**report(100 + page)["article"], "sourceId": "walk-1"}})
            if page % 3 == 0:
                server.call("ArticleService/DeleteArticle", {"name": name, "acknowledgement": "ACKNOWLEDGEMENT_SEARCHABLE"})
        check("a walk by %r during ingest gives what was there, each once" % order, page > 4 and sorted(seen) == there, (page, len(seen), len(there)))


def wait(holds, what, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return check(what, True)
        time.sleep(0.05)
    check(what, False)


def refuses_well(server):
    def refused(method, body, code, *words):
        status, error = server.grpcurl("vedette.v1." + method, body=body, ok=False)
        check("%s %s is refused with %s" % (method, body, code), status == 64 + code, error)
        for word in words + ("ErrorInfo", "vedette"):
            check("the error of %s names %s" % (method, word), word in error, error)
    search = "QuoteSearchService/SearchQuotes"
    refused(search, {"pageSize": -1}, 3, "page_size", "BadRequest")
    refused(search, {"filter": {"speakers": ["actors/nobody-at-all"]}}, 3, "filter.speakers[0]", "nobody-at-all")
    refused(search, {"query": "\"unclosed"}, 3, "query")
    refused(search, {"query": "(" * 5000}, 3, "query")
    refused("QuoteSearchService/GetUtterance", {"name": "utterances/unone"}, 5, "utterances/unone")
    refused("QuoteSearchService/BatchGetQuotes", {"names": ["quotes/qnone"] * 101}, 3, "names", "100")
    refused(search, {"facets": [{"field": 0, "maxValues": -1}]}, 3, "facets[0].field")
    refused(search, {"query": "speker:sadr"}, 3, "query", "byte 0", "speaker:")
    refused(search, {"pageToken": "bm90IG91cnM"}, 3, "PAGE_TOKEN_INVALID")
    refused(search, {"orderBy": "shoe_size"}, 3, "order_by", "publish_date")
    refused(search, {"pageSize": -1, "orderBy": "x", "filter": {"minConfidence": 7}}, 3, "page_size", "order_by", "min_confidence")
    refused(search, {"readMask": {"paths": ["text", "noSuchField"]}}, 3, "read_mask.paths[1]", "noSuchField", "speakers")
    refused("ActorStanceService/ListPositionChanges", {"filter": {"issues": ["issues/none"]}, "pageSize": -1}, 3, "filter.issues[0]", "page_size")
    refused("ActorStanceService/GetStanceTimeline", {"holder": "actors/nobody-at-all"}, 3, "holder", "target", "required")
    refused("ActorStanceService/GetStanceMatrix", {"positionDate": {"year": 2024, "month": 13}, "pageSize": -1}, 3, "position_date", "page_size")
    refused("ActorStanceService/GetAgreementNetwork", {"normalisation": 7, "pageSize": -1}, 3, "normalisation", "page_size")
    refused("QuoteSearchService/GetQuote", {"name": "quotes/qnone"}, 5, "quotes/qnone")
    refused("QuoteSearchService/GetQuote", {}, 3, "name")
    refused("ArticleService/IngestArticle", {"article": {"text": ""}}, 3, "article.text", "required")
    refused("ArticleService/IngestArticle", {"article": {"content": "AAECAwQFBgcICQ=="}}, 3, "article")
    refused("ArticleService/IngestArticle", {"article": {"text": "<html><body><nav><a href=\"/\">Home</a> <a href=\"/p\">Politics</a></nav><script>var a;</script></body></html>"}}, 3, "article")
    first = server.call(search, {"pageSize": 1})
    refused(search, {"pageSize": 1, "pageToken": first["nextPageToken"], "query": "other"}, 3, "PAGE_TOKEN_MISMATCH")


def speaks_to_python(server):
    channel = grpc.insecure_channel(server.grpc, compression=grpc.Compression.Gzip)
    pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    of = lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
    request, response = of("vedette.v1.SearchQuotesRequest"), of("vedette.v1.SearchQuotesResponse")
    call = channel.unary_unary("/vedette.v1.QuoteSearchService/SearchQuotes", request.SerializeToString, response.FromString)
    seen, token, pages = set(), "", 0
    while pages == 0 or token:
        page = call(request(page_size=7, page_token=token), timeout=20)
        names = [r.quote.name for r in page.results]
        check("no quote comes twice", not seen & set(names), names)
        seen |= set(names)
        token, pages = page.next_page_token, pages + 1
    total = call(request(page_size=1, include_total_size=True), timeout=20).total_size
    check("a page walk gives every quote once", len(seen) == total and pages > 1, (len(seen), total, pages))
    health = of("grpc.health.v1.HealthCheckRequest"), of("grpc.health.v1.HealthCheckResponse")
    ask = channel.unary_unary("/grpc.health.v1.Health/Check", health[0].SerializeToString, health[1].FromString)
    for service in [""] + ["vedette.v1." + s for s in SERVICES]:
        check("health of %r is SERVING" % service, ask(health[0](service=service), timeout=20).status == 1)
    _, call_info = call.with_call(request(), timeout=20, metadata=[("x-request-id", "e2e-42")])
    check("the request id comes back", ("x-request-id", "e2e-42") in [tuple(m) for m in call_info.initial_metadata()], call_info.initial_metadata())
    channel.close()


def speaks_http(server):
    for path in ("live", "ready", "version"):
        with urllib.request.urlopen("http://%s/%s" % (server.admin, path), timeout=10) as answer:
            check("admin answers /" + path, answer.status == 200)
    done = subprocess.run(["grpcurl", "-plaintext", server.admin, "grpc.health.v1.Health/Check"], capture_output=True, text=True, timeout=20)
    check("gRPC health answers on the admin port", "SERVING" in done.stdout, done.stderr)


def clients(server):
    """Runs the lines of docs/client/README.md, from a clean checkout's protos, against the sample."""
    text = open("docs/client/README.md", encoding="utf-8").read()
    python, go = re.findall(r"```sh\n(.*?)```", text, re.S)[:2]
    venv = os.path.dirname(sys.executable)
    env = {**os.environ, "PATH": venv + ":" + os.environ["PATH"]}
    for name, script, tools in [("Python", python, ["python"]), ("Go", go, ["go", "buf"])]:
        missing = [t for t in tools if not shutil.which(t, path=env["PATH"])]
        if missing:
            check("tools for the %s client are there: %s" % (name, missing), os.environ.get("CI") != "true")
            continue
        script = "set -e\n" + script.replace("localhost:50051", server.grpc)
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=600, env=env)
        check("the %s client prints quotes with speaker and article" % name, done.returncode == 0 and "red line" in done.stdout and "articles/" in done.stdout, done.stderr + done.stdout)


def command_line(server):
    table, _ = server.cli("query", "quotes", "\"red line\"")
    check("a table for people", "red line" in table, table)
    table, _ = server.cli("query", "quotes", "--facet", "speaker", "--facet", "said-date:week", "--limit", "1")
    check("the command line counts", "by speaker" in table and "by said date" in table, table)
    out, _ = server.cli("query", "quotes", "\"red line\"", "--json")
    table, _ = server.cli("query", "utterance", json.loads(out.splitlines()[0])["results"][0]["quote"]["utterance"])
    check("an utterance for people", "identical" in table, table)
    table, _ = server.cli("query", "quotes", "speaker:golani", "--explain")
    check("the command line says how a query was read", "read as: speaker:golani" in table and "abu-mohammed-al-jolani" in table, table)
    out, _ = server.cli("query", "deployments", "--border", "iq-sy", "--all-statuses", "--json")
    check("the wire's JSON for programs", json.loads(out.splitlines()[0])["results"], out)
    server.cli("query", "stances", "--holder", "Sadr")
    table, _ = server.cli("query", "timeline", "--holder", "actors/xe", "--target", "actors/xv")
    check("a timeline for people says what changed", "was oppose" in table, table)
    table, _ = server.cli("query", "changes", "--since", "2031-04-01", "--target", "actors/xv")
    check("changes for people show both positions", "support on 2031-04-21" in table and "oppose on 2031-03-13" in table, table)
    table, _ = server.cli("query", "spokespeople")
    check("spokespeople for people", "member" in table, table)
    out, _ = server.cli("query", "quotes", "\"red line\"", "--json", "--fields", "text")
    check("only the fields asked for", set(json.loads(out.splitlines()[0])["results"][0]["quote"]) == {"name", "text"}, out)
    table, _ = server.cli("query", "border", "iq-sy")
    check("a border for people", "reported" in table and "Iraqi army" in table, table)
    table, _ = server.cli("query", "matrix", "--on", "2024-12-06")
    check("a matrix for people is a grid", "actor" in table and "oppose" in table and "2024-12-05" in table and len(max(table.splitlines(), key=len)) <= 140, table)
    for noun, query in (("stances", "holder:Sadr"), ("deployments", "force:\"Iraqi army\"")):
        table, _ = server.cli("query", noun, query, "--explain")
        check("how a query for %s was read" % noun, "read as: " in table and "actors/" in table, table)
    table, _ = server.cli("query", "stances", "--ascribed", "true")
    check("ascribed positions for people", "no stances" not in table, table)
    table, _ = server.cli("query", "issues")
    check("issues for people", "issues/iraq-military-involvement-in-syria" in table, table)
    table, _ = server.cli("query", "borders")
    check("borders for people", "borders/iq-sy" in table, table)
    out, _ = server.cli("query", "get", "borders/iq-sy", "issues/iraq-military-involvement-in-syria", "actors/iq", "--fields", "name")
    check("things by name, a line each", [sorted(json.loads(l))[0] for l in out.splitlines()] == ["border", "issue", "actor"], out)
    server.cli("query", "get", "quotes/qnone", code=5)
    server.cli("query", "get", "horses/hnone", code=2)
    out, _ = server.cli("query", "follow", "deployments", "--border", "iq-sy", "--messages", "1")
    check("a follow begins with the token of its beginning", json.loads(out)["resumeToken"], out)
    folder = tempfile.mkdtemp(prefix="vedette-ci-")
    for name, line in {"timeline": ["--holder", "actors/xe", "--target", "actors/xv"], "matrix": [], "network": [], "border": ["iq-sy"]}.items():
        picture = "%s/%s.svg" % (folder, name)
        server.cli("query", name, *line, "--plot", picture)
        drawn = xml.etree.ElementTree.parse(picture).getroot()
        check("a picture of a %s" % name, drawn.tag.endswith("svg") and len(list(drawn)) > 8, drawn)
        wrong = pictures.look(picture)
        check("the picture of a %s is legible" % name, not wrong, wrong)
    pictures.sees(check)
    for noun, name in (("quotes", "jsonl"), ("quotes", "csv"), ("stances", "dna"), ("stances", "plover"), ("deployments", "csv"), ("deployments", "plover")):
        path = "%s/%s.%s" % (folder, noun, name)
        server.cli("export", noun, "--format", name, "-o", path)
        check("an export of %s as %s has lines and no note left" % (noun, name), len(open(path).readlines()) > 1 and not os.path.exists(path + ".resume"))
    out, _ = server.cli("export", "deployments", "--all-statuses", "--format", "geojson")
    check("a map for standard output", json.loads(out)["type"] == "FeatureCollection" and json.loads(out)["features"], out)
    _, error = server.cli("export", "quotes", "--format", "geojson", code=2)
    check("a format a noun has not names those it has", "jsonl, csv" in error, error)
    _, error = server.cli("export", "quotes", "-o", folder + "/quotes.csv", "--resume", code=2)
    check("a whole file is not gone on with", "nothing to go on with" in error, error)
    table, _ = server.cli("query", "network")
    check("a network for people", "muqtada-al-sadr" in table and "iraq-military-involvement-in-syria" in table, table)
    out, _ = server.cli("query", "timeline", "--holder", "Sadr", "--issue", "iraq-military-involvement-in-syria", "--json")
    check("a timeline as the wire's JSON", json.loads(out)["points"], out)
    server.cli("query", "actors", "--resolve", "the Iraqi prime minister")
    table, _ = server.cli("query", "actor", "Muqtada al-Sadr")
    check("a card for people", "also known as" in table and "first seen" in table, table)
    server.cli("query", "articles", "--limit", "5", "--total")
    check("copies for people", "copy of" in server.cli("query", "articles", "--no-copies")[0])
    _, error = server.cli("query", "quotes", "--order-by", "shoe_size", code=2)
    check("a refusal names the field", "order_by" in error, error)
    folder = tempfile.mkdtemp(prefix="vedette-ci-")
    with open(folder + "/a.jsonl", "w") as lines:
        lines.write('{"id":"c1","text":"\\"We wait,\\" Dagny Roe said."}\n{broken\n{"id":"c2","text":"x","publishd":"2031"}\n{"id":"c3","text":""}\n')
    out, error = server.cli("ingest", folder, code=3)
    check("the summary counts", "4 articles: 1 new" in out and "3 refused" in out, out)
    check("refusals name place and field", "a.jsonl:2" in error and "publishd" in error and "a.jsonl:4" in error, error)
    out, _ = server.cli("extract", folder + "/a.jsonl", code=3)
    check("extract answers every line", len(out.splitlines()) == 4 and "INVALID_JSON" in out, out)
    out, _ = server.cli("explain", "sample/reports/hallen-brigades-move.txt")
    check("explain shows records and reasons", "because" in out and "\nquotes\n" in out, out)
    for _ in range(2):
        out, _ = server.cli("ingest", folder, "--request-id", "e2e-run", code=3)
        check("a run with an id gets the same summary again", "4 articles: 0 new, 0 revised, 1 unchanged" in out, out)
    check("the quarantine for people", "no article is in quarantine" in server.cli("quarantine", "list")[0])
    check("another try for people", "0 have their records, 0 failed again" in server.cli("quarantine", "retry")[0])
    for shell in ("bash", "zsh", "fish"):
        check("completions for " + shell, "vedette" in server.cli("completions", shell)[0])
    pages = folder + "/man1"
    server.cli("man", pages)
    check("a manual page for every command", {"vedette.1", "vedette-serve.1", "vedette-query-quotes.1"} <= set(os.listdir(pages)), os.listdir(pages))
    check("the version tells the build", server.cli("--version")[0].startswith("vedette "))


def ingest_goes_on(server):
    """An ingest that is killed goes on behind the last batch it was answered for; every article is there once."""
    folder, count = tempfile.mkdtemp(prefix="vedette-ci-"), 1100
    reports, note = os.path.join(folder, "cut.jsonl"), os.path.join(folder, "note")
    with open(reports, "w") as lines:
        for n in range(count):
            lines.write(json.dumps({"id": "cut-%d" % n, "text": "\"We wait for day %d,\" Dagny Roe said." % n, "collection": "cut"}) + "\n")
    command = [server.binary, "ingest", "--resume", note, reports, "--server", server.grpc, "--json"]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    noted = lambda: open(note).read().count("\n") - 1 if os.path.exists(note) else 0
    while noted() < 1 and first.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    first.kill()
    first.wait(10)
    done = noted()
    check("the ingest was cut after a batch and before the end", 1 <= done < 5, done)
    _, error = server.cli("ingest", "--resume", note, folder + "/cut.jsonl", "--request-id", "r", code=2)
    check("ids that count from the first article do not go with a note", "request-id" in error, error)
    again = subprocess.run(command, capture_output=True, text=True, timeout=120)
    told = json.loads(again.stdout)
    check("the second run sends the rest alone", again.returncode == 0 and told["received"] == count - 256 * done and "%d articles were taken in before" % (256 * done) in again.stderr, (told, again.stderr))
    check("the note is gone once all is in", not os.path.exists(note))
    with open(reports, "a") as lines:
        lines.write("no JSON\n")
    server.cli("ingest", "--resume", note, reports, code=3)
    places = [json.loads(line) for line in open(note).read().splitlines()[1:]]
    check("a note goes no further than the first refusal", [p["taken"] for p in places] == [256, 512, 768, 1024] and not any(p["whole"] for p in places), places)
    _, error = server.cli("ingest", "--resume", note, reports, code=3)
    check("what was refused is asked again and told again", "1024 articles were taken in before" in error and "refused" in error, error)
    listed = lambda: server.call("ArticleService/ListArticles", {"filter": {"collections": ["cut"]}, "includeTotalSize": True, "pageSize": 1})["totalSize"]
    wait(lambda: listed() == count, "every article is there once", 60)
    out, _ = server.cli("query", "articles", "--collection", "cut", "--total", "--limit", "1")
    check("a collection is a filter of the command line", "1 of %d" % count in out, out)


def reads_all(server):
    """What the command line shows of one thing, of a report, of the stored data."""
    quotes = [r["quote"]["name"] for r in server.call("QuoteSearchService/SearchQuotes", {"pageSize": 3})["results"]]
    check("a quote by name is a card", "act of speech" in server.cli("query", "get", quotes[0])[0] and "confidence" in server.cli("query", "get", quotes[0])[0])
    out, _ = server.cli("query", "get", *quotes, "--json")
    check("several quotes come in one message, in the order asked for", [q["name"] for q in json.loads(out)["quotes"]] == quotes, out)
    check("several quotes are a table", "speaker" in server.cli("query", "get", *quotes)[0])
    stance = server.call("ActorStanceService/SearchStances", {"pageSize": 1})["results"][0]["stance"]["name"]
    move = server.call("BorderDeploymentService/SearchDeployments", {"pageSize": 1})["results"][0]["deployment"]["name"]
    for name, word in ((stance, "towards"), (move, "other tellings"), ("borders/iq-sy", "length km"), ("issues/iraq-military-involvement-in-syria", "proposition"), ("actors/iq", "also known as")):
        table, _ = server.cli("query", "get", name)
        check("%s by name is a card" % name, word in table, table)
    table, _ = server.cli("query", "analyse", "-", stdin="The so-called \"river league\" met in Ardin. \"We wait,\" Dagny Roe said.")
    check("the server's reading of a report, with what is no quote", "Dagny Roe" in table and "river league" in table, table)
    out, _ = server.cli("query", "statistics", "--json")
    check("statistics as on the wire", int(json.loads(out)["logEntryCount"]) >= 29, out)
    check("statistics for people", "takes and answers" in server.cli("query", "statistics")[0])
    check("the log is read through", "every entry of the article log is whole" in server.cli("query", "log")[0])
    facts = server.cli("query", "deployments", "--border-country", "iq", "--disputed", "false", "--json")[0]
    check("filters of the API are flags", json.loads(facts.splitlines()[0])["results"], facts)
    check("a basis and a home state are flags", "no stances" not in server.cli("query", "stances", "--basis", "explicit", "--holder-country", "iq")[0])
    check("a time of ingest is a flag", "no quotes found" in server.cli("query", "quotes", "--ingested-until", "2001-01-01T00:00:00Z")[0])


def examples_answer(server):
    """What `--help` and the protos show as examples answers on the sample: the line up to its first pipe or remark."""
    nouns = re.findall(r"(?m)^  ([a-z]+) ", server.cli("query", "--help")[0].split("Options:")[0])
    check("query has its nouns", {"quotes", "changes", "get", "border"} <= set(nouns), nouns)
    folder, lines = tempfile.mkdtemp(prefix="vedette-ci-"), set()
    for page in [["query"], ["export"], *(["query", noun] for noun in nouns if noun != "help")]:
        lines |= {l.strip() for l in server.cli(*page, "--help")[0].splitlines() if re.match(r"\s+vedette (query|export) \S", l)}
    check("examples are shown", len(lines) > 15, lines)
    with open(os.path.join(folder, "report.txt"), "w") as report:
        report.write("\"We wait,\" Dagny Roe said.\n")
    for line in sorted(lines):
        words = [w for w in shlex.split(re.split(r" \| |  +#", line)[0])[1:] if w != "--resume"]
        if words[1] == "follow" and "--messages" not in words:
            words += ["--messages", "1"]
        done = subprocess.run([server.binary, *words, "--server", server.grpc], capture_output=True, text=True, timeout=60, cwd=folder)
        said = done.stdout + done.stderr
        if "-o" in words and done.returncode == 0:
            said += open(os.path.join(folder, words[words.index("-o") + 1]), encoding="utf-8").read()
        check("the example answers: " + line, done.returncode == 0 and len(said) > 20 and not re.match(r"(no |nobody|nothing|\{\}$)", said), said)
    # Decisions are listed once there is one.
    quote = server.call("QuoteSearchService/SearchQuotes", {"pageSize": 1})["results"][0]["quote"]["name"]
    server.call("ArticleService/DecideRecord", {"name": quote, "state": "DECISION_STATE_CONFIRMED", "acknowledgement": "ACKNOWLEDGEMENT_SEARCHABLE"})
    # The reasons of errors show what is refused.
    for name in sorted(set(os.listdir("proto/vedette/v1")) - {"error_reason.proto"}):
        for line in re.findall(r"(?m)^//\s+(grpcurl .*)$", open("proto/vedette/v1/" + name, encoding="utf-8").read()):
            if "/Follow" not in line and "<" not in line:
                done = subprocess.run(shlex.split(line.replace("localhost:50051", server.grpc)), capture_output=True, text=True, timeout=60)
                check("the example of %s answers: %s" % (name, line), done.returncode == 0 and len(done.stdout) > 20, done.stdout + done.stderr)


def survives(binary):
    data = tempfile.mkdtemp(prefix="vedette-ci-")
    with Served(binary, data=data) as server:
        names = [server.call("ArticleService/IngestArticle", {"article": {"text": "\"Day %d,\" Ilse Tarn said." % n, "sourceId": str(n)}})["name"]
                 for n in range(20)]
        second = subprocess.run([server.binary, "serve", "--data-dir", data, "--server-grpc-listen", "127.0.0.1:0", "--server-admin-listen", "127.0.0.1:0"],
                                capture_output=True, text=True, timeout=20)
        check("a second process on the data is refused and told why", second.returncode != 0 and data in second.stderr, second.stderr)
        server.stop(signal.SIGKILL)
    with Served(binary, data=data) as server:
        for name in names:
            check("acknowledged before kill -9, answered after", server.call("ArticleService/GetArticle", {"name": name})["article"]["name"] == name)
        total = server.call("ArticleService/ListArticles", {"includeTotalSize": True})["totalSize"]
        check("nothing doubled", total == 20, total)
    log = os.path.join(data, next(f for f in os.listdir(data) if "log" in f or f.endswith(".redb")))
    with open(log, "r+b") as file:
        file.truncate(os.path.getsize(log) // 2)
    broken = subprocess.run([os.path.abspath(binary), "serve", "--data-dir", data, "--server-grpc-listen", "127.0.0.1:0", "--server-admin-listen", "127.0.0.1:0"],
                            capture_output=True, text=True, timeout=30)
    check("a truncated log is named, with what to do", broken.returncode != 0 and os.path.basename(log) in broken.stderr, broken.stderr)


def main():
    binary = sys.argv[1]
    with Served(binary, "--sample") as server:
        for part in (reads_like_help, answers, takes_and_gives_back, walks_while_reports_come_in, refuses_well, speaks_to_python, speaks_http, examples_answer, clients, command_line, reads_all, ingest_goes_on):
            part(server)
            print("%-22s ok" % part.__name__)
        speaks_to_tools(server, check)
        print("%-22s ok" % "speaks_to_tools")
    survives(binary)
    print("%d passed, 0 failed" % passed)


if __name__ == "__main__":
    main()
