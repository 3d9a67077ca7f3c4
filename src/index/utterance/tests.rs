//! The linker against its limits: each holds at its value and breaks one beyond.

use super::wording::{
    LINK_DAYS_MAX, LINK_STRANGER_WORDS_MIN, LINK_WORDS_MIN, SHORTENED_WORDS_MIN,
    TRANSLATED_CLUES_MAX, TRANSLATED_DAYS_MAX, TRANSLATED_NAMELESS_MIN, TRANSLATED_SHARED_MIN,
    WORDS_COMPARED_MAX,
};
use super::*;
use crate::index::window::{CANDIDATES_MAX, CLUE_TELLINGS_MAX, WINDOW_ENTRIES};
use crate::model::{
    ActorRef, Confidence, Modality, Provenance, Quote, QuoteKind, Source, Span, WordingRelation, id,
};
use jiff::Timestamp;

/// A quote of an article of its own, printed on a day of December 2031.
fn quote(article: &str, speaker: &str, day: u8, words: &str) -> QuoteRecord {
    let id: QuoteId = id::digest_id('q', &[article, words]).into();
    QuoteRecord {
        utterance: id::digest_id('u', &["utterance", id.as_str()]).into(),
        id,
        source: Source {
            article: article.parse().unwrap(),
            revision: 1,
            source_id: None,
            title: None,
            outlet: None,
            url: None,
            collection: None,
            published: format!("2031-12-{day:02}").parse().ok(),
            ingested: Timestamp::UNIX_EPOCH,
            copy_of: None,
        },
        quote: Quote {
            kind: QuoteKind::Direct,
            spans: vec![Span::of(0..words.len())],
            text: words.to_owned(),
            quoted: vec![],
            clause: Span::of(0..words.len()),
            speakers: vec![ActorRef {
                text: speaker.to_owned(),
                actor: speaker.parse().ok(),
                ..ActorRef::default()
            }],
            cue: None,
            channel: None,
            addressees: vec![],
            via: None,
            said: None,
            modality: Modality::Asserted,
            evidence: vec![],
            confidence: Confidence::default(),
        },
        about: vec![],
        issues: vec![],
        decision: None,
        provenance: Provenance::default(),
    }
}

/// So many different telling words.
fn words(count: usize) -> String {
    let words: Vec<String> = (0..count).map(|i| format!("word{i}")).collect();
    words.join(" ")
}

/// Whether the second quote is given the utterance of the first, so many entries later.
fn linked(one: QuoteRecord, other: QuoteRecord, entries: u64) -> bool {
    let mut linker = Linker::default();
    let (mut one, mut other) = ([one], [other]);
    linker.take(1, &mut one, &HashMap::new());
    linker.take(1 + entries, &mut other, &HashMap::new());
    let [one] = one;
    let [other] = other;
    one.utterance == other.utterance
}

fn same_words(count: usize, speaker: &str, day: u8) -> bool {
    let text = words(count);
    linked(
        quote("a1", "ada", 1, &text),
        quote("a2", speaker, day, &text),
        1,
    )
}

#[test]
fn words_speakers_and_days_have_their_least() {
    assert!(same_words(LINK_WORDS_MIN, "ada", 1));
    assert!(!same_words(LINK_WORDS_MIN - 1, "ada", 1));
    assert!(same_words(LINK_STRANGER_WORDS_MIN, "ben", 1));
    assert!(!same_words(LINK_STRANGER_WORDS_MIN - 1, "ben", 1));
    let last = u8::try_from(1 + LINK_DAYS_MAX).unwrap();
    assert!(same_words(20, "ada", last));
    assert!(!same_words(20, "ada", last + 1));
}

#[test]
fn quotes_leave_the_window_with_their_entry() {
    let text = words(20);
    let two = || (quote("a1", "ada", 1, &text), quote("a2", "ada", 1, &text));
    let at = |entries| {
        let (one, other) = two();
        linked(one, other, entries)
    };
    assert!(at(WINDOW_ENTRIES - 1));
    assert!(!at(WINDOW_ENTRIES));
}

