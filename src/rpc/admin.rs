//! `AdminService`: parse, look after the store, convert, answer.

use crate::ingest::PARTS_BYTES;
use crate::model::ArticleId;
use crate::rpc::backend::Backend;
use crate::rpc::convert::admin::{after, sequence};
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Answers `AdminService`.
#[derive(Debug)]
pub(crate) struct AdminHandler {
    pub(crate) backend: Arc<Backend>,
}

#[tonic::async_trait]
impl pb::admin_service_server::AdminService for AdminHandler {
    async fn get_statistics(
        &self,
        _request: Request<pb::GetStatisticsRequest>,
    ) -> Result<Response<pb::GetStatisticsResponse>, Status> {
        let told = self.backend.take(|at| Ok(at.ingest.statistics())).await?;
        Ok(Response::new(told.into()))
    }

    async fn read_log(
        &self,
        request: Request<pb::ReadLogRequest>,
    ) -> Result<Response<pb::ReadLogResponse>, Status> {
        let after = after(request.into_inner().after_sequence).map_err(RpcError::from)?;
        let (parts, head) = self
            .backend
            .take(move |at| {
                let parts = at.ingest.parts(after, PARTS_BYTES)?;
                Ok((parts, at.ingest.health().log_head))
            })
            .await?;
        Ok(Response::new(pb::ReadLogResponse {
            entries: parts.into_iter().map(Into::into).collect(),
            head_sequence: sequence(head),
        }))
    }

    async fn verify_log(
        &self,
        request: Request<pb::VerifyLogRequest>,
    ) -> Result<Response<pb::VerifyLogResponse>, Status> {
        let after = after(request.into_inner().after_sequence).map_err(RpcError::from)?;
        let checked = self
            .backend
            .take(move |at| Ok(at.ingest.check_entries(after)))
            .await?;
        Ok(Response::new(checked.into()))
    }

    async fn rebuild_index(
        &self,
        request: Request<pb::RebuildIndexRequest>,
    ) -> Result<Response<pb::RebuildIndexResponse>, Status> {
        let outdated_only = request.into_inner().outdated_only;
        let (started, told) = self
            .backend
            .take(move |at| {
                let started = at.ingest.rebuild(outdated_only)?;
                Ok((started, at.ingest.statistics()))
            })
            .await?;
        Ok(Response::new(pb::RebuildIndexResponse {
            started,
            rebuild: Some(told.rebuild.into()),
        }))
    }

    async fn purge_article(
        &self,
        request: Request<pb::PurgeArticleRequest>,
    ) -> Result<Response<pb::PurgeArticleResponse>, Status> {
        let id = ArticleId::try_from(request.into_inner()).map_err(RpcError::from)?;
        let purged = self
            .backend
            .take(move |at| Ok(at.ingest.purge(&id, at.now)?))
            .await?;
        Ok(Response::new(purged.into()))
    }
}
