//! Spokespeople: who speaks for whom, by what the records say.
//!
//! Not a table of offices, and not a network of agencies: a body that relays another's words (`via`) speaks for nobody.
//! Rules: somebody speaks for an actor when a stance says "on behalf of", when a nameless person of a body speaks, or when
//! a person who by the lexicon holds an office of a body tells its position; each relation is counted from the records
//! that show it and names the newest of them.

use super::gather::{self, Most, QUOTES_READ_MAX, STANCES_READ_MAX, Wanted};
use super::plan::Planner;
use super::quote::{self, QuoteFilter};
use super::stance::{self, StanceFilter};
use super::stand::DateBasis;
use super::token::fingerprint;
use super::{Budget, DayRange, Page, PageRequest, QueryError, ReportFilter, border, search};
use crate::index::View;
use crate::index::schema::{Noun, Role, folded};
use crate::lexicon::Lexicon;
use crate::model::{
    ActorId, ActorRef, ArticleId, DateRange, Fragment, QuoteId, QuoteRecord, Source, StanceId,
    StanceRecord,
};
use crate::named_enum;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Most records a relation names; the counts tell how many there are.
pub const SPOKEN_RECORDS_MAX: usize = 20;

named_enum! {
    /// How it shows that somebody speaks for somebody else.
    SpeakingBasis as "speaking basis" {
        /// A stance says so: "on behalf of", "a spokesman for".
        OnBehalf = "ON_BEHALF",
        /// A nameless person of the body: "an official of the ministry".
        Member = "MEMBER",
        /// By the lexicon the person holds an office of the body whose position it tells.
        Office = "OFFICE",
    }
}

/// A record that shows a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spoken {
    /// A quote.
    Quote(QuoteId),
    /// A stance.
    Stance(StanceId),
}

/// Whose spokespeople are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpokesFilter {
    /// Those spoken for; empty = all.
    pub principals: Vec<ActorId>,
    /// Outlets, any case.
    pub outlets: Vec<String>,
    /// Collection labels.
    pub collections: Vec<String>,
    /// When the article was published.
    pub published: DayRange,
    /// Least confidence of a record, 0 to 1.
    pub confidence_min: Option<f32>,
}

/// A question about who speaks for whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpokesQuery {
    /// Which records.
    pub filter: SpokesFilter,
    /// Which page.
    pub page: PageRequest,
    /// Most records of a kind read; 0 = [`STANCES_READ_MAX`] and [`QUOTES_READ_MAX`].
    pub read_max: usize,
}

/// One record of somebody speaking for somebody else.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaking {
    /// For whom.
    pub principal: ActorId,
    /// Who, when somebody known.
    pub speaker: Option<ActorId>,
    /// The speaker's name, or the description in the article's words.
    pub text: String,
    /// How it shows.
    pub basis: SpeakingBasis,
    /// The record.
    pub record: Spoken,
    /// The article it stands in.
    pub article: ArticleId,
    /// The article's revision.
    pub revision: u32,
    /// When that came in.
    pub ingested: Timestamp,
    /// When it was said, else published.
    pub date: Option<DateRange>,
    /// What `date` is.
    pub date_basis: DateBasis,
    /// The words it rests on.
    pub evidence: Vec<Fragment>,
}

/// Somebody who speaks for an actor, by one basis.
#[derive(Clone, Debug, PartialEq)]
pub struct Spokesperson {
    /// The principal's name for people.
    pub principal_name: String,
    /// The newest record that shows it.
    pub newest: Speaking,
    /// Records that show it, the newest first; at most [`SPOKEN_RECORDS_MAX`].
    pub records: Vec<Spoken>,
    /// How many quotes show it.
    pub quotes: u64,
    /// How many stances show it.
    pub stances: u64,
}

