//! What the built-in world must hold: borders complete, places where their countries are, crossings at their borders.
//!
//! Not a test of code: a wrong row of `data/` fails here. Rule: each list below is a promise of `data/README.md`.

use super::Lexicon;
use crate::lang::table::Table;
use crate::model::{ActorId, ActorKind, PlaceResolution};
use std::collections::{BTreeMap, BTreeSet};

/// Distance a place may lie outside its country's box, in degrees of latitude.
const COUNTRY_SLACK: f64 = 0.3;
/// Distance a crossing may lie outside the boxes of both countries, in degrees of latitude: 40 km.
const CROSSING_SLACK: f64 = 0.36;

/// The borders whose places on both sides `data/README.md` promises.
const TENSE: &str = "af-ir af-pk af-tj am-az am-ir am-tr az-ir az-tr bd-in bd-mm bf-bj bf-ml bf-ne bi-cd bi-rw bj-ne by-lt by-lv by-pl by-ua \
     cd-rw cd-ss cd-ug cf-sd cf-td cm-ng cm-td cn-in cn-kp cn-mm co-ec co-ve do-ht dz-eh dz-ly dz-ma dz-ml ee-ru eg-il eg-ly \
     eg-ps eg-sd eh-ma eh-mr er-et er-sd et-ke et-sd et-so et-ss fi-ru ge-ru gr-tr gy-ve il-jo il-lb il-ps il-sy in-mm in-pk \
     iq-ir iq-jo iq-kw iq-sa iq-sy iq-tr ir-pk ir-tr jo-sy ke-so ke-ug kg-tj kg-uz kh-th kp-kr la-th lb-sy lt-ru lv-ru ly-td \
     ly-tn md-ua ml-mr ml-ne mm-th mx-us ne-ng no-ru pl-ru pl-ua rs-xk ru-ua rw-ug sa-ye sd-ss sd-td ss-ug sy-tr";

struct Box {
    south: f64,
    west: f64,
    north: f64,
    east: f64,
}

impl Box {
    /// Whether a point lies in the box or at most `slack` degrees of latitude outside.
    fn holds(&self, lat: f64, lon: f64, slack: f64) -> bool {
        let wide = slack / lat.to_radians().cos().max(0.2);
        let (past_west, before_east) = (lon >= self.west - wide, lon <= self.east + wide);
        let across = if self.west <= self.east {
            past_west && before_east
        } else {
            past_west || before_east
        };
        across && (self.south - slack..=self.north + slack).contains(&lat)
    }
}

fn boxes() -> BTreeMap<String, Box> {
    let columns = &["code", "south", "west", "north", "east"];
    let text = include_str!("../../data/boxes.tsv");
    let table = Table::read("boxes.tsv", text, columns).unwrap();
    let read = |row: crate::lang::table::Row<'_, '_>| {
        let degrees = |column: &str| row.parse::<f64>(column).unwrap();
        let found = Box {
            south: degrees("south"),
            west: degrees("west"),
            north: degrees("north"),
            east: degrees("east"),
        };
        (row.get("code").to_owned(), found)
    };
    table.rows().map(read).collect()
}

#[test]
fn every_land_border_of_the_world_is_known() {
    let lexicon = Lexicon::builtin().unwrap();
    // 326 pairs: those of GeoNames and of Natural Earth agree on them but for Hong Kong, Macao and the bases on Cyprus.
    assert_eq!(lexicon.borders().len(), 326);
    for border in TENSE.split_whitespace() {
        let (one, other) = border.split_once('-').unwrap();
        assert!(lexicon.border_between(one, other).is_some(), "{border}");
    }
}

