//! Behaviour of the whole stage over invented pages.

use super::ParagraphKind::{Body, Caption, Headline, Subheading};
use super::*;
use std::sync::LazyLock;

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::english().unwrap());

fn doc(bytes: &[u8]) -> Document {
    let raw = RawArticle {
        bytes: bytes.to_vec(),
        ..RawArticle::default()
    };
    read(&raw, &ENGLISH)
}

fn kinds(doc: &Document) -> Vec<(ParagraphKind, &str)> {
    let line = |p: &Paragraph| (p.kind, p.span.slice(&doc.text));
    doc.paragraphs.iter().map(line).collect()
}

const LEAD: &str = "NORHAVEN, Norland Region - Prime Minister Ada Quill on Thursday urged all militias to stay out of the war in Estmark.";
const BODY: &str = "The minister said that Norland had “nothing to offer” but aid, and that the border would stay shut.";
const MORE: &str = "Two officials in the capital said the army had moved three brigades to the east of the country.";

#[test]
fn a_page_gives_headline_byline_date_and_dateline() {
    let page = format!(
        "News\n\nQuill calls on militias to stay home\n\nBen O. Roe\n\nDec. 05, 2024 • 3 min read\nImage of Quill calls on militias to stay home Prime Minister Ada Quill. AFP file photo\n\n{LEAD}\n\u{a0}\n{BODY}\n\nProfile picture of Ben O. Roe\nAuthor Ben O. Roe\n\nBen O. Roe holds a degree in history.\nNEWSLETTER\n\nGet the latest updates delivered to your inbox."
    );
    let doc = doc(page.as_bytes());
    assert_eq!(
        kinds(&doc),
        [
            (Headline, "Quill calls on militias to stay home"),
            (Caption, "Prime Minister Ada Quill. AFP file photo"),
            (Body, LEAD),
            (Body, BODY),
        ]
    );
    let info = &doc.info;
    assert_eq!(
        info.title.as_deref(),
        Some("Quill calls on militias to stay home")
    );
    assert_eq!(info.authors, ["Ben O. Roe"]);
    assert_eq!(info.dateline.as_deref(), Some("NORHAVEN"));
    assert_eq!(info.published.as_ref().unwrap().to_string(), "2024-12-05");
    assert_eq!(info.published.as_ref().unwrap().wording, "Dec. 05, 2024");
    let lead = &doc.paragraphs[2];
    let report = Span::new(lead.body_start, lead.span.end());
    assert!(report.slice(&doc.text).starts_with("Prime Minister"));
}

#[test]
fn what_stands_many_times_over_goes_in_one_cleaning() {
    let title = "Quill calls on militias";
    let cues = format!("Image of {title} ").repeat(12);
    let repeats = format!("{title}\n").repeat(60);
    let note = |n| format!("Ben Roe is a reporter at desk {n}.\n");
    let notes = (0..60).map(note).collect::<Vec<_>>().concat();
    let page = format!("{title}\n{cues}The minister. AFP\n{repeats}{LEAD}\n{BODY}\n{notes}");
    let once = doc(page.as_bytes());
    let texts: Vec<_> = kinds(&once).into_iter().map(|(_, t)| t).collect();
    assert_eq!(texts, [title, "The minister. AFP", LEAD, BODY]);
    assert_eq!(doc(once.text.as_bytes()).text, once.text);
}

#[test]
fn repeated_paragraphs_and_blocks_stand_once() {
    let page = format!("{BODY}\n{LEAD}\nA heading\n{MORE}\n{LEAD}\nA heading\n{MORE}\n{BODY}");
    let doc = doc(page.as_bytes());
    let texts: Vec<_> = kinds(&doc).into_iter().map(|(_, t)| t).collect();
    assert_eq!(texts, [BODY, LEAD, "A heading", MORE]);
    let repeats = doc
        .remarks
        .iter()
        .filter(|r| r.code == RemarkCode::RepeatedParagraph);
    assert_eq!(repeats.count(), 4);
    assert!(doc.removed.iter().all(|r| r.reason == "repeat"));
}

#[test]
fn comment_policy_ends_the_report_and_names_the_outlet() {
    let page = format!(
        "Middle East\n{LEAD}\n{BODY}\nComments\nNorpost moderates all comments submitted here.\nWe will look at each of them with care.\nPost a comment"
    );
    let doc = doc(page.as_bytes());
    assert_eq!(kinds(&doc).len(), 2);
    assert_eq!(doc.info.outlet.as_deref(), Some("Norpost"));
    assert_eq!(doc.info.title, None);
}

#[test]
fn a_comment_heading_above_the_report_costs_no_sentence() {
    let page = format!("Comments\n{LEAD}\n{BODY}\n{MORE}");
    assert_eq!(kinds(&doc(page.as_bytes())).len(), 3);
}

