//! What exists: plain values every stage speaks about.
//!
//! Not wire types and not stored types: those convert at their own edge. Rule: nothing here reads a clock, a
//! disk or a network, and a value that can be wrong checks itself where it is made.

pub mod actor;
pub mod amount;
pub mod article;
pub mod correction;
pub mod date;
pub mod decision;
pub mod deployment;
pub mod evidence;
pub mod findings;
pub mod id;
pub mod issue;
pub mod name;
pub mod place;
pub mod quote;
pub mod record;
pub mod request;
pub mod span;
pub mod stance;

pub use actor::{Actor, ActorKind, ActorRef, Alias, Mention, MentionKind, Office};
pub use amount::{Amount, Bound};
pub use article::{Article, ArticleInfo, Format, RawArticle};
pub use correction::{
    CORRECTED_ACTORS_MAX, CORRECTED_TEXT_BYTES_MAX, CORRECTIONS_MAX, Correctable, Corrected,
    Correction, Field, correct, restore,
};
pub use date::{CivilDate, DateRange};
pub use decision::{
    ANALYST_BYTES_MAX, Decision, DecisionRecord, DecisionState, MergeInto, Merged,
    REASON_BYTES_MAX, RecordId, Ruling, TOLD_BYTES_MAX, TOLD_MAX, Told,
};
pub use deployment::{Claim, Deployment, Posture, Status};
pub use evidence::{Confidence, Modality, Provenance};
pub use findings::{DropReason, Dropped, Findings, Remark, RemarkCode};
pub use id::{
    ActorId, ArticleId, BorderFactId, ClaimId, DeploymentId, IssueId, QuoteId, StanceId,
    UtteranceId,
};
pub use issue::Issue;
pub use place::{Border, BorderFact, BorderProperty, Place, PlaceMention, PlaceResolution};
pub use quote::{Channel, ChannelKind, Quote, QuoteKind, SpeakerIdentity, WordingRelation};
pub use record::{
    ActorRecord, ArticleRecord, BorderFactRecord, ClaimLink, DeploymentRecord,
    ProvisionalActorRecord, QuoteRecord, RecordCounts, Records, Revision, Source, StanceRecord,
};
pub use request::{REQUEST_ID_BYTES_MAX, RequestId, RequestIdError};
pub use span::{Fragment, Span};
pub use stance::{Basis, Plover, PloverType, Position, Stance, StanceTarget};
