//! Candidates for an antecedent: how likely each is, and which one wins.
//!
//! Not which phrases fit at all. Rule: who is a subject is asked only where it can decide, for it takes a tree; the
//! winner is the same as if all had been asked.

use super::antecedent::Asks;
use super::{Resolver, SEEN_MAX, Seen};
use crate::extract::mention::phrase::{Phrase, PhraseKind};
use crate::lang::naming::WordClass;

/// A possible antecedent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    phrase: usize,
    /// Its score, if it is no subject.
    score: i32,
    /// What is added if it is one; 0 once that has been settled.
    as_subject: i32,
}

impl Candidate {
    fn least(&self) -> i32 {
        self.score + self.as_subject.min(0)
    }

    fn most(&self) -> i32 {
        self.score + self.as_subject.max(0)
    }
}

/// The candidate of the highest score, the first of equals.
pub(super) fn settle(
    mut able: Vec<Candidate>,
    is_subject: impl Fn(usize) -> bool,
) -> Option<usize> {
    loop {
        let sure = able.iter().map(Candidate::least).max()?;
        let first = able.iter().position(|c| c.least() == sure)?;
        let mut places = 0..;
        able.retain(|c| {
            let place = places.next().unwrap_or(first);
            place == first || c.most() > sure || (c.most() == sure && place < first)
        });
        let several = able.len() > 1;
        let mut open = able.iter_mut().filter(|c| c.as_subject != 0);
        match open.next() {
            Some(open) if several => {
                let more = std::mem::take(&mut open.as_subject);
                if is_subject(open.phrase) {
                    open.score += more;
                }
            }
            _ => return able.first().map(|c| c.phrase),
        }
    }
}

impl Resolver<'_, '_, '_, '_> {
    /// A phrase that fits pronoun `p`, `distance` sentences and `back` such phrases before it.
    pub(super) fn candidate(
        &self,
        (p, asks): (usize, Asks),
        seen: &Seen,
        distance: usize,
        back: usize,
    ) -> Option<Candidate> {
        let (phrase, other) = (self.phrase(p)?, self.phrase(seen.phrase)?);
        let steps = |n: usize| i32::try_from(n).unwrap_or(i32::MAX / 64);
        let mut score = -12 * steps(distance) - 2 * steps(back.min(SEEN_MAX));
        // Subject of a verb of saying or thinking.
        let mind = self.reading.is(other.extent.end, WordClass::Mind);
        let as_subject = match (mind, phrase.quoted) {
            (true, false) => 12,
            (true, true) if distance == 0 => -2,
            _ => 8,
        };
        if seen.quoted != phrase.quoted {
            score -= 3;
        }
        if other.part_of.is_some() && other.same_as.is_none() {
            score -= 5;
        }
        if seen.member.is_some() {
            score += 3;
        }
        if matches!(asks, Asks::Person(_)) {
            score += self.personhood(other, seen);
        }
        if other.kind == PhraseKind::Pronoun {
            score += 3;
        }
        if asks == Asks::Thing && seen.member.is_none() {
            score -= 2;
        }
        Some(Candidate {
            phrase: seen.phrase,
            score,
            as_subject,
        })
    }

    /// How much speaks for or against a person of full standing: an unknown name may be a thing, and a brother is
    /// spoken of less than the one whose brother he is.
    fn personhood(&self, other: &Phrase, seen: &Seen) -> i32 {
        let kind = seen
            .member
            .and_then(|m| self.cast.member(m))
            .and_then(|m| m.kind);
        let kin = !other.is_named()
            && other
                .possessor
                .and_then(|q| self.phrase(q))
                .is_some_and(|q| q.kind == PhraseKind::Pronoun);
        match (kind, other.kind) {
            (None, PhraseKind::Name) => -7,
            _ if kin => -5,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    fn candidates(of: &[(i32, i32, bool)]) -> Vec<Candidate> {
        let one = |(phrase, (score, as_subject, _)): (usize, &(i32, i32, bool))| Candidate {
            phrase,
            score: *score,
            as_subject: *as_subject,
        };
        of.iter().enumerate().map(one).collect()
    }

    #[test]
    fn a_candidate_far_ahead_wins_unasked() {
        let of = [(0, 12, false), (-13, 12, true), (-40, 8, true)];
        let asked = Cell::new(0);
        let won = settle(candidates(&of), |_| {
            asked.set(asked.get() + 1);
            true
        });
        assert_eq!((won, asked.get()), (Some(0), 0));
        assert_eq!(settle(Vec::new(), |_| true), None);
    }

    proptest! {
        #[test]
        fn the_winner_is_the_same_as_if_all_were_asked(
            of in prop::collection::vec((-30..10, prop::sample::select(vec![12, 8, -2]), any::<bool>()), 0..12)
        ) {
            let score = |(score, more, subject): &(i32, i32, bool)| score + if *subject { *more } else { 0 };
            let most = of.iter().map(score).max();
            let best = of.iter().position(|c| Some(score(c)) == most);
            let won = settle(candidates(&of), |p| of.get(p).is_some_and(|c| c.2));
            prop_assert_eq!(won, best);
        }
    }
}
