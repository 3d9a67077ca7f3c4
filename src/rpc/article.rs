//! `ArticleService`: parse, take in or ask, convert, answer.

use crate::model::{ArticleId, RawArticle};
use crate::query::{article, decision};
use crate::rpc::backend::{Backend, Intake};
use crate::rpc::convert::article::{Doomed, Handed, listed};
use crate::rpc::convert::decision::listed as decided;
use crate::rpc::convert::mask::Masked;
use crate::rpc::decide;
use crate::rpc::error::RpcError;
use crate::rpc::intake;
use crate::rpc::pb;
use crate::rpc::quarantine;
use crate::rpc::records;
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};

/// Answers `ArticleService`.
#[derive(Debug)]
pub(crate) struct ArticleHandler {
    pub(crate) backend: Arc<Backend>,
    /// Largest message taken, in bytes: what an error about a larger one names.
    pub(crate) message_bytes_max: usize,
}

/// Puts one article; on a pool thread.
pub(crate) fn put(at: &Intake<'_>, handed: Handed) -> Result<crate::ingest::Receipt, RpcError> {
    let receipt = at.ingest.put(handed.raw, at.now, handed.wish)?;
    tracing::debug!(article = %receipt.article, revision = receipt.revision, outcome = ?receipt.outcome, "article taken");
    Ok(receipt)
}

#[tonic::async_trait]
impl pb::article_service_server::ArticleService for ArticleHandler {
    async fn ingest_article(
        &self,
        request: Request<pb::IngestArticleRequest>,
    ) -> Result<Response<pb::IngestArticleResponse>, Status> {
        let handed = Handed::try_from(request.into_inner()).map_err(RpcError::from)?;
        let receipt = self.backend.take(move |at| put(at, handed)).await?;
        Ok(Response::new(receipt.into()))
    }

    async fn ingest_articles(
        &self,
        request: Request<Streaming<pb::IngestArticlesRequest>>,
    ) -> Result<Response<pb::IngestArticlesResponse>, Status> {
        let limit = self.message_bytes_max;
        let tally = intake::take_all(&self.backend, request.into_inner(), limit).await?;
        Ok(Response::new(tally))
    }

    async fn analyse_article(
        &self,
        request: Request<pb::AnalyseArticleRequest>,
    ) -> Result<Response<pb::AnalyseArticleResponse>, Status> {
        let raw = RawArticle::try_from(request.into_inner()).map_err(RpcError::from)?;
        let analysis = self
            .backend
            .take(move |at| Ok(at.ingest.analyse(&raw, at.now)?))
            .await?;
        Ok(Response::new(analysis.into()))
    }

    async fn get_article(
        &self,
        request: Request<pb::GetArticleRequest>,
    ) -> Result<Response<pb::GetArticleResponse>, Status> {
        let wire = request.into_inner();
        let include_records = wire.include_records;
        let Masked { question: id, mask } =
            Masked::<ArticleId>::try_from(wire).map_err(RpcError::from)?;
        let mut answer = self
            .backend
            .look(move |at| records::get_article(at, &id, include_records))
            .await?;
        mask.each(&mut answer.article);
        Ok(Response::new(answer))
    }

    async fn list_articles(
        &self,
        request: Request<pb::ListArticlesRequest>,
    ) -> Result<Response<pb::ListArticlesResponse>, Status> {
        let answer = self
            .backend
            .ask(request.into_inner().into(), |at, asked| {
                let Masked { question, mask } = asked;
                let page = article::search(at.view, at.lexicon, question, at.budget)?;
                Ok(listed(page, mask))
            })
            .await?;
        Ok(Response::new(answer))
    }

    async fn delete_article(
        &self,
        request: Request<pb::DeleteArticleRequest>,
    ) -> Result<Response<pb::DeleteArticleResponse>, Status> {
        let Doomed { id, wish } = Doomed::try_from(request.into_inner()).map_err(RpcError::from)?;
        let receipt = self
            .backend
            .take(move |at| Ok(at.ingest.delete(&id, at.now, wish)?))
            .await?;
        tracing::info!(article = %receipt.article, "article deleted");
        Ok(Response::new(receipt.into()))
    }

    async fn retry_quarantined_articles(
        &self,
        request: Request<pb::RetryQuarantinedArticlesRequest>,
    ) -> Result<Response<pb::RetryQuarantinedArticlesResponse>, Status> {
        let answer = quarantine::retry(&self.backend, request.into_inner()).await?;
        Ok(Response::new(answer))
    }

    async fn decide_record(
        &self,
        request: Request<pb::DecideRecordRequest>,
    ) -> Result<Response<pb::DecideRecordResponse>, Status> {
        let judged = decide::decide(&self.backend, request).await?;
        let decision = Some(judged.record.into());
        Ok(Response::new(pb::DecideRecordResponse { decision }))
    }

    async fn list_decisions(
        &self,
        request: Request<pb::ListDecisionsRequest>,
    ) -> Result<Response<pb::ListDecisionsResponse>, Status> {
        let answer = self
            .backend
            .ask(request.into_inner().into(), |at, asked| {
                let Masked { question, mask } = asked;
                let page = decision::search(at.view, at.lexicon, question, at.budget)?;
                Ok(decided(page, mask))
            })
            .await?;
        Ok(Response::new(answer))
    }
}