#[test]
fn credits_and_copyright_become_facts() {
    let page = format!(
        "Norland is not seeking war, says spokesman\n{LEAD}\n{BODY}\n(With files from Reuters | Agencies)\nCopyright © 2024 Norpost.example. All rights reserved"
    );
    let doc = doc(page.as_bytes());
    assert_eq!(doc.info.agencies, ["Reuters"]);
    assert_eq!(doc.info.outlet.as_deref(), Some("Norpost.example"));
    assert_eq!(kinds(&doc).len(), 3);
}

#[test]
fn a_credit_with_a_sentence_of_the_report_stays() {
    let kept = "The debate over what the party stands for has only begun, the senator said.Norpost writer Ada Quill contributed to this report";
    let gone = "Norpost writers Ada Quill in Norhaven, and Ben O. Roe in Tarim, contributed to this report.";
    let doc = doc(format!("{LEAD}\n{BODY}\n{kept}\n{gone}").as_bytes());
    assert_eq!(kinds(&doc).last(), Some(&(Body, kept)));
}

#[test]
fn a_date_below_the_report_dates_it() {
    let doc = doc(format!("{LEAD}\n{BODY}\nMay 5, 2031").as_bytes());
    assert_eq!(doc.info.published.unwrap().to_string(), "2031-05-05");
    assert_eq!(
        doc.removed.iter().map(|r| r.reason).collect::<Vec<_>>(),
        ["date"]
    );
}

#[test]
fn a_speaker_and_her_words_are_no_subheading() {
    let doc = doc(format!("{LEAD}\nPOST: Will you fight at all?\n{BODY}").as_bytes());
    assert!(kinds(&doc).iter().all(|(k, _)| *k == Body));
}

#[test]
fn the_edition_an_article_is_based_on_is_kept_as_a_fact() {
    let basis = "This article is based on an article which appeared in our Estmark edition on 6 December 2024.";
    let doc =
        doc(format!("{LEAD}\n{BODY}\n{basis}\nAgencies contributed to this report").as_bytes());
    assert_eq!(doc.info.based_on.as_deref(), Some(basis));
    assert_eq!(doc.info.published, None);
    assert_eq!(doc.info.agencies, ["agencies"]);
}

#[test]
fn a_caption_dates_the_page_only_with_the_weekday_of_the_report() {
    let page = |day: &str, credit: &str| {
        let caption = format!("A convoy near Norhaven on {day}. {credit}");
        doc(format!("{caption}\n{LEAD}\n{BODY}").as_bytes())
            .info
            .published
            .map(|d| d.to_string())
    };
    assert_eq!(
        page("December 5, 2024", "Photo: army/telegram").as_deref(),
        Some("2024-12-05")
    );
    assert_eq!(page("December 6, 2024", "Photo: army/telegram"), None);
    assert_eq!(page("December 5, 2024", "File photo: AFP"), None);
}

#[test]
fn a_full_date_in_a_dateline_or_a_line_of_the_head_dates_the_text() {
    let published = |text: &str| doc(text.as_bytes()).info.published.map(|d| d.to_string());
    let report = "Two brigades left the capital for the river on Monday, the ministry said.";
    for head in [
        "NORHAVEN, Estmark, May 3 2031 (ONA) - ",
        "Letters to the paper\nThe Norhaven Courier, 3 May 2031\n",
        "Sandtable\nposted by a reader \u{2022} 3 May 2031 \u{2022} 41 comments\n",
    ] {
        let text = format!("{head}{report}");
        assert_eq!(published(&text).as_deref(), Some("2031-05-03"), "{text}");
    }
    for head in [
        "The minister spoke to this paper on 3 May 2031\n",
        "The law of 3 May 2031 was passed by the house in a hurry.\n",
    ] {
        assert_eq!(published(&format!("{head}{report}")), None, "{head}");
    }
}

#[test]
fn the_callers_word_wins() {
    let raw = RawArticle {
        info: ArticleInfo {
            dateline: Some("Tarim".into()),
            ..ArticleInfo::default()
        },
        bytes: LEAD.into(),
        format: Some(Format::Text),
    };
    let doc = read(&raw, &ENGLISH);
    assert_eq!(doc.info.dateline.as_deref(), Some("Tarim"));
}

#[test]
fn a_plain_sentence_is_left_alone() {
    for text in [
        "Follow-up talks were held on Friday, the ministry said.",
        "Comments by the minister drew anger in Estmark.",
        "Rebels take the town",
        "By Friday, rebels had taken the town.",
        "Ada Quill is a reporter, he said.",
    ] {
        assert_eq!(kinds(&doc(text.as_bytes())), [(Body, text)]);
    }
}

#[test]
fn short_lines_between_paragraphs_are_subheadings() {
    let page = format!("{LEAD}\nBreak from neutrality\n{BODY}");
    assert_eq!(
        kinds(&doc(page.as_bytes()))[1],
        (Subheading, "Break from neutrality")
    );
}

