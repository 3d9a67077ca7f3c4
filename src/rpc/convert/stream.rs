//! Streams: the question on the wire, the same for every noun.
//!
//! Not the records: each noun converts its own. Rule: an export and a follow of one filter read it the same way; what
//! cannot be followed is refused before it is read.

use super::mask::{Mask, Masked};
use super::name::Collection;
use crate::query::StreamQuery;
use crate::rpc::violation::{Checked, Checker};
use prost_types::FieldMask;

/// A filter as the wire has it.
pub(crate) trait WireFilter: Default {
    /// The same as questions have it.
    type Asked;
    /// What it matches.
    const COLLECTION: Collection;

    /// Reads it; what is wrong is noted.
    fn read(self, checker: &mut Checker) -> Self::Asked;
    /// Notes what can be asked but not followed.
    fn check_followed(&self, checker: &mut Checker);
}

/// The fields of every request that is answered by a stream.
#[derive(Debug)]
pub(crate) struct WireStream<F> {
    pub(crate) query: String,
    pub(crate) filter: Option<F>,
    pub(crate) resume_token: String,
    pub(crate) read_mask: Option<FieldMask>,
}

/// A message of a stream.
pub(crate) trait Cut {
    /// Leaves each record the fields wanted of it.
    fn cut(&mut self, mask: &Mask);
}

impl<F: WireFilter> WireStream<F> {
    /// The question of an export.
    pub(crate) fn exported(self) -> Checked<Masked<StreamQuery<F::Asked>>> {
        self.read(Checker::default())
    }

    /// The question of a follow.
    pub(crate) fn followed(self) -> Checked<Masked<StreamQuery<F::Asked>>> {
        let mut checker = Checker::default();
        if let Some(filter) = &self.filter {
            filter.check_followed(&mut checker);
        }
        self.read(checker)
    }

    fn read(self, mut checker: Checker) -> Checked<Masked<StreamQuery<F::Asked>>> {
        let mask = checker.mask(self.read_mask, F::COLLECTION);
        let filter = self.filter.unwrap_or_default().read(&mut checker);
        let question = StreamQuery {
            text: self.query,
            filter,
            resume_token: self.resume_token,
        };
        checker.with(Masked { question, mask })
    }
}

/// Reads the two requests that stream what a filter matches, and cuts what is told; generated messages share no trait
/// that tells their fields.
macro_rules! streams {
    ($filter:ident, $export:ident => $chunk:ident.$records:ident, $follow:ident => $news:ident.$record:ident) => {
        streams!(@read $export, $filter, exported);
        streams!(@read $follow, $filter, followed);

        impl $crate::rpc::convert::stream::Cut for pb::$chunk {
            fn cut(&mut self, mask: &$crate::rpc::convert::mask::Mask) {
                mask.each(&mut self.$records);
            }
        }

        impl $crate::rpc::convert::stream::Cut for pb::$news {
            fn cut(&mut self, mask: &$crate::rpc::convert::mask::Mask) {
                mask.each(self.changes.iter_mut().filter_map(|c| c.$record.as_mut()));
            }
        }
    };
    (@read $request:ident, $filter:ident, $read:ident) => {
        impl From<pb::$request> for Checked<Masked<$crate::query::StreamQuery<$filter>>> {
            fn from(wire: pb::$request) -> Self {
                let wire = $crate::rpc::convert::stream::WireStream {
                    query: wire.query,
                    filter: wire.filter,
                    resume_token: wire.resume_token,
                    read_mask: wire.read_mask,
                };
                wire.$read()
            }
        }
    };
}
pub(crate) use streams;
