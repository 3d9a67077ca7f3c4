//! The server: listeners, layers, pools, health and the stop, put together.
//!
//! Not the API itself (that is `rpc`) and not the command line. `run` composes; every other file is one part that knows its
//! own piece of the configuration alone.

mod accept;
mod admin;
mod auth;
mod deadline;
mod error;
mod greeting;
mod health;
mod layers;
mod metrics;
mod notify;
mod parting;
mod peer;
mod pool;
mod reader;
mod reflection;
mod reload;
mod request_id;
mod run;
pub mod scope;
mod shed;
mod shutdown;
mod store;
mod tls;
pub mod token;
mod trace;

pub use error::ServeError;
pub use notify::Notifier;
pub use reload::{ReadError, check};
pub use request_id::{REQUEST_ID, REQUEST_ID_BYTES_MAX};
pub use run::{Parts, Server};
pub use shutdown::{Stop, Stopper, channel};
pub use tls::expires;
