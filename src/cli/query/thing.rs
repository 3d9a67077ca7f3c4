//! One thing as a card for people: what it is, a line each, then what it is made of as a table.
//!
//! Not the whole of it: what a card leaves out (offsets, versions of the tables) comes with `--json`. Rule: a line without a value
//! is left out, never shown empty.

use super::page::Page as _;
use super::{deployment as events, quote as quotes, show, stance as stances};
use crate::cli::table;
use crate::rpc::pb;
use std::io::{Result, Write};

/// Writes the lines that have a value.
fn card(lines: Vec<(&str, String)>, out: &mut dyn Write) -> Result<()> {
    let told = lines.into_iter().filter(|(_, value)| !value.is_empty());
    let rows: Vec<_> = told
        .map(|(key, value)| vec![key.to_owned(), value])
        .collect();
    table::write(out, &["what", "value"], &rows, "there is nothing to show")
}

fn fragment(words: Option<&pb::Fragment>) -> String {
    words.map_or_else(String::new, |w| w.text.clone())
}

/// "0.85 (cue verb; full name)".
fn confidence(told: Option<&pb::Confidence>) -> String {
    told.map_or_else(String::new, |c| {
        format!("{:.2} ({})", c.score, c.reasons.join("; "))
    })
}

fn extractor(made: Option<&pb::Provenance>) -> String {
    made.map_or_else(String::new, |p| {
        format!("{}/{}", p.extractor_version, p.lexicon_version)
    })
}

/// All of the evidence; cells cut what is longer than they are.
fn words(evidence: &[pb::Evidence]) -> String {
    let texts: Vec<&str> = evidence.iter().map(|e| e.text.as_str()).collect();
    texts.join(" [...] ")
}

fn report(source: Option<&pb::Source>) -> String {
    source.map_or_else(String::new, |s| {
        format!(
            "{} ({}, revision {})",
            show::source(Some(s)),
            s.article,
            s.revision
        )
    })
}

/// "video, X, Al-Hannana".
fn channel(channel: Option<&pb::Channel>) -> String {
    channel.map_or_else(String::new, |c| {
        let kind = show::word("CHANNEL_KIND", c.kind().as_str_name());
        let places = [&c.platform, &c.venue].into_iter().flatten();
        let parts: Vec<&str> = std::iter::once(kind.as_str())
            .chain(places.map(String::as_str))
            .collect();
        parts.join(", ")
    })
}

pub(super) fn quote(answer: &pb::GetQuoteResponse, out: &mut dyn Write) -> Result<()> {
    let q = answer.quote.clone().unwrap_or_default();
    let kind = show::word("QUOTE_KIND", q.kind().as_str_name()) + &show::mark(q.decision.as_ref());
    let lines = vec![
        ("quote", q.name.clone()),
        ("text", q.text.clone()),
        ("kind", kind),
        ("speaker", show::actors(&q.speakers)),
        ("cue", fragment(q.cue.as_ref())),
        ("to", show::actors(&q.addressees)),
        ("via", show::actor(q.via.as_ref())),
        ("channel", channel(q.channel.as_ref())),
        ("said", show::date(q.said_date.as_ref())),
        (
            "modality",
            show::word("MODALITY", q.modality().as_str_name()),
        ),
        ("about", q.about_actors.join(", ")),
        ("issues", q.issues.join(", ")),
        ("act of speech", q.utterance.clone()),
        ("evidence", words(&q.evidence)),
        ("report", report(q.source.as_ref())),
        ("confidence", confidence(q.confidence.as_ref())),
        ("made by", extractor(q.provenance.as_ref())),
    ];
    card(lines, out)
}

