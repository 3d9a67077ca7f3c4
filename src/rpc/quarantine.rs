//! Another try at the extraction of articles in quarantine: found page by page, tried one after the other.
//!
//! Not a transaction: each try stands by itself, and one that fails never stops the others.

use crate::ingest::{Acknowledge, IngestError, Outcome, Receipt};
use crate::model::ArticleId;
use crate::query::article::{self, ArticleFilter, ArticleQuery};
use crate::query::{IndexError, PageRequest, QueryError};
use crate::rpc::backend::{Backend, Scope};
use crate::rpc::convert::count;
use crate::rpc::convert::name::Collection;
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Kind};

/// Most articles tried in one call.
pub(super) const RETRIED_MAX: usize = 100;

/// What is asked for: articles by name, else a page of all.
struct Asked {
    named: Vec<ArticleId>,
    page: PageRequest,
}

impl From<pb::RetryQuarantinedArticlesRequest> for Checked<Asked> {
    fn from(wire: pb::RetryQuarantinedArticlesRequest) -> Self {
        let mut checker = Checker::default();
        let length = wire.names.len();
        if length > RETRIED_MAX {
            let told = format!("has {length} values, at most {RETRIED_MAX} are taken");
            checker.reject("names", Kind::TooLong, told, &RETRIED_MAX.to_string());
        }
        let parse = |name: &str| Collection::Articles.id(name);
        let named = checker.list("names", &wire.names, parse);
        let size_max = i32::try_from(RETRIED_MAX).unwrap_or(i32::MAX);
        checker.with(Asked {
            named,
            page: PageRequest {
                size: wire.page_size.min(size_max),
                token: wire.page_token,
                total: false,
            },
        })
    }
}

/// The articles to try and the token of those after them.
fn find(at: &Scope<'_>, asked: &Asked) -> Result<(Vec<ArticleId>, String), QueryError> {
    let question = ArticleQuery {
        filter: ArticleFilter {
            quarantined: Some(true),
            ..ArticleFilter::default()
        },
        order_by: "name".to_owned(),
        page: asked.page.clone(),
        ..ArticleQuery::default()
    };
    let page = article::search(at.view, at.lexicon, &question, at.budget)?;
    if !asked.named.is_empty() {
        return Ok((asked.named.clone(), String::new()));
    }
    let found = page.hits.into_iter().map(|hit| hit.record.article.id);
    Ok((found.collect(), page.next_page_token))
}

/// Tries the articles asked for again.
pub(super) async fn retry(
    backend: &Backend,
    wire: pb::RetryQuarantinedArticlesRequest,
) -> Result<pb::RetryQuarantinedArticlesResponse, RpcError> {
    let named = !wire.names.is_empty();
    let (articles, next_page_token) = backend.ask(wire.into(), find).await?;
    if named {
        let articles = articles.clone();
        backend
            .take(move |at| Ok(at.ingest.all_there(&articles)?))
            .await?;
    }
    let mut answer = pb::RetryQuarantinedArticlesResponse {
        next_page_token,
        ..pb::RetryQuarantinedArticlesResponse::default()
    };
    for id in articles {
        let tried = backend
            .take_in_turn(move |at| Ok(at.ingest.retry(&id, at.now, Acknowledge::Durable)?))
            .await;
        let told = match tried {
            Ok(tried) => told(tried),
            // Deleted since the page was found.
            Err(RpcError::Ingest(IngestError::Store(IndexError::ArticleNotFound(_)))) => continue,
            Err(error) => return Err(error),
        };
        match told.outcome() {
            pb::IngestOutcome::Revised => answer.recovered_count += 1,
            pb::IngestOutcome::Quarantined => answer.failed_count += 1,
            pb::IngestOutcome::Unspecified
            | pb::IngestOutcome::Stored
            | pb::IngestOutcome::Unchanged
            | pb::IngestOutcome::Failed => {}
        }
        answer.articles.push(told);
    }
    Ok(answer)
}

fn told(tried: Receipt) -> pb::RetriedArticle {
    let outcome = match (tried.outcome, &tried.quarantine) {
        (_, Some(_)) => pb::IngestOutcome::Quarantined,
        (Outcome::Unchanged, None) => pb::IngestOutcome::Unchanged,
        (Outcome::Created | Outcome::Revised | Outcome::Deleted, None) => {
            pb::IngestOutcome::Revised
        }
    };
    pb::RetriedArticle {
        name: Collection::Articles.name(&tried.article),
        outcome: outcome.into(),
        revision: count(u64::from(tried.revision)),
        record_counts: Some(tried.counts.into()),
        quarantine_reason: tried.quarantine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_articles_are_tried_again_as_the_limit_says_and_not_one_more() {
        let asked = |count: usize, page_size: i32| {
            let request = pb::RetryQuarantinedArticlesRequest {
                names: vec!["articles/a1".to_owned(); count],
                page_size,
                ..Default::default()
            };
            Checked::<Asked>::from(request)
        };
        assert_eq!(asked(RETRIED_MAX, 0).violations, []);
        let found = asked(RETRIED_MAX + 1, 0).violations;
        assert_eq!(
            (found[0].field.as_str(), found[0].kind),
            ("names", Kind::TooLong)
        );
        let most = i32::try_from(RETRIED_MAX).unwrap();
        for size in [most, most + 1] {
            assert_eq!(asked(0, size).value.page.size, most);
        }
    }
}
