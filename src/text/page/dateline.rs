//! Datelines: "PORT NORLAND, Norland (AP) - ", "Norhaven, May 3 (ONA) — ".
//!
//! Not places (the gazetteer resolves those). A dateline is known by a place in capitals, or by an agency or a date
//! before its dash; a dash alone is none. Rule: it stands at the start of a paragraph, within [`BYTES_MAX`] bytes.

use crate::lang::Language;
use crate::lang::speech::Filler;
use std::ops::RangeInclusive;

/// How far into a paragraph the dash is looked for.
const BYTES_MAX: usize = 110;

/// A dateline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::text) struct Dateline {
    /// The place as written.
    pub(in crate::text) place: String,
    /// The agencies it names.
    pub(in crate::text) agencies: Vec<String>,
    /// Where the report begins, in bytes of the paragraph.
    pub(in crate::text) body: usize,
}

/// Fewest and most letters of a time zone: "UTC", "AEST".
const ZONE_LETTERS: RangeInclusive<usize> = 2..=5;

/// Where an entry of a live report begins behind its time of day ("11:20 - ", "7.05 pm GMT: "), in bytes of the paragraph.
pub(in crate::text) fn clock(paragraph: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (hours, minutes) = paragraph.split_once([':', '.', 'h'])?;
    let (hour, minute) = (
        hours.parse::<u8>().ok()?,
        minutes.get(..2)?.parse::<u8>().ok()?,
    );
    let mut rest = minutes.get(2..)?;
    let time = digits(hours) == hours.len() && digits(minutes) == 2 && hour < 25 && minute < 60;
    let half = |word: &str| ["am", "pm", "a.m.", "p.m."].contains(&word.to_lowercase().as_str());
    let zone = |word: &str| {
        ZONE_LETTERS.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
    };
    for part in [&half as &dyn Fn(&str) -> bool, &zone] {
        let next = rest.trim_start_matches(' ');
        let end = next.find([' ', ':', '-', '|']).unwrap_or(next.len());
        let (word, behind) = next.split_at(end);
        rest = if part(word) { behind } else { next };
    }
    let body = rest
        .trim_start_matches(' ')
        .strip_prefix(['-', '\u{2013}', '\u{2014}', ':', '|'])?;
    let report = body.trim_start_matches(' ');
    let led = time && report.len() < body.len() && !report.is_empty();
    led.then(|| paragraph.len() - report.len())
}

/// The dateline at the start of `paragraph`, if it has one.
pub(in crate::text) fn dateline(paragraph: &str, language: &Language) -> Option<Dateline> {
    if !paragraph.starts_with(char::is_uppercase) {
        return None;
    }
    let (head, body) = split_dash(paragraph).or_else(|| split_agency(paragraph, language))?;
    let place_end = head.find([',', '(', ':']).unwrap_or(head.len());
    let place = head
        .get(..place_end)?
        .trim_matches(|c: char| c.is_whitespace() || c == '.');
    let count = place.split(' ').count();
    let first = place.split(' ').next().unwrap_or("");
    if language.writing.is_opener(first) || place.is_empty() || count > 5 || !is_place(place) {
        return None;
    }
    let agencies: Vec<String> = brackets(head)
        .flat_map(super::names::parts)
        .filter_map(|p| language.page.agency(p))
        .map(str::to_owned)
        .collect();
    if head.matches('(').count() != head.matches(')').count() {
        return None;
    }
    // "Norhaven (norpost.example) -": an outlet's own name.
    let bracketed =
        brackets(head).any(|b| b.contains('.') || b.ends_with(|c: char| c.is_ascii_digit()));
    let capitals = place.chars().filter(|c| c.is_alphabetic()).count() > 1
        && place
            .chars()
            .all(|c| !c.is_alphabetic() || !c.is_lowercase());
    let dated = head
        .split([' ', ','])
        .any(|w| language.calendar.month(w).is_some() || language.calendar.weekday(w).is_some());
    let short = head.split(' ').count() <= 10;
    let known = (capitals && count <= 3)
        || !agencies.is_empty()
        || (bracketed && count <= 3)
        || (dated && place_end < head.len());
    (known
        && short
        && language
            .page
            .agency(place)
            .is_none_or(|_| head.contains('(')))
    .then(|| Dateline {
        place: place.to_owned(),
        agencies,
        body,
    })
}

/// Most bytes before the colon of a dateline.
const COLON_MAX: usize = 48;
/// Fewest words of a report behind a colon.
const REPORT_WORDS_MIN: usize = 8;

