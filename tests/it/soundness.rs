//! What must hold of every document and of everything read out of it, whatever the bytes were.
//!
//! Not a test of what is found: only of its shape. The property tests and the fuzz targets share this file. Rule: a
//! broken promise is answered in words that name it, nothing here panics by itself.

use vedette::model::{
    ActorRef, Claim, Confidence, Findings, Fragment, PlaceMention, Quote, Span, Stance,
    StanceTarget,
};
use vedette::text::Document;

/// Spans of the document nest, ascend and lie on character boundaries; the offset map stays inside the input.
pub(crate) fn document(doc: &Document) -> Result<(), String> {
    let (mut last, mut back) = (Span::default(), 0);
    for (n, paragraph) in doc.paragraphs.iter().enumerate() {
        whole(doc, "paragraph", paragraph.span)?;
        hold("paragraphs ascend", paragraph.span.start() >= last.end())?;
        last = paragraph.span;
        for sentence in doc
            .sentences
            .get(paragraph.sentences.clone())
            .unwrap_or_default()
        {
            hold("a sentence lies in its paragraph", sentence.paragraph == n)?;
            hold(
                "a sentence lies in its paragraph",
                paragraph.span.contains(sentence.span),
            )?;
            for token in doc.tokens.get(sentence.tokens.clone()).unwrap_or_default() {
                whole(doc, "token", token.span)?;
                hold(
                    "a token lies in its sentence",
                    sentence.span.contains(token.span),
                )?;
                let input = doc.map.to_input(token.span).range();
                hold(
                    "a token maps into the input",
                    doc.input.get(input.clone()).is_some(),
                )?;
                hold("the offset map ascends", input.start >= back)?;
                back = input.start;
            }
        }
    }
    for remark in &doc.remarks {
        inside(doc, "remark", remark.span)?;
    }
    Ok(())
}

/// Every record rests on words of the document, verbatim.
pub(crate) fn findings(doc: &Document, found: &Findings) -> Result<(), String> {
    for mention in &found.mentions {
        whole(doc, "mention", mention.span)?;
    }
    for place in &found.places {
        place_mention(doc, place)?;
    }
    for remark in &found.remarks {
        inside(doc, "remark", remark.span)?;
    }
    found.quotes.iter().try_for_each(|q| quote(doc, q))?;
    found.stances.iter().try_for_each(|s| stance(doc, s))?;
    for deployment in &found.deployments {
        hold("a deployment has a claim", !deployment.claims.is_empty())?;
        for told in &deployment.claims {
            claim(doc, told)?;
            let known = told.quotes.iter().all(|q| *q < found.quotes.len());
            hold("a claim's quotes exist", known)?;
        }
    }
    for fact in &found.border_facts {
        evidence(doc, std::slice::from_ref(&fact.evidence))?;
    }
    Ok(())
}

fn quote(doc: &Document, quote: &Quote) -> Result<(), String> {
    hold(
        "a quote has content",
        !quote.spans.is_empty() && !quote.text.is_empty(),
    )?;
    for span in quote.spans.iter().chain([&quote.clause]) {
        whole(doc, "quote", *span)?;
    }
    let ascends = quote.spans.iter().zip(quote.spans.iter().skip(1));
    hold(
        "content ascends",
        ascends.into_iter().all(|(a, b)| a.end() <= b.start()),
    )?;
    for piece in &quote.quoted {
        let held = quote.spans.iter().any(|span| span.contains(*piece));
        hold("quoted pieces lie in the content", held)?;
        inside(doc, "quoted piece", *piece)?;
    }
    for who in quote
        .speakers
        .iter()
        .chain(&quote.addressees)
        .chain(&quote.via)
    {
        actor(doc, who)?;
    }
    if let Some(cue) = &quote.cue {
        fragment(doc, "cue", cue)?;
    }
    evidence(doc, &quote.evidence)?;
    confidence(&quote.confidence)
}

fn stance(doc: &Document, stance: &Stance) -> Result<(), String> {
    actor(doc, &stance.holder)?;
    match &stance.target {
        StanceTarget::Actor(target) => actor(doc, target)?,
        StanceTarget::Issue { mention, .. } => {
            mention.iter().try_for_each(|m| fragment(doc, "issue", m))?;
        }
    }
    for who in stance.on_behalf_of.iter().chain(&stance.reported_by) {
        actor(doc, who)?;
    }
    stance
        .condition
        .iter()
        .try_for_each(|c| fragment(doc, "condition", c))?;
    evidence(doc, &stance.evidence)?;
    confidence(&stance.confidence)
}

fn claim(doc: &Document, claim: &Claim) -> Result<(), String> {
    let parties = claim.forces.iter().chain(&claim.claimant).chain(&claim.via);
    for who in parties.chain(&claim.ordered_by).chain(&claim.announced_by) {
        actor(doc, who)?;
    }
    for place in claim.from.iter().chain(&claim.place) {
        place_mention(doc, place)?;
    }
    for words in claim.purpose.iter().chain(&claim.mandate) {
        fragment(doc, "purpose or mandate", words)?;
    }
    evidence(doc, &claim.evidence)?;
    confidence(&claim.confidence)
}

fn actor(doc: &Document, actor: &ActorRef) -> Result<(), String> {
    hold("an actor is named", !actor.text.is_empty())?;
    actor
        .mention
        .map_or(Ok(()), |span| whole(doc, "actor", span))
}

fn place_mention(doc: &Document, place: &PlaceMention) -> Result<(), String> {
    whole(doc, "place", place.span)
}

/// Evidence is there, verbatim, each piece inside one paragraph.
fn evidence(doc: &Document, pieces: &[Fragment]) -> Result<(), String> {
    hold("a record has evidence", !pieces.is_empty())?;
    for piece in pieces {
        fragment(doc, "evidence", piece)?;
        let held = doc.paragraphs.iter().any(|p| p.span.contains(piece.span));
        hold("evidence lies in one paragraph", held)?;
    }
    Ok(())
}

fn confidence(confidence: &Confidence) -> Result<(), String> {
    hold(
        "confidence is a share",
        (0.0..=1.0).contains(&confidence.score),
    )?;
    hold("confidence has reasons", !confidence.reasons.is_empty())
}

fn fragment(doc: &Document, what: &str, fragment: &Fragment) -> Result<(), String> {
    whole(doc, what, fragment.span)?;
    hold(what, fragment.span.slice(&doc.text) == fragment.text)
}

fn whole(doc: &Document, what: &str, span: Span) -> Result<(), String> {
    hold(what, !span.is_empty())?;
    inside(doc, what, span)
}

fn inside(doc: &Document, what: &str, span: Span) -> Result<(), String> {
    hold(what, doc.text.get(span.range()).is_some())
}

fn hold(promise: &str, kept: bool) -> Result<(), String> {
    if kept {
        Ok(())
    } else {
        Err(format!("broken: {promise}"))
    }
}
