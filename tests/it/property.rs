//! What holds of the whole way from bytes to findings for any input: nothing panics, every span slices its text, every
//! record quotes its evidence, the same bytes give the same findings.
//!
//! Not accuracy. The input is bytes at random and the bundled reports, cut, joined and damaged as wires damage them.

use super::soundness;
use proptest::prelude::*;
use std::sync::LazyLock;
use vedette::extract::{Knowledge, extract};
use vedette::model::{Findings, RawArticle};
use vedette::text::{self, Document};

static ENGLISH: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::english().unwrap());

static REPORTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sample/reports");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read(path).unwrap());
    texts
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
});

/// What strikes a report on its way: a place in it (in thousandths) and the damage done there.
type Damage = (usize, &'static str);

const DAMAGE: &[&str] = &[
    "",
    "\"",
    "“",
    "”",
    "’",
    "'",
    "‘",
    "\n\n",
    "\n",
    " ",
    "(",
    ")",
    "—",
    ". ",
    ",",
    " said ",
    " not ",
    "â€œ",
    "\u{feff}",
    "\0",
    "ﷺ",
    "e\u{301}",
    "1,000,000 ",
    " unless ",
    " who ",
    " and ",
];

fn damaged_report() -> impl Strategy<Value = String> {
    let damage = (0..1000usize, proptest::sample::select(DAMAGE));
    let struck = (
        any::<proptest::sample::Index>(),
        proptest::collection::vec(damage, 0..24),
    );
    proptest::collection::vec(struck, 1..3).prop_map(|parts| {
        let struck = parts
            .into_iter()
            .map(|(which, blows)| strike(which.get::<String>(&REPORTS), &blows));
        struck.collect::<Vec<_>>().join("\n\n")
    })
}

/// The report with up to twelve characters lost at each place and the damage in their stead.
fn strike(report: &str, blows: &[Damage]) -> String {
    let mut chars: Vec<char> = report.chars().take(6_000).collect();
    for (place, damage) in blows {
        let at = chars.len() * place / 1000;
        let lost = (place % 13).min(chars.len() - at);
        chars.splice(at..at + lost, damage.chars());
    }
    chars.into_iter().collect()
}

fn read(bytes: &[u8]) -> (Document, Findings) {
    let raw = RawArticle {
        bytes: bytes.to_vec(),
        ..RawArticle::default()
    };
    let doc = text::read(&raw, &ENGLISH.language);
    let found = extract(&doc, &ENGLISH);
    (doc, found)
}

fn sound(bytes: &[u8]) -> Result<(), TestCaseError> {
    let (doc, found) = read(bytes);
    soundness::document(&doc)
        .and_then(|()| soundness::findings(&doc, &found))
        .map_err(TestCaseError::fail)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_sound_findings(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        sound(&bytes)?;
    }

    #[test]
    fn damaged_reports_give_sound_findings(report in damaged_report()) {
        sound(report.as_bytes())?;
    }

    #[test]
    fn the_same_bytes_give_the_same_findings(report in damaged_report()) {
        let (first, second) = (read(report.as_bytes()).1, read(report.as_bytes()).1);
        prop_assert!(first == second);
    }
}

#[test]
fn whole_reports_give_sound_findings_and_some() {
    let mut records = 0;
    for report in REPORTS.iter() {
        let (doc, found) = read(report.as_bytes());
        soundness::document(&doc)
            .and_then(|()| soundness::findings(&doc, &found))
            .unwrap();
        records += found.quotes.len() + found.stances.len() + found.deployments.len();
    }
    assert!(
        records > REPORTS.len(),
        "{records} records of {} reports",
        REPORTS.len()
    );
}
