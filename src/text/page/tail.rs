//! The end of a page: comments and what follows them, notes on the author.
//!
//! Not single furniture lines. Rule: a heading that ends the report counts only when most of the page stands before it.

use super::{Page, names};
use crate::lang::page::Role;

/// A heading of comments ends the report when at least this share of the words stands before it, in per cent.
const SHARE_BEFORE: usize = 40;
/// A note on the author stands within this many of the last lines.
const NOTE_LINES: usize = 5;

impl Page<'_> {
    /// Comments: the heading and all that follows, or the heading alone when the report still goes on.
    pub(super) fn end_matter(&mut self) {
        let alive = self.alive();
        let total: usize = alive
            .iter()
            .filter_map(|at| self.get(*at))
            .map(|i| i.words)
            .sum();
        let Some(first) = self.first_prose() else {
            return;
        };
        let mut before = 0;
        for (n, at) in alive.iter().enumerate() {
            let Some(item) = self.get(*at) else { continue };
            if item.role() == Some(Role::End) {
                if *at > first && before * 100 >= total * SHARE_BEFORE {
                    for gone in alive.iter().skip(n) {
                        self.remove(*gone, "furniture");
                    }
                    return;
                }
                self.remove(*at, "furniture");
                continue;
            }
            before += item.words;
        }
    }

    /// Notes on the author, opened by a heading or at the very end.
    pub(super) fn author_notes(&mut self) {
        let alive = self.alive();
        let Some(first) = self.first_prose() else {
            return;
        };
        for (n, at) in alive.iter().enumerate() {
            let Some(item) = self.get(*at) else { continue };
            if *at < first || item.gone.is_some() {
                continue;
            }
            let captured = item.captured().to_owned();
            match item.role() {
                Some(Role::Bio) => self.note_after(&alive, n, &captured),
                Some(Role::Byline)
                    if self.last_body().is_none_or(|l| l < *at) && names::is_person(&captured) =>
                {
                    self.note_facts(*at);
                    self.remove(*at, "byline");
                }
                _ => {}
            }
        }
        self.last_notes(first);
    }

    /// Notes without a heading among the last lines; one that goes does not count as a line.
    fn last_notes(&mut self, first: usize) {
        let mut others = 0;
        for at in self.alive().into_iter().rev().take_while(|at| *at >= first) {
            let Some(item) = self.get(at) else { continue };
            let named = item.role() == Some(Role::BioNote) && names::is_person(item.captured());
            if named {
                self.remove(at, "furniture");
                continue;
            }
            others += 1;
            if others == NOTE_LINES {
                return;
            }
        }
    }

    /// The heading of a note on the author and the lines behind it that begin with the name.
    fn note_after(&mut self, alive: &[usize], heading: usize, name: &str) {
        let named = names::is_person(name);
        let last = name.rsplit(' ').next().unwrap_or(name).to_owned();
        let begins = |text: &str| named && (text.starts_with(name) || text.starts_with(&last));
        let rest = alive.get(heading + 1..).unwrap_or(&[]);
        // "About Norland" heads a part of a report: a heading that names somebody needs the name right behind it.
        let follows = rest
            .first()
            .and_then(|at| self.get(*at))
            .is_some_and(|i| begins(&i.line.text) || i.role() == Some(Role::Byline));
        let Some(at) = alive.get(heading) else { return };
        if !name.is_empty() && !follows {
            return;
        }
        self.note_facts(*at);
        self.remove(*at, "furniture");
        for at in rest.iter().take(NOTE_LINES) {
            let Some(item) = self.get(*at) else { return };
            let byline = item.role() == Some(Role::Byline);
            if byline {
                self.note_facts(*at);
            } else if !begins(&item.line.text) {
                return;
            }
            self.remove(*at, if byline { "byline" } else { "furniture" });
        }
    }
}
