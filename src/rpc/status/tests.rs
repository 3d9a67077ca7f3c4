use super::*;
use crate::rpc::pb;
use prost::Message;
use prost_types::FileDescriptorSet;

/// The comment of every reason, from the descriptor set, by number.
fn comments() -> Vec<(i32, String)> {
    let set = FileDescriptorSet::decode(pb::FILE_DESCRIPTOR_SET).unwrap();
    let file = set
        .file
        .iter()
        .find(|f| f.name().ends_with("/error_reason.proto"))
        .unwrap();
    let values = &file.enum_type[0].value;
    let locations = &file.source_code_info.as_ref().unwrap().location;
    let comment = |i: i32| {
        let at = locations.iter().find(|l| l.path == [5, 0, 2, i]).unwrap();
        at.leading_comments().trim().to_owned()
    };
    (0..)
        .zip(values)
        .map(|(i, v)| (v.number(), comment(i)))
        .collect()
}

#[test]
fn every_reason_has_the_code_its_comment_promises_and_an_example() {
    let comments = comments();
    assert!(comments.len() > 15);
    for (number, comment) in comments.into_iter().filter(|(n, _)| *n != 0) {
        let reason = ErrorReason::try_from(number).unwrap();
        let told = comment.split(':').next().unwrap();
        let mut name = format!("{:?}", code(reason));
        name = name
            .char_indices()
            .flat_map(|(i, c)| {
                let gap = (i > 0 && c.is_uppercase()).then_some('_');
                gap.into_iter().chain(c.to_uppercase())
            })
            .collect();
        assert_eq!(told, name, "{}", reason.as_str_name());
        assert!(comment.contains("Example:"), "{}", reason.as_str_name());
        assert!(reason.as_str_name().len() <= 63);
    }
}

#[test]
fn causes_of_bugs_stay_inside() {
    let secret = "password=x";
    let error = IndexError::Log {
        action: "read",
        source: secret.into(),
    };
    let status = Status::from(RpcError::Query(QueryError::Index(error)));
    assert_eq!(status.code(), Code::Internal);
    assert!(!status.message().contains(secret));
    assert!(!format!("{:?}", status.get_error_details()).contains(secret));
}

#[test]
fn too_much_to_compare_names_what_and_the_limit() {
    let error = QueryError::TooMuch {
        what: "stances",
        limit: 7,
    };
    let status = Status::from(RpcError::Query(error));
    assert_eq!(status.code(), Code::ResourceExhausted);
    let details = status.get_error_details();
    let info = details.error_info().unwrap();
    assert_eq!(info.reason, ErrorReason::AnswerTooLarge.as_str_name());
    assert_eq!(
        (&*info.metadata["what"], &*info.metadata["limit"]),
        ("stances", "7")
    );
    // Waiting does not help: no time to try again is given.
    assert!(details.quota_failure().is_some() && details.retry_info().is_none());
}

#[test]
fn an_error_about_a_long_beginning_repeats_the_head_of_it_alone() {
    let beginning = format!("\"{} ab\"*", "граница ".repeat(260));
    let error = QueryError::Endings {
        beginning,
        limit: 7,
    };
    let status = Status::from(RpcError::Query(error));
    assert!(status.message().len() < 250, "{}", status.message());
    assert!(status.details().len() < 1500, "{}", status.details().len());
    let told = &status.get_error_details().error_info().unwrap().metadata["beginning"].clone();
    assert!(
        told.starts_with("\"граница") && told.ends_with("..."),
        "{told}"
    );
}

#[test]
fn all_violations_stand_in_one_error_with_their_reasons() {
    let violation = |field: &str| Violation {
        field: field.to_owned(),
        kind: Kind::OutOfRange,
        description: "is -1; give 0 to 1000".to_owned(),
        value: "-1".to_owned(),
    };
    let status = Status::from(RpcError::Invalid(vec![violation("a"), violation("b[2]")]));
    assert_eq!(status.message(), "a: is -1; give 0 to 1000 (and 1 more)");
    let details = status.get_error_details();
    let fields = &details.bad_request().unwrap().field_violations;
    assert_eq!((fields.len(), fields[1].field.as_str()), (2, "b[2]"));
    assert_eq!(fields[0].reason, "OUT_OF_RANGE");
    let info = details.error_info().unwrap();
    assert_eq!(info.domain, DOMAIN);
    assert_eq!(info.metadata["a"], "-1");
}

#[test]
fn at_most_so_many_violations_are_told() {
    let many = |n: usize, description: &str| {
        let one = Violation {
            field: "f".to_owned(),
            kind: Kind::Missing,
            description: description.to_owned(),
            value: String::new(),
        };
        let status = Status::from(RpcError::Invalid(vec![one; n]));
        let details = status.get_error_details();
        details.bad_request().unwrap().field_violations.len()
    };
    assert_eq!(many(VIOLATIONS_MAX, ""), VIOLATIONS_MAX);
    assert_eq!(many(VIOLATIONS_MAX + 1, ""), VIOLATIONS_MAX);
    let words = |bytes: usize| "x".repeat(bytes - 2 - Kind::Missing.as_str().len());
    let half = VIOLATIONS_BYTES_MAX / 2;
    assert_eq!(many(3, &words(half)), 2);
    assert_eq!(many(3, &words(half + 1)), 1);
    assert_eq!(many(3, &words(2 * VIOLATIONS_BYTES_MAX)), 1);
}
