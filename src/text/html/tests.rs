//! Behaviour over invented pages.

use super::facts::{AUTHORS_MAX, DEPTH_MAX, OBJECTS_MAX, TITLE_BYTES_MAX};
use super::is_html;
use crate::lang::Language;
use crate::model::{RawArticle, Span};
use crate::text::ParagraphKind::{Body, Caption, Headline, Subheading};
use crate::text::{Document, Paragraph, ParagraphKind, Refusal};
use std::sync::LazyLock;

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::english().unwrap());

fn read(page: &str) -> Document {
    let raw = RawArticle {
        bytes: page.into(),
        ..RawArticle::default()
    };
    crate::text::read(&raw, &ENGLISH)
}

fn kinds(doc: &Document) -> Vec<(ParagraphKind, &str)> {
    let line = |p: &Paragraph| (p.kind, p.span.slice(&doc.text));
    doc.paragraphs.iter().map(line).collect()
}

const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head>
<title>Norland shuts its border | Norpost</title>
<meta property="og:site_name" content="Norpost"><meta name="author" content="Ada Quill">
<meta property="article:published_time" content="2031-05-03T08:15:00+02:00">
<link rel="canonical" href="https://norpost.example/a/1">
<script>var a = "<p>not this</p>";</script><style>p { color: red }</style></head>
<body class="has-sidebar"><nav><ul><li><a href="/">Home</a></li><li>World news of the day and more words</li></ul></nav>
<div class="share-bar">Send this to your friends now</div>
<article><h1>Norland shuts its border</h1>
<figure><img src="x.jpg" alt="A wall"><figcaption>The wall near Norhaven.</figcaption></figure>
<p>NORHAVEN &mdash; Norland&rsquo;s army said on <b>Saturday</b> it had <a href="/x">shut the border</a> with Estmark &amp; the south.</p>
<h2>A line drawn</h2>
<p>&ldquo;No one will pass,&rdquo; said the&nbsp;minister&#8230; in a speech.<br>He gave no reason for the step.</p>
<aside><p>Related: the story of the wall and of those who built it</p></aside>
<p>Estmark has not replied to the notice so far.</p></article>
<footer><p>Copyright and other words of the house</p></footer></body></html>"#;

#[test]
fn a_page_gives_its_article_and_nothing_else() {
    let doc = read(PAGE);
    assert_eq!(
        kinds(&doc),
        [
            (Headline, "Norland shuts its border"),
            (Caption, "The wall near Norhaven."),
            (
                Body,
                "NORHAVEN — Norland’s army said on Saturday it had shut the border with Estmark & the south."
            ),
            (Subheading, "A line drawn"),
            (Body, "“No one will pass,” said the minister… in a speech."),
            (Body, "He gave no reason for the step."),
            (Body, "Estmark has not replied to the notice so far."),
        ]
    );
}

#[test]
fn the_head_of_a_page_gives_the_facts() {
    let info = read(PAGE).info;
    assert_eq!(info.title.as_deref(), Some("Norland shuts its border"));
    assert_eq!(info.outlet.as_deref(), Some("Norpost"));
    assert_eq!(info.authors, ["Ada Quill"]);
    assert_eq!(info.language.as_deref(), Some("en-GB"));
    assert_eq!(info.url.as_deref(), Some("https://norpost.example/a/1"));
    assert_eq!(info.published.unwrap().to_string(), "2031-05-03");
    assert_eq!(info.dateline.as_deref(), Some("NORHAVEN"));
}

#[test]
fn structured_data_comes_before_meta_elements() {
    let page = r#"<html><head><meta name="author" content="Somebody Else">
<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":["NewsArticle"],"headline":"Norland digs in",
"datePublished":"2031-05-02","author":[{"name":"Ada Quill"},"Ben Roe"],"publisher":{"name":"Norpost"}}]}</script></head>
<body><p>Norland's army dug in along the river on Friday, it said.</p></body></html>"#;
    let info = read(page).info;
    assert_eq!(info.title.as_deref(), Some("Norland digs in"));
    assert_eq!(info.authors, ["Ada Quill", "Ben Roe"]);
    assert_eq!(info.published.unwrap().to_string(), "2031-05-02");
    assert_eq!(info.outlet.as_deref(), Some("Norpost"));
}

