//! An article with its records: one answer put together from the three searches.
//!
//! Not a search of its own: each kind is asked for with this article as the filter and every default widened, so that
//! negated quotes, denied claims and rejected records are shown too.

use crate::model::{ArticleId, DecisionState, Modality, Status as ClaimStatus};
use crate::query::deployment::{DeploymentFilter, DeploymentQuery};
use crate::query::quote::{QuoteFilter, QuoteQuery};
use crate::query::stance::{StanceFilter, StanceQuery};
use crate::query::{
    PAGE_SIZE_MAX, Page, PageRequest, ReportFilter, article, border, deployment, quote, stance,
};
use crate::rpc::backend::Scope;
use crate::rpc::convert::article::fit;
use crate::rpc::convert::name::Collection;
use crate::rpc::error::RpcError;
use crate::rpc::pb;

/// The article, with its records when they are asked for.
pub(crate) fn get_article(
    at: &Scope<'_>,
    id: &ArticleId,
    include_records: bool,
) -> Result<pb::GetArticleResponse, RpcError> {
    let mut record = article::get(at.view, id, at.budget)?
        .ok_or_else(|| RpcError::not_found(Collection::Articles, id))?;
    let remarks = std::mem::take(&mut record.remarks);
    let records = if include_records {
        let mut found = records(at, id)?;
        found.remarks = remarks.into_iter().map(Into::into).collect();
        let mut found = fit(found);
        if found.truncated {
            found.remarks.push(way_out(id));
        }
        Some(found)
    } else {
        None
    };
    Ok(pb::GetArticleResponse {
        article: Some(record.into()),
        records,
    })
}

/// Where the records are that an answer has no room for.
fn way_out(id: &ArticleId) -> pb::Remark {
    let name = Collection::Articles.name(id);
    pb::Remark {
        code: pb::RemarkCode::LimitReached.into(),
        span: Some(pb::Span::default()),
        text: format!(
            "not all records are here: SearchQuotes, SearchStances and SearchDeployments with filter.articles [\"{name}\"] page \
             through all of them; name every modality, status or decision state for those that default answers leave out"
        ),
    }
}

fn all() -> PageRequest {
    PageRequest {
        size: i32::try_from(PAGE_SIZE_MAX).unwrap_or(i32::MAX),
        ..PageRequest::default()
    }
}

/// The records of one page in text order, and whether the page left some out.
fn in_text_order<R, K: Ord>(page: Page<R>, key: impl Fn(&R) -> K) -> (Vec<R>, bool) {
    let cut = !page.next_page_token.is_empty();
    let mut records: Vec<R> = page.hits.into_iter().map(|hit| hit.record).collect();
    records.sort_by_key(key);
    (records, cut)
}

fn records(at: &Scope<'_>, id: &ArticleId) -> Result<pb::ArticleRecords, RpcError> {
    let report = ReportFilter {
        articles: vec![id.clone()],
        ..ReportFilter::default()
    };
    let modalities = Modality::ALL.to_vec();
    let states = DecisionState::ALL.to_vec();
    let order_by = "name".to_owned();
    let quotes = QuoteQuery {
        filter: QuoteFilter {
            report: report.clone(),
            modalities: modalities.clone(),
            decision_states: states.clone(),
            ..QuoteFilter::default()
        },
        order_by: order_by.clone(),
        page: all(),
        ..QuoteQuery::default()
    };
    let stances = StanceQuery {
        filter: StanceFilter {
            report: report.clone(),
            modalities,
            decision_states: states.clone(),
            ..StanceFilter::default()
        },
        order_by: order_by.clone(),
        page: all(),
        ..StanceQuery::default()
    };
    let deployments = DeploymentQuery {
        filter: DeploymentFilter {
            report,
            statuses: ClaimStatus::ALL.to_vec(),
            include_borderless: true,
            decision_states: states,
            ..DeploymentFilter::default()
        },
        order_by,
        page: all(),
        ..DeploymentQuery::default()
    };
    let quotes = quote::search(at.view, at.lexicon, &quotes, at.budget)?;
    let (quotes, quotes_cut) = in_text_order(quotes, |r| r.quote.clause);
    let stances = stance::search(at.view, at.lexicon, &stances, at.budget)?;
    let (stances, stances_cut) =
        in_text_order(stances, |r| r.stance.evidence.first().map(|e| e.span));
    let deployments = deployment::search(at.view, at.lexicon, &deployments, at.budget)?;
    let (deployments, deployments_cut) = in_text_order(deployments, |r| {
        let first = r.deployment.claims.first();
        first.and_then(|c| c.evidence.first()).map(|e| e.span)
    });
    let facts = border::of_article(at.view, id, at.budget)?;
    Ok(pb::ArticleRecords {
        border_facts: facts.into_iter().map(Into::into).collect(),
        quotes: quotes.into_iter().map(Into::into).collect(),
        stances: stances.into_iter().map(Into::into).collect(),
        deployments: deployments.into_iter().map(Into::into).collect(),
        truncated: quotes_cut || stances_cut || deployments_cut,
        ..pb::ArticleRecords::default()
    })
}
