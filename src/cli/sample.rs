//! The bundled sample: reports and the small invented world they play in, compiled into the binary.
//!
//! Not test data: what `serve --sample` shows to someone who has nothing else. Rule: everything in it was written for
//! this project (see `sample/README.md`).

use super::reader::{self, Item, ReadError, UnknownFields};
use include_dir::{Dir, include_dir};

static SAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/sample");

/// World files of the sample, by name: invented states, actors, places and issues.
pub fn world() -> Vec<(String, Vec<u8>)> {
    files("world")
        .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
        .collect()
}

/// All reports of the sample, in name order.
pub fn reports() -> Result<Vec<Item>, ReadError> {
    files("reports")
        .flat_map(|(name, bytes)| reader::embedded(name, bytes, UnknownFields::Refuse))
        .collect()
}

fn files(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let folder = SAMPLE.get_dir(folder);
    let mut files: Vec<_> = folder
        .into_iter()
        .flat_map(Dir::files)
        .filter_map(|f| Some((f.path().file_name()?.to_str()?, f.contents())))
        .collect();
    files.sort_unstable_by_key(|(name, _)| *name);
    files.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn every_report_is_readable_and_the_world_loads_beside_the_built_in_one() {
        let reports = reports().unwrap();
        assert!(reports.len() >= 24, "only {} reports", reports.len());
        assert!(reports.iter().all(|r| !r.raw.bytes.is_empty()));
        let mut ids: Vec<_> = reports.iter().map(|r| r.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), reports.len(), "ids are unique");
        let lexicon = Lexicon::load(&world()).unwrap();
        assert!(lexicon.actor_named("ilse-tarn").is_some());
        assert!(lexicon.actor_named("muqtada-al-sadr").is_some());
    }
}
