//! Read masks: which fields of a resource an answer carries.
//!
//! Not a filter of resources. Rules: no mask and `*` mean everything; names of resources always come, also those within a
//! resource; a path that names no field is refused with the fields there are; a path through a list holds for each of
//! its values. What is not wanted is cut out of the encoded resource, so no field is known here by name.

use super::name::Collection;
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Kind, Violation, shorten};
use prost::Message;
use prost::encoding::{
    DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field,
};
use prost_reflect::{DescriptorPool, MessageDescriptor};
use prost_types::FieldMask;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What lists of decisions hold.
const DECISION: &str = "vedette.v1.RecordDecision";

/// Most paths of a mask.
pub(crate) const MASK_PATHS_MAX: usize = 100;

/// What is asked, and which fields of what is found are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Masked<Q> {
    pub(crate) question: Q,
    pub(crate) mask: Mask,
}

/// The fields of a resource an answer carries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mask {
    /// `None` = all.
    wanted: Option<Fields>,
}

/// Fields wanted of a message, by number; none = the message whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Fields(BTreeMap<u32, Fields>);

/// The message with a full name as the proto describes it.
fn message(name: &str) -> Option<MessageDescriptor> {
    static POOL: OnceLock<Option<DescriptorPool>> = OnceLock::new();
    let pool = POOL.get_or_init(|| DescriptorPool::decode(pb::FILE_DESCRIPTOR_SET).ok());
    pool.as_ref()?.get_message_by_name(name)
}

/// Why a path names no field: what stands where it leaves the resource.
fn astray(message: Option<&MessageDescriptor>) -> String {
    let Some(message) = message else {
        return "names no field: it goes on behind a plain value".to_owned();
    };
    let fields = message.fields().map(|f| f.name().to_owned());
    let fields = fields.collect::<Vec<_>>().join(", ");
    format!("names no field: give \"*\" or one of {fields}")
}

/// The number of the field that names a message, when it has one: that of a decision is the record's.
fn name_of(message: &MessageDescriptor) -> Option<u32> {
    let name = if message.full_name() == DECISION {
        "record"
    } else {
        "name"
    };
    message.get_field_by_name(name).map(|f| f.number())
}

impl Fields {
    /// Wants a path, or says why it names no field.
    fn want(&mut self, resource: &MessageDescriptor, path: &str) -> Result<(), String> {
        let (mut at, mut message) = (self, Some(resource.clone()));
        let mut parts = path.split('.').peekable();
        let mut whole = false;
        while let Some(part) = parts.next() {
            let field = message.as_ref().and_then(|m| m.get_field_by_name(part));
            let field = field.ok_or_else(|| astray(message.as_ref()))?;
            message = field.kind().as_message().cloned();
            if whole {
                continue;
            }
            let known = at.0.contains_key(&field.number());
            let next = at.0.entry(field.number()).or_default();
            // What is wanted whole stays so.
            whole = known && next.0.is_empty();
            if parts.peek().is_none() {
                next.0.clear();
            } else if !whole && let Some(name) = message.as_ref().and_then(name_of) {
                next.0.insert(name, Self::default());
            }
            at = next;
        }
        Ok(())
    }

    /// Copies the fields wanted of an encoded message; `None` when it is no message.
    fn copy(&self, mut from: &[u8], to: &mut Vec<u8>) -> Option<()> {
        while !from.is_empty() {
            let whole = from;
            let (number, wire) = decode_key(&mut from).ok()?;
            let mut content = from;
            skip_field(wire, number, &mut from, DecodeContext::default()).ok()?;
            match self.0.get(&number) {
                None => {}
                Some(below) if below.0.is_empty() => {
                    to.extend_from_slice(whole.get(..whole.len() - from.len())?);
                }
                Some(below) => {
                    let length = usize::try_from(decode_varint(&mut content).ok()?).ok()?;
                    let mut kept = Vec::new();
                    below.copy(content.get(..length)?, &mut kept)?;
                    encode_key(number, WireType::LengthDelimited, to);
                    encode_varint(kept.len() as u64, to);
                    to.append(&mut kept);
                }
            }
        }
        Some(())
    }
}

