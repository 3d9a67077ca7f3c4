//! Quotes: who is reported to have said what.
//!
//! Not who the speaker is in the world (the resolver's work) and not what the content means (stances and deployments).
//! Order of reading: marks, units, cues, attributions behind their content, attributions ahead of it, quotations left
//! over. Rules: only the outermost report counts; marked words nobody is reported to have said are a remark, no quote.

mod ahead;
mod assemble;
mod behind;
mod channel;
mod cited;
mod complement;
mod cue;
mod described;
mod direct;
mod draft;
mod dropped;
mod follow;
mod gerund;
mod governed;
mod issuer;
mod joined;
mod label;
mod marks;
mod modality;
mod nominal;
mod page;
mod relay;
mod repeat;
mod resolution;
mod signature;
mod speaker;
mod start;
mod statement;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_gerund;
#[cfg(test)]
mod tests_joined;
#[cfg(test)]
mod tests_print;
#[cfg(test)]
mod tests_relay;
#[cfg(test)]
mod tests_source;
#[cfg(test)]
mod tests_subject;
#[cfg(test)]
mod tests_title;
#[cfg(test)]
mod tests_who;
mod unit;

pub use marks::PASSAGES_MAX;
pub use resolution::resolve;
pub use unit::UNIT_TOKENS_MAX;

use crate::extract::syntax::Syntax;
use crate::lang::speech::Filler;
use crate::lang::{Known, Speech};
use crate::model::{Dropped, Quote, Remark};
use crate::text::{Document, TokenKind};
use draft::{Draft, Rule};
use page::Page;
use std::ops::Range;
use unit::Unit;

/// What the quotation grammar read in a document.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The quotes in text order.
    pub quotes: Vec<Quote>,
    /// What was noticed about quotation marks.
    pub remarks: Vec<Remark>,
    /// Passages in quotation marks that are no quote, each with its reason.
    pub dropped: Vec<Dropped>,
}

/// The quotes of a document in text order, with what was noticed about its quotation marks.
///
/// Speakers, addressees and relaying bodies come with their mention and its words; resolving them is the caller's.
/// Linear in the document's length.
pub fn quotes(doc: &Document, syntax: &Syntax, speech: &Speech) -> Told {
    let mut remarks = Vec::new();
    let page = Page::new(doc, syntax, speech, &mut remarks);
    let units = unit::units(&page);
    let mut drafts = read(&page, &units);
    for draft in &mut drafts {
        draft.content.sort_by_key(|c| c.start);
    }
    drafts.sort_by_key(|d| (d.content.first().map_or(0, |c| c.start), d.head));
    let (dropped, left) = dropped::of(&page, &drafts, &units);
    remarks.extend(left);
    let quotes = drafts
        .iter()
        .filter_map(|d| assemble::quote(&page, d, &units))
        .collect();
    Told {
        quotes,
        remarks,
        dropped,
    }
}

/// Whether sentence `index` can hold a report: the sentences a parser is worth running on.
pub fn can_report(doc: &Document, index: usize) -> bool {
    let Some(sentence) = doc.sentences.get(index) else {
        return false;
    };
    sentence.tokens.clone().any(|i| {
        doc.tokens
            .get(i)
            .is_some_and(|t| t.kind == TokenKind::QuoteMark)
            || doc.known(i).has(Known::REPORT)
    })
}

