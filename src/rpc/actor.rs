//! `ActorService`: parse, ask, convert, answer.

use crate::model::ActorId;
use crate::query::{actor, sighting};
use crate::rpc::backend::Backend;
use crate::rpc::convert::actor::{NameQuery, listed};
use crate::rpc::convert::mask::Masked;
use crate::rpc::convert::name::Collection;
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Answers `ActorService`.
#[derive(Debug)]
pub(crate) struct ActorHandler {
    pub(crate) backend: Arc<Backend>,
}

#[tonic::async_trait]
impl pb::actor_service_server::ActorService for ActorHandler {
    async fn get_actor(
        &self,
        request: Request<pb::GetActorRequest>,
    ) -> Result<Response<pb::GetActorResponse>, Status> {
        let Masked { question: id, mask } =
            Masked::<ActorId>::try_from(request.into_inner()).map_err(RpcError::from)?;
        let card = self
            .backend
            .look(move |at| {
                let found = actor::get(at.view, at.lexicon, &id, at.budget)?;
                let record = found.ok_or_else(|| RpcError::not_found(Collection::Actors, &id))?;
                Ok((record, sighting::of(at.view, &id, at.budget)?))
            })
            .await?;
        let mut card = pb::GetActorResponse::from(card);
        mask.each(&mut card.actor);
        Ok(Response::new(card))
    }

    async fn list_actors(
        &self,
        request: Request<pb::ListActorsRequest>,
    ) -> Result<Response<pb::ListActorsResponse>, Status> {
        let answer = self
            .backend
            .ask(request.into_inner().into(), |at, asked| {
                let Masked { question, mask } = asked;
                let page = actor::list(at.view, at.lexicon, question, at.budget)?;
                Ok(listed(page, mask))
            })
            .await?;
        Ok(Response::new(answer))
    }

    async fn resolve_actor(
        &self,
        request: Request<pb::ResolveActorRequest>,
    ) -> Result<Response<pb::ResolveActorResponse>, Status> {
        let asked = NameQuery::try_from(request.into_inner()).map_err(RpcError::from)?;
        let found = self
            .backend
            .look(move |at| {
                let name = asked.name.as_str();
                Ok(actor::resolve(
                    at.view,
                    at.lexicon,
                    name,
                    asked.limit,
                    at.budget,
                )?)
            })
            .await?;
        Ok(Response::new(pb::ResolveActorResponse {
            candidates: found.into_iter().map(Into::into).collect(),
        }))
    }
}