impl Checker {
    /// The mask of a collection's resources; paths that name no field are noted.
    pub(crate) fn mask(&mut self, mask: Option<FieldMask>, collection: Collection) -> Mask {
        self.mask_of(mask, collection.resource_type())
    }

    /// The mask of a list of decisions.
    pub(crate) fn mask_of_decisions(&mut self, mask: Option<FieldMask>) -> Mask {
        self.mask_of(mask, DECISION)
    }

    fn mask_of(&mut self, mask: Option<FieldMask>, resource: &str) -> Mask {
        let paths = mask.map(|m| m.paths).unwrap_or_default();
        if paths.len() > MASK_PATHS_MAX {
            let told = format!(
                "has {} paths, at most {MASK_PATHS_MAX} are read",
                paths.len()
            );
            let limit = MASK_PATHS_MAX.to_string();
            self.reject("read_mask", Kind::TooLong, told, &limit);
            return Mask::default();
        }
        let Some(resource) = message(resource).filter(|_| !paths.is_empty()) else {
            return Mask::default();
        };
        let (mut fields, mut all) = (Fields::default(), false);
        let name = name_of(&resource).map(|name| (name, Fields::default()));
        fields.0.extend(name);
        for (i, path) in paths.iter().enumerate() {
            if path == "*" {
                all = true;
            } else if let Err(told) = fields.want(&resource, path) {
                let field = format!("read_mask.paths[{i}]");
                let told = format!("{:?} {told}", shorten(path));
                self.reject(&field, Kind::UnknownField, told, path);
            }
        }
        Mask {
            wanted: (!all).then_some(fields),
        }
    }
}

impl Mask {
    /// The resource with the fields wanted.
    pub(crate) fn apply<M: Message + Default>(&self, resource: M) -> M {
        let Some(fields) = &self.wanted else {
            return resource;
        };
        let encoded = resource.encode_to_vec();
        let mut kept = Vec::with_capacity(encoded.len());
        let cut = fields.copy(&encoded, &mut kept);
        let cut = cut.and_then(|()| M::decode(kept.as_slice()).ok());
        // Whatever was encoded a moment ago can be read.
        cut.unwrap_or(resource)
    }

    /// Each resource with the fields wanted.
    pub(crate) fn each<'m, M: Message + Default + 'm>(
        &self,
        resources: impl IntoIterator<Item = &'m mut M>,
    ) {
        if self.wanted.is_some() {
            for resource in resources {
                *resource = self.apply(std::mem::take(resource));
            }
        }
    }
}

/// The resource that the required field `name` names, and its mask.
pub(crate) fn named<T>(
    name: &str,
    parse: impl Fn(&str) -> Result<T, String>,
    mask: Option<FieldMask>,
    collection: Collection,
) -> Result<Masked<T>, Vec<Violation>> {
    let mut checker = Checker::default();
    let parsed = checker.name(name, parse);
    let mask = checker.mask(mask, collection);
    match (parsed, checker.finish(())) {
        (Some(question), Ok(())) => Ok(Masked { question, mask }),
        (_, found) => Err(found.err().unwrap_or_default()),
    }
}

