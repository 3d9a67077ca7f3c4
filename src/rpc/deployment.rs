//! `BorderDeploymentService`: parse, ask, convert, answer.

use crate::model::{Border, DeploymentId};
use crate::query::deployment::{self, DeploymentFilter};
use crate::query::{border, border_timeline, event};
use crate::rpc::backend::Backend;
use crate::rpc::convert::mask::Masked;
use crate::rpc::convert::name::Collection;
use crate::rpc::convert::{self, page};
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use crate::rpc::stream::{self, Told};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Answers `BorderDeploymentService`.
#[derive(Debug)]
pub(crate) struct DeploymentHandler {
    pub(crate) backend: Arc<Backend>,
}

#[tonic::async_trait]
impl pb::border_deployment_service_server::BorderDeploymentService for DeploymentHandler {
    async fn search_deployments(
        &self,
        request: Request<pb::SearchDeploymentsRequest>,
    ) -> Result<Response<pb::SearchDeploymentsResponse>, Status> {
        let answer = self
            .backend
            .ask(request.into_inner().into(), |at, asked| {
                let Masked { question, mask } = asked;
                let page = deployment::search(at.view, at.lexicon, question, at.budget)?;
                let explained = question.explain.then_some(question.text.as_str());
                let reading = explained.and_then(|text| deployment::reading(at.lexicon, text));
                Ok(convert::deployment::answered(page, reading, mask))
            })
            .await?;
        Ok(Response::new(answer))
    }

    async fn get_deployment(
        &self,
        request: Request<pb::GetDeploymentRequest>,
    ) -> Result<Response<pb::GetDeploymentResponse>, Status> {
        let Masked { question: id, mask } =
            Masked::<DeploymentId>::try_from(request.into_inner()).map_err(RpcError::from)?;
        let answer = self
            .backend
            .look(move |at| {
                let found = event::get(at.view, &id, at.budget)?
                    .ok_or_else(|| RpcError::not_found(Collection::Deployments, &id))?;
                Ok(convert::deployment::event(&id, found, &mask))
            })
            .await?;
        Ok(Response::new(answer))
    }

    type ExportDeploymentsStream = Told<pb::ExportDeploymentsResponse>;

    async fn export_deployments(
        &self,
        request: Request<pb::ExportDeploymentsRequest>,
    ) -> Result<Response<Self::ExportDeploymentsStream>, Status> {
        stream::export::<DeploymentFilter, _, _>(&self.backend, request).await
    }

    type FollowDeploymentsStream = Told<pb::FollowDeploymentsResponse>;

    async fn follow_deployments(
        &self,
        request: Request<pb::FollowDeploymentsRequest>,
    ) -> Result<Response<Self::FollowDeploymentsStream>, Status> {
        stream::follow::<DeploymentFilter, _, _>(&self.backend, request).await
    }

    async fn list_borders(
        &self,
        request: Request<pb::ListBordersRequest>,
    ) -> Result<Response<pb::ListBordersResponse>, Status> {
        let wire = request.into_inner();
        let page = page::checked(wire.page_size, wire.page_token, wire.include_total_size);
        let page = page.masked(wire.read_mask, Collection::Borders);
        let answer = self
            .backend
            .ask(page, |at, asked| {
                let page = border::list(at.view, &asked.question, at.budget)?;
                let mut answer = pb::ListBordersResponse::from(page);
                asked.mask.each(&mut answer.borders);
                Ok(answer)
            })
            .await?;
        Ok(Response::new(answer))
    }

    async fn get_border(
        &self,
        request: Request<pb::GetBorderRequest>,
    ) -> Result<Response<pb::GetBorderResponse>, Status> {
        let Masked {
            question: border,
            mask,
        } = Masked::<Border>::try_from(request.into_inner()).map_err(RpcError::from)?;
        let record = self
            .backend
            .look(move |at| {
                border::get(at.view, &border, at.budget)?
                    .ok_or_else(|| RpcError::not_found(Collection::Borders, &border))
            })
            .await?;
        Ok(Response::new(pb::GetBorderResponse {
            border: Some(mask.apply(record.into())),
        }))
    }

    async fn get_border_timeline(
        &self,
        request: Request<pb::GetBorderTimelineRequest>,
    ) -> Result<Response<pb::GetBorderTimelineResponse>, Status> {
        let page = self
            .backend
            .ask(request.into_inner().into(), |at, query| {
                border_timeline::ask(at.view, at.lexicon, query, at.budget)
            })
            .await?;
        Ok(Response::new(page.into()))
    }
}
