//! `ActorStanceService`: parse, ask, convert, answer.

use crate::model::{IssueId, StanceId};
use crate::query::{issue, stance};
use crate::rpc::backend::Backend;
use crate::rpc::convert::name::Collection;
use crate::rpc::pb;
use crate::rpc::status::RpcError;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Answers `ActorStanceService`.
#[derive(Debug)]
pub(crate) struct StanceHandler {
    pub(crate) backend: Arc<Backend>,
}

#[tonic::async_trait]
impl pb::actor_stance_service_server::ActorStanceService for StanceHandler {
    async fn search_stances(
        &self,
        request: Request<pb::SearchStancesRequest>,
    ) -> Result<Response<pb::SearchStancesResponse>, Status> {
        let question = request.into_inner().into();
        let page = self
            .backend
            .ask(question, |at, query| {
                stance::search(at.view, at.lexicon, query, at.budget)
            })
            .await?;
        Ok(Response::new(page.into()))
    }

    async fn get_stance(
        &self,
        request: Request<pb::GetStanceRequest>,
    ) -> Result<Response<pb::GetStanceResponse>, Status> {
        let id = StanceId::try_from(request.into_inner()).map_err(RpcError::from)?;
        let record = self
            .backend
            .look(move |at| {
                stance::get(at.view, &id, at.budget)?
                    .ok_or_else(|| RpcError::not_found(Collection::Stances, &id))
            })
            .await?;
        Ok(Response::new(pb::GetStanceResponse {
            stance: Some(record.into()),
        }))
    }

    async fn list_issues(
        &self,
        _request: Request<pb::ListIssuesRequest>,
    ) -> Result<Response<pb::ListIssuesResponse>, Status> {
        let issues = self
            .backend
            .look(|at| Ok(issue::list(at.view, at.lexicon, at.budget)?))
            .await?;
        Ok(Response::new(pb::ListIssuesResponse {
            issues: issues.into_iter().map(Into::into).collect(),
            ..Default::default()
        }))
    }

    async fn get_issue(
        &self,
        request: Request<pb::GetIssueRequest>,
    ) -> Result<Response<pb::GetIssueResponse>, Status> {
        let id = IssueId::try_from(request.into_inner()).map_err(RpcError::from)?;
        let record = self
            .backend
            .look(move |at| {
                issue::get(at.view, at.lexicon, &id, at.budget)?
                    .ok_or_else(|| RpcError::not_found(Collection::Issues, &id))
            })
            .await?;
        Ok(Response::new(pb::GetIssueResponse {
            issue: Some(record.into()),
        }))
    }
}
