//! Tables of plain sentences, each with what is read from it.

/// Fails with every sentence that is read otherwise than its row says.
pub(super) fn check(rows: &[(&str, &[&str])], read: impl Fn(&str) -> Vec<String>) {
    let wrong = rows.iter().filter_map(|(sentence, wanted)| {
        let found = read(sentence);
        (found != *wanted).then(|| format!("{sentence}\n    wanted {wanted:?}, found {found:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
