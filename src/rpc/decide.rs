//! Decisions on records: the record's article is looked up, then the log takes the decision.
//!
//! Not the rule which record a decision holds for: the index has that. Rule: who is named as the analyst decides; where nobody
//! is, the token does.

use crate::ingest::Judged;
use crate::model::{
    ArticleId, Decision, DecisionState, Field, MergeInto, PlaceMention, QuoteId, RecordId, Span,
    UtteranceId,
};
use crate::query::decision::article_of;
use crate::query::event::{STEPS_MAX, Unmergeable};
use crate::query::{actor, event, quote, utterance};
use crate::rpc::backend::{Backend, Scope};
use crate::rpc::convert::correction::Wanted;
use crate::rpc::convert::decision::{Other, Ruled};
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
        merge,
        wish,
    } = Ruled::try_from(request.into_inner())?;
    if let Some(Caller(name)) = caller.filter(|_| verdict.analyst.is_empty()) {
        verdict.analyst = name;
    }
    let record = verdict.record.clone();
    let (claim, wanted) = (wishes.claim, wishes.fields);
    let (article, fields, merge) = backend
        .look(move |at| {
            let (article, fields) = (find(at, &record)?, known(at, wanted)?);
            let merge = merge.map(|other| merged(at, &record, other)).transpose()?;
            Ok((article, fields, merge))
        })
        .await?;
    verdict.merge = merge;
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

/// What a record is one with, when it may be.
fn merged(at: &Scope<'_>, record: &RecordId, other: Other) -> Result<MergeInto, RpcError> {
    match (record, other) {
        (RecordId::Deployment(id), Other::Deployment(into)) => {
            let found = event::mergeable(at.view, id, &into, at.budget)?;
            let found = found.ok_or_else(|| RpcError::not_found(Collection::Deployments, &into))?;
            let name = Collection::Deployments.name(&into);
            found.map_err(|why| unmergeable(why, name))?;
            Ok(MergeInto::Deployment(into))
        }
        (RecordId::Quote(id), Other::Quote(other)) => {
            let found = quote::linked(at.view, &other, at.budget)?;
            let found = found.ok_or_else(|| RpcError::not_found(Collection::Quotes, &other))?;
            let name = Collection::Quotes.name(&other);
            if Decision::effect(found.decision.as_ref()) == DecisionState::Rejected {
                return Err(unmergeable(Unmergeable::Rejected, name));
            }
            spoken(at, id, &found.utterance, name)
        }
        (RecordId::Quote(id), Other::Utterance(into)) => {
            spoken(at, id, &into, Collection::Utterances.name(&into))
        }
        (RecordId::Quote(_) | RecordId::Stance(_) | RecordId::Deployment(_), _) => {
            Err(RpcError::Internal("a merger of two nouns was let through"))
        }
    }
}

/// The act of speech that a quote is to tell, by what reports tell of it.
fn spoken(
    at: &Scope<'_>,
    quote: &QuoteId,
    into: &UtteranceId,
    name: String,
) -> Result<MergeInto, RpcError> {
    let linked = utterance::linked(at.view, into, at.budget)?;
    let linked = linked.ok_or_else(|| RpcError::not_found(Collection::Utterances, into))?;
    let told = quote::linked(at.view, quote, at.budget)?;
    let told = told.ok_or_else(|| RpcError::not_found(Collection::Quotes, quote))?;
    if utterance::are_one(at.view, &told.utterance, &linked) {
        return Err(unmergeable(Unmergeable::Circle, name));
    }
    Ok(MergeInto::Utterance(linked))
}

/// Why a record cannot be one with another.
fn unmergeable(why: Unmergeable, name: String) -> RpcError {
    let (kind, description) = match why {
        Unmergeable::Circle => (
            Kind::Circle,
            "is one with the record already, or was merged into it: take that decision back first"
                .to_owned(),
        ),
        Unmergeable::Rejected => (
            Kind::Rejected,
            "was rejected: name another telling, or take that decision back first".to_owned(),
        ),
        Unmergeable::TooFar => (
            Kind::OutOfRange,
            format!(
                "makes more than {STEPS_MAX} mergers follow one another: name the first of them"
            ),
        ),
    };
    RpcError::Invalid(vec![Violation {
        field: "merge_into".to_owned(),
        kind,
        description,
        value: name,
    }])
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