/// A dateline with a colon: "NORHAVEN: The report", "Norhaven, 15 August: The report".
///
/// Counter-examples: "UPDATE: Gates shut", `LEE: "We stay."`, "Lee: Port must close". Whoever asks must see that no other
/// paragraph begins so: a transcript's do.
pub(in crate::text) fn colon_dateline(paragraph: &str, language: &Language) -> Option<Dateline> {
    let (head, report) = paragraph
        .split_once(':')
        .filter(|(h, _)| h.len() <= COLON_MAX)?;
    let report = report.trim_start();
    let opens = report.starts_with(char::is_uppercase);
    let words = report.split(' ').take(REPORT_WORDS_MIN).count();
    let place = head.split([',', '(']).next().unwrap_or("").trim();
    let rubric = |w: &str| {
        let word = w.to_lowercase();
        language.speech.fills(&word, Filler::Rubric)
    };
    let named = is_place(place) && !place.is_empty() && !place.split(' ').any(rubric);
    // "NORHAVEN (ONA)".
    let bare = head.split('(').next().unwrap_or("").trim();
    let capitals = place == bare
        && place.split(' ').count() <= 3
        && place.chars().count() > 3
        && !place.contains('.')
        && !place.chars().any(char::is_lowercase);
    let dated = place.len() < head.len()
        && head.chars().any(|c| c.is_ascii_digit())
        && head
            .split([' ', ','])
            .any(|w| language.calendar.month(w).is_some());
    let agencies = brackets(head)
        .flat_map(super::names::parts)
        .filter_map(|p| language.page.agency(p))
        .map(str::to_owned);
    (opens && words >= REPORT_WORDS_MIN && named && (capitals || dated)).then(|| Dateline {
        place: place.to_owned(),
        agencies: agencies.collect(),
        body: paragraph.len() - report.len(),
    })
}

/// Whether a paragraph begins with words in capitals and a colon: "LEE: We begin."
pub(in crate::text) fn is_labelled(paragraph: &str) -> bool {
    let label = paragraph
        .split_once(':')
        .map(|(head, _)| head)
        .filter(|h| h.len() <= COLON_MAX);
    label.is_some_and(|l| l.chars().any(char::is_alphabetic) && !l.chars().any(char::is_lowercase))
}

/// The words before the dash that ends a dateline, and where the report begins.
fn split_dash(paragraph: &str) -> Option<(&str, usize)> {
    let mut end = paragraph.len().min(BYTES_MAX);
    while !paragraph.is_char_boundary(end) {
        end -= 1;
    }
    let window = paragraph.get(..end)?;
    for (at, c) in window.char_indices() {
        let dash = match c {
            '\u{2013}' | '\u{2014}' | '\u{2015}' | '\u{2212}' => true,
            '-' => {
                let before = window.get(..at)?.ends_with([' ', ',', ')', '-']);
                let after = paragraph
                    .get(at + 1..)?
                    .starts_with([' ', '-', '\u{2013}', '\u{2014}']);
                before || (after && at > 0)
            }
            _ => false,
        };
        if !dash {
            continue;
        }
        let rest = paragraph.get(at..)?;
        let body = rest.trim_start_matches(|c: char| {
            c.is_whitespace()
                || matches!(c, '-' | '\u{2013}' | '\u{2014}' | '\u{2015}' | '\u{2212}')
        });
        let head = window
            .get(..at)?
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-'));
        return (!body.is_empty() && !head.is_empty())
            .then_some((head, paragraph.len() - body.len()));
    }
    None
}

/// "NORHAVEN (ONA) The report": an agency in brackets without a dash behind it.
fn split_agency<'p>(paragraph: &'p str, language: &Language) -> Option<(&'p str, usize)> {
    let close = paragraph
        .get(..paragraph.len().min(60))
        .unwrap_or("")
        .find(')')?;
    let head = paragraph.get(..=close)?;
    let agency = brackets(head).any(|b| language.page.agency(b).is_some());
    let body = paragraph
        .get(close + 1..)?
        .trim_start_matches([' ', ':', ',']);
    (agency && body.starts_with(|c: char| c.is_uppercase() || c == '"' || c == '\u{201c}'))
        .then_some((head, paragraph.len() - body.len()))
}

fn brackets(head: &str) -> impl Iterator<Item = &str> {
    head.split('(').skip(1).filter_map(|p| p.split(')').next())
}

