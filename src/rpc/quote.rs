//! `QuoteSearchService`: parse, ask, convert, answer.

use crate::model::QuoteId;
use crate::query::quote;
use crate::rpc::backend::Backend;
use crate::rpc::convert::name::Collection;
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Answers `QuoteSearchService`.
#[derive(Debug)]
pub(crate) struct QuoteHandler {
    pub(crate) backend: Arc<Backend>,
}

#[tonic::async_trait]
impl pb::quote_search_service_server::QuoteSearchService for QuoteHandler {
    async fn search_quotes(
        &self,
        request: Request<pb::SearchQuotesRequest>,
    ) -> Result<Response<pb::SearchQuotesResponse>, Status> {
        let question = request.into_inner().into();
        let page = self
            .backend
            .ask(question, |at, query| {
                quote::answer(at.view, at.lexicon, query, at.budget)
            })
            .await?;
        Ok(Response::new(page.into()))
    }

    async fn get_quote(
        &self,
        request: Request<pb::GetQuoteRequest>,
    ) -> Result<Response<pb::GetQuoteResponse>, Status> {
        let id = QuoteId::try_from(request.into_inner()).map_err(RpcError::from)?;
        let record = self
            .backend
            .look(move |at| {
                quote::get(at.view, &id, at.budget)?
                    .ok_or_else(|| RpcError::not_found(Collection::Quotes, &id))
            })
            .await?;
        Ok(Response::new(pb::GetQuoteResponse {
            quote: Some(record.into()),
        }))
    }
}
