//! `vedette decide correct`: fields of a record as an analyst sets them.
//!
//! Not the check of what is given: the server does that. Rule: only what is named on the command line is set.

use super::WordArgs;
use crate::cli::client::{ClientError, client};
use crate::cli::query::{enum_value, resource};
use crate::rpc::pb;
use pb::border_deployment_service_client::BorderDeploymentServiceClient;
use pb::decide_record_request::Corrected;
use tonic::transport::Channel;

/// Which fields of which record.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "An actor is actors/ID, or words for one that nobody lists; \"unknown\" = none.\n\n\
    Examples:\n  vedette decide correct quotes/q5x2k --speaker actors/ilse-tarn --reason 'he reads out her letter'\n  \
    vedette decide correct quotes/q5x2k --speaker unknown\n  \
    vedette decide correct stances/s5x2k --position support --target issues/buffer-zone-on-the-osel\n  \
    vedette decide correct deployments/d5x2k --status denied --personnel 'about 2000'\n  \
    vedette query quotes --decision corrected                   # as they are shown, with (corrected) beside them\n\n\
    What was read stays beside the record; `vedette decide withdraw` brings it back."
)]
pub struct CorrectArgs {
    /// Record: quotes/..., stances/... or deployments/...
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Quotes: who spoke; may be given more than once
    #[arg(long, value_name = "ACTOR", help_heading = "Quotes")]
    pub speaker: Vec<String>,
    /// Quotes: to whom; may be given more than once
    #[arg(long, value_name = "ACTOR", help_heading = "Quotes")]
    pub addressee: Vec<String>,
    /// direct, mixed or indirect
    #[arg(long, help_heading = "Quotes")]
    pub kind: Option<String>,
    /// Who holds the position
    #[arg(long, value_name = "ACTOR", help_heading = "Stances")]
    pub holder: Option<String>,
    /// Towards whom or what: issues/..., actors/..., or words for an actor that nobody lists
    #[arg(long, value_name = "TARGET", help_heading = "Stances")]
    pub target: Option<String>,
    /// support, oppose, ambiguous or neutral
    #[arg(long, help_heading = "Stances")]
    pub position: Option<String>,
    /// Which claim; needed where a deployment has several: deployments/.../claims/...
    #[arg(long, value_name = "NAME", help_heading = "Deployments")]
    pub claim: Option<String>,
    /// reported, under-way, completed, planned, threatened, demanded, opposed, denied, refused, rumoured, hypothetical or historical
    #[arg(long, help_heading = "Deployments")]
    pub status: Option<String>,
    /// deploy, reinforce, mobilize-reserves, alert, fortify, patrol, exercise, withdraw, cross-border, closure, peacekeeping or maintain
    #[arg(long, help_heading = "Deployments")]
    pub posture: Option<String>,
    /// Who moves; may be given more than once
    #[arg(long, value_name = "ACTOR", help_heading = "Deployments")]
    pub force: Vec<String>,
    /// Who claims it; unknown = the report in its own voice
    #[arg(long, value_name = "ACTOR", help_heading = "Deployments")]
    pub claimant: Option<String>,
    /// At which border, for example xe-xv; none = at none
    #[arg(long, help_heading = "Deployments")]
    pub border: Option<String>,
    /// Where, by a name of the gazetteer, with a country behind a comma where several have it; unknown = nowhere known
    #[arg(long, value_name = "PLACE", help_heading = "Deployments")]
    pub place: Option<String>,
    /// How many: 2000, 'about 2000', 'at least 2000', 'up to 2000', 1000-2000 or unknown
    #[arg(long, value_name = "FIGURE", help_heading = "Deployments")]
    pub personnel: Option<String>,
    /// asserted, negated, conditional, hypothetical, future or historical
    #[arg(long, help_heading = "All records")]
    pub modality: Option<String>,
    /// Who decides, and why
    #[command(flatten)]
    pub words: WordArgs,
}

/// What stands for no value.
fn is_unknown(typed: &str) -> bool {
    matches!(typed, "unknown" | "none")
}