/// The relations, a page of them, by principal, then the most records first.
pub fn ask(
    view: &View,
    lexicon: &Lexicon,
    query: &SpokesQuery,
    budget: &Budget,
) -> Result<Page<Spokesperson>, QueryError> {
    let newest = view.newest();
    let filter = &query.filter;
    let mut stances = Planner::new(Noun::Stance, &newest, lexicon);
    stances.actors("principals", Role::Actor, &filter.principals);
    stance::conditions(&mut stances, &filter.of_stances());
    let size = stances.page_size(&query.page);
    let stances = stances.gather()?;
    let mut quotes = Planner::new(Noun::Quote, &newest, lexicon);
    quotes.actors("principals", Role::Actor, &filter.principals);
    quote::conditions(&mut quotes, &filter.of_quotes());
    let quotes = quotes.gather()?;
    let fingerprint = fingerprint(&("spokespeople", filter));
    let (generation, after) = search::begin(view, &query.page.token, fingerprint)?;
    let most = |what, limit| match query.read_max {
        0 => Most { what, limit },
        given => Most { what, limit: given },
    };
    let mut found = Vec::new();
    let most_stances = most("stances", STANCES_READ_MAX);
    gather::each_record(&generation, &stances, most_stances, budget, |record| {
        found.extend(by_stance(record, lexicon));
    })?;
    let most_quotes = most("quotes", QUOTES_READ_MAX);
    gather::each_record(&generation, &quotes, most_quotes, budget, |record| {
        found.extend(by_quote(&record));
    })?;
    // Records name the principals in any role.
    let wanted = &filter.principals;
    found.retain(|s| wanted.is_empty() || wanted.contains(&s.principal));
    let wanted = Wanted {
        page: &query.page,
        size,
        done: border::counted(after)?,
        generation: &generation,
        fingerprint,
    };
    let people = spokespeople(found, lexicon);
    Ok(gather::page_of(view, people, &wanted, Spokesperson::bytes))
}

impl SpokesFilter {
    fn report(&self) -> ReportFilter {
        ReportFilter {
            outlets: self.outlets.clone(),
            collections: self.collections.clone(),
            ..ReportFilter::default()
        }
    }

    fn of_stances(&self) -> StanceFilter {
        StanceFilter {
            report: self.report(),
            published: self.published,
            confidence_min: self.confidence_min,
            ..StanceFilter::default()
        }
    }

    fn of_quotes(&self) -> QuoteFilter {
        QuoteFilter {
            report: self.report(),
            published: self.published,
            confidence_min: self.confidence_min,
            ..QuoteFilter::default()
        }
    }
}

impl Spokesperson {
    /// About how large it is on the wire.
    fn bytes(&self) -> usize {
        let evidence = self.newest.evidence.iter().map(|e| e.text.len() + 64);
        256 + 40 * self.records.len() + evidence.sum::<usize>()
    }
}

/// Whether by the lexicon a person holds, or held, an office of a body.
fn holds_office(lexicon: &Lexicon, person: &ActorId, body: &ActorId) -> bool {
    let person = lexicon.actor_named(person.as_str());
    person.is_some_and(|p| p.offices.iter().any(|o| o.of.as_ref() == Some(body)))
}

/// The body a nameless person belongs to.
fn body_of(who: &ActorRef) -> Option<&ActorId> {
    who.affiliation.as_ref().filter(|_| who.actor.is_none())
}

/// For whom a stance is told, by whom, and how that shows.
fn relation<'r>(
    record: &'r StanceRecord,
    lexicon: &Lexicon,
) -> Option<(&'r ActorId, &'r ActorRef, SpeakingBasis)> {
    let stance = &record.stance;
    let behalf = stance.on_behalf_of.as_ref();
    let behalf = behalf.and_then(|b| b.actor.as_ref().or(b.affiliation.as_ref()));
    if let Some(principal) = behalf {
        return Some((principal, &stance.holder, SpeakingBasis::OnBehalf));
    }
    if let Some(principal) = body_of(&stance.holder) {
        return Some((principal, &stance.holder, SpeakingBasis::Member));
    }
    let (principal, reporter) = (stance.holder.actor.as_ref()?, stance.reported_by.as_ref()?);
    match &reporter.actor {
        Some(person) => holds_office(lexicon, person, principal).then_some((
            principal,
            reporter,
            SpeakingBasis::Office,
        )),
        None => (reporter.affiliation.as_ref() == Some(principal)).then_some((
            principal,
            reporter,
            SpeakingBasis::Member,
        )),
    }
}

