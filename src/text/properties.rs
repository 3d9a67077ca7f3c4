//! Properties that hold for any input.

use super::*;
use crate::model::Span;
use proptest::prelude::*;
use std::sync::LazyLock;

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::english().unwrap());

fn parse(bytes: &[u8], format: Option<Format>) -> Document {
    let raw = RawArticle {
        bytes: bytes.to_vec(),
        format,
        ..RawArticle::default()
    };
    read(&raw, &ENGLISH)
}

/// Lines as pages have them: furniture, headings, sentences, damage, tags.
const LINES: &[&str] = &[
    "News",
    "Middle East",
    "Ada Quill",
    "By Ada Quill and Ben Roe",
    "Dec. 05, 2024 • 3 min read",
    "Published: 5 May 2031, 10:30 GMT",
    "Norland digs in along the river",
    "Image of Norland digs in along the river The wall. AFP file photo",
    "A convoy near Norhaven on May 3, 2031. Photo: army/telegram",
    "NORHAVEN, Norland (AP) — The army dug in on Thursday, the ministry said in a statement.",
    "The minister said that “no one will pass” and that Norland’s border would stay shut.",
    "\"Is it true?\" he asked. Gen. Roe did not answer; the U.S. envoy left at 5 p.m. Friday.",
    "President ErdoÄŸan told °®Âþµº that the café” was shutâ€¦",
    "A line drawn",
    "Comments",
    "Norpost moderates all comments submitted here.",
    "Post a comment",
    "Profile picture of Ada Quill",
    "Author Ada Quill",
    "Ada Quill is a reporter at the Norland Post.",
    "About the author",
    "NEWSLETTER",
    "Read more: Norland shuts its ports",
    "Advertisement",
    "(With files from Reuters | Agencies)",
    "AFP",
    "Copyright © 2031 Norpost. All rights reserved",
    "This article is based on an article in our other edition on 6 May 2031.",
    "<p>He wrote &amp; left.</p>",
    "<div class=\"share\"><a href='/x'>Share</a>",
    "</article></nav><h1>Norland</h1><p>",
    "<script>var a = '<p>';</script>",
    "",
    " \u{a0}\u{200b}\t",
    "‘We hold the rebels’ gains,’ he said",
    "Yes.",
    "***",
    "UPDATE",
    "Video",
];

fn page() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        8 => proptest::sample::select(LINES).prop_map(str::to_owned),
        1 => ".{0,60}",
    ];
    let end = proptest::sample::select(&["\n", "\n\n", "\r\n", " ", "\n \n"][..]);
    proptest::collection::vec((line, end), 0..24)
        .prop_map(|lines| lines.into_iter().map(|(l, e)| l + e).collect())
}

/// Spans slice their text, nest, ascend; the map stays in range and ascends.
fn check(doc: &Document) -> Result<(), TestCaseError> {
    let inside =
        |outer: Span, inner: Span| outer.contains(inner) && doc.text.get(inner.range()).is_some();
    let whole = Span::of(0..doc.text.len());
    let mut last = Span::default();
    let mut back = 0;
    for (n, p) in doc.paragraphs.iter().enumerate() {
        prop_assert!(inside(whole, p.span) && !p.span.is_empty() && p.span.start() >= last.end());
        prop_assert!(p.span.start() <= p.body_start && p.body_start < p.span.end());
        prop_assert!(doc.text.is_char_boundary(p.body_start as usize));
        last = p.span;
        for s in p.sentences.clone() {
            let s = &doc.sentences[s];
            prop_assert!(s.paragraph == n && inside(p.span, s.span));
            prop_assert!(!s.tokens.is_empty() && s.tokens.len() <= SENTENCE_TOKENS_MAX + 8);
            for t in &doc.tokens[s.tokens.clone()] {
                prop_assert!(inside(s.span, t.span) && !t.span.is_empty());
                let input = doc.map.to_input(t.span).range();
                prop_assert!(doc.input.get(input.clone()).is_some(), "{input:?}");
                prop_assert!(input.start >= back, "{input:?} before {back}");
                back = input.start;
            }
        }
    }
    for (a, b) in doc.tokens.iter().zip(doc.tokens.iter().skip(1)) {
        let gap = Span::new(a.span.end(), b.span.start());
        prop_assert!(a.span.end() <= b.span.start() && gap.slice(&doc.text).trim().is_empty());
    }
    prop_assert_eq!(doc.lower.len(), doc.text.len());
    for remark in &doc.remarks {
        prop_assert!(doc.text.get(remark.span.range()).is_some());
    }
    for gone in &doc.removed {
        prop_assert!(doc.input.get(gone.input.range()).is_some());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_a_sound_document(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        check(&parse(&bytes, None))?;
        check(&parse(&bytes, Some(Format::Html)))?;
    }

    #[test]
    fn any_text_gives_a_sound_document(text in "\\PC{0,200}") {
        check(&parse(text.as_bytes(), Some(Format::Text)))?;
    }

    #[test]
    fn pages_give_sound_documents(page in page()) {
        check(&parse(page.as_bytes(), None))?;
        check(&parse(page.as_bytes(), Some(Format::Html)))?;
    }

    #[test]
    fn cleaning_a_cleaned_text_changes_nothing(page in page()) {
        let once = parse(page.as_bytes(), Some(Format::Text));
        let twice = parse(once.text.as_bytes(), Some(Format::Text));
        prop_assert_eq!(&once.text, &twice.text);
        let html = parse(page.as_bytes(), Some(Format::Html));
        let again = parse(html.text.as_bytes(), Some(Format::Text));
        prop_assert_eq!(&html.text, &again.text);
    }

    #[test]
    fn the_same_bytes_give_the_same_document(page in page()) {
        let (a, b) = (parse(page.as_bytes(), None), parse(page.as_bytes(), None));
        prop_assert_eq!(format!("{a:?}"), format!("{b:?}"));
    }
}