impl<Q> Checked<Q> {
    /// The question with a mask for what it finds.
    pub(crate) fn masked(
        self,
        mask: Option<FieldMask>,
        collection: Collection,
    ) -> Checked<Masked<Q>> {
        let mut checker = Checker::default();
        let mask = checker.mask(mask, collection);
        let question = self.value;
        let mut checked = checker.with(Masked { question, mask });
        checked.violations.extend(self.violations);
        checked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote() -> pb::Quote {
        pb::Quote {
            name: "quotes/q1".to_owned(),
            text: "words".to_owned(),
            source: Some(pb::Source {
                article: "articles/a1".to_owned(),
                outlet: Some("The Post".to_owned()),
                ..Default::default()
            }),
            speakers: vec![
                pb::ActorReference {
                    text: "Ada".to_owned(),
                    actor: Some("actors/ada".to_owned()),
                    ..Default::default()
                },
                pb::ActorReference {
                    text: "an official".to_owned(),
                    ..Default::default()
                },
            ],
            ..Default::default()
        }
    }

    fn mask(paths: &[&str], collection: Collection) -> Result<Mask, Vec<Violation>> {
        let mut checker = Checker::default();
        let paths = paths.iter().map(|p| (*p).to_owned()).collect();
        let mask = checker.mask(Some(FieldMask { paths }), collection);
        checker.finish(mask)
    }

    fn masked(paths: &[&str]) -> Result<pb::Quote, Vec<Violation>> {
        mask(paths, Collection::Quotes).map(|mask| mask.apply(quote()))
    }

    #[test]
    fn no_path_and_a_star_mean_all_and_the_name_always_comes() {
        assert_eq!(masked(&[]).unwrap(), quote());
        assert_eq!(masked(&["text", "*"]).unwrap(), quote());
        let only = masked(&["text"]).unwrap();
        let wanted = pb::Quote {
            name: "quotes/q1".to_owned(),
            text: "words".to_owned(),
            ..Default::default()
        };
        assert_eq!(only, wanted);
    }

    #[test]
    fn a_path_goes_into_messages_and_lists_and_the_whole_wins() {
        let parts = masked(&["source.outlet", "speakers.actor"]).unwrap();
        let source = parts.source.unwrap();
        let told = (source.outlet.as_deref(), source.article.as_str());
        assert_eq!(told, (Some("The Post"), ""));
        let actors: Vec<_> = parts.speakers.iter().map(|s| s.actor.as_deref()).collect();
        assert_eq!(actors, [Some("actors/ada"), None]);
        assert!(parts.speakers.iter().all(|s| s.text.is_empty()));
        for both in [["source", "source.outlet"], ["source.outlet", "source"]] {
            assert_eq!(masked(&both).unwrap().source, quote().source);
        }
    }

    #[test]
    fn names_within_a_resource_come_too() {
        let mask = mask(&["claims.side"], Collection::Deployments).unwrap();
        let claim = pb::Claim {
            name: "deployments/d1/claims/c1".to_owned(),
            side: Some("QQ".to_owned()),
            border: Some("borders/qq-zz".to_owned()),
            ..Default::default()
        };
        let event = mask.apply(pb::Deployment {
            name: "deployments/d1".to_owned(),
            fact: true,
            claims: vec![claim],
            ..Default::default()
        });
        let claim = &event.claims[0];
        assert_eq!((event.name.as_str(), event.fact), ("deployments/d1", false));
        assert_eq!(claim.name, "deployments/d1/claims/c1");
        assert_eq!((claim.side.as_deref(), &claim.border), (Some("QQ"), &None));
    }

    #[test]
    fn a_path_that_names_no_field_is_told_those_there_are() {
        let found = masked(&["text", "sauce", "source.outlets", "text.x", ""]).unwrap_err();
        let fields: Vec<_> = found.iter().map(|v| v.field.as_str()).collect();
        let wanted = [1, 2, 3, 4].map(|i| format!("read_mask.paths[{i}]"));
        assert_eq!(fields, wanted);
        assert!(found.iter().all(|v| v.kind == Kind::UnknownField));
        assert!(found[0].description.contains("speakers"), "{found:?}");
        assert!(found[1].description.contains("outlet"), "{found:?}");
        assert_eq!(found[1].value, "source.outlets");
    }

    #[test]
    fn a_mask_has_as_many_paths_as_its_limit_and_not_one_more() {
        assert!(masked(&["text"; MASK_PATHS_MAX]).is_ok());
        let found = masked(&["text"; MASK_PATHS_MAX + 1]).unwrap_err();
        assert_eq!(
            (found[0].field.as_str(), found[0].kind),
            ("read_mask", Kind::TooLong)
        );
    }
}
