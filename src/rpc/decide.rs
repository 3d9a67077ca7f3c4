//! Decisions on records: the record's article is looked up, then the log takes the decision.
//!
//! Not the rule which record a decision holds for: the index has that. Rule: who is named as the analyst decides; where nobody
//! is, the token does.

use crate::ingest::Judged;
use crate::model::{ArticleId, Field, PlaceMention, RecordId, Span};
use crate::query::actor;
use crate::query::decision::article_of;
use crate::rpc::backend::{Backend, Scope};
use crate::rpc::convert::correction::Wanted;
use crate::rpc::convert::decision::Ruled;
use crate::rpc::convert::name::Collection;
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use crate::rpc::violation::{Kind, Violation};
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
    let Ruled {
        mut verdict,
        wishes,
        wish,
    } = Ruled::try_from(request.into_inner())?;
    if let Some(Caller(name)) = caller.filter(|_| verdict.analyst.is_empty()) {
        verdict.analyst = name;
    }
    let record = verdict.record.clone();
    let (claim, wanted) = (wishes.claim, wishes.fields);
    let (article, fields) = backend
        .look(move |at| Ok((find(at, &record)?, known(at, wanted)?)))
        .await?;
    let fields = fields.into_iter().map(|field| (claim.clone(), field));
    verdict.fields = fields.collect();
    let judged = backend
        .take(move |at| Ok(at.ingest.decide(&article, verdict, at.now, wish)?))
        .await?;
    let told = &judged.record;
    tracing::info!(article = %told.article, record = told.ruling.record.as_str(), state = %told.ruling.state, "record decided on");
    Ok(judged)
}

/// The article of a record.
fn find(at: &Scope<'_>, record: &RecordId) -> Result<ArticleId, RpcError> {
    let found = article_of(at.view, record, at.budget)?;
    let collection = Collection::of_record(record);
    found.ok_or_else(|| RpcError::not_found(collection, &record.as_str()))
}

/// The fields to set, with the names of their actors and the places of the gazetteer.
fn known(at: &Scope<'_>, wanted: Vec<Wanted>) -> Result<Vec<Field>, RpcError> {
    let mut fields = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let mut field = match wanted {
            Wanted::Field(field) => field,
            Wanted::Site(name, country) => site(at, &name, country.as_deref())?,
        };
        for role in field.actors_mut() {
            for id in role.affiliation.iter().chain(&role.actor) {
                let found = actor::get(at.view, at.lexicon, id, at.budget)?;
                let found = found.ok_or_else(|| RpcError::not_found(Collection::Actors, id))?;
                if role.actor.as_ref() == Some(id) {
                    role.text = found.actor.name;
                }
            }
        }
        if let Some(issue) = field.issue()
            && at.lexicon.issue(issue).is_none()
        {
            return Err(RpcError::not_found(Collection::Issues, issue));
        }
        fields.push(field);
    }
    Ok(fields)
}

/// The one place of the gazetteer with a name.
fn site(at: &Scope<'_>, name: &str, country: Option<&str>) -> Result<Field, RpcError> {
    let found = at.lexicon.places_named(name, country);
    if let [one] = found.as_slice() {
        return Ok(Field::Place(Some(PlaceMention {
            span: Span::default(),
            place: one.place.clone(),
        })));
    }
    let description = if found.is_empty() {
        "is no place of the gazetteer: give `resolution` with it, and what else is known".to_owned()
    } else {
        let many = found.len();
        format!("is the name of {many} places: give `country`, or `resolution` and what is known")
    };
    Err(RpcError::Invalid(vec![Violation {
        field: "claim.place.place.display_name".to_owned(),
        kind: Kind::OutOfRange,
        description,
        value: name.to_owned(),
    }]))
}