/// What a stance shows.
pub fn by_stance(record: StanceRecord, lexicon: &Lexicon) -> Option<Speaking> {
    let (principal, who, basis) = relation(&record, lexicon)?;
    let (principal, who) = (principal.clone(), who.clone());
    let said = record.stance.date;
    let shown = Spoken::Stance(record.id);
    let mut speaking = Speaking::of(principal, &who, basis, shown, &record.source);
    speaking.dated(said, &record.source);
    speaking.evidence = record.stance.evidence;
    Some(speaking)
}

/// What a quote shows.
pub fn by_quote(record: &QuoteRecord) -> Vec<Speaking> {
    let speaking = |who: &ActorRef| {
        let principal = body_of(who)?.clone();
        let shown = Spoken::Quote(record.id.clone());
        let basis = SpeakingBasis::Member;
        let mut speaking = Speaking::of(principal, who, basis, shown, &record.source);
        speaking.dated(record.quote.said.clone(), &record.source);
        speaking.evidence.clone_from(&record.quote.evidence);
        Some(speaking)
    };
    record.quote.speakers.iter().filter_map(speaking).collect()
}

impl Speaking {
    fn of(
        principal: ActorId,
        who: &ActorRef,
        basis: SpeakingBasis,
        record: Spoken,
        source: &Source,
    ) -> Self {
        Self {
            principal,
            speaker: who.actor.clone(),
            text: who.text.clone(),
            basis,
            record,
            article: source.article.clone(),
            revision: source.revision,
            ingested: source.ingested,
            date: None,
            date_basis: DateBasis::Unknown,
            evidence: Vec::new(),
        }
    }

    fn dated(&mut self, said: Option<DateRange>, source: &Source) {
        (self.date, self.date_basis) = match (said, source.published.clone()) {
            (Some(date), _) => (Some(date), DateBasis::Expressed),
            (None, Some(date)) => (Some(date), DateBasis::Published),
            (None, None) => (None, DateBasis::Unknown),
        };
    }

    /// Who speaks, as far as it can be told apart from others.
    fn who(&self) -> String {
        match &self.speaker {
            Some(actor) => actor.to_string(),
            None => folded(&self.text),
        }
    }
}

/// Relations by principal, then the most records first.
pub fn spokespeople(found: Vec<Speaking>, lexicon: &Lexicon) -> Vec<Spokesperson> {
    let mut groups: BTreeMap<(ActorId, String, SpeakingBasis), Vec<Speaking>> = BTreeMap::new();
    for speaking in found {
        let key = (speaking.principal.clone(), speaking.who(), speaking.basis);
        groups.entry(key).or_default().push(speaking);
    }
    let groups = groups.into_values();
    let mut people: Vec<_> = groups.filter_map(|g| spokesperson(g, lexicon)).collect();
    // Stable: of as many records, by speaker.
    people.sort_by_key(|p| (p.newest.principal.clone(), Reverse(p.quotes + p.stances)));
    people
}

fn spokesperson(mut group: Vec<Speaking>, lexicon: &Lexicon) -> Option<Spokesperson> {
    group.sort_by_cached_key(|s| {
        let day = s.date.as_ref().map(|d| d.end.last_epoch_day());
        (Reverse(day), Reverse(s.ingested), s.record.clone())
    });
    let quotes = group
        .iter()
        .filter(|s| matches!(s.record, Spoken::Quote(_)))
        .count() as u64;
    let stances = group.len() as u64 - quotes;
    let records = group.iter().take(SPOKEN_RECORDS_MAX);
    let records = records.map(|s| s.record.clone()).collect();
    let newest = group.into_iter().next()?;
    let principal = lexicon.actor_named(newest.principal.as_str());
    let principal = principal.map(|a| a.name.clone());
    Some(Spokesperson {
        principal_name: principal.unwrap_or_else(|| newest.principal.to_string()),
        newest,
        records,
        quotes,
        stances,
    })
}

