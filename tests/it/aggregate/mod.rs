//! Answers that compare records with one another, through a real client: timelines, matrices, networks.

mod border;
mod card;
mod change;
mod matrix;
mod network;
mod spokesperson;
mod timeline;

use vedette::rpc::pb;

/// Two issues of the lexicon inside the binary.
fn issues() -> [String; 2] {
    let lexicon = crate::serving::lexicon();
    let mut ids = lexicon.issues().iter().map(|e| e.issue.id.to_string());
    [ids.next().unwrap(), ids.next().unwrap()]
}

fn pair(field: &str, reason: &str) -> (String, String) {
    (field.to_owned(), reason.to_owned())
}

fn day(year: i32, month: i32, day: i32) -> pb::CivilDate {
    pb::CivilDate { year, month, day }
}
