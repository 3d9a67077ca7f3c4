//! What filters of quotes, stances and deployments ask of the report a record comes from.
//!
//! Rule: a field has the same name in all three messages, so one reading serves them.

/// The [`ReportFilter`](crate::query::ReportFilter) of a wire filter; takes its lists.
macro_rules! reports {
    ($checker:expr, $wire:expr) => {
        $crate::query::ReportFilter {
            articles: $checker.names(
                "filter.articles",
                $crate::rpc::convert::name::Collection::Articles,
                &$wire.articles,
            ),
            source_ids: $wire.source_ids,
            outlets: $wire.outlets,
            urls: $wire.urls,
            collections: $wire.collections,
            languages: $wire.languages,
            agencies: $wire.agencies,
            extractor_versions: $wire.extractor_versions,
            lexicon_versions: $wire.lexicon_versions,
        }
    };
}

pub(super) use reports;
