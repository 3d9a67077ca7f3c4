//! What answers about several stances share on the wire: dates with their basis, evidence, names.

use super::evidence::fragment_evidence;
use super::name::Collection;
use crate::query::stand::{DateBasis, Stand};
use crate::rpc::pb;

/// The basis of a date on the wire.
pub(super) fn basis(basis: DateBasis) -> i32 {
    let wire = match basis {
        DateBasis::Expressed => pb::DateBasis::Expressed,
        DateBasis::Published => pb::DateBasis::Published,
        DateBasis::Unknown => pb::DateBasis::Unknown,
    };
    wire.into()
}

/// The name of a stand's record.
pub(super) fn name(stand: &Stand) -> String {
    Collection::Stances.name(&stand.stance)
}

/// The words a stand rests on.
pub(super) fn evidence(stand: &Stand) -> Vec<pb::Evidence> {
    let piece =
        |f: &crate::model::Fragment| fragment_evidence(&stand.article, stand.revision, f.clone());
    stand.evidence.iter().map(piece).collect()
}