/// Candidates among so many quotes, each with the clue its number is given.
fn candidates(count: usize, clue: fn(u32) -> u32) -> usize {
    let mut window = Window::default();
    let clues: Vec<u32> = (0..).map(clue).take(count).collect();
    for (sequence, clue) in (1..).zip(&clues) {
        let quote = quote("a1", "ada", 1, &words(9));
        window.add(Telling {
            sequence,
            id: quote.id.clone(),
            article: quote.source.article.clone(),
            root: quote.utterance.clone(),
            clues: vec![*clue],
            told: Wording::of(&quote),
        });
    }
    window.candidates(&clues).count()
}

#[test]
fn candidates_are_so_many_for_a_clue_and_so_many_in_all() {
    for (limit, clue) in [
        (CLUE_TELLINGS_MAX, (|_| 7) as fn(u32) -> u32),
        (CANDIDATES_MAX, |number| number),
    ] {
        assert_eq!(candidates(limit, clue), limit);
        assert_eq!(candidates(limit + 1, clue), limit);
    }
}

/// A quote of words whose beginnings differ, the first of them last; with `about`, it names somebody.
fn retold(count: u8, day: u8, about: Option<&str>, turned: bool) -> Wording {
    let word = |i: u8| format!("{}stem", char::from(b'a' + i).to_string().repeat(4));
    let mut all: Vec<String> = (0..count).map(word).collect();
    if turned {
        all.reverse();
    }
    let mut record = quote("a1", "ada", day, &all.join(" "));
    record.about.extend(about.and_then(|a| a.parse().ok()));
    Wording::of(&record)
}

#[test]
fn other_words_for_the_same_share_so_many_and_are_printed_so_near() {
    let one = |least: usize| u8::try_from(least).unwrap();
    let is_retold = |count, day, about| {
        let (one, other) = (
            retold(count, 1, about, false),
            retold(count, day, about, true),
        );
        one.link(&other) == Some(Link::Is(WordingRelation::Translated))
    };
    let (nameless, named) = (one(TRANSLATED_NAMELESS_MIN), one(TRANSLATED_SHARED_MIN));
    assert!(is_retold(nameless, 1, None) && !is_retold(nameless - 1, 1, None));
    let ben = Some("ben");
    assert!(is_retold(named, 1, ben) && !is_retold(named - 1, 1, ben));
    let last = 1 + u8::try_from(TRANSLATED_DAYS_MAX).unwrap();
    assert!(is_retold(9, last, None) && !is_retold(9, last + 1, None));
}

#[test]
fn a_known_speaker_gives_so_many_words_as_clues() {
    let clues = |speaker: &str, count: usize| {
        let text: Vec<String> = (b'a'..)
            .take(count)
            .map(|c| char::from(c).to_string().repeat(6))
            .collect();
        Wording::of(&quote("a1", speaker, 1, &text.join(" ")))
            .clues()
            .len()
    };
    for count in [TRANSLATED_CLUES_MAX, TRANSLATED_CLUES_MAX + 1] {
        assert_eq!(
            clues("ada", count) - clues("No Id", count),
            TRANSLATED_CLUES_MAX
        );
    }
}

/// Whether a longer wording holds all tellings of an utterance, the last of which it does not hold.
fn holds(fitting: usize) -> bool {
    let mut linker = Linker::default();
    let part = quote("a1", "ada", 1, &words(10));
    let longer = Wording::of(&quote("a2", "ada", 1, &(words(10) + " and this behind it")));
    let other = quote("a3", "ada", 1, &"elsewhere said otherwise ".repeat(4));
    let all = std::iter::repeat_n(&part, fitting).chain([&other]);
    for (sequence, record) in (1..).zip(all) {
        linker.window.add(Telling {
            sequence,
            id: record.id.clone(),
            article: record.source.article.clone(),
            root: part.utterance.clone(),
            clues: vec![],
            told: Wording::of(record),
        });
    }
    linker.is_all_within(&part.utterance, &longer)
}

