//! Word lists: what is refused, and that each stands once.

use super::Language;
use super::list::{WordList, WordLists};
use super::list_set::Lists;
use super::tables::Tables;

fn refused(change: impl Fn(&str) -> String) -> (usize, String) {
    let text = change(Tables::default().text("word_lists.tsv"));
    let files = [("en/word_lists.tsv".to_owned(), text.into_bytes())];
    let error = Language::load(&files).unwrap_err();
    assert_eq!(error.file, "en/word_lists.tsv");
    (error.line, error.field)
}

#[test]
fn every_list_stands_once_with_its_words() {
    let lists = WordLists::load(&Tables::default()).unwrap();
    assert!(lists.has(WordList::Compass, "north-west"));
    assert!(!lists.has(WordList::Compass, "up"));
    assert!(lists.words(WordList::Destination).any(|w| w == "towards"));
    // No list lies on the bit of another one, beyond the first half either.
    for list in WordList::ALL {
        assert!(
            lists.words(*list).all(|word| lists.has(*list, word)),
            "{list}"
        );
        let sets = WordList::ALL
            .iter()
            .filter(|l| Lists::of(**l) == Lists::of(*list));
        assert_eq!(sets.count(), 1, "{list}");
    }
}

#[test]
fn lists_missing_doubled_or_empty_are_refused() {
    let last = Tables::default().text("word_lists.tsv").lines().count();
    assert_eq!(
        refused(|t| t.replace("COMPASS\t", "# ")),
        (1, "list".to_owned())
    );
    assert_eq!(
        refused(|t| format!("{t}BE\tam\tagain\n")),
        (last + 1, "list".to_owned())
    );
    assert_eq!(
        refused(|t| t.replace("of|all|both", "of|of|both")).1,
        "words"
    );
    assert_eq!(refused(|t| t.replace("was|were\t", "\t")).1, "words");
}
