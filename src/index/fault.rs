//! Places where the torture tests make things go wrong.
//!
//! Not there in a usual build: without the feature `failpoints` every place is an empty function. With it the variable
//! `FAILPOINTS` says what happens where: `log.before-commit=3*off->1*return` fails the fourth commit, `panic` panics, and
//! `return(abort)` ends the process as a crash would. Rule: a place is named `part.moment` and stands in the list of
//! `tests/torture`.

/// A place where things can go wrong.
#[cfg(feature = "failpoints")]
pub(crate) fn fault(place: &'static str) -> std::io::Result<()> {
    fail::fail_point!(place, |how| match how.as_deref() {
        Some("abort") => std::process::abort(),
        Some(_) | None => Err(std::io::Error::other(format!("a fault planted at {place}"))),
    });
    Ok(())
}

/// A place where things can go wrong, but not in this build.
#[cfg(not(feature = "failpoints"))]
#[inline]
#[expect(
    clippy::unnecessary_wraps,
    reason = "with the feature `failpoints` it does fail"
)]
pub(crate) fn fault(_place: &'static str) -> std::io::Result<()> {
    Ok(())
}