#[test]
fn every_tense_border_has_places_with_coordinates_on_both_sides() {
    let lexicon = Lexicon::builtin().unwrap();
    let mut thin = Vec::new();
    for name in TENSE.split_whitespace() {
        let (one, other) = name.split_once('-').unwrap();
        let border = lexicon.border_between(one, other).unwrap();
        let mut sides: BTreeMap<&str, usize> = BTreeMap::new();
        for site in lexicon.places_on(border) {
            *sides
                .entry(site.place.country.as_deref().unwrap_or(""))
                .or_default() += 1;
        }
        let all: usize = sides.values().sum();
        if sides.len() < 2 || all < 4 {
            thin.push(format!("{name}: {sides:?}"));
        }
    }
    assert!(thin.is_empty(), "{}", thin.join("\n"));
}

#[test]
fn every_place_lies_in_its_country_and_every_crossing_at_its_border() {
    let (lexicon, boxes) = (Lexicon::builtin().unwrap(), boxes());
    let mut astray = Vec::new();
    for site in lexicon.places() {
        let place = &site.place;
        let (lat, lon) = (place.lat.unwrap(), place.lon.unwrap());
        let home = place.country.as_ref().and_then(|c| boxes.get(c));
        if home.is_some_and(|b| !b.holds(lat, lon, COUNTRY_SLACK)) {
            astray.push(format!("{} lies outside {:?}", site.id, place.country));
        }
        let crossing = place.resolution == PlaceResolution::Point;
        for border in place.borders.iter().filter(|_| crossing) {
            let [one, other] = border.codes();
            let near = |code: &str| {
                boxes
                    .get(&code.to_ascii_uppercase())
                    .is_none_or(|b| b.holds(lat, lon, CROSSING_SLACK))
            };
            if !near(one) || !near(other) {
                astray.push(format!("{} lies far from {border}", site.id));
            }
        }
    }
    assert!(astray.is_empty(), "{}", astray.join("\n"));
}

#[test]
fn no_country_has_two_places_of_one_name() {
    let lexicon = Lexicon::builtin().unwrap();
    let mut seen: BTreeMap<(&str, String), &str> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for site in lexicon.places() {
        let country = site.place.country.as_deref().unwrap_or("");
        if let Some(geonames) = site.place.geonames {
            assert!(
                ids.insert((geonames, site.place.resolution)),
                "{}: GeoNames {geonames} stands twice",
                site.id
            );
        }
        for name in &site.names {
            let other = seen.insert((country, name.to_lowercase()), &site.id);
            assert!(
                other.is_none_or(|o| o == site.id),
                "{name}: {other:?} and {}",
                site.id
            );
        }
    }
}

#[test]
fn no_two_actors_of_one_kind_are_one_name_in_any_romanisation() {
    let lexicon = Lexicon::builtin().unwrap();
    let known = lexicon.ambiguous_names();
    let mut owners: BTreeMap<(String, String), (&ActorId, &str)> = BTreeMap::new();
    let mut merged = Vec::new();
    for actor in lexicon.actors() {
        let names = actor.aliases.iter().map(|a| a.text.as_str());
        for name in std::iter::once(actor.name.as_str()).chain(names) {
            // Abbreviations are found letter by letter only.
            let folds = name.contains([' ', '-']) || actor.kind == ActorKind::Person;
            if !folds || known.iter().any(|(n, _)| n == name) {
                continue;
            }
            let key = (format!("{:?}", actor.kind), lexicon.fold(name));
            let (owner, other) = *owners.entry(key).or_insert((&actor.id, name));
            if *owner != actor.id {
                merged.push(format!("{other} ({owner}) and {name} ({})", actor.id));
            }
        }
    }
    assert!(merged.is_empty(), "{}", merged.join("\n"));
}

#[test]
fn issues_are_held_to_their_actors() {
    let lexicon = Lexicon::builtin().unwrap();
    assert!(lexicon.issues().len() >= 160);
    for entry in lexicon.issues() {
        let id = &entry.issue.id;
        assert!(!entry.needs.is_empty(), "{id} needs no actor");
        assert!(!entry.topics.is_empty(), "{id} has no wording");
        let holds = |p: crate::model::Position| entry.topics.iter().any(|t| t.side == p);
        assert!(holds(crate::model::Position::Support), "{id} lacks for");
    }
}
