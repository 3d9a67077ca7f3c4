//! What stands already beside what is sent, and whose border it is where others join in; on invented places.

use super::tests::events;
use super::tests_plain::check;
use crate::extract::{Knowledge, extract};
use crate::model::{ActorId, Deployment, RawArticle};

#[test]
fn what_stands_there_already_is_kept_and_not_sent() {
    check(&[
        (
            "Around 5,500 Veldorian soldiers are already stationed on the border with Kestrovia.",
            &["Reported Maintain xe-xv xv-armed-forces 5500"],
        ),
        (
            "Veldorian troops currently deployed along the border with Kestrovia will stay.",
            &["Reported Maintain xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria has already deployed 500 soldiers to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces 500"],
        ),
        (
            "Veldorian troops are currently being deployed along the border with Kestrovia.",
            &["UnderWay Deploy xe-xv xv-armed-forces"],
        ),
    ]);
}

#[test]
fn a_figure_of_those_who_stand_there_counts_nobody_who_is_sent() {
    check(&[(
        "Veldoria will send 1,000 more soldiers to the border with Kestrovia, where 5,500 are already stationed.",
        &["Planned Reinforce xe-xv xv-armed-forces 1000"],
    )]);
}

#[test]
fn a_standing_force_of_another_size_is_another_event() {
    let text = "Veldoria sent 1,000 soldiers to the border with Kestrovia. Some 5,500 Veldorian soldiers are already stationed on the border with Kestrovia.";
    assert_eq!(events(text).len(), 2, "{:?}", events(text));
    let same = text.replace("1,000", "5,500");
    assert_eq!(events(&same).len(), 1, "{:?}", events(&same));
}

/// Three states, each a neighbour of the others.
const NEIGHBOURS: &str = "code\talpha3\tname\tnames\tadjectives\tpeople\tcapitals\tseats\tlat\tlon\tscript\tneighbours\tcaution\n\
    XN\tXNO\tNorland\t\tNorlandish\tNorlanders\tHarrow\t\t50\t-30\tLatn\tXM|XT\t\n\
    XM\tXMA\tSouthmark\t\tSouthmarkish\tSouthmarkers\tHallen\t\t51\t-30\tLatn\tXN|XT\t\n\
    XT\tXTE\tTessen\t\tTessenian\tTessenians\tOlen\t\t52\t-30\tLatn\tXN|XM\t\n";

fn found(text: &str) -> Vec<Deployment> {
    let world = [("states.near.tsv".to_owned(), NEIGHBOURS.as_bytes().to_vec())];
    let knowledge = Knowledge::with_world(&world).unwrap();
    let raw = RawArticle {
        bytes: text.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    let document = crate::text::read(&raw, &knowledge.language);
    extract(&document, &knowledge).deployments
}

fn borders(text: &str) -> Vec<String> {
    let border = |d: &Deployment| d.border().map_or_else(String::new, |b| b.to_string());
    found(text).iter().map(border).collect()
}

#[test]
fn soldiers_of_three_states_are_of_all_three() {
    let text = "Norlandish, Southmarkish and Tessenian soldiers were sent to the Norlandish-Tessenian border.";
    let claims = found(text).into_iter().flat_map(|d| d.claims);
    let forces: Vec<_> = claims
        .flat_map(|c| c.forces)
        .filter_map(|f| f.actor)
        .collect();
    let ids: Vec<_> = forces.iter().map(ActorId::as_str).collect();
    assert_eq!(
        ids,
        ["xn-armed-forces", "xm-armed-forces", "xt-armed-forces"]
    );
}

#[test]
fn who_joins_in_has_no_border_of_its_own_there() {
    let joined = "Norland is holding joint drills with Southmark near the border with Tessen.";
    assert_eq!(borders(joined), ["xn-xt"]);
    let of = "Norland detected troops of Southmark along the border with Tessen.";
    assert_eq!(borders(of), ["xm-xt"]);
}

#[test]
fn states_that_say_which_border_it_is_are_no_places() {
    let text = "Norlandish soldiers were sent to the border of Norland and Tessen.";
    let claims: Vec<_> = found(text).into_iter().flat_map(|d| d.claims).collect();
    assert_eq!(claims.len(), 1);
    assert!(claims[0].place.is_none(), "{:?}", claims[0].place);
}
