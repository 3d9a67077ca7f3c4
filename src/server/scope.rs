//! Scopes: what a token may do, and which method needs which; the one table of it.
//!
//! Not authentication (that is `auth`). Rule: a method that is not in the table cannot be called at all once tokens are on,
//! so that a new one cannot be forgotten; a test holds the table against the descriptors.

use std::fmt;
use std::str::FromStr;

/// What a token may do. Each scope gives itself alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Ask: search, get, list, export, follow, analyse.
    Read,
    /// Change what is stored: take in, delete, decide on records.
    Ingest,
    /// Run the server: back up, verify, rebuild, purge.
    Admin,
}

/// Every scope.
pub const SCOPES: [Scope; 3] = [Scope::Read, Scope::Ingest, Scope::Admin];

impl Scope {
    /// As it is written in token lines.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Ingest => "ingest",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No scope of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give read, ingest or admin")]
pub struct UnknownScope;

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(words: &str) -> Result<Self, UnknownScope> {
        SCOPES
            .into_iter()
            .find(|scope| scope.as_str() == words)
            .ok_or(UnknownScope)
    }
}

/// Every method of the API with the scope it needs, by service.
#[rustfmt::skip]
pub const METHODS: &[(&str, &[(&str, Scope)])] = &[
    ("vedette.v1.ActorService", &[
        ("GetActor", Scope::Read),
        ("ListActors", Scope::Read),
        ("ResolveActor", Scope::Read),
    ]),
    ("vedette.v1.ActorStanceService", &[
        ("ExportStances", Scope::Read),
        ("FollowStances", Scope::Read),
        ("GetAgreementNetwork", Scope::Read),
        ("GetIssue", Scope::Read),
        ("GetStance", Scope::Read),
        ("GetStanceMatrix", Scope::Read),
        ("ListPositionChanges", Scope::Read),
        ("ListSpokespeople", Scope::Read),
        ("GetStanceTimeline", Scope::Read),
        ("ListIssues", Scope::Read),
        ("SearchStances", Scope::Read),
    ]),
    ("vedette.v1.AdminService", &[
        ("GetStatistics", Scope::Admin),
        ("PurgeArticle", Scope::Admin),
        ("ReadLog", Scope::Admin),
        ("RebuildIndex", Scope::Admin),
        ("VerifyLog", Scope::Admin),
    ]),
    ("vedette.v1.ArticleService", &[
        ("AnalyseArticle", Scope::Read),
        ("DecideRecord", Scope::Ingest),
        ("DeleteArticle", Scope::Ingest),
        ("GetArticle", Scope::Read),
        ("IngestArticle", Scope::Ingest),
        ("IngestArticles", Scope::Ingest),
        ("ListArticles", Scope::Read),
        ("ListDecisions", Scope::Read),
        ("RetryQuarantinedArticles", Scope::Ingest),
    ]),
    ("vedette.v1.BorderDeploymentService", &[
        ("ExportDeployments", Scope::Read),
        ("FollowDeployments", Scope::Read),
        ("GetBorder", Scope::Read),
        ("GetBorderTimeline", Scope::Read),
        ("GetDeployment", Scope::Read),
        ("ListBorders", Scope::Read),
        ("SearchDeployments", Scope::Read),
    ]),
    ("vedette.v1.QuoteSearchService", &[
        ("BatchGetQuotes", Scope::Read),
        ("ExportQuotes", Scope::Read),
        ("FollowQuotes", Scope::Read),
        ("GetQuote", Scope::Read),
        ("GetUtterance", Scope::Read),
        ("SearchQuotes", Scope::Read),
    ]),
];

/// Services that answer without a token: probes and tools have none, and what they tell is no secret.
pub const OPEN: [(&str, &[&str]); 3] = [
    ("grpc.health.v1.Health", &["Check", "List", "Watch"]),
    (
        "grpc.reflection.v1.ServerReflection",
        &["ServerReflectionInfo"],
    ),
    (
        "grpc.reflection.v1alpha.ServerReflection",
        &["ServerReflectionInfo"],
    ),
];

/// What a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing.
    Nothing,
    /// A token with this scope.
    Token(Scope),
    /// A token, and then it is refused: there is no such method.
    Unknown,
}

/// What a call of this path (`/package.Service/Method`) needs.
pub(super) fn need(path: &str) -> Need {
    let Some((service, method)) = path.strip_prefix('/').and_then(|p| p.split_once('/')) else {
        return Need::Unknown;
    };
    if OPEN.iter().any(|(name, _)| *name == service) {
        return Need::Nothing;
    }
    let methods = METHODS.iter().find(|(name, _)| *name == service);
    let scope = methods.and_then(|(_, methods)| methods.iter().find(|(name, _)| *name == method));
    scope.map_or(Need::Unknown, |(_, scope)| Need::Token(*scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_needs_what_the_table_says_and_any_other_is_unknown() {
        let search = "/vedette.v1.QuoteSearchService/SearchQuotes";
        assert_eq!(need(search), Need::Token(Scope::Read));
        assert_eq!(need("/grpc.health.v1.Health/Watch"), Need::Nothing);
        for odd in [
            "",
            "/",
            "vedette.v1.QuoteSearchService/SearchQuotes",
            "//vedette.v1.QuoteSearchService/SearchQuotes",
            "/vedette.v1.QuoteSearchService/SearchQuotes/",
            "/vedette.v1.QuoteSearchService/searchquotes",
            "/grpc.health.v1.HealthX/Check",
        ] {
            assert_eq!(need(odd), Need::Unknown, "{odd}");
        }
    }
}
