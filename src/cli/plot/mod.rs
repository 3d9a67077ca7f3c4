//! Pictures of answers, as SVG files: timelines, matrices, networks, borders over time.
//!
//! Not charts for every data set: each picture knows one kind of answer. Rules: what a colour says, a letter or a dash says
//! too; text never lies on text, so long labels are cut to their room and lists stand below the picture; everything drawn is
//! in the answer, and what cannot be drawn (no date) is counted below.

mod axis;
mod border;
mod canvas;
mod matrix;
mod network;
mod timeline;

use crate::rpc::pb;

/// Most rows, columns or nodes one picture shows; more are no picture any more.
pub(crate) const PICTURE_ITEMS_MAX: usize = 200;

/// An answer that can be drawn.
pub(crate) trait Plot: Sized {
    /// The picture of all its pages, as SVG; an error says what to narrow.
    fn plot(pages: &[Self]) -> Result<String, PlotError>;
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlotError {
    /// The answer is empty.
    #[error("nothing was found, so there is nothing to draw")]
    Nothing,
    /// Too many things for one picture.
    #[error(
        "{found} {what} are more than the {PICTURE_ITEMS_MAX} one picture shows: narrow the question, for example by day"
    )]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many were found.
        found: usize,
    },
}

fn within(what: &'static str, found: usize) -> Result<(), PlotError> {
    match found {
        0 => Err(PlotError::Nothing),
        1..=PICTURE_ITEMS_MAX => Ok(()),
        _ => Err(PlotError::TooMany { what, found }),
    }
}

/// The colour of a position; dark enough for white letters.
fn colour(position: pb::Position) -> &'static str {
    match position {
        pb::Position::Support => "#2b6cb0",
        pb::Position::Oppose => "#b83211",
        pb::Position::Ambiguous => "#6b46c1",
        pb::Position::Neutral | pb::Position::Unspecified => "#5a6472",
    }
}

/// The first letter of a position, for those who do not see its colour.
fn letter(position: pb::Position) -> &'static str {
    match position {
        pb::Position::Support => "S",
        pb::Position::Oppose => "O",
        pb::Position::Ambiguous => "A",
        pb::Position::Neutral => "N",
        pb::Position::Unspecified => "?",
    }
}

/// What the letters of positions mean, as a line below a picture.
const POSITIONS: &str = "S support, O oppose, A ambiguous, N neutral";

#[cfg(test)]
mod tests {
    use super::canvas::width_of;
    use super::*;
    use svg::parser::Event;

    /// Every text of a picture with the room it takes: left, top, right, bottom.
    fn texts(picture: &str) -> Vec<(String, [f64; 4])> {
        let (mut found, mut at) = (Vec::new(), None);
        for event in svg::read(picture).unwrap() {
            match event {
                Event::Tag("text", _, attributes) => {
                    let number =
                        |name: &str| attributes.get(name).map(|v| v.parse::<f64>().unwrap());
                    let anchor = attributes.get("text-anchor").map(ToString::to_string);
                    at = number("x").map(|x| (x, number("y").unwrap(), anchor));
                }
                Event::Text(words) if !words.trim().is_empty() => {
                    let (x, y, anchor) = at.take().unwrap();
                    let width = width_of(words.trim());
                    let left = match anchor.as_deref() {
                        Some("middle") => x - width / 2.0,
                        Some("end") => x - width,
                        _ => x,
                    };
                    found.push((words.trim().to_owned(), [left, y - 12.0, left + width, y]));
                }
                Event::Error(error) => panic!("{error}"),
                Event::Tag(..)
                | Event::Text(_)
                | Event::Comment(_)
                | Event::Declaration(_)
                | Event::Instruction(_) => {}
            }
        }
        found
    }

    /// Fails when words of more than a mark's length lie on other words, or leave the sheet.
    fn is_legible(picture: &str) {
        let texts = texts(picture);
        let long: Vec<_> = texts
            .iter()
            .filter(|(words, _)| words.chars().count() > 2)
            .collect();
        assert!(long.len() > 3, "{picture}");
        let legend = |words: &str| words.contains(" = ") && words.ends_with('…');
        assert!(
            !long.iter().any(|(words, _)| legend(words)),
            "a legend is cut: {picture}"
        );
        for (at, (words, [left, top, right, bottom])) in long.iter().enumerate() {
            assert!(*left >= 0.0 && *top >= 0.0, "{words:?} leaves the sheet");
            for (other, [l, t, r, b]) in long.iter().skip(at + 1) {
                let apart = right <= l || r <= left || bottom <= t || b <= top;
                assert!(apart, "{words:?} lies on {other:?}");
            }
        }
    }

    fn on(day: i32) -> pb::DateRange {
        let start = pb::CivilDate {
            year: 2031,
            month: 5,
            day,
        };
        pb::DateRange {
            start: Some(start),
            ..Default::default()
        }
    }

    fn evidence(words: &str) -> Vec<pb::Evidence> {
        vec![pb::Evidence {
            text: words.to_owned(),
            ..Default::default()
        }]
    }

