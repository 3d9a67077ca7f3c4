//! The vedette binary: a shell around the library.

use std::io::{BufWriter, stderr, stdout};
use std::process::ExitCode;

// tantivy and hyper allocate in many small pieces: measured 5 to 17 % faster searches than with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Asks the system for small pages. With huge ones a start held 95 MB in place of 54, and cost up to 0.3 s of clearing and
/// compacting where memory is full of cached files; extraction is as fast with either.
fn take_small_pages() {
    // Refused, all is as it was before.
    #[cfg(target_os = "linux")]
    rustix::thread::disable_transparent_huge_pages(true).unwrap_or_default();
}

fn main() -> ExitCode {
    take_small_pages();
    let mut out = BufWriter::new(stdout());
    let exit = vedette::cli::run(std::env::args_os(), &mut out, &mut stderr());
    match std::io::Write::flush(&mut out) {
        Ok(()) => exit.into(),
        // The reader has gone (`| head`): nobody is left to tell.
        Err(_broken_pipe) => ExitCode::from(vedette::cli::exit::Exit::Failure as u8),
    }
}
