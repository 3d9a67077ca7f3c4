//! Streams: the question on the wire, the same for every noun.
//!
//! Not the records: each noun converts its own. Rule: an export and a follow of one filter read it the same way; what
//! cannot be followed is refused before it is read.

use crate::query::StreamQuery;
use crate::rpc::violation::{Checked, Checker};

/// A filter as the wire has it.
pub(crate) trait WireFilter: Default {
    /// The same as questions have it.
    type Asked;

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
}

impl<F: WireFilter> WireStream<F> {
    /// The question of an export.
    pub(crate) fn exported(self) -> Checked<StreamQuery<F::Asked>> {
        self.read(Checker::default())
    }

    /// The question of a follow.
    pub(crate) fn followed(self) -> Checked<StreamQuery<F::Asked>> {
        let mut checker = Checker::default();
        if let Some(filter) = &self.filter {
            filter.check_followed(&mut checker);
        }
        self.read(checker)
    }

    fn read(self, mut checker: Checker) -> Checked<StreamQuery<F::Asked>> {
        let filter = self.filter.unwrap_or_default().read(&mut checker);
        checker.with(StreamQuery {
            text: self.query,
            filter,
            resume_token: self.resume_token,
        })
    }
}

/// Reads the two requests that stream what a filter matches; generated messages share no trait that tells their fields.
macro_rules! stream_requests {
    ($export:ident, $follow:ident, $filter:ident) => {
        stream_requests!(@one $export, $filter, exported);
        stream_requests!(@one $follow, $filter, followed);
    };
    (@one $request:ident, $filter:ident, $read:ident) => {
        impl From<pb::$request> for Checked<$crate::query::StreamQuery<$filter>> {
            fn from(wire: pb::$request) -> Self {
                let wire = $crate::rpc::convert::stream::WireStream {
                    query: wire.query,
                    filter: wire.filter,
                    resume_token: wire.resume_token,
                };
                wire.$read()
            }
        }
    };
}
pub(crate) use stream_requests;