fn role(typed: &str) -> pb::ActorReference {
    if typed.starts_with("actors/") {
        pb::ActorReference {
            actor: Some(typed.to_owned()),
            ..Default::default()
        }
    } else {
        pb::ActorReference {
            text: typed.to_owned(),
            ..Default::default()
        }
    }
}

fn roles(typed: &[String]) -> Vec<pb::ActorReference> {
    let known = typed.iter().filter(|t| !is_unknown(t));
    known.map(|t| role(t)).collect()
}

fn one(typed: Option<&String>) -> Option<pb::ActorReference> {
    typed.filter(|t| !is_unknown(t)).map(|t| role(t))
}

fn value<E: Into<i32>>(
    typed: Option<&String>,
    prefix: &str,
    find: fn(&str) -> Option<E>,
) -> Result<i32, ClientError> {
    typed.map_or(Ok(0), |word| enum_value(prefix, word, find))
}

/// A figure as typed; `None` = unknown.
fn figure(typed: &str) -> Result<Option<pb::Amount>, ClientError> {
    if is_unknown(typed) {
        return Ok(None);
    }
    let bounds = [
        ("about ", pb::Bound::About),
        ("at least ", pb::Bound::AtLeast),
        ("up to ", pb::Bound::UpTo),
    ];
    let found = bounds.iter().find_map(|(word, bound)| {
        let rest = typed.strip_prefix(word)?;
        Some((rest, *bound))
    });
    let (rest, bound) = found.unwrap_or((typed, pb::Bound::Exact));
    let number = |word: &str| {
        let digits = word.trim().replace(',', "");
        digits.parse::<f64>().map_err(|_not| {
            ClientError::Usage(format!(
                "{typed:?} is no figure: give 2000, 'about 2000' or 1000-2000"
            ))
        })
    };
    let (min, max) = match rest.split_once('-') {
        Some((min, max)) => (Some(number(min)?), Some(number(max)?)),
        None => (Some(number(rest)?), Some(number(rest)?)),
    };
    Ok(Some(pb::Amount {
        min: min.filter(|_| bound != pb::Bound::UpTo),
        max: max.filter(|_| bound != pb::Bound::AtLeast),
        bound: bound.into(),
        unit: String::new(),
        wording: typed.to_owned(),
    }))
}

/// A place as typed; `None` = unknown.
fn place(typed: &str) -> Option<pb::PlaceMention> {
    let (name, country) = match typed.rsplit_once(',') {
        Some((name, country)) => (name, Some(country.trim().to_owned())),
        None => (typed, None),
    };
    let place = pb::Place {
        display_name: name.trim().to_owned(),
        country,
        ..Default::default()
    };
    (!is_unknown(typed)).then_some(pb::PlaceMention {
        mention: None,
        place: Some(place),
    })
}

impl CorrectArgs {
    /// The paths of what is named on the command line.
    fn paths(&self) -> Vec<String> {
        let is_issue = |t: &String| t.starts_with("issues/");
        let target = self.target.as_ref();
        let named = [
            ("speakers", !self.speaker.is_empty()),
            ("addressees", !self.addressee.is_empty()),
            ("kind", self.kind.is_some()),
            ("holder", self.holder.is_some()),
            ("issue", target.is_some_and(is_issue)),
            ("actor", target.is_some_and(|t| !is_issue(t))),
            ("position", self.position.is_some()),
            ("status", self.status.is_some()),
            ("posture", self.posture.is_some()),
            ("forces", !self.force.is_empty()),
            ("claimant", self.claimant.is_some()),
            ("border", self.border.is_some()),
            ("place", self.place.is_some()),
            ("personnel", self.personnel.is_some()),
            ("modality", self.modality.is_some()),
        ];
        let named = named.iter().filter(|(_, is_named)| *is_named);
        named.map(|(path, _)| (*path).to_owned()).collect()
    }

    fn modality(&self) -> Result<i32, ClientError> {
        value(
            self.modality.as_ref(),
            "MODALITY",
            pb::Modality::from_str_name,
        )
    }

