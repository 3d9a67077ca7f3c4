//! The linker of events: what makes two tellings one, what keeps them apart, and each limit at its value and one beyond.

use super::sighting::{APART_DAYS_MAX, FORCES_MAX, OPEN_DAYS_MAX, WITHIN_DEGREES_MAX};
use super::*;
use crate::index::window::WINDOW_ENTRIES;
use crate::model::{
    ActorRef, Amount, Bound, Claim, ClaimLink, Confidence, Deployment, Fragment, Modality, Place,
    PlaceMention, PlaceResolution, Posture, Provenance, Source, Span, Status, id,
};
use jiff::Timestamp;

fn force(name: &str) -> ActorRef {
    ActorRef {
        text: name.to_owned(),
        actor: name.parse().ok(),
        ..ActorRef::default()
    }
}

fn claim(words: &str, status: Status, day: &str) -> Claim {
    Claim {
        status,
        modality: Modality::Asserted,
        claimant: None,
        via: None,
        forces: vec![force("river-guard")],
        posture: Posture::Deploy,
        border: "xa-xb".parse().ok(),
        side: None,
        from: None,
        place: None,
        personnel: None,
        equipment: vec![],
        works: vec![],
        purpose: None,
        mandate: None,
        ordered_by: None,
        announced_by: None,
        date: day.parse().ok(),
        cameo: None,
        evidence: vec![Fragment {
            span: Span::default(),
            text: words.to_owned(),
        }],
        quotes: vec![],
        confidence: Confidence::default(),
    }
}

/// An event of an article by one claim, which `change` may alter.
fn event(article: &str, words: &str, change: impl FnOnce(&mut Claim)) -> DeploymentRecord {
    let mut told = claim(words, Status::Reported, "2031-05-03");
    change(&mut told);
    DeploymentRecord {
        id: id::digest_id('d', &[article, words]).into(),
        source: Source {
            article: article.parse().unwrap(),
            revision: 1,
            source_id: None,
            title: None,
            outlet: None,
            url: None,
            collection: None,
            published: None,
            ingested: Timestamp::UNIX_EPOCH,
            copy_of: None,
        },
        deployment: Deployment { claims: vec![told] },
        claims: vec![ClaimLink {
            id: id::digest_id('c', &[article, words]).into(),
            quotes: vec![],
        }],
        merged_into: None,
        denied_elsewhere: false,
        decision: None,
        provenance: Provenance::default(),
    }
}

/// Takes events in as the first revision of a report.
fn take(linker: &mut Linker, entry: u64, events: &mut [DeploymentRecord]) {
    linker.take(entry, events, &HashMap::new());
}

/// Whether the second of two reports tells the event of the first.
fn one(first: impl FnOnce(&mut Claim), second: impl FnOnce(&mut Claim)) -> bool {
    let mut linker = Linker::default();
    let mut first = [event("a1", "guards went to the border", first)];
    let mut second = [event("a2", "the guard was sent", second)];
    take(&mut linker, 1, &mut first);
    take(&mut linker, 2, &mut second);
    let [first] = first;
    let [second] = second;
    assert_eq!(first.merged_into, None);
    second.merged_into.is_some_and(|root| root == first.id)
}

fn same(_: &mut Claim) {}

fn figure(least: f64) -> Amount {
    Amount {
        min: Some(least),
        max: Some(least),
        bound: Bound::Exact,
        unit: "troops".to_owned(),
        wording: least.to_string(),
    }
}

fn place(name: &str, resolution: PlaceResolution, at: (f64, f64)) -> PlaceMention {
    PlaceMention {
        span: Span::default(),
        place: Place {
            name: name.to_owned(),
            country: Some("XA".to_owned()),
            lat: Some(at.0),
            lon: Some(at.1),
            geonames: None,
            resolution,
            borders: vec![],
        },
    }
}

#[test]
fn the_same_move_of_the_same_force_at_the_same_border_on_the_same_day_is_one() {
    assert!(one(same, same));
    assert!(
        one(
            |c| c.personnel = Some(figure(600.0)),
            |c| c.personnel = Some(figure(900.0))
        ),
        "strengths are what reports disagree about"
    );
    for change in [
        (|c| c.forces = vec![force("hill-guard")]) as fn(&mut Claim),
        |c| {
            c.forces = vec![ActorRef {
                text: "guards".to_owned(),
                ..ActorRef::default()
            }];
        },
        |c| c.border = None,
        |c| c.border = "xa-xc".parse().ok(),
        |c| c.posture = Posture::Withdraw,
        |c| c.date = None,
        |c| c.date = "2031-05-06".parse().ok(),
    ] {
        assert!(!one(same, change));
        assert!(!one(change, same));
    }
}

