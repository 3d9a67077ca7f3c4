//! Opening the log's file.
//!
//! Not its tables. Rule: a file that is damaged gives a reason, never a panic; a lock on its way out is waited for.

use redb::{Database, DatabaseError};
use std::path::Path;
use std::time::Duration;

/// How often a locked file is tried again: two seconds in all.
const LOCKED_MAX: u32 = 100;
const LOCKED_PAUSE: Duration = Duration::from_millis(20);

/// The database of a file, made when `create` is set.
///
/// The directory's own lock keeps other processes away. What still holds the file then is about to let it go: a child
/// that is being started holds its parent's files for the moment before it is another program.
pub(super) fn database(path: &Path, create: bool, cache: usize) -> Result<Database, String> {
    let open = || {
        let mut builder = redb::Builder::new();
        builder.set_cache_size(cache);
        if create {
            builder.create(path)
        } else {
            builder.open(path)
        }
    };
    let mut locked = 0;
    loop {
        // A damaged file can trip an assertion of the engine; that is damage too, not a crash of ours.
        return match std::panic::catch_unwind(open) {
            Ok(Ok(database)) => Ok(database),
            Ok(Err(DatabaseError::DatabaseAlreadyOpen)) if locked < LOCKED_MAX => {
                locked += 1;
                std::thread::sleep(LOCKED_PAUSE);
                continue;
            }
            Ok(Err(error)) => Err(error.to_string()),
            Err(_panic) => Err("the engine stumbled over its pages".to_owned()),
        };
    }
}
