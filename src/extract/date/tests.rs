//! Dates over invented sentences; the article's day is Thursday 5 December 2024 unless said.

use super::*;
use crate::model::{ArticleInfo, Format, RawArticle};
use std::sync::LazyLock;

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::english().unwrap());

fn read(text: &str, published: Option<&str>) -> Vec<(String, String)> {
    let raw = RawArticle {
        info: ArticleInfo {
            published: published.map(|p| p.parse().unwrap()),
            ..ArticleInfo::default()
        },
        bytes: text.into(),
        format: Some(Format::Text),
    };
    let language = &*ENGLISH;
    let doc = crate::text::read(&raw, language);
    dates(&doc, language)
        .into_iter()
        .map(|d| {
            let range = d.range.map_or("?".into(), |r| r.to_string());
            (d.span.slice(&doc.text).to_owned(), range)
        })
        .collect()
}

fn one(text: &str) -> String {
    let found = read(text, Some("2024-12-05"));
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found[0].1.clone()
}

#[test]
fn weekdays_are_the_last_ones_unless_the_sentence_looks_ahead() {
    assert_eq!(
        one("Quill said on Thursday that he would stay."),
        "2024-12-05"
    );
    assert_eq!(
        one("On Saturday, Quill said they would not stop."),
        "2024-11-30"
    );
    assert_eq!(
        one("Troops took the town on Wednesday evening."),
        "2024-12-04"
    );
    assert_eq!(
        one("The ministers are scheduled to meet in Norhaven on Friday."),
        "2024-12-06"
    );
    assert_eq!(one("On Friday, the ministers will meet."), "2024-12-06");
    assert_eq!(
        one("The minister is expected in Norhaven on Friday for talks."),
        "2024-12-06"
    );
    assert_eq!(one("They met last Thursday."), "2024-11-28");
    assert_eq!(one("They meet next Thursday."), "2024-12-12");
}

#[test]
fn weeks_months_and_years_turn_around_the_articles_day() {
    assert_eq!(
        one("The offensive was launched last week."),
        "2024-11-25/2024-12-01"
    );
    assert_eq!(one("He spoke earlier this week."), "2024-12-02/2024-12-05");
    assert_eq!(
        one("They advanced over the past week."),
        "2024-11-28/2024-12-05"
    );
    assert_eq!(one("They leave next week."), "2024-12-09/2024-12-15");
    assert_eq!(one("He left last month."), "2024-11");
    assert_eq!(one("He left last year."), "2023");
    assert_eq!(one("He left last December."), "2024-12");
}

#[test]
fn days_count_from_the_articles_day() {
    assert_eq!(one("He flew in this morning."), "2024-12-05");
    assert_eq!(one("He left yesterday."), "2024-12-04");
    assert_eq!(one("They strike tomorrow night."), "2024-12-06");
    assert_eq!(one("It began two days ago."), "2024-12-03");
    assert_eq!(
        one("It began a little over a week ago."),
        "2024-11-27/2024-11-29"
    );
    assert_eq!(one("It began three years ago."), "2021");
}

#[test]
fn absolute_dates_need_no_publication() {
    let bare = |text: &str| {
        read(text, None)
            .into_iter()
            .map(|(_, r)| r)
            .collect::<Vec<_>>()
    };
    assert_eq!(bare("It began on October 7, 2023."), ["2023-10-07"]);
    assert_eq!(
        bare("It began on Thursday, 5 December 2024."),
        ["2024-12-05"]
    );
    assert_eq!(
        bare("In 2013, they regrouped after the 2003 invasion."),
        ["2013", "2003"]
    );
    assert_eq!(
        bare("It ran from December 4-6, 2024."),
        ["2024-12-04/2024-12-06"]
    );
    assert_eq!(
        bare("In late October 2023 they left."),
        ["2023-10-21/2023-10-31"]
    );
    assert_eq!(
        bare("By mid-2013 they had left in the 1990s."),
        ["2013-05/2013-08", "1990/1999"]
    );
    assert_eq!(bare("Filed 2024-12-05."), ["2024-12-05"]);
}