#[cfg(test)]
mod tests {
    use super::super::stand::tests::record;
    use super::*;

    fn named(id: &str) -> ActorRef {
        ActorRef {
            text: id.to_owned(),
            actor: id.parse().ok(),
            ..ActorRef::default()
        }
    }

    fn nameless(text: &str, body: &str) -> ActorRef {
        ActorRef {
            text: text.to_owned(),
            affiliation: body.parse().ok(),
            ..ActorRef::default()
        }
    }

    fn told(record: StanceRecord, lexicon: &Lexicon) -> Option<(String, String, SpeakingBasis)> {
        let told = by_stance(record, lexicon)?;
        Some((told.principal.to_string(), told.text, told.basis))
    }

    fn wanted(principal: &str, who: &str, basis: SpeakingBasis) -> (String, String, SpeakingBasis) {
        (principal.to_owned(), who.to_owned(), basis)
    }

    #[test]
    fn on_behalf_comes_before_the_body_a_nameless_one_belongs_to() {
        let lexicon = Lexicon::default();
        let mut behalf = record(nameless("a clerk", "harbour"), "", "2031-05-04", "");
        let member = told(behalf.clone(), &lexicon);
        assert_eq!(
            member,
            Some(wanted("harbour", "a clerk", SpeakingBasis::Member))
        );
        behalf.stance.on_behalf_of = Some(named("council"));
        let told = told(behalf, &lexicon);
        assert_eq!(
            told,
            Some(wanted("council", "a clerk", SpeakingBasis::OnBehalf))
        );
    }

    #[test]
    fn a_rival_that_ascribes_a_position_speaks_for_nobody() {
        let mut ascribed = record(named("council"), "", "2031-05-04", "");
        ascribed.stance.reported_by = Some(named("rival"));
        assert_eq!(told(ascribed.clone(), &Lexicon::default()), None);
        ascribed.stance.reported_by = Some(nameless("an aide", "council"));
        let told = told(ascribed, &Lexicon::default());
        assert_eq!(
            told,
            Some(wanted("council", "an aide", SpeakingBasis::Member))
        );
    }

    fn spoken(record: usize, who: &ActorRef, day: &str) -> Speaking {
        let stance: StanceId = format!("s{record:03}").parse().unwrap();
        let source = super::super::stand::tests::record(named("x"), "", day, "").source;
        let principal = "council".parse().unwrap();
        let shown = Spoken::Stance(stance);
        let mut spoken = Speaking::of(principal, who, SpeakingBasis::Member, shown, &source);
        spoken.dated(None, &source);
        spoken
    }

    #[test]
    fn the_same_description_in_any_case_is_one_speaker_with_the_newest_record_first() {
        let (clerk, aide) = (
            nameless("A Clerk", "council"),
            nameless("an aide", "council"),
        );
        let found = vec![
            spoken(1, &aide, "2031-05-09"),
            spoken(2, &clerk, "2031-05-01"),
            spoken(3, &nameless("a clerk", "council"), "2031-05-03"),
        ];
        let people = spokespeople(found, &Lexicon::default());
        let told: Vec<_> = people
            .iter()
            .map(|p| (p.newest.text.as_str(), p.stances))
            .collect();
        assert_eq!(told, [("a clerk", 2), ("an aide", 1)]);
        let wanted = Spoken::Stance("s003".parse().unwrap());
        assert_eq!(
            (&people[0].newest.record, people[0].records.len()),
            (&wanted, 2)
        );
    }

    #[test]
    fn a_relation_names_as_many_records_as_its_limit_and_counts_all() {
        let people = |n: usize| {
            let clerk = nameless("a clerk", "council");
            let found = (0..n).map(|i| spoken(i, &clerk, "2031-05-01")).collect();
            spokespeople(found, &Lexicon::default())
        };
        let full = people(SPOKEN_RECORDS_MAX);
        assert_eq!((full[0].records.len(), full[0].stances), (20, 20));
        let more = people(SPOKEN_RECORDS_MAX + 1);
        assert_eq!((more[0].records.len(), more[0].stances), (20, 21));
    }
}
