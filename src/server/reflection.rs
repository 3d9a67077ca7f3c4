//! Reflection: what there is to call, in both versions, with comments and error details.
//!
//! Rule: the descriptors of `google.rpc` are registered too, else tools print error details as base64.

use crate::rpc::{FILE_DESCRIPTOR_SET, with_compression};
use tonic::service::RoutesBuilder;
use tonic_reflection::server::Builder;

pub(super) use tonic_reflection::server::Error as ReflectionError;

const ALL: &[&[u8]] = &[
    FILE_DESCRIPTOR_SET,
    tonic_health::pb::FILE_DESCRIPTOR_SET,
    tonic_types::pb::FILE_DESCRIPTOR_SET,
];

const HEALTH: &[&[u8]] = &[tonic_health::pb::FILE_DESCRIPTOR_SET];

fn builder(sets: &'static [&'static [u8]]) -> Builder<'static> {
    sets.iter().fold(Builder::configure(), |builder, set| {
        builder.register_encoded_file_descriptor_set(set)
    })
}

fn add_sets(
    routes: &mut RoutesBuilder,
    sets: &'static [&'static [u8]],
) -> Result<(), ReflectionError> {
    routes
        .add_service(with_compression!(builder(sets).build_v1()?))
        .add_service(with_compression!(builder(sets).build_v1alpha()?));
    Ok(())
}

/// Adds reflection v1 and v1alpha over everything.
pub(super) fn add(routes: &mut RoutesBuilder) -> Result<(), ReflectionError> {
    add_sets(routes, ALL)
}

/// Adds reflection v1 and v1alpha over health alone.
pub(super) fn add_health(routes: &mut RoutesBuilder) -> Result<(), ReflectionError> {
    add_sets(routes, HEALTH)
}
