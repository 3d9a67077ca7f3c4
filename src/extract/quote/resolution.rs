//! Resolution: who the speakers, addressees and relaying bodies of quotes are.
//!
//! Not the resolver (`mention` is). Rule: the mention next to the quote stays as found when it names one actor; a list
//! becomes several; a phrase nobody knows keeps its words.

use crate::extract::date::{DateBound, DateMention, nearest, of_sentence};
use crate::extract::mention::{Named, Role};
use crate::model::{ActorRef, DateRange, Quote, Span};
use crate::text::Document;

/// Resolves every role of every quote, and dates it from the sentence of its clause.
pub fn resolve(quotes: &mut [Quote], document: &Document, named: &Named, dates: &[DateMention]) {
    for quote in quotes {
        quote.speakers = all(&quote.speakers, document, named, Role::Speaker);
        quote.addressees = all(&quote.addressees, document, named, Role::Target);
        let via = all(quote.via.as_slice(), document, named, Role::Speaker);
        quote.via = via.into_iter().next();
        quote.said = said(quote, document, dates);
    }
}

/// The day it was said: the date nearest to the cue in the clause's sentence, outside the content.
///
/// Fires: "said on Monday that the port would close in May" gives Monday. Known miss: a day told a sentence earlier.
fn said(quote: &Quote, document: &Document, dates: &[DateMention]) -> Option<DateRange> {
    let sentence = document.sentence_at(quote.clause.start());
    let own = of_sentence(dates, sentence).iter().filter(|d| {
        d.bound == DateBound::At && !d.ahead && !quote.spans.iter().any(|s| s.overlaps(d.span))
    });
    let near = quote.cue.as_ref().map_or(quote.clause, |c| c.span);
    nearest(own, near).and_then(|d| d.range.clone())
}

/// Words of a mention up to the clause that describes it: "an official" of "an official, who asked".
fn head_of(span: Span, document: &Document) -> Span {
    let words = span.slice(&document.text);
    let end = words.find(',').map_or(span.end(), |at| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        span.start().saturating_add(at)
    });
    Span::new(span.start(), end)
}

fn all(refs: &[ActorRef], document: &Document, named: &Named, role: Role) -> Vec<ActorRef> {
    let mut resolved = Vec::new();
    for one in refs {
        let Some(span) = one.mention else {
            resolved.push(one.clone());
            continue;
        };
        let mut found = named.resolve_role(document, span, role);
        let listed = found.len() > 1 && found.iter().all(|f| f.actor.is_some());
        if found.len() > 1 && !listed {
            // A clause that describes the speaker is no second speaker.
            found = named.resolve_role(document, head_of(span, document), role);
        }
        if found.len() > 1 {
            resolved.extend(found);
            continue;
        }
        match found.into_iter().next() {
            Some(known) if known.actor.is_some() || known.affiliation.is_some() => {
                resolved.push(ActorRef {
                    mention: one.mention,
                    ..known
                });
            }
            Some(_) | None => resolved.push(one.clone()),
        }
    }
    resolved
}
