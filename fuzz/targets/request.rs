//! Bytes off the wire as every request of the API: refused with reasons, or a question that a small index answers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vedette::door::request;
use vedette::door::small::Small;

static SMALL: LazyLock<Small> = LazyLock::new(|| {
    request::check_list();
    Small::open(7)
});

fuzz_target!(init: LazyLock::force(&SMALL), |bytes: &[u8]| {
    let small = &*SMALL;
    if let Some((number, rest)) = bytes.split_first() {
        request::read(*number, rest, small);
    }
});