#[test]
fn double_encoded_words_are_repaired_and_others_marked() {
    let doc = doc(
        "President ErdoÄŸan said â€œstayâ€\u{9d} and told °®Âþµº that the café” was shut."
            .as_bytes(),
    );
    assert!(
        doc.text.contains("Erdoğan said “stay” and told °®Âþµº"),
        "{}",
        doc.text
    );
    assert!(doc.text.contains("café”"));
    let remark = |code| {
        doc.remarks
            .iter()
            .filter(|r| r.code == code)
            .map(|r| r.span.slice(&doc.text))
            .collect::<Vec<_>>()
    };
    assert_eq!(remark(RemarkCode::MojibakeRepaired), ["Erdoğan", "“stay”"]);
    assert_eq!(remark(RemarkCode::MojibakeSuspected), ["°®Âþµº"]);
    let back = doc.map.to_input(Span::of(
        doc.text.find("ğ").unwrap()..doc.text.find("ğ").unwrap() + 2,
    ));
    assert_eq!(back.slice(&doc.input), "ÄŸ");
}

#[test]
fn inputs_without_a_report_say_why() {
    assert_eq!(doc(b"").refusal(), Some(Refusal::Empty));
    assert_eq!(
        doc(" \u{a0}\n\u{feff}".as_bytes()).refusal(),
        Some(Refusal::Empty)
    );
    assert_eq!(doc(b"%PDF-1.4 words").refusal(), Some(Refusal::Binary));
    assert_eq!(
        doc(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 200, 0, 1]).refusal(),
        Some(Refusal::Binary)
    );
    assert_eq!(
        doc(b"Advertisement\nShare").refusal(),
        Some(Refusal::MarkupOnly)
    );
    assert_eq!(
        doc(b"Home > World > Kestrovia\n{\\rtf The army left\n\nMarch 5, 2031\n\nThe army left the valley, the ministry said on Monday.")
            .refusal(),
        Some(Refusal::MarkupOnly)
    );
    assert_eq!(doc(b"Rebels left.").refusal(), None);
}

#[test]
fn a_lost_character_in_valid_text_makes_it_no_binary() {
    assert_eq!(doc("\u{fffd}¡0".as_bytes()).refusal(), None);
}

#[test]
fn paragraphs_stop_at_their_limit() {
    let lines = |n: usize| {
        let lines: Vec<_> = (0..n).map(|i| format!("Line {i} is here.")).collect();
        let doc = doc(lines.join("\n").as_bytes());
        (
            doc.paragraphs.len(),
            doc.remarks
                .iter()
                .any(|r| r.code == RemarkCode::LimitReached),
        )
    };
    assert_eq!(lines(PARAGRAPHS_MAX), (PARAGRAPHS_MAX, false));
    assert_eq!(lines(PARAGRAPHS_MAX + 1), (PARAGRAPHS_MAX, true));
}

#[test]
fn input_past_the_limit_is_told() {
    let doc = doc(&vec![b'a'; ARTICLE_BYTES_MAX + 1]);
    assert_eq!(doc.input.len(), ARTICLE_BYTES_MAX);
    assert_eq!(doc.remarks[0].code, RemarkCode::LimitReached);
}

#[test]
fn a_sentence_ends_with_the_name_of_a_platform_and_not_with_an_initial() {
    let sentences = |text: &str| doc(text.as_bytes()).sentences.len();
    assert_eq!(sentences("He wrote it on X. Norland said nothing."), 2);
    assert_eq!(
        sentences("It was built on X. Y. Roe's orders last year."),
        1
    );
    assert_eq!(sentences("It was built by X. Norland last year."), 1);
}

#[test]
fn a_note_on_the_author_behind_a_picture_s_caption_goes_the_first_time() {
    let title = "Norland cleric warns against the war";
    let text = format!(
        "{title}\n\nAda Quill\n\nMay 2, 2031\n\nImage of {title} The Harrow Brigades, a coalition of militias, have spoken for peace.\n\nProfile picture of Ada Quill\nAuthor Ada Quill\n\nThe cleric said in a Friday sermon that nobody should carry a rifle.\n\nThe minister said on Thursday that Norland would not stand idle."
    );
    let once = doc(text.as_bytes());
    let twice = doc(once.text.as_bytes());
    assert!(!once.text.contains("Profile picture"), "{}", once.text);
    assert_eq!(once.text, twice.text);
}

#[test]
fn what_only_its_markup_kept_goes_the_first_time() {
    let page = "<html><body><article><h1>Opinion</h1><p>The minister said on Thursday that Norland would not stand idle.</p><p>The cleric said in a Friday sermon that nobody should carry a rifle.</p></article></body></html>";
    let once = doc(page.as_bytes());
    let info = ArticleInfo {
        title: once.info.title.clone(),
        ..ArticleInfo::default()
    };
    let raw = RawArticle {
        bytes: once.text.clone().into_bytes(),
        info,
        ..RawArticle::default()
    };
    let twice = read(&raw, &ENGLISH);
    assert_eq!(once.text, twice.text);
}