/// Every word begins with a capital, particles ("el", "de", "of") aside; nothing is left open.
fn is_place(place: &str) -> bool {
    place.split([' ', '/']).all(|w| {
        w.starts_with(|c: char| c.is_uppercase() || matches!(c, '\'' | '\u{2018}' | '\u{2019}'))
            || matches!(
                w,
                "al" | "el" | "de" | "of" | "the" | "la" | "and" | "du" | "di" | "upon" | "sur"
            )
            || w.split_once('-')
                .is_some_and(|(a, b)| a.len() <= 3 && b.starts_with(char::is_uppercase))
    }) && place.chars().all(|c| {
        c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '\u{2019}' | '\u{2018}' | '/')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paragraph: &str) -> Option<(String, Vec<String>, String)> {
        let found = dateline(paragraph, &Language::english().unwrap())?;
        Some((
            found.place,
            found.agencies,
            paragraph.split_at(found.body).1.to_owned(),
        ))
    }

    #[test]
    fn datelines_give_place_agency_and_the_start_of_the_report() {
        for (paragraph, place, agencies) in [
            (
                "NORHAVEN, Norland Region - Rebels left.",
                "NORHAVEN",
                &[][..],
            ),
            ("NORHAVEN,— Rebels left.", "NORHAVEN", &[]),
            ("PORT NORLAND (AP) — Rebels left.", "PORT NORLAND", &["AP"]),
            (
                "Norhaven, May 3 (Reuters) - Rebels left.",
                "Norhaven",
                &["Reuters"],
            ),
            ("NORHAVEN/TARIM -- Rebels left.", "NORHAVEN/TARIM", &[]),
            ("Norhaven (norpost.example) - Rebels left.", "Norhaven", &[]),
            ("NORHAVEN (Reuters) Rebels left.", "NORHAVEN", &["Reuters"]),
        ] {
            let (found, by, body) = read(paragraph).unwrap_or_else(|| panic!("{paragraph}"));
            assert_eq!((found.as_str(), body.as_str()), (place, "Rebels left."));
            assert_eq!(by, agencies);
        }
    }

    #[test]
    fn a_time_of_day_leads_an_entry_of_a_live_report() {
        for (lead, body) in [
            ("11:20 - ", "Rebels left."),
            ("9.05 pm GMT: ", "Rebels left."),
            ("14:02 \u{2013} ", "Rebels left."),
            ("10:15 | ", "Rebels left."),
        ] {
            assert_eq!(clock(&format!("{lead}{body}")), Some(lead.len()), "{lead}");
        }
        for text in [
            "11:20",
            "11:20 - ",
            "11:20 rebels left",
            "2:1 was the score: they won.",
            "112:20 - Rebels left.",
            "11:2 - Rebels left.",
            "11:20 yesterday - Rebels left.",
            "11:20 Olen: Rebels left.",
            "11.20 Norland - Veldoria border closed.",
            "99:99 - Rebels left.",
            "",
        ] {
            assert_eq!(clock(text), None, "{text}");
        }
    }

    #[test]
    fn a_colon_ends_a_dateline_of_capitals_or_with_a_date() {
        let language = Language::english().unwrap();
        let place = |text: &str| colon_dateline(text, &language).map(|d| d.place);
        let report = "The harbour board met on Friday and closed the old pier.";
        for head in [
            "NORHAVEN",
            "NORHAVEN/TARIM",
            "NORHAVEN (Coast)",
            "Norhaven, 15 August",
            "Norhaven, May 3",
        ] {
            let expected = head.split([',', '(']).next().map(|p| p.trim().to_owned());
            assert_eq!(place(&format!("{head}: {report}")), expected, "{head}");
        }
        for head in [
            "UPDATE",
            "Norhaven",
            "Ann Lee",
            "MR. LEE",
            "Q",
            "On 15 August",
        ] {
            assert_eq!(place(&format!("{head}: {report}")), None, "{head}");
        }
        assert_eq!(
            place("NORHAVEN: \"We will stay in the harbour for as long as it takes us.\""),
            None
        );
    }

    #[test]
    fn dashes_in_sentences_make_no_dateline() {
        for paragraph in [
            "Norland - once an ally - left.",
            "The army — a force of ten thousand — left.",
            "Al-Tarim said he would leave.",
            "Reuters - citing two officials - reported it.",
            "In May 2031 — a year after the war — he left.",
            "Ada Quill (R-Norhaven) – the envoy – left.",
            "Ada Quill (August 2, 1954 – June 1, 2025) was a minister.",
            "On Friday, May 3 — a year after the war — he left.",
        ] {
            assert_eq!(read(paragraph), None, "{paragraph}");
        }
    }
}
