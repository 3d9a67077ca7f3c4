//! Every request of the API: from bytes off the wire through the check to the question.
//!
//! The handlers are left out, because they need a runtime. Rule: the list is held against the descriptor set, so a new
//! request cannot be forgotten.

use crate::door::small::Small;
use crate::model::{ActorId, ArticleId, DeploymentId, IssueId, QuoteId, RawArticle, StanceId, UtteranceId};
use crate::query::actor::{self, ActorQuery};
use crate::query::article::{self, ArticleQuery};
use crate::query::border_timeline::BorderTimelineQuery;
use crate::query::change::ChangeQuery;
use crate::query::decision::{self, DecisionQuery};
use crate::query::deployment::{self, DeploymentFilter, DeploymentQuery};
use crate::query::matrix::MatrixQuery;
use crate::query::network::NetworkQuery;
use crate::query::quote::{self, QuoteFilter, QuoteQuery};
use crate::query::spokesperson::SpokesQuery;
use crate::query::stance::{self, StanceFilter, StanceQuery};
use crate::query::timeline::TimelineQuery;
use crate::query::{QueryError, StreamQuery, Streamed};
use crate::rpc::convert::actor::NameQuery;
use crate::rpc::convert::article::{Doomed, Handed};
use crate::rpc::convert::decision::Ruled;
use crate::rpc::convert::mask::Masked;
use crate::rpc::pb;
use crate::rpc::violation::{Checked, VALUE_BYTES_MAX, Violation};
use crate::model::Border;
use prost::Message;
use prost_reflect::DescriptorPool;
use std::collections::BTreeSet;
use std::fmt::Debug;

/// What is wrong is told so that a caller can find it.
fn told(violations: &[Violation]) {
    for violation in violations {
        assert!(!violation.description.is_empty(), "{violation:?}");
        assert!(violation.value.len() <= VALUE_BYTES_MAX + "...".len(), "{violation:?}");
    }
}

/// What is read is read again from what is written of it.
fn decoded<W: Message + Default + Debug>(bytes: &[u8]) -> Option<W> {
    let wire = W::decode(bytes).ok()?;
    let again = W::decode(wire.encode_to_vec().as_slice()).expect("what was written is read");
    assert_eq!(format!("{wire:?}"), format!("{again:?}"));
    Some(wire)
}

fn tried<W, T>(bytes: &[u8]) -> Option<T>
where
    W: Message + Default + Debug,
    T: TryFrom<W, Error = Vec<Violation>>,
{
    match T::try_from(decoded::<W>(bytes)?) {
        Ok(read) => Some(read),
        Err(violations) => {
            assert!(!violations.is_empty(), "refused without a reason");
            told(&violations);
            None
        }
    }
}

fn checked<W, T>(bytes: &[u8]) -> Option<T>
where
    W: Message + Default + Debug,
    Checked<T>: From<W>,
{
    let Checked { value, violations } = Checked::<T>::from(decoded::<W>(bytes)?);
    told(&violations);
    violations.is_empty().then_some(value)
}

