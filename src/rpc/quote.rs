//! `QuoteSearchService`: parse, ask, convert, answer.

use crate::model::{QuoteId, UtteranceId};
use crate::query::quote::{self, QuoteFilter};
use crate::query::utterance;
use crate::rpc::backend::{Backend, Scope};
use crate::rpc::convert;
use crate::rpc::convert::mask::Masked;
use crate::rpc::convert::name::Collection;
use crate::rpc::convert::utterance::answered;
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use crate::rpc::stream::{self, Told};
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
        let answer = self
            .backend
            .ask(request.into_inner().into(), |at, asked| {
                let Masked { question, mask } = asked;
                let page = quote::answer(at.view, at.lexicon, question, at.budget)?;
                Ok(convert::quote::answered(page, mask))
            })
            .await?;
        Ok(Response::new(answer))
    }

    async fn get_quote(
        &self,
        request: Request<pb::GetQuoteRequest>,
    ) -> Result<Response<pb::GetQuoteResponse>, Status> {
        let Masked { question: id, mask } =
            Masked::<QuoteId>::try_from(request.into_inner()).map_err(RpcError::from)?;
        let quote = self.backend.look(move |at| found(at, &id)).await?;
        Ok(Response::new(pb::GetQuoteResponse {
            quote: Some(mask.apply(quote)),
        }))
    }

    async fn batch_get_quotes(
        &self,
        request: Request<pb::BatchGetQuotesRequest>,
    ) -> Result<Response<pb::BatchGetQuotesResponse>, Status> {
        let Masked {
            question: ids,
            mask,
        } = Masked::<Vec<QuoteId>>::try_from(request.into_inner()).map_err(RpcError::from)?;
        let quotes = self
            .backend
            .look(move |at| {
                let quotes = ids.iter().map(|id| Ok(mask.apply(found(at, id)?)));
                let quotes = quotes.collect::<Result<_, RpcError>>()?;
                Ok(convert::page::whole(quotes)?)
            })
            .await?;
        Ok(Response::new(pb::BatchGetQuotesResponse { quotes }))
    }

    async fn get_utterance(
        &self,
        request: Request<pb::GetUtteranceRequest>,
    ) -> Result<Response<pb::GetUtteranceResponse>, Status> {
        let Masked { question: id, mask } =
            Masked::<UtteranceId>::try_from(request.into_inner()).map_err(RpcError::from)?;
        let answer = self
            .backend
            .look(move |at| {
                utterance::get(at.view, &id, at.budget)?
                    .map(|found| answered(&id, found, &mask))
                    .ok_or_else(|| RpcError::not_found(Collection::Utterances, &id))
            })
            .await?;
        Ok(Response::new(answer))
    }

    type ExportQuotesStream = Told<pb::ExportQuotesResponse>;

    async fn export_quotes(
        &self,
        request: Request<pb::ExportQuotesRequest>,
    ) -> Result<Response<Self::ExportQuotesStream>, Status> {
        stream::export::<QuoteFilter, _, _>(&self.backend, request).await
    }

    type FollowQuotesStream = Told<pb::FollowQuotesResponse>;

    async fn follow_quotes(
        &self,
        request: Request<pb::FollowQuotesRequest>,
    ) -> Result<Response<Self::FollowQuotesStream>, Status> {
        stream::follow::<QuoteFilter, _, _>(&self.backend, request).await
    }
}

/// The quote with this id as the wire has it.
fn found(at: &Scope<'_>, id: &QuoteId) -> Result<pb::Quote, RpcError> {
    let record = quote::get(at.view, id, at.budget)?;
    let record = record.ok_or_else(|| RpcError::not_found(Collection::Quotes, id))?;
    Ok(record.into())
}
