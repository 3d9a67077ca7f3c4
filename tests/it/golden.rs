//! Golden tests: reports in, one line per finding out, compared with what was read and approved before.
//!
//! Not a score: a golden line may be a known mistake, and says so in the report's own test where it matters.
//! `UPDATE_GOLDEN=1 cargo test golden` rewrites the files; read the diff as you would read code.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use vedette::extract::{Knowledge, extract};
use vedette::model::{
    ActorRef, Claim, Findings, Format, Modality, Quote, RawArticle, Span, Stance, StanceTarget,
};
use vedette::text;

/// Cases of the language folder and the bundled sample, each with its golden file.
fn cases() -> Vec<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for (reports, goldens) in [
        ("tests/golden/en", "tests/golden/en"),
        ("sample/reports", "tests/golden/sample"),
    ] {
        for entry in std::fs::read_dir(root.join(reports)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "txt" || e == "html") {
                let golden = root
                    .join(goldens)
                    .join(path.file_stem().unwrap())
                    .with_extension("golden");
                found.push((path, golden));
            }
        }
    }
    found.sort();
    found
}

fn name(actor: &ActorRef) -> String {
    actor
        .actor
        .as_ref()
        .map_or_else(|| format!("{:?}", actor.text), ToString::to_string)
}

fn names(actors: &[ActorRef]) -> String {
    if actors.is_empty() {
        "-".into()
    } else {
        actors.iter().map(name).collect::<Vec<_>>().join("+")
    }
}

fn optional(label: &str, value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(String::new, |v| format!("  {label}={v}"))
}

/// Lines of one report's findings, each with the span it is sorted by.
#[derive(Default)]
struct Lines(Vec<(Span, String)>);

impl Lines {
    fn push(&mut self, span: Option<Span>, line: String) {
        self.0.push((span.unwrap_or_default(), line));
    }
}

fn modality(of: Modality) -> String {
    optional("modality", (of != Modality::Asserted).then_some(of))
}

fn quote(q: &Quote) -> String {
    [
        format!(
            "quote      {:<8} speaker={}",
            q.kind.as_str(),
            names(&q.speakers)
        ),
        optional("cue", q.cue.as_ref().map(|c| format!("{:?}", c.text))),
        optional("channel", q.channel.as_ref().map(|c| c.kind)),
        optional("via", q.via.as_ref().map(name)),
        optional("said", q.said.as_ref()),
        modality(q.modality),
        format!("  {:?}", q.text),
    ]
    .concat()
}

fn stance(s: &Stance) -> String {
    let target = match &s.target {
        StanceTarget::Actor(actor) => format!("target={}", name(actor)),
        StanceTarget::Issue { issue, .. } => format!("issue={issue}"),
    };
    [
        format!(
            "stance     {:<8} holder={} {target}",
            s.position.as_str(),
            name(&s.holder)
        ),
        optional("plover", s.plover.as_ref().map(|p| p.kind)),
        optional("reported_by", s.reported_by.as_ref().map(name)),
        optional(
            "condition",
            s.condition.as_ref().map(|c| format!("{:?}", c.text)),
        ),
        modality(s.modality),
    ]
    .concat()
}

fn claim(event: usize, c: &Claim) -> String {
    [
        format!(
            "deployment d{event} {:<10} {:<8} forces={}",
            c.status.as_str(),
            c.posture.as_str(),
            names(&c.forces)
        ),
        optional("border", c.border),
        optional("place", c.place.as_ref().map(|p| p.place.name.clone())),
        optional(
            "personnel",
            c.personnel.as_ref().map(|p| format!("{:?}", p.wording)),
        ),
        optional("claimant", c.claimant.as_ref().map(name)),
        optional("ordered_by", c.ordered_by.as_ref().map(name)),
        optional("works", (!c.works.is_empty()).then(|| c.works.join("|"))),
        optional("date", c.date.as_ref()),
    ]
    .concat()
}

fn lines(found: &Findings) -> Lines {
    let mut lines = Lines::default();
    for q in &found.quotes {
        lines.push(Some(q.clause), quote(q));
    }
    for s in &found.stances {
        lines.push(s.evidence.first().map(|e| e.span), stance(s));
    }
    for (i, event) in found.deployments.iter().enumerate() {
        for c in &event.claims {
            lines.push(c.evidence.first().map(|e| e.span), claim(i + 1, c));
        }
    }
    for f in &found.border_facts {
        lines.push(
            Some(f.evidence.span),
            format!(
                "border     {} {} {:?}",
                f.border, f.property, f.value.wording
            ),
        );
    }
    lines.0.sort();
    lines
}

/// Every finding of a report, a line each, in text order.
fn findings(path: &Path, knowledge: &Knowledge) -> String {
    let format = if path.extension().is_some_and(|e| e == "html") {
        Format::Html
    } else {
        Format::Text
    };
    let raw = RawArticle {
        bytes: std::fs::read(path).unwrap(),
        format: Some(format),
        ..RawArticle::default()
    };
    let document = text::read(&raw, &knowledge.language);
    let info = &document.info;
    let published = info
        .published
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut out = format!(
        "article    title={:?}\narticle    authors={:?} outlet={:?} dateline={:?} published={published:?}\n",
        info.title.as_deref().unwrap_or(""),
        info.authors,
        info.outlet.as_deref().unwrap_or(""),
        info.dateline.as_deref().unwrap_or(""),
    );
    for (span, line) in lines(&extract(&document, knowledge)).0 {
        let _infallible = writeln!(out, "{:>5}..{:<5} {line}", span.start(), span.end());
    }
    out
}

#[test]
fn reports_give_the_findings_that_were_approved() {
    let knowledge = Knowledge::with_world(&vedette::cli::sample::world()).unwrap();
    let update = std::env::vars().any(|(k, v)| k == "UPDATE_GOLDEN" && v == "1");
    let cases = cases();
    assert!(
        cases.len() >= 20,
        "only {} cases: the folders were not found",
        cases.len()
    );
    let mut changed = Vec::new();
    for (report, golden) in cases {
        let found = findings(&report, &knowledge);
        if update {
            std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
            std::fs::write(&golden, &found).unwrap();
        } else if std::fs::read_to_string(&golden).unwrap_or_default() != found {
            changed.push(format!("{}\n{found}", golden.display()));
        }
    }
    assert!(
        changed.is_empty(),
        "findings changed; read them, then UPDATE_GOLDEN=1:\n{}",
        changed.join("\n")
    );
}
