//! Reflection: what there is to call, in both versions, with comments and error details.
//!
//! Rule: the descriptors of `google.rpc` are registered too, else tools print error details as base64.

use crate::rpc::{FILE_DESCRIPTOR_SET, with_compression};
use tonic::service::RoutesBuilder;
use tonic_reflection::server::{Builder, Error};

fn builder() -> Builder<'static> {
    Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
}

/// Adds reflection v1 and v1alpha.
pub(super) fn add(routes: &mut RoutesBuilder) -> Result<(), Error> {
    routes
        .add_service(with_compression!(builder().build_v1()?))
        .add_service(with_compression!(builder().build_v1alpha()?));
    Ok(())
}