/// No question breaks the index.
fn answered<T>(answer: Result<T, QueryError>) {
    match answer {
        Ok(_) => {}
        Err(QueryError::Index(error)) => panic!("{error:?}"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn streamed<F>(asked: Option<Masked<StreamQuery<F>>>, at: &Small)
where
    F: Streamed,
{
    let Some(Masked { question, .. }) = asked else { return };
    match F::export(at.view(), at.feed(), at.lexicon(), &question) {
        Ok(mut walk) => answered(walk.next(at.view(), &at.budget)),
        Err(error) => answered::<()>(Err(error)),
    }
    answered(F::follow(at.view(), at.feed(), at.lexicon(), &question));
}

/// An article as a server would take it, without writing it.
fn analysed(raw: Option<RawArticle>) {
    // The way from bytes to findings has targets of its own.
    drop(raw);
}

macro_rules! requests {
    ($($request:ident => |$bytes:ident, $at:ident| $reads:expr;)*) => {
        const NAMES: &[&str] = &[$(stringify!($request)),*];
        type Read = fn(&[u8], &Small);
        const READS: &[Read] = &[$(|$bytes, $at| { type Wire = pb::$request; $reads }),*];
    };
}

requests! {
    SearchQuotesRequest => |b, at| if let Some(asked) = checked::<Wire, Masked<QuoteQuery>>(b) {
        answered(quote::answer(at.view(), at.lexicon(), &asked.question, &at.budget));
    };
    GetQuoteRequest => |b, at| if let Some(asked) = tried::<Wire, Masked<QuoteId>>(b) {
        answered(quote::get(at.view(), &asked.question, &at.budget));
    };
    BatchGetQuotesRequest => |b, _at| drop(tried::<Wire, Masked<Vec<QuoteId>>>(b));
    GetUtteranceRequest => |b, _at| drop(tried::<Wire, Masked<UtteranceId>>(b));
    ExportQuotesRequest => |b, at| streamed::<QuoteFilter>(checked::<Wire, _>(b), at);
    FollowQuotesRequest => |b, at| streamed::<QuoteFilter>(checked::<Wire, _>(b), at);
    SearchStancesRequest => |b, at| if let Some(asked) = checked::<Wire, Masked<StanceQuery>>(b) {
        answered(stance::search(at.view(), at.lexicon(), &asked.question, &at.budget));
    };
    GetStanceRequest => |b, _at| drop(tried::<Wire, Masked<StanceId>>(b));
    ExportStancesRequest => |b, at| streamed::<StanceFilter>(checked::<Wire, _>(b), at);
    FollowStancesRequest => |b, at| streamed::<StanceFilter>(checked::<Wire, _>(b), at);
    GetStanceTimelineRequest => |b, _at| drop(checked::<Wire, TimelineQuery>(b));
    ListPositionChangesRequest => |b, _at| drop(checked::<Wire, ChangeQuery>(b));
    GetStanceMatrixRequest => |b, _at| drop(checked::<Wire, MatrixQuery>(b));
    GetAgreementNetworkRequest => |b, _at| drop(checked::<Wire, NetworkQuery>(b));
    ListSpokespeopleRequest => |b, _at| drop(checked::<Wire, SpokesQuery>(b));
    ListIssuesRequest => |b, _at| { decoded::<Wire>(b); };
    GetIssueRequest => |b, _at| drop(tried::<Wire, Masked<IssueId>>(b));
    SearchDeploymentsRequest => |b, at| if let Some(asked) = checked::<Wire, Masked<DeploymentQuery>>(b) {
        answered(deployment::search(at.view(), at.lexicon(), &asked.question, &at.budget));
    };
    GetDeploymentRequest => |b, _at| drop(tried::<Wire, Masked<DeploymentId>>(b));
    ExportDeploymentsRequest => |b, at| streamed::<DeploymentFilter>(checked::<Wire, _>(b), at);
    FollowDeploymentsRequest => |b, at| streamed::<DeploymentFilter>(checked::<Wire, _>(b), at);
    ListBordersRequest => |b, _at| { decoded::<Wire>(b); };
    GetBorderRequest => |b, _at| drop(tried::<Wire, Masked<Border>>(b));
    GetBorderTimelineRequest => |b, _at| drop(checked::<Wire, BorderTimelineQuery>(b));
    GetActorRequest => |b, at| if let Some(asked) = tried::<Wire, Masked<ActorId>>(b) {
        answered(actor::get(at.view(), at.lexicon(), &asked.question, &at.budget));
    };
    ListActorsRequest => |b, at| if let Some(asked) = checked::<Wire, Masked<ActorQuery>>(b) {
        answered(actor::list(at.view(), at.lexicon(), &asked.question, &at.budget));
    };
    ResolveActorRequest => |b, _at| drop(tried::<Wire, NameQuery>(b));
    IngestArticleRequest => |b, _at| analysed(tried::<Wire, Handed>(b).map(|handed| handed.raw));
    IngestArticlesRequest => |b, _at| analysed(tried::<Wire, Handed>(b).map(|handed| handed.raw));
    AnalyseArticleRequest => |b, _at| analysed(tried::<Wire, RawArticle>(b));
    GetArticleRequest => |b, at| if let Some(asked) = tried::<Wire, Masked<ArticleId>>(b) {
        answered(article::get(at.view(), &asked.question, &at.budget));
    };
    ListArticlesRequest => |b, at| if let Some(asked) = checked::<Wire, Masked<ArticleQuery>>(b) {
        answered(article::search(at.view(), at.lexicon(), &asked.question, &at.budget));
    };
    DeleteArticleRequest => |b, _at| drop(tried::<Wire, Doomed>(b));
    RetryQuarantinedArticlesRequest => |b, _at| { decoded::<Wire>(b); };
    DecideRecordRequest => |b, _at| drop(tried::<Wire, Ruled>(b));
    ListDecisionsRequest => |b, at| if let Some(asked) = checked::<Wire, Masked<DecisionQuery>>(b) {
        answered(decision::search(at.view(), at.lexicon(), &asked.question, &at.budget));
    };
    GetStatisticsRequest => |b, _at| { decoded::<Wire>(b); };
    ReadLogRequest => |b, _at| { decoded::<Wire>(b); };
    VerifyLogRequest => |b, _at| { decoded::<Wire>(b); };
    RebuildIndexRequest => |b, _at| { decoded::<Wire>(b); };
    PurgeArticleRequest => |b, _at| drop(tried::<Wire, ArticleId>(b));
}

/// Fails when a request of the descriptor set is not read here.
pub fn check_list() {
    let pool = DescriptorPool::decode(pb::FILE_DESCRIPTOR_SET).unwrap();
    let methods = pool.services().flat_map(|s| s.methods().collect::<Vec<_>>());
    let there: BTreeSet<String> = methods.map(|m| m.input().name().to_owned()).collect();
    let read = NAMES.iter().map(|name| (*name).to_owned()).collect();
    let difference: Vec<_> = there.symmetric_difference(&read).collect();
    assert!(difference.is_empty(), "{difference:?}: not in both the descriptor set and the list of requests to fuzz");
}

/// The bytes as a request of this number.
pub fn read(number: u8, bytes: &[u8], at: &Small) {
    READS[usize::from(number) % READS.len()](bytes, at);
}
