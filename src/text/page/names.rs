//! Names in bylines and credits: where one ends and the next begins, and what looks like a person's name.
//!
//! Not resolution of actors. Rule: a part that has not the shape of a name is left out.

use crate::lang::Language;

/// Most words of a person's name.
const NAME_WORDS_MAX: usize = 5;

/// The parts of a list: "A, B and C", "A | B", "A; B".
pub(super) fn parts(words: &str) -> impl Iterator<Item = &str> {
    words
        .split(['|', ',', ';', '&', '/', '\u{2022}', '\u{b7}', '(', ')'])
        .flat_map(|p| p.split(" and "))
        .flat_map(|p| p.split(" with "))
        .map(|p| {
            p.trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, '.' | ':' | '-' | '\u{2013}' | '\u{2014}')
            })
        })
        .map(|p| p.strip_prefix("and ").unwrap_or(p))
        .filter(|p| !p.is_empty())
}

/// The people a byline names, in order; agencies and words that name nobody are left out.
pub(super) fn people(words: &str, language: &Language) -> Vec<String> {
    let cut = words
        .split_whitespace()
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .find(|(_, w)| ends_names(w, language))
        .map_or(words.len(), |(start, _)| start);
    let words = words.get(..cut).unwrap_or(words);
    // "A, B and C, Norland Post": the list ends at the comma behind its last name.
    let joint = words.rfind(" and ").or_else(|| words.rfind(" & "));
    let end = joint.and_then(|j| Some(j + words.get(j..)?.find(',')?));
    let words = end.and_then(|e| words.get(..e)).unwrap_or(words);
    let listed = words.contains(" and ") || words.contains('&') || words.matches(',').count() > 1;
    let mut found = Vec::new();
    for part in parts(words) {
        // "Ada Quill, Norland Post": what follows one comma is where she works.
        if !found.is_empty() && !listed {
            break;
        }
        if is_person(part) && language.page.agency(part).is_none() {
            found.push(part.to_owned());
        }
    }
    found
}

/// Words a list of names ends before: dates, places, times.
fn ends_names(word: &str, language: &Language) -> bool {
    word.contains(|c: char| c.is_ascii_digit() || c == '@')
        || language
            .calendar
            .month(word.trim_end_matches(','))
            .is_some()
        || language
            .calendar
            .weekday(word.trim_end_matches(','))
            .is_some()
        || matches!(
            word,
            "in" | "for" | "at" | "on" | "from" | "Published" | "Updated"
        )
}

/// Whether `words` has the shape of a person's name: two to five capitalised words, particles between.
pub(super) fn is_person(words: &str) -> bool {
    let count = words.split(' ').count();
    (2..=NAME_WORDS_MAX).contains(&count)
        && words.split(' ').enumerate().all(|(i, w)| {
            let particle = i > 0 && i + 1 < count && w.len() <= 4;
            let prefixed = w
                .split_once('-')
                .is_some_and(|(_, rest)| rest.starts_with(char::is_uppercase));
            let shape = |c: char| {
                c.is_alphabetic()
                    || matches!(
                        c,
                        '.' | '-' | '\'' | '\u{2019}' | '\u{2018}' | '\u{2bf}' | '\u{2be}'
                    )
            };
            w.chars().all(shape) && (w.starts_with(char::is_uppercase) || prefixed || particle)
        })
}

/// The outlet in a copyright line, without years and agency words.
pub(super) fn outlet(words: &str) -> String {
    let kept: Vec<&str> = words
        .split(' ')
        .skip_while(|w| !w.contains(char::is_alphabetic))
        .collect();
    kept.join(" ")
        .trim_matches(|c: char| matches!(c, ' ' | '.' | ',' | '-' | '|'))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_give_people_without_places_dates_and_employers() {
        let en = Language::english().unwrap();
        let people = |w: &str| people(w, &en);
        assert_eq!(
            people("Ada Quill and Ben O. Roe, Norland Post"),
            ["Ada Quill", "Ben O. Roe"]
        );
        assert_eq!(people("Ada Quill, Norland Post"), ["Ada Quill"]);
        assert_eq!(people("Ada al-Tarim in Port Norland"), ["Ada al-Tarim"]);
        assert_eq!(people("Ada Quill December 5, 2031"), ["Ada Quill"]);
        assert!(people("Reuters").is_empty());
        assert!(people("Friday, rebels had taken the town").is_empty());
        assert!(people("far the largest force").is_empty());
    }

    #[test]
    fn outlets_lose_their_years() {
        assert_eq!(outlet("2031 Norland Post"), "Norland Post");
        assert_eq!(outlet("2029-2031 norland.example"), "norland.example");
    }
}
