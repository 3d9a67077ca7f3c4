//! Resolution: who the speakers, addressees and relaying bodies of quotes are.
//!
//! Not the resolver (`mention` is). Rule: the mention next to the quote stays as found when it names one actor; a list
//! becomes several; a phrase nobody knows keeps its words.

use crate::extract::mention::{Named, Role};
use crate::model::{ActorRef, Quote};
use crate::text::Document;

/// Resolves every role of every quote.
pub fn resolve(quotes: &mut [Quote], document: &Document, named: &Named) {
    for quote in quotes {
        quote.speakers = all(&quote.speakers, document, named, Role::Speaker);
        quote.addressees = all(&quote.addressees, document, named, Role::Target);
        let via = all(quote.via.as_slice(), document, named, Role::Speaker);
        quote.via = via.into_iter().next();
    }
}

fn all(refs: &[ActorRef], document: &Document, named: &Named, role: Role) -> Vec<ActorRef> {
    let mut resolved = Vec::new();
    for one in refs {
        let found = one
            .mention
            .map(|span| named.resolve_role(document, span, role))
            .unwrap_or_default();
        match found.len() {
            0 => resolved.push(one.clone()),
            1 => resolved.extend(found.into_iter().map(|f| ActorRef {
                mention: one.mention,
                ..f
            })),
            _ => resolved.extend(found),
        }
    }
    resolved
}