#[test]
fn reports_denials_and_rumours_are_of_one_move_and_plans_of_another() {
    let is_one = |first: Status, second: Status| one(|c| c.status = first, |c| c.status = second);
    let happened = [
        Status::Reported,
        Status::UnderWay,
        Status::Completed,
        Status::Denied,
        Status::Rumoured,
    ];
    for status in Status::ALL {
        let announced = [Status::Planned, Status::Refused].contains(status);
        assert_eq!(
            is_one(Status::Reported, *status),
            happened.contains(status),
            "{status}"
        );
        assert_eq!(is_one(Status::Planned, *status), announced, "{status}");
        let never = !announced && !happened.contains(status);
        assert_eq!(is_one(*status, *status), !never, "{status}");
    }
}

#[test]
fn other_places_and_sides_keep_tellings_apart_and_a_place_within_another_does_not() {
    let city = |name: &'static str, at| {
        move |c: &mut Claim| c.place = Some(place(name, PlaceResolution::City, at))
    };
    let wide =
        |at| move |c: &mut Claim| c.place = Some(place("Osel", PlaceResolution::Province, at));
    assert!(one(
        city("Marrow", (30.0, 40.0)),
        city("marrow", (30.0, 40.0))
    ));
    assert!(one(city("Marrow", (30.0, 40.0)), same));
    assert!(!one(
        city("Marrow", (30.0, 40.0)),
        city("Tarn", (30.1, 40.0))
    ));
    let near = (30.0 + WITHIN_DEGREES_MAX, 40.0);
    let far = (30.0, 40.001 + WITHIN_DEGREES_MAX);
    assert!(one(city("Marrow", (30.0, 40.0)), wide(near)));
    assert!(!one(city("Marrow", (30.0, 40.0)), wide(far)));
    let side = |code: &'static str| move |c: &mut Claim| c.side = Some(code.to_owned());
    assert!(one(side("XA"), side("XA")) && one(side("XA"), same));
    assert!(!one(side("XA"), side("XB")));
}

#[test]
fn neighbouring_days_need_a_place_or_a_figure_in_common() {
    let on = |day: i64, figure_of: f64| {
        let date = format!("2031-05-{:02}", 3 + day);
        move |c: &mut Claim| {
            c.date = date.parse().ok();
            c.personnel = Some(figure(figure_of));
        }
    };
    assert!(one(on(0, 600.0), on(APART_DAYS_MAX, 600.0)));
    assert!(one(on(APART_DAYS_MAX, 600.0), on(0, 600.0)));
    assert!(!one(on(0, 600.0), on(APART_DAYS_MAX, 900.0)));
    assert!(!one(on(0, 600.0), on(APART_DAYS_MAX + 1, 600.0)));
}

#[test]
fn a_telling_leaves_so_many_days_open_and_names_so_many_forces() {
    let open = |days: i64| {
        let date = format!("2031-05-03/2031-05-{:02}", 2 + days);
        move |c: &mut Claim| c.date = date.parse().ok()
    };
    assert!(one(same, open(OPEN_DAYS_MAX)));
    assert!(!one(same, open(OPEN_DAYS_MAX + 1)));
    let last_of = |count: usize| {
        move |c: &mut Claim| {
            c.forces = (1..count).map(|i| force(&format!("band-{i}"))).collect();
            c.forces.push(force("river-guard"));
        }
    };
    assert!(one(same, last_of(FORCES_MAX)));
    assert!(!one(same, last_of(FORCES_MAX + 1)));
}

#[test]
fn what_could_be_two_others_is_neither_and_two_that_could_be_one_other_are_not() {
    let mut linker = Linker::default();
    let mut two = [
        event("a1", "guards went", same),
        event("a1", "more guards went", same),
    ];
    take(&mut linker, 1, &mut two);
    let mut third = [event("a2", "the guard was sent", same)];
    take(&mut linker, 2, &mut third);
    assert_eq!(third[0].merged_into, None);

    let mut linker = Linker::default();
    let mut first = [event("a1", "guards went", same)];
    take(&mut linker, 1, &mut first);
    let mut two = [
        event("a2", "guards went", same),
        event("a2", "more guards went", same),
    ];
    take(&mut linker, 3, &mut two);
    assert_eq!([&two[0].merged_into, &two[1].merged_into], [&None, &None]);
}

