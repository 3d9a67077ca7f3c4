//! Decisions on records: the record's article is looked up, then the log takes the decision.
//!
//! Not the rule which record a decision holds for: the index has that. Rule: who is named as the analyst decides; where nobody
//! is, the token does.

use crate::ingest::Judged;
use crate::model::RecordId;
use crate::query::decision::article_of;
use crate::rpc::backend::{Backend, Scope};
use crate::rpc::convert::decision::Ruled;
use crate::rpc::convert::name::Collection;
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use tonic::Request;

/// The name of the token a call came with.
#[derive(Clone, Debug)]
pub struct Caller(pub String);

/// Makes the decision a request asks for.
pub(crate) async fn decide(
    backend: &Backend,
    request: Request<pb::DecideRecordRequest>,
) -> Result<Judged, RpcError> {
    let caller = request.extensions().get::<Caller>().cloned();
    let Ruled { mut verdict, wish } = Ruled::try_from(request.into_inner())?;
    if let Some(Caller(name)) = caller.filter(|_| verdict.analyst.is_empty()) {
        verdict.analyst = name;
    }
    let record = verdict.record.clone();
    let article = backend.look(move |at| find(at, &record)).await?;
    let judged = backend
        .take(move |at| Ok(at.ingest.decide(&article, verdict, at.now, wish)?))
        .await?;
    let told = &judged.record;
    tracing::info!(article = %told.article, record = told.ruling.record.as_str(), state = %told.ruling.state, "record decided on");
    Ok(judged)
}

/// The article of a record.
fn find(at: &Scope<'_>, record: &RecordId) -> Result<crate::model::ArticleId, RpcError> {
    let found = article_of(at.view, record, at.budget)?;
    let collection = Collection::of_record(record);
    found.ok_or_else(|| RpcError::not_found(collection, &record.as_str()))
}