#[test]
fn without_a_publication_relative_words_stay_unresolved() {
    for text in [
        "He left on Thursday.",
        "He left yesterday.",
        "He left on Dec. 5.",
        "He left two days ago.",
    ] {
        let found = read(text, None);
        assert_eq!(found[0].1, "?", "{text}");
    }
    assert_eq!(read("He left on Thursday.", Some("2024-12"))[0].1, "?");
}

#[test]
fn days_without_a_year_take_the_last_one_or_the_one_the_article_says() {
    assert_eq!(one("He left on Dec. 5."), "2024-12-05");
    assert_eq!(one("He left on 20 December."), "2023-12-20");
    assert_eq!(one("He will leave on 20 December."), "2024-12-20");
    assert_eq!(one("He will leave in January."), "2025-01");
    let found = read(
        "It began on October 7, 2023. Since October 7 many left.",
        Some("2024-12-05"),
    );
    assert_eq!(found[1].1, "2023-10-07");
}

#[test]
fn words_that_look_like_dates_are_none() {
    for text in [
        "He may leave and march on.",
        "May he rest.",
        "Some 2,000 men left; 2024 tanks stayed.",
        "Today's offensive goes on.",
        "It took two days.",
    ] {
        assert!(read(text, Some("2024-12-05")).is_empty(), "{text}");
    }
}

#[test]
fn a_range_of_publication_gives_ranges_or_nothing() {
    assert_eq!(
        read("He left yesterday.", Some("2024-12-05/2024-12-06"))[0].1,
        "2024-12-04/2024-12-05"
    );
    assert_eq!(
        read("He left on Monday.", Some("2024-12-05/2024-12-06"))[0].1,
        "2024-12-02"
    );
    assert_eq!(
        read("He left on Monday.", Some("2024-12-01/2024-12-20"))[0].1,
        "?"
    );
}

#[test]
fn the_edition_an_article_is_based_on_anchors_its_weekdays() {
    let text = "Quill met the envoy on Thursday, his office in the capital said.\nThis article is based on an article which appeared in our other edition on 6 December 2024.";
    assert_eq!(
        read(text, None),
        [("Thursday".to_owned(), "2024-12-05".to_owned())]
    );
}

#[test]
fn bounds_sentences_and_neighbours_are_told() {
    let language = &*ENGLISH;
    let raw = RawArticle {
        bytes: "Since 7 October 2023 many left. In 2013 few came, and in 2015 none.".into(),
        format: Some(Format::Text),
        ..RawArticle::default()
    };
    let doc = crate::text::read(&raw, language);
    let found = dates(&doc, language);
    assert_eq!(found[0].bound, DateBound::Since);
    assert_eq!(of_sentence(&found, 1).len(), 2);
    let end = Span::of(doc.text.len() - 5..doc.text.len());
    assert_eq!(
        nearest(of_sentence(&found, 1), end)
            .unwrap()
            .span
            .slice(&doc.text),
        "2015"
    );
}

proptest::proptest! {
    #[test]
    fn any_words_give_mentions_inside_their_sentence(words in proptest::collection::vec(
        proptest::sample::select(&["on", "Thursday", "Dec.", "5", ",", "2024", "mid-2013", "early", "two", "days", "ago", "last",
            "next", "week", "May", "March", "99", "999999", "-", "31", "will", "said", ".", "of", "1990s", "this", "morning", "a",
            "couple", "9999-99-99", "9999", "0001", "January"][..]), 0..40)) {
        let raw = RawArticle {
            info: ArticleInfo { published: Some("2024-12-05".parse().unwrap()), ..ArticleInfo::default() },
            bytes: words.join(" ").into(),
            format: Some(Format::Text),
        };
        let language = &*ENGLISH;
        let doc = crate::text::read(&raw, language);
        for found in dates(&doc, language) {
            let sentence = doc.sentences[found.sentence].span;
            proptest::prop_assert!(sentence.contains(found.span));
            if let Some(range) = found.range {
                proptest::prop_assert!(range.start.epoch_day() <= range.end.last_epoch_day());
            }
        }
    }
}
