//! `ActorStanceService`: parse, ask, convert, answer.

use crate::model::{IssueId, StanceId};
use crate::query::stance::{self, StanceFilter};
use crate::query::{change, issue, matrix, network, spokesperson, timeline};
use crate::rpc::backend::Backend;
use crate::rpc::convert::mask::Masked;
use crate::rpc::convert::name::Collection;
use crate::rpc::convert::{self, page};
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use crate::rpc::stream::{self, Told};
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
        let answer = self
            .backend
            .ask(request.into_inner().into(), |at, asked| {
                let Masked { question, mask } = asked;
                let page = stance::search(at.view, at.lexicon, question, at.budget)?;
                let explained = question.explain.then_some(question.text.as_str());
                let reading = explained.and_then(|text| stance::reading(at.lexicon, text));
                Ok(convert::stance::answered(page, reading, mask))
            })
            .await?;
        Ok(Response::new(answer))
    }

    async fn get_stance(
        &self,
        request: Request<pb::GetStanceRequest>,
    ) -> Result<Response<pb::GetStanceResponse>, Status> {
        let Masked { question: id, mask } =
            Masked::<StanceId>::try_from(request.into_inner()).map_err(RpcError::from)?;
        let record = self
            .backend
            .look(move |at| {
                stance::get(at.view, &id, at.budget)?
                    .ok_or_else(|| RpcError::not_found(Collection::Stances, &id))
            })
            .await?;
        Ok(Response::new(pb::GetStanceResponse {
            stance: Some(mask.apply(record.into())),
        }))
    }

    type ExportStancesStream = Told<pb::ExportStancesResponse>;

    async fn export_stances(
        &self,
        request: Request<pb::ExportStancesRequest>,
    ) -> Result<Response<Self::ExportStancesStream>, Status> {
        stream::export::<StanceFilter, _, _>(&self.backend, request).await
    }

    type FollowStancesStream = Told<pb::FollowStancesResponse>;

    async fn follow_stances(
        &self,
        request: Request<pb::FollowStancesRequest>,
    ) -> Result<Response<Self::FollowStancesStream>, Status> {
        stream::follow::<StanceFilter, _, _>(&self.backend, request).await
    }

    async fn get_stance_timeline(
        &self,
        request: Request<pb::GetStanceTimelineRequest>,
    ) -> Result<Response<pb::GetStanceTimelineResponse>, Status> {
        let page = self
            .backend
            .ask(request.into_inner().into(), |at, query| {
                timeline::ask(at.view, at.lexicon, query, at.budget)
            })
            .await?;
        Ok(Response::new(page.into()))
    }

    async fn list_position_changes(
        &self,
        request: Request<pb::ListPositionChangesRequest>,
    ) -> Result<Response<pb::ListPositionChangesResponse>, Status> {
        let page = self
            .backend
            .ask(request.into_inner().into(), |at, query| {
                change::ask(at.view, at.lexicon, query, at.budget)
            })
            .await?;
        Ok(Response::new(page.into()))
    }

    async fn get_stance_matrix(
        &self,
        request: Request<pb::GetStanceMatrixRequest>,
    ) -> Result<Response<pb::GetStanceMatrixResponse>, Status> {
        let page = self
            .backend
            .ask(request.into_inner().into(), |at, query| {
                matrix::ask(at.view, at.lexicon, query, at.budget)
            })
            .await?;
        Ok(Response::new(page.into()))
    }

    async fn get_agreement_network(
        &self,
        request: Request<pb::GetAgreementNetworkRequest>,
    ) -> Result<Response<pb::GetAgreementNetworkResponse>, Status> {
        let page = self
            .backend
            .ask(request.into_inner().into(), |at, query| {
                network::ask(at.view, at.lexicon, query, at.budget)
            })
            .await?;
        Ok(Response::new(page.into()))
    }

    async fn list_spokespeople(
        &self,
        request: Request<pb::ListSpokespeopleRequest>,
    ) -> Result<Response<pb::ListSpokespeopleResponse>, Status> {
        let page = self
            .backend
            .ask(request.into_inner().into(), |at, query| {
                spokesperson::ask(at.view, at.lexicon, query, at.budget)
            })
            .await?;
        Ok(Response::new(page.into()))
    }

    async fn list_issues(
        &self,
        request: Request<pb::ListIssuesRequest>,
    ) -> Result<Response<pb::ListIssuesResponse>, Status> {
        let wire = request.into_inner();
        let page = page::checked(wire.page_size, wire.page_token, wire.include_total_size);
        let page = page.masked(wire.read_mask, Collection::Issues);
        let answer = self
            .backend
            .ask(page, |at, asked| {
                let page = issue::list(at.view, at.lexicon, &asked.question, at.budget)?;
                let mut answer = pb::ListIssuesResponse::from(page);
                asked.mask.each(&mut answer.issues);
                Ok(answer)
            })
            .await?;
        Ok(Response::new(answer))
    }

    async fn get_issue(
        &self,
        request: Request<pb::GetIssueRequest>,
    ) -> Result<Response<pb::GetIssueResponse>, Status> {
        let Masked { question: id, mask } =
            Masked::<IssueId>::try_from(request.into_inner()).map_err(RpcError::from)?;
        let record = self
            .backend
            .look(move |at| {
                issue::get(at.view, at.lexicon, &id, at.budget)?
                    .ok_or_else(|| RpcError::not_found(Collection::Issues, &id))
            })
            .await?;
        Ok(Response::new(pb::GetIssueResponse {
            issue: Some(mask.apply(record.into())),
        }))
    }
}