fn read(page: &Page<'_>, units: &[Unit]) -> Vec<Draft> {
    let label::Turns {
        mut drafts,
        mut asked,
    } = label::read(page, units);
    asked.reverse();
    let reach = |d: &Draft| {
        let end = d.content.last().map_or(d.clause.end, |c| c.end);
        d.clause.start..end
    };
    let turns: Vec<_> = drafts.iter().map(reach).collect();
    drafts.extend(statement::read(page, units, &turns));
    drafts.sort_by_key(|d| d.clause.start);
    let labelled = drafts.len();
    let mut printed = drafts
        .iter()
        .map(|d| (reach(d), d.clause.end))
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    for (index, unit) in units.iter().enumerate() {
        while printed
            .next_if(|(t, _)| t.end <= unit.tokens.start)
            .is_some()
        {}
        let held = printed
            .peek()
            .filter(|(t, _)| t.contains(&unit.tokens.start));
        if let Some((_, from)) = held {
            let inner = unit.from(*from);
            drafts.extend(
                inner
                    .and_then(|u| told_inside(page, &u, index))
                    .into_iter()
                    .flatten(),
            );
            continue;
        }
        let question = asked
            .pop_if(|(at, _)| *at == index)
            .map(|(_, label)| label.end + 1);
        let unit = match question {
            Some(from) => match unit.from(from) {
                Some(unit) => &unit.clone(),
                None => continue,
            },
            None => unit,
        };
        if direct::is_pure(page, unit) {
            let reports = drafts.get_mut(labelled..).unwrap_or(&mut []);
            if !direct::attach(page, units, index, reports) {
                let further = direct::announced(page, units, index);
                let further = further.or_else(|| {
                    let reports = drafts.get(labelled..).unwrap_or(&[]);
                    direct::goes_on(page, units, index, reports)
                });
                drafts.extend(further);
            }
            continue;
        }
        drafts.extend(narrated(page, units, index, unit));
    }
    drafts
}

/// The reports of a unit of narration.
fn narrated(page: &Page<'_>, units: &[Unit], index: usize, unit: &Unit) -> Vec<Draft> {
    let cues = cue::cues(page, unit.tokens.clone());
    if let Some(draft) = direct::bare(page, units, index, &cues) {
        return vec![draft];
    }
    let behind::Behind {
        drafts: mut found,
        relays,
    } = behind::read(page, unit, index, &cues);
    // "Olen said A, the Courier reported.": what relays closes the sentence and is no content.
    let closing = relays.last().map(|(clause, _)| clause.clone());
    let closing = closing.filter(|c| c.end >= unit.tokens.end || page.is_stop(c.end));
    let cut = closing.and_then(|c| unit.until(c.start));
    ahead::read(page, cut.as_ref().unwrap_or(unit), index, &cues, &mut found);
    for (clause, body) in relays {
        for draft in found
            .iter_mut()
            .filter(|d| d.clause.start < clause.start && d.via.is_none())
        {
            draft.via = Some(body.clone());
        }
    }
    if found.is_empty() {
        let outside = signature::signed(page, unit, index, units)
            .or_else(|| label::headline(page, unit, index, units))
            .or_else(|| signature::reversed(page, unit, index, units));
        found.extend(outside);
    }
    let behind: Vec<Draft> = found
        .iter()
        .filter_map(|d| backed_up(page, d, index))
        .collect();
    found.extend(behind);
    found.sort_by_key(|d| d.head);
    found
}

/// `Olen denied the charge: "It is noise."`: the quotation behind what he denied is his too.
fn backed_up(page: &Page<'_>, draft: &Draft, index: usize) -> Option<Draft> {
    let colon = draft.content.last()?.end;
    let object = draft.rule == Rule::Object && page.low(colon) == ":" && page.is_narration(colon);
    let passage = page.passage_at(colon + 1).filter(|_| object)?;
    let speaker = draft.speaker.clone()?;
    let clause = draft.clause.clone();
    Some(Draft {
        clause,
        ..label::labelled(speaker, colon, passage.outer.clone(), index)
    })
}

/// What printed speech tells others to have said: "The mayor said it would rain" in somebody's turn.
///
/// Fires: a clause of a verb of saying with a subject of its own. Counter-example: "I say it will rain", "you asked".
fn told_inside(page: &Page<'_>, unit: &Unit, index: usize) -> Option<Vec<Draft>> {
    let cues = cue::cues(page, unit.tokens.clone());
    let mut found = behind::read(page, unit, index, &cues).drafts;
    ahead::read(page, unit, index, &cues, &mut found);
    found.retain(|d| {
        let clause = matches!(d.rule, Rule::Complement | Rule::Behind | Rule::Parenthesis);
        let other = |words: &Range<usize>| {
            !words
                .clone()
                .any(|i| page.speech.fills(page.low(i), Filler::Party))
        };
        clause && !d.borrowed && d.speaker.as_ref().is_some_and(other)
    });
    (!found.is_empty()).then_some(found)
}
