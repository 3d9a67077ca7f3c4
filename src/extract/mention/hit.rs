//! Hits: the lexicon's names as they stand in the article, in tokens.
//!
//! Not a resolution: a hit may be ambiguous, and grammar may show that it is part of a longer, unknown name. Offices,
//! bodies and forces by common noun are no hits: the phrase grammar reads those.

use crate::lexicon::{How, Site, State, What};
use crate::model::{Actor, ActorKind};
use crate::text::Document;
use std::ops::Range;

/// What sort of name a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Meaning {
    /// An actor's name.
    Actor,
    /// An adjective or people's name of a state.
    Demonym,
    /// A state's name.
    State,
    /// A capital or palace that may stand for its government.
    Capital,
    /// A place.
    Place,
}

/// An actor a hit may mean.
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct Candidate<'l> {
    pub(in crate::extract) actor: &'l Actor,
    /// Wants support: a surname, or a name that is also something else.
    pub(in crate::extract) weak: bool,
}

/// One name of the lexicon in the article.
#[derive(Clone, Debug)]
pub(in crate::extract) struct Hit<'l> {
    /// The tokens it covers.
    pub(in crate::extract) tokens: Range<usize>,
    pub(in crate::extract) meaning: Meaning,
    pub(in crate::extract) candidates: Vec<Candidate<'l>>,
    /// The state named, also by adjective, capital or as owner of a body ("Veldorian army").
    pub(in crate::extract) state: Option<&'l State>,
    pub(in crate::extract) site: Option<&'l Site>,
    /// A palace or quarter: never a place in the sentence's sense.
    pub(in crate::extract) seat: bool,
    /// A place whose name is also something else.
    pub(in crate::extract) cautious: bool,
}

impl Hit<'_> {
    /// Whether only organisations, forces, states and blocs bear the name.
    pub(in crate::extract) fn is_body(&self) -> bool {
        let body = |c: &Candidate<'_>| c.actor.kind != ActorKind::Person;
        self.meaning == Meaning::Actor && self.candidates.iter().all(body)
    }
}

/// All hits in text order, none overlapping; `names` are the lexicon's in the document's text.
pub(in crate::extract) fn hits<'l>(
    document: &Document,
    names: &[crate::lexicon::Hit<'l>],
) -> Vec<Hit<'l>> {
    let mut out: Vec<Hit<'l>> = Vec::with_capacity(names.len());
    for found in names {
        let tokens = document.tokens_in(found.span);
        let first = document.token_span(tokens.start);
        let last = document.token_span(tokens.end.saturating_sub(1));
        let lead = document
            .text
            .get(first.start() as usize..found.span.start() as usize)
            .unwrap_or("");
        let whole = last.end() == found.span.end() && (lead.is_empty() || is_article(lead));
        if !whole || tokens.is_empty() || out.last().is_some_and(|o| o.tokens.end > tokens.start) {
            continue;
        }
        if let Some(hit) = dress(found, tokens) {
            out.push(hit);
        }
    }
    out
}

/// An article glued before a name by a hyphen: "al-".
fn is_article(lead: &str) -> bool {
    lead.len() <= 4 && lead.ends_with('-') && lead.starts_with(['a', 'A', 'e', 'E'])
}

fn dress<'l>(found: &crate::lexicon::Hit<'l>, tokens: Range<usize>) -> Option<Hit<'l>> {
    let mut hit = Hit {
        tokens,
        meaning: Meaning::Place,
        candidates: Vec::new(),
        state: found.state.map(|(state, _)| state),
        site: None,
        seat: false,
        cautious: false,
    };
    let (mut state_how, mut cautious_state) = (None, false);
    for entry in &found.entries {
        match entry.what {
            What::Actor(actor) => {
                let weak = entry.how == How::Surname || entry.cautious;
                match hit.candidates.iter_mut().find(|c| c.actor.id == actor.id) {
                    Some(same) => same.weak &= weak,
                    None => hit.candidates.push(Candidate { actor, weak }),
                }
            }
            What::State(state) if state_how.is_none() => {
                state_how = Some(entry.how);
                cautious_state = entry.cautious;
                hit.state = Some(state);
            }
            What::Place(site) if hit.site.is_none() => {
                hit.site = Some(site);
                hit.cautious = entry.cautious || site.cautious;
            }
            What::State(_)
            | What::Place(_)
            | What::Border(_)
            | What::Title(_)
            | What::ForceNoun(_)
            | What::Institution(_) => {}
        }
    }
    let strong_actor = hit.candidates.iter().any(|c| !c.weak);
    hit.meaning = match state_how {
        Some(How::Adjective | How::People) => Meaning::Demonym,
        Some(How::StateName) if !cautious_state || hit.candidates.is_empty() => Meaning::State,
        Some(How::Capital) if !strong_actor => Meaning::Capital,
        Some(How::Seat) => {
            hit.seat = true;
            Meaning::Capital
        }
        _ if strong_actor || (!hit.candidates.is_empty() && hit.site.is_none()) => Meaning::Actor,
        _ if hit.site.is_some() => Meaning::Place,
        _ if state_how.is_some() => Meaning::State,
        _ => return None,
    };
    Some(hit)
}
