//! The one integration test binary.

#[cfg(test)]
mod golden;
#[cfg(test)]
mod store;