#[test]
fn days_do_not_creep_on_from_telling_to_telling() {
    let mut linker = Linker::default();
    let tell = |day: u8| {
        let words = format!("told on day {day}");
        [event(&format!("a{day}"), &words, |c| {
            c.date = format!("2031-05-{day:02}").parse().ok();
            c.personnel = Some(figure(600.0));
        })]
    };
    let mut told = [tell(3), tell(4), tell(5)];
    for (entry, report) in (1..).zip(&mut told) {
        take(&mut linker, entry, report);
    }
    let [[first], [second], [third]] = told;
    assert_eq!(second.merged_into, Some(first.id));
    assert_eq!(third.merged_into, None);
}

#[test]
fn what_a_copy_repeats_is_what_it_repeats_however_vague() {
    let vague = |c: &mut Claim| {
        c.date = None;
        c.status = Status::Historical;
    };
    let told = |copy_of: Option<&str>, words: &str| {
        let mut linker = Linker::default();
        let mut first = [event("a1", "Guards went, long ago.", vague)];
        take(&mut linker, 1, &mut first);
        let mut copy = [event("a2", words, vague)];
        copy[0].source.copy_of = copy_of.map(|id| id.parse().unwrap());
        take(&mut linker, 2, &mut copy);
        let [first] = first;
        let [copy] = copy;
        copy.merged_into == Some(first.id)
    };
    assert!(told(Some("a1"), "guards went long ago"));
    assert!(!told(None, "guards went long ago"));
    assert!(!told(Some("a1"), "guards left long ago"));
    assert!(!told(Some("a9"), "guards went long ago"));
}

#[test]
fn events_leave_the_window_with_their_entry() {
    for (entries, expected) in [(WINDOW_ENTRIES - 1, true), (WINDOW_ENTRIES, false)] {
        let mut linker = Linker::default();
        let mut first = [event("a1", "guards went", same)];
        let mut second = [event("a2", "the guard was sent", same)];
        take(&mut linker, 1, &mut first);
        take(&mut linker, 1 + entries, &mut second);
        assert_eq!(second[0].merged_into.is_some(), expected, "{entries}");
    }
}

#[test]
fn a_report_has_so_many_events_that_are_compared() {
    for (count, expected) in [(LINKED_EVENTS_MAX, true), (LINKED_EVENTS_MAX + 1, false)] {
        let mut linker = Linker::default();
        let of = |i: usize| move |c: &mut Claim| c.forces = vec![force(&format!("band-{i}"))];
        let mut many: Vec<_> = (0..count)
            .map(|i| event("a1", &format!("band {i} went"), of(i)))
            .collect();
        take(&mut linker, 1, &mut many);
        let mut last = [event("a2", "a band was sent", of(count - 1))];
        take(&mut linker, 2, &mut last);
        assert_eq!(last[0].merged_into.is_some(), expected, "{count}");
    }
}

#[test]
fn a_telling_is_held_against_so_many_others() {
    for (others, expected) in [(MEMBERS_HELD_MAX - 1, false), (MEMBERS_HELD_MAX, true)] {
        let mut linker = Linker::default();
        let root = event("a0", "guards went", same).id;
        let wrong = |c: &mut Claim| c.side = Some("XB".to_owned());
        let fitting = (0..others).map(|i| event(&format!("b{i}"), "guards went", same));
        let all = fitting.chain([event("c0", "guards came", wrong)]);
        for (sequence, mut telling) in (1..).zip(all) {
            telling.merged_into = Some(root.clone());
            linker.window.add(super::telling(sequence, &telling));
        }
        let mut last = [event("z0", "the guard was sent", |c| {
            c.side = Some("XA".to_owned());
        })];
        take(&mut linker, 99, &mut last);
        assert_eq!(last[0].merged_into.is_some(), expected, "{others}");
    }
}

#[test]
fn a_revision_keeps_its_event_and_another_event_of_it_does_not_take_it() {
    let mut linker = Linker::default();
    let mut first = [event("a1", "guards went", same)];
    let mut second = [event("a2", "the guard was sent", same)];
    take(&mut linker, 1, &mut first);
    take(&mut linker, 2, &mut second);
    let before = linker.forget(&"a2".parse().unwrap());
    let mut revised = [
        event("a2", "more of the guard was sent", same),
        event("a2", "the guard was sent", |c| c.date = None),
    ];
    linker.take(3, &mut revised, &before);
    assert_eq!(revised[0].merged_into, None);
    assert_eq!(revised[1].merged_into, Some(first[0].id.clone()));
}