#[test]
fn a_longer_wording_is_held_against_so_many_tellings() {
    assert!(!holds(MEMBERS_HELD_MAX - 1));
    assert!(holds(MEMBERS_HELD_MAX));
}

#[test]
fn a_report_has_so_many_quotes_that_are_compared() {
    for (count, expected) in [(LINKED_QUOTES_MAX, true), (LINKED_QUOTES_MAX + 1, false)] {
        let mut linker = Linker::default();
        let text = |i: usize| format!("{} {}", words(10), format!("other{i} ").repeat(5));
        let mut many: Vec<_> = (0..count)
            .map(|i| quote("a1", "ada", 1, &text(i)))
            .collect();
        linker.take(1, &mut many, &HashMap::new());
        let mut last = [quote("a2", "ada", 1, &text(count - 1))];
        linker.take(2, &mut last, &HashMap::new());
        let [last] = last;
        assert_eq!(
            many.last().unwrap().utterance == last.utterance,
            expected,
            "{count}"
        );
    }
}

#[test]
fn a_shortened_wording_keeps_so_many_words_and_its_not() {
    let long = words(SHORTENED_WORDS_MIN + 1);
    let without = |n: &str| long.replace(&format!("{n} "), "");
    let link = |one: &str, other: &str| {
        let of = |text: &str| Wording::of(&quote("a1", "ada", 1, text));
        of(one).link(&of(other))
    };
    let shortened = Some(Link::Is(WordingRelation::Shortened));
    assert_eq!(link(&without("word4"), &long), shortened);
    assert_eq!(link(&long, &without("word4")), Some(Link::Holds));
    let shorter = words(SHORTENED_WORDS_MIN);
    assert_ne!(link(&shorter.replace("word4 ", ""), &shorter), shortened);
    let denied = long.replace("word4", "not");
    assert_eq!(link(&without("word4"), &denied), None);
}

#[test]
fn only_the_first_words_of_a_long_quote_are_compared() {
    let of = |text: &str| Wording::of(&quote("a1", "ada", 1, text)).words.len();
    assert_eq!(of(&words(WORDS_COMPARED_MAX)), WORDS_COMPARED_MAX);
    assert_eq!(of(&words(WORDS_COMPARED_MAX + 1)), WORDS_COMPARED_MAX);
}

#[test]
fn words_said_in_two_longer_speeches_join_neither() {
    let mut linker = Linker::default();
    let own = |mark: &str| -> Vec<String> { (0..12).map(|i| format!("{mark}{i}own")).collect() };
    let (part, before, after) = (words(10), own("a").join(" "), own("z").join(" "));
    let mut first = [quote("a1", "ada", 1, &format!("{before} {part}"))];
    let mut second = [quote("a2", "ada", 2, &format!("{part} {after}"))];
    linker.take(1, &mut first, &HashMap::new());
    linker.take(2, &mut second, &HashMap::new());
    assert_ne!(first[0].utterance, second[0].utterance);
    let mut third = [quote("a3", "ada", 2, &part)];
    let own = third[0].utterance.clone();
    assert_eq!(linker.take(3, &mut third, &HashMap::new()), []);
    assert_eq!(third[0].utterance, own);
}

#[test]
fn redirects_lead_to_the_end_and_a_family_holds_all() {
    let id = |n: &str| -> UtteranceId { id::digest_id('u', &[n]).into() };
    let (one, two, three, alone) = (id("1"), id("2"), id("3"), id("4"));
    let mut redirects = Redirects::default();
    redirects.add(&three, &two);
    redirects.add(&two, &one);
    assert_eq!(redirects.root(&three), one);
    assert_eq!(redirects.family(&one), [one.clone(), two, three]);
    assert_eq!(redirects.root(&alone), alone);
    assert_eq!(redirects.family(&alone), std::slice::from_ref(&alone));
}
