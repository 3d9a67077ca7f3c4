//! Bearers of one name: which of several persons of an article a surname means.
//!
//! Not names in full. Rule: title or gender must single one out, or one alone has been named in full so far; else it is
//! nobody.

use super::bearing::holds;
use super::cast::{BEARERS_MAX, Cast};
use super::phrase::Phrase;
use super::reading::Reading;
use crate::lang::naming::Gender;

/// Most phrases looked through for who has been named in full.
const PHRASES_MAX: usize = 600;

/// Fewest and most letters of a shortened title before a surname.
const TITLE_LETTERS: std::ops::RangeInclusive<usize> = 2..=4;

impl Cast<'_> {
    /// Of several who share the name: the only one whose title or gender fits here, else nobody.
    pub(super) fn latest(
        &self,
        reading: &Reading<'_>,
        phrases: &[Phrase],
        p: usize,
        several: &[usize],
    ) -> Option<usize> {
        let phrase = phrases.get(p)?;
        if several.len() > BEARERS_MAX {
            return None;
        }
        let fits = |m: &&usize| {
            let gender = self.member(**m).map_or(Gender::Unknown, |x| x.gender);
            let gender_fits = phrase.gender == Gender::Unknown
                || gender == Gender::Unknown
                || gender == phrase.gender;
            let told = phrase.gender != Gender::Unknown && gender == phrase.gender;
            let office = phrase
                .noun
                .is_some_and(|(_, n)| self.actor(**m).is_some_and(|a| holds(reading, a, n.group)));
            gender_fits && (told || office)
        };
        let mut fitting = several.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Some(*one),
            (None, _) => Self::introduced(phrases, p, several),
            (Some(_), Some(_)) => None,
        }
    }

    /// "RC Varga": initials of a title before the surname of the one Varga of the article.
    ///
    /// Counter-example: "HWU Varga", where nobody was named Varga.
    pub(super) fn initialled(
        &self,
        reading: &Reading<'_>,
        phrases: &[Phrase],
        group: &[usize],
    ) -> Option<usize> {
        let phrase = phrases.get(*group.first()?)?;
        let name = phrase.name.clone().filter(|n| n.len() == 2)?;
        let letters = reading.document.word(name.start);
        let upper = letters.bytes().all(|b| b.is_ascii_uppercase());
        let (_, last) = phrase.key.split_once(' ')?;
        match self.by_last.get(last).map(Vec::as_slice) {
            Some([one]) if upper && TITLE_LETTERS.contains(&letters.len()) => Some(*one),
            Some(_) | None => None,
        }
    }

    /// The one bearer of a surname who is of a gender: "she" for the Lee who is a woman, where two are called so.
    pub(in crate::extract) fn bearer(&self, surname: &str, gender: Gender) -> Option<usize> {
        let bearers = self.by_last.get(surname)?;
        let fits = |m: &&usize| self.member(**m).is_some_and(|x| x.gender == gender);
        let mut found = bearers.iter().take(BEARERS_MAX).filter(fits);
        let one = found.next().filter(|_| gender != Gender::Unknown)?;
        found.next().is_none().then_some(*one)
    }

    /// The only one of several who was named in full before: "Juma Sale ... Sale and his brother Ali ... Ali Sale".
    fn introduced(phrases: &[Phrase], p: usize, several: &[usize]) -> Option<usize> {
        let before = phrases.get(..p.min(PHRASES_MAX))?.iter();
        let full = before.filter(|x| x.name.as_ref().is_some_and(|n| n.len() > 1));
        let mut told = full
            .filter_map(|x| x.member)
            .filter(|m| several.contains(m));
        let first = told.next()?;
        told.all(|m| m == first).then_some(first)
    }
}