pub(super) fn stance(answer: &pb::GetStanceResponse, out: &mut dyn Write) -> Result<()> {
    let s = answer.stance.clone().unwrap_or_default();
    let position = show::word("POSITION", s.position().as_str_name());
    let before = s.previous_position.map(|_| s.previous_position());
    let plover = s.plover.as_ref().map(|p| {
        let kind = show::word("PLOVER_TYPE", p.r#type().as_str_name());
        p.mode.iter().fold(kind, |kind, mode| kind + ", " + mode)
    });
    let lines = vec![
        ("stance", s.name.clone()),
        ("holder", show::actor(s.holder.as_ref())),
        ("position", position + &show::mark(s.decision.as_ref())),
        ("towards", stances::target(&s)),
        ("basis", show::word("BASIS", s.basis().as_str_name())),
        (
            "modality",
            show::word("MODALITY", s.modality().as_str_name()),
        ),
        ("condition", fragment(s.condition.as_ref())),
        ("on behalf of", show::actor(s.on_behalf_of.as_ref())),
        ("as told by", show::actor(s.reported_by.as_ref())),
        ("expressed", show::date(s.stance_date.as_ref())),
        ("from", show::date(s.from_date.as_ref())),
        ("until", show::date(s.until_date.as_ref())),
        (
            "before",
            before.map_or_else(String::new, |p| show::word("POSITION", p.as_str_name())),
        ),
        ("plover", plover.unwrap_or_default()),
        ("cameo", s.cameo_code.clone().unwrap_or_default()),
        ("evidence", words(&s.evidence)),
        ("report", report(s.source.as_ref())),
        ("confidence", confidence(s.confidence.as_ref())),
        ("made by", extractor(s.provenance.as_ref())),
    ];
    card(lines, out)
}

pub(super) fn deployment(answer: &pb::GetDeploymentResponse, out: &mut dyn Write) -> Result<()> {
    let d = answer.deployment.clone().unwrap_or_default();
    let yes = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
    let lines = vec![
        ("deployment", d.name.clone()),
        (
            "asked for as",
            answer.redirected_name.clone().unwrap_or_default(),
        ),
        ("border", d.border.clone().unwrap_or_default()),
        ("happened", show::date(d.deployment_date.as_ref())),
        ("a fact", yes(d.fact) + &show::mark(d.decision.as_ref())),
        ("disputed", yes(d.disputed)),
        ("other tellings", tellings(answer)),
    ];
    card(lines, out)?;
    let told = std::iter::once(&d).chain(&answer.tellings);
    let rows: Vec<_> = told.flat_map(events::rows_of).collect();
    let header = pb::SearchDeploymentsResponse::HEADER;
    table::write(out, header, &rows, "no claims")
}

/// How many others tell it, and how many of them follow.
fn tellings(answer: &pb::GetDeploymentResponse) -> String {
    let told = shown_of(answer.tellings.len(), answer.telling_count);
    if answer.more_tellings {
        format!("more than {told}")
    } else {
        told
    }
}

pub(super) fn issue(answer: &pb::GetIssueResponse, out: &mut dyn Write) -> Result<()> {
    let i = answer.issue.clone().unwrap_or_default();
    let lines = vec![
        ("issue", i.name),
        ("proposition", i.proposition),
        ("stances", i.stance_count.to_string()),
    ];
    card(lines, out)
}

pub(super) fn border(answer: &pb::GetBorderResponse, out: &mut dyn Write) -> Result<()> {
    let b = answer.border.clone().unwrap_or_default();
    let lines = vec![
        ("border", b.name.clone()),
        ("countries", b.countries.join(", ")),
        ("deployments", b.deployment_count.to_string()),
        ("of them facts", b.fact_deployment_count.to_string()),
        ("claims of it", shown_of(b.facts.len(), b.fact_count)),
    ];
    card(lines, out)?;
    let row = |fact: &pb::BorderFact| {
        vec![
            show::word("BORDER_PROPERTY", fact.property().as_str_name()),
            fact.value
                .as_ref()
                .map_or_else(String::new, |v| v.wording.clone()),
            words(&fact.evidence),
            show::source(fact.source.as_ref()),
        ]
    };
    let rows: Vec<_> = b.facts.iter().map(row).collect();
    let header = ["claimed of it", "as told", "evidence", "source"];
    table::write(
        out,
        &header,
        &rows,
        "nothing is claimed of the border itself",
    )
}

/// A count, and how many of that many follow where some are left out.
fn shown_of(shown: usize, count: i32) -> String {
    if usize::try_from(count).is_ok_and(|count| shown < count) {
        format!("{count}, {shown} of them here")
    } else {
        count.to_string()
    }
}

pub(super) fn article(answer: &pb::GetArticleResponse, out: &mut dyn Write) -> Result<()> {
    let a = answer.article.clone().unwrap_or_default();
    let counts = a.record_counts.unwrap_or_default();
    let lines = vec![
        ("article", a.name.clone()),
        ("your id", a.source_id.clone().unwrap_or_default()),
        ("title", a.title.clone().unwrap_or_default()),
        ("outlet", a.outlet.clone().unwrap_or_default()),
        ("published", show::date(a.publish_date.as_ref())),
        ("revision", a.revision.to_string()),
        ("copy of", a.copy_of.clone().unwrap_or_default()),
        (
            "no records because",
            a.quarantine_reason.clone().unwrap_or_default(),
        ),
        ("quotes", counts.quotes.to_string()),
        ("stances", counts.stances.to_string()),
        ("deployments", counts.deployments.to_string()),
        ("text", a.text.clone()),
    ];
    card(lines, out)
}

/// What a report gives: quotes, stances and deployments as their searches show them, then what became no quote.
pub(super) fn analysis(answer: &pb::AnalyseArticleResponse, out: &mut dyn Write) -> Result<()> {
    let records = answer.records.clone().unwrap_or_default();
    let rows: Vec<_> = records.quotes.iter().map(quotes::row).collect();
    table::write(out, pb::SearchQuotesResponse::HEADER, &rows, "no quotes")?;
    let rows: Vec<_> = records.stances.iter().map(stances::row).collect();
    table::write(out, pb::SearchStancesResponse::HEADER, &rows, "no stances")?;
    let rows: Vec<_> = records
        .deployments
        .iter()
        .flat_map(events::rows_of)
        .collect();
    table::write(
        out,
        pb::SearchDeploymentsResponse::HEADER,
        &rows,
        "no deployments",
    )?;
    let dropped = answer.dropped_quotations.iter();
    let rows: Vec<_> = dropped
        .map(|d| vec![d.text.clone(), d.explanation.clone()])
        .collect();
    let header = ["words in quotation marks", "why they are no quote"];
    table::write(
        out,
        &header,
        &rows,
        "no words in quotation marks were left out",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed<M>(show: fn(&M, &mut dyn Write) -> Result<()>, message: &M) -> String {
        let mut out = Vec::new();
        show(message, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn named(text: &str) -> pb::ActorReference {
        pb::ActorReference {
            text: text.to_owned(),
            ..Default::default()
        }
    }

    #[test]
    fn a_card_says_what_it_leaves_out() {
        let event = |telling_count, more_tellings| pb::GetDeploymentResponse {
            telling_count,
            more_tellings,
            tellings: vec![pb::Deployment::default(); 2],
            ..Default::default()
        };
        for (event, told) in [
            (event(2, false), "other tellings   2    "),
            (event(3, false), "3, 2 of them here"),
            (event(1000, true), "more than 1000, 2 of them here"),
        ] {
            let card = printed(deployment, &event);
            assert!(card.contains(told), "{told}: {card}");
        }
        let border = pb::Border {
            fact_count: 3,
            facts: vec![pb::BorderFact::default(); 2],
            ..Default::default()
        };
        let border = Some(border);
        let card = printed(self::border, &pb::GetBorderResponse { border });
        assert!(card.contains("3, 2 of them here"), "{card}");
    }

    #[test]
    fn a_quote_shows_who_said_it_and_nothing_empty() {
        let quote = pb::Quote {
            name: "quotes/q1".to_owned(),
            text: "We wait".to_owned(),
            speakers: vec![named("Dagny Roe")],
            confidence: Some(pb::Confidence {
                score: 0.75,
                reasons: vec!["cue verb".to_owned()],
            }),
            ..Default::default()
        };
        let told = printed(self::quote, &pb::GetQuoteResponse { quote: Some(quote) });
        for words in ["quotes/q1", "We wait", "Dagny Roe", "0.75 (cue verb)"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(
            !told.contains("addressee") && !told.contains("via"),
            "{told}"
        );
    }

    #[test]
    fn a_stance_names_holder_target_and_the_position_before() {
        let stance = pb::Stance {
            name: "stances/s1".to_owned(),
            holder: Some(named("Ada Quill")),
            target: Some(pb::stance::Target::Actor(named("the League"))),
            position: pb::Position::Oppose.into(),
            previous_position: Some(pb::Position::Support.into()),
            plover: Some(pb::Plover {
                r#type: pb::PloverType::Accuse.into(),
                mode: Some("disapprove".to_owned()),
            }),
            ..Default::default()
        };
        let answer = pb::GetStanceResponse {
            stance: Some(stance),
        };
        let told = printed(self::stance, &answer);
        for words in [
            "Ada Quill",
            "the League",
            "oppose",
            "support",
            "accuse, disapprove",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
    }

    #[test]
    fn an_event_shows_the_claims_of_every_telling() {
        let telling = |name: &str, wording: &str| pb::Deployment {
            name: name.to_owned(),
            claims: vec![pb::Claim {
                personnel: Some(pb::Amount {
                    wording: wording.to_owned(),
                    ..Default::default()
                }),
                ..Default::default()
            }],
            ..Default::default()
        };
        let answer = pb::GetDeploymentResponse {
            deployment: Some(telling("deployments/d1", "600 men")),
            tellings: vec![telling("deployments/d2", "about 620")],
            telling_count: 1,
            ..Default::default()
        };
        let told = printed(deployment, &answer);
        assert!(
            told.contains("600 men") && told.contains("about 620"),
            "{told}"
        );
    }
}