    #[test]
    fn a_timeline_names_its_turns_below_and_counts_what_has_no_date() {
        let mark = |position: pb::Position| pb::PositionMark {
            position: position.into(),
            ..Default::default()
        };
        let mut points: Vec<_> = (1..=20)
            .map(|day| pb::StancePoint {
                date: Some(on(day)),
                position: pb::Position::Support.into(),
                ascribed: day % 3 == 0,
                evidence: evidence(&"words of the report ".repeat(20)),
                ..Default::default()
            })
            .collect();
        points[6].turning_point = Some(pb::TurningPoint {
            before: Some(mark(pb::Position::Oppose)),
            after: Some(mark(pb::Position::Support)),
            ..Default::default()
        });
        points.push(pb::StancePoint::default());
        let page = pb::GetStanceTimelineResponse {
            points,
            ..Default::default()
        };
        let drawn = Plot::plot(&[page]).unwrap();
        let (turn, disc) = (drawn.rfind("stroke-dasharray"), drawn.find("<circle"));
        assert!(turn.unwrap() < disc.unwrap(), "a line strikes out a letter");
        is_legible(&drawn);
        let all: Vec<String> = texts(&drawn).into_iter().map(|t| t.0).collect();
        assert!(
            all.iter().any(
                |t| t.starts_with("1. 2031-05-07: oppose -&gt; support: words")
                    || t.starts_with("1. 2031-05-07: oppose -> support: words")
            ),
            "{all:?}"
        );
        assert!(
            all.contains(&"1 without a date not drawn".to_owned()),
            "{all:?}"
        );
    }

    #[test]
    fn a_matrix_of_many_long_names_stays_legible_and_numbers_its_issues() {
        let held = |position: pb::Position| pb::HeldPosition {
            position: position.into(),
            ..Default::default()
        };
        let row = |n: usize| pb::StanceMatrixRow {
            actor: format!("actors/a{n}"),
            display_name: format!("The Honourable Society of Harbour Pilots number {n}"),
            cells: (0..25)
                .map(|i| pb::StanceMatrixCell {
                    issue: format!("issues/a-proposition-of-many-words-about-harbour-dues-{i:02}"),
                    declared: (i % 2 == 0).then(|| held(pb::Position::Oppose)),
                    ascribed: Some(held(pb::Position::Support)),
                })
                .collect(),
        };
        let page = pb::GetStanceMatrixResponse {
            rows: (0..30).map(row).collect(),
            ..Default::default()
        };
        let drawn = Plot::plot(&[page]).unwrap();
        is_legible(&drawn);
        let all = texts(&drawn);
        assert_eq!(all.iter().filter(|t| t.0 == "O").count(), 30 * 13);
        assert_eq!(all.iter().filter(|t| t.0 == "S").count(), 30 * 12);
        assert!(
            all.iter().any(|t| t.0.starts_with("25. a-proposition")),
            "{all:?}"
        );
    }

    #[test]
    fn a_network_of_many_long_names_stays_legible() {
        for many in [2, 3, 7, 40] {
            let name = |n: usize| format!("actors/the-long-name-of-harbour-society-number-{n:02}");
            let edges = (0..many)
                .map(|n| pb::AgreementEdge {
                    first_actor: name(n),
                    second_actor: name((n + 1) % many),
                    congruence_count: 1,
                    congruence_weight: 1.0,
                    conflict_count: i32::from(n == 0),
                    conflict_weight: f64::from(u8::from(n == 0)),
                    ..Default::default()
                })
                .collect();
            let page = pb::GetAgreementNetworkResponse {
                edges,
                ..Default::default()
            };
            let drawn = Plot::plot(&[page]).unwrap();
            is_legible(&drawn);
            assert_eq!(drawn.matches("stroke-dasharray").count(), 1);
        }
    }

    #[test]
    fn a_border_tells_facts_from_denials_and_shows_strength() {
        let points = (1..=30)
            .map(|day| pb::BorderPoint {
                date: Some(on(day)),
                posture: pb::Posture::Reinforce.into(),
                force: Some(pb::ActorReference {
                    text: format!(
                        "The Third River Guard Brigade of the north, part {}",
                        day % 4
                    ),
                    ..Default::default()
                }),
                fact: day % 5 != 0,
                disputed: day % 7 == 0,
                personnel_min: Some(600.0),
                personnel_max: Some(f64::from(600 + day % 2)),
                figures_differ: true,
                ..Default::default()
            })
            .collect();
        let page = pb::GetBorderTimelineResponse {
            points,
            ..Default::default()
        };
        let drawn = Plot::plot(&[page]).unwrap();
        is_legible(&drawn);
        assert_eq!(drawn.matches("stroke-dasharray").count(), 6);
        assert!(texts(&drawn).iter().any(|t| t.0 == "600-601 !"));
    }

    #[test]
    fn an_empty_answer_is_no_picture() {
        let nothing = pb::GetStanceTimelineResponse::default();
        assert_eq!(Plot::plot(&[nothing]).map(drop), Err(PlotError::Nothing));
    }

    #[test]
    fn a_picture_takes_as_many_items_as_its_limit_and_says_so_beyond() {
        assert_eq!(within("rows", 0), Err(PlotError::Nothing));
        assert_eq!(within("rows", PICTURE_ITEMS_MAX), Ok(()));
        let refused = within("rows", PICTURE_ITEMS_MAX + 1)
            .unwrap_err()
            .to_string();
        assert!(
            refused.starts_with("201 rows are more than the 200"),
            "{refused}"
        );
    }
}