#[test]
fn every_word_leads_back_to_the_source() {
    let doc = read(PAGE);
    for (word, source) in [
        ("Norland’s", "Norland&rsquo;s"),
        ("minister…", "minister&#8230;"),
        ("Saturday", "Saturday"),
        ("&", "&amp;"),
    ] {
        let at = doc.text.find(word).unwrap();
        let at = if word == "Norland’s" {
            at
        } else {
            doc.text.rfind(word).unwrap_or(at)
        };
        let back = doc.map.to_input(Span::of(at..at + word.len()));
        assert_eq!(back.slice(&doc.input), source);
    }
}

#[test]
fn pages_without_landmarks_lose_only_their_links_and_furniture() {
    let page = "<div><div><a href='/'>Front</a></div><div><a href='/w'>World</a></div>\
        <div><h1>Norland digs in</h1><div>Norland's army dug in along the river on Friday, it said.</div>\
        <div>It gave <a href='/n'>no numbers</a> for the men.</div></div><div>Advertisement</div></div>";
    let texts: Vec<_> = kinds(&read(page))
        .into_iter()
        .map(|(_, t)| t.to_owned())
        .collect();
    assert_eq!(
        texts,
        [
            "Norland digs in",
            "Norland's army dug in along the river on Friday, it said.",
            "It gave no numbers for the men."
        ]
    );
}

#[test]
fn an_element_left_open_or_misnamed_swallows_no_report() {
    let open = "<html><body><nav><a href='/'>Home</a><article><h1>Norland digs in</h1><p>The army dug in along the river, it said.</p></article></body></html>";
    assert_eq!(kinds(&read(open)).len(), 2);
    let named = "<html><body><div class='page related'><p>The army dug in along the river, it said.</p><p>It gave no numbers for the men.</p></div></body></html>";
    assert_eq!(kinds(&read(named)).len(), 2);
}

#[test]
fn plain_text_with_a_few_tags_is_no_page() {
    assert!(!is_html(
        "He wrote <a href=\"x\">this</a> and a < b, then left."
    ));
    assert!(!is_html("<tweet id=\"1\"><tweet/>"));
    assert!(is_html("<p>One.</p>\n<p>Two.</p>"));
    assert!(is_html("\u{feff} <!doctype HTML><p>One."));
}

#[test]
fn a_page_of_markup_alone_is_refused() {
    assert_eq!(
        read("<html><head><style>a{}</style></head><body><nav><a>x</a></nav></body></html>")
            .refusal(),
        Some(Refusal::MarkupOnly)
    );
}

#[test]
fn deep_nesting_is_read_to_its_limit_without_harm() {
    let page = format!(
        "<html><body>{}<p>The army dug in along the river, it said.</p>",
        "<div>".repeat(5000)
    );
    assert_eq!(kinds(&read(&page)).len(), 1);
}

/// The facts of a page whose structured data is this.
fn told(data: &str) -> crate::model::ArticleInfo {
    let body = "<p>The army dug in along the river, it said.</p>";
    read(&format!(
        "<html><head><script type='application/ld+json'>{data}</script></head><body>{body}</body></html>"
    ))
    .info
}

#[test]
fn structured_data_is_read_up_to_its_limits() {
    let article =
        |more: &str| format!(r#"{{"@type":"NewsArticle","headline":"Norland digs in"{more}}}"#);
    let title = |data: &str| told(data).title;
    assert!(title(&article("")).is_some());
    for (depth, is_read) in [(DEPTH_MAX, true), (DEPTH_MAX + 1, false)] {
        let nested = "[".repeat(depth) + &article("") + &"]".repeat(depth);
        assert_eq!(title(&nested).is_some(), is_read, "{depth}");
    }
    for (before, is_read) in [(OBJECTS_MAX - 1, true), (OBJECTS_MAX, false)] {
        let list = format!("[{}{}]", "{},".repeat(before), article(""));
        assert_eq!(title(&list).is_some(), is_read, "{before}");
    }
    for count in [AUTHORS_MAX, AUTHORS_MAX + 1] {
        let names: Vec<String> = (0..count).map(|i| format!("\"Ada {i}\"")).collect();
        let found = told(&article(&format!(r#","author":[{}]"#, names.join(","))));
        assert_eq!(found.authors.len(), AUTHORS_MAX);
    }
    for (bytes, is_read) in [(TITLE_BYTES_MAX, true), (TITLE_BYTES_MAX + 1, false)] {
        let long = format!(r#"{{"@type":"Report","headline":"{}"}}"#, "x".repeat(bytes));
        assert_eq!(title(&long).is_some(), is_read, "{bytes}");
    }
}
