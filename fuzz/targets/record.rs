//! Bytes of any kind as a value of the log or a record of the index: refused or read, and read again the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vedette::door::record;

fuzz_target!(|bytes: &[u8]| {
    if let Some((kind, rest)) = bytes.split_first() {
        match kind % (record::KINDS + 1) {
            record::KINDS => record::entries(rest),
            kind => record::records(kind, rest),
        }
    }
});
