//! Compiles `proto/` to Rust and to a descriptor set, without protoc.
//!
//! Not a fetcher: needs nothing but the sources. Rule: output goes to `OUT_DIR` alone. The descriptor set keeps the
//! comments (source info), because reflection prints them; `make protoset` copies it out for shipping.

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    // Since tonic-build 0.14 nobody prints this for us; without it every check compiles the crate again.
    println!("cargo:rerun-if-changed=proto");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=VEDETTE_BUILD_REVISION");
    // A build from a tarball has no revision; whoever packages sets one.
    let revision = std::env::var_os("VEDETTE_BUILD_REVISION").and_then(|r| r.into_string().ok());
    println!(
        "cargo:rustc-env=VEDETTE_BUILD_REVISION={}",
        revision.as_deref().unwrap_or("unreleased")
    );
    let target = std::env::var_os("TARGET")
        .and_then(|t| t.into_string().ok())
        .unwrap_or_default();
    println!("cargo:rustc-env=VEDETTE_BUILD_TARGET={target}");
    let mut files: Vec<PathBuf> = std::fs::read_dir("proto/vedette/v1")?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "proto"));
    files.sort();

    let mut compiler = protox::Compiler::new(["proto"])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(&files)?;

    let out_dir = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    std::fs::write(
        Path::new(&out_dir).join("vedette.binpb"),
        compiler.encode_file_descriptor_set(),
    )?;
    // What a decision corrects: records differ much in size.
    tonic_prost_build::configure()
        .boxed(".vedette.v1.DecideRecordRequest.corrected.quote")
        .boxed(".vedette.v1.DecideRecordRequest.corrected.stance")
        .boxed(".vedette.v1.DecideRecordRequest.corrected.claim")
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
