//! Compiles `../proto` to messages, without services: targets need no runtime.

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../proto");
    println!("cargo:rerun-if-changed=build.rs");
    let files = std::fs::read_dir("../proto/vedette/v1")?.map(|entry| entry.map(|e| e.path()));
    let mut files: Vec<PathBuf> = files.collect::<Result<_, _>>()?;
    files.sort();
    let mut compiler = protox::Compiler::new(["../proto"])?;
    compiler.include_imports(true);
    compiler.open_files(&files)?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    std::fs::write(Path::new(&out).join("vedette.binpb"), compiler.encode_file_descriptor_set())?;
    let corrected = ".vedette.v1.DecideRecordRequest.corrected";
    let mut config = prost_build::Config::new();
    for noun in ["quote", "stance", "claim"] {
        config.boxed(format!("{corrected}.{noun}"));
    }
    config.compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
