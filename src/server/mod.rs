//! The server: listeners, layers, pools, health and the stop, put together.
//!
//! Not the API itself (that is `rpc`) and not the command line. `run` composes; every other file is one part that knows its
//! own piece of the configuration alone.

mod accept;
mod admin;
mod deadline;
mod error;
mod health;
mod pool;
mod reflection;
mod request_id;
mod run;
mod shutdown;
mod store;

pub use error::ServeError;
pub use request_id::{REQUEST_ID, REQUEST_ID_BYTES_MAX};
pub use run::{Parts, Server};
pub use shutdown::{Stop, Stopper, channel};