    fn quote(&self) -> Result<pb::Quote, ClientError> {
        Ok(pb::Quote {
            speakers: roles(&self.speaker),
            addressees: roles(&self.addressee),
            kind: value(
                self.kind.as_ref(),
                "QUOTE_KIND",
                pb::QuoteKind::from_str_name,
            )?,
            modality: self.modality()?,
            ..Default::default()
        })
    }

    fn stance(&self) -> Result<pb::Stance, ClientError> {
        let target = self.target.as_ref().map(|target| {
            if target.starts_with("issues/") {
                pb::stance::Target::Issue(pb::IssueReference {
                    issue: target.clone(),
                    mention: None,
                })
            } else {
                pb::stance::Target::Actor(role(target))
            }
        });
        Ok(pb::Stance {
            holder: one(self.holder.as_ref()),
            target,
            position: value(
                self.position.as_ref(),
                "POSITION",
                pb::Position::from_str_name,
            )?,
            modality: self.modality()?,
            ..Default::default()
        })
    }

    fn told(&self, name: String) -> Result<pb::Claim, ClientError> {
        let border = self.border.as_ref().filter(|b| !is_unknown(b));
        let personnel = self.personnel.as_deref().map(figure).transpose()?;
        Ok(pb::Claim {
            name,
            status: value(
                self.status.as_ref(),
                "CLAIM_STATUS",
                pb::ClaimStatus::from_str_name,
            )?,
            posture: value(self.posture.as_ref(), "POSTURE", pb::Posture::from_str_name)?,
            forces: roles(&self.force),
            claimant: one(self.claimant.as_ref()),
            border: border.map(|b| resource("borders", b)),
            place: self.place.as_deref().and_then(place),
            personnel: personnel.flatten(),
            modality: self.modality()?,
            ..Default::default()
        })
    }

    /// The claim meant: the one named, else the only one of the event.
    async fn claim(&self, channel: &Channel) -> Result<String, ClientError> {
        if let Some(claim) = &self.claim {
            return Ok(claim.clone());
        }
        let request = pb::GetDeploymentRequest {
            name: self.name.clone(),
            ..Default::default()
        };
        let mut client = client!(BorderDeploymentServiceClient<Channel>, channel.clone());
        let asked = self.words.server.request(request);
        let event = client.get_deployment(asked).await?.into_inner().deployment;
        let claims: Vec<String> = event
            .into_iter()
            .flat_map(|e| e.claims)
            .map(|c| c.name)
            .collect();
        match claims.as_slice() {
            [one] => Ok(one.clone()),
            several => Err(ClientError::Usage(format!(
                "{} has several claims: give --claim with one of {}",
                self.name,
                several.join(", ")
            ))),
        }
    }

    /// The request that sets the fields.
    pub(super) async fn request(
        &self,
        channel: &Channel,
    ) -> Result<pb::DecideRecordRequest, ClientError> {
        let corrected = if self.name.starts_with("stances/") {
            Corrected::Stance(Box::new(self.stance()?))
        } else if self.name.starts_with("deployments/") {
            Corrected::Claim(Box::new(self.told(self.claim(channel).await?)?))
        } else {
            Corrected::Quote(Box::new(self.quote()?))
        };
        let paths = self.paths();
        Ok(pb::DecideRecordRequest {
            corrected: Some(corrected),
            update_mask: Some(prost_types::FieldMask { paths }),
            ..self.words.request(&self.name, pb::DecisionState::Corrected)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_with_their_bounds() {
        let read = |typed| {
            let amount = figure(typed).unwrap().unwrap();
            (amount.min, amount.max, amount.bound())
        };
        assert_eq!(
            read("2,000"),
            (Some(2000.0), Some(2000.0), pb::Bound::Exact)
        );
        assert_eq!(
            read("about 2000"),
            (Some(2000.0), Some(2000.0), pb::Bound::About)
        );
        assert_eq!(read("at least 50"), (Some(50.0), None, pb::Bound::AtLeast));
        assert_eq!(read("up to 50"), (None, Some(50.0), pb::Bound::UpTo));
        assert_eq!(
            read("1000-2000"),
            (Some(1000.0), Some(2000.0), pb::Bound::Exact)
        );
        assert_eq!(figure("unknown").unwrap(), None);
        assert!(figure("many").is_err());
    }
}
