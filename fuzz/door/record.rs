//! Values of the log and records of the index, as bytes.
//!
//! No mutation guesses a checksum, so what is behind one is reached by sealing the input first; the input as it stands is
//! tried as well.

use crate::index::document::Stored;
use crate::index::log::{purged_by, text_of, verify_frame};
use crate::model::{
    ArticleRecord, BorderFactRecord, DecisionRecord, DeploymentRecord, ProvisionalActorRecord, QuoteRecord, StanceRecord,
};
use sha2::{Digest, Sha256};
use std::fmt::Debug;

/// The sequence number entries are read under.
const SEQUENCE: u64 = 1;

/// A value of the log around these bytes, packed or not: see `src/index/log/frame.rs`.
fn framed(plain: &[u8], packed: bool) -> Vec<u8> {
    let stored = if packed { lz4_flex::block::compress(plain) } else { plain.to_vec() };
    let mut frame = vec![0xA7, 1, u8::from(packed)];
    for length in [stored.len(), plain.len()] {
        frame.extend(u32::try_from(length).unwrap().to_be_bytes());
    }
    let hash = Sha256::digest(plain);
    let sum = [hash.as_slice(), &stored].iter().fold(crc32c::crc32c(&frame), |sum, part| crc32c::crc32c_append(sum, part));
    frame.extend(sum.to_be_bytes());
    frame.extend(hash);
    frame.extend(stored);
    frame
}

fn entry(frame: &[u8]) -> bool {
    let read = verify_frame(frame, SEQUENCE).is_ok();
    assert_eq!(read, text_of(frame, SEQUENCE).is_ok());
    assert_eq!(read, purged_by(frame, SEQUENCE).is_ok());
    read
}

/// An entry of the log: as it stands, and sealed.
pub fn entries(bytes: &[u8]) {
    entry(bytes);
    assert_eq!(entry(&framed(bytes, false)), entry(&framed(bytes, true)), "packing changes what is read");
}

/// What is decoded is decoded again from what is written of it, and is the same.
fn stored<R: Stored + Debug>(bytes: &[u8]) {
    let _refused = R::decode(bytes).is_err();
    let mut sealed = crc32c::crc32c(bytes).to_be_bytes().to_vec();
    sealed.extend_from_slice(bytes);
    if let Ok(once) = R::decode(&sealed) {
        let twice = R::decode(&once.encode()).expect("what was written is read");
        // By their words: a number that is none is not equal to itself.
        assert_eq!(format!("{once:?}"), format!("{twice:?}"));
    }
}

/// How many kinds of record [`records`] knows.
pub const KINDS: u8 = 7;

/// A record of the index of this kind.
pub fn records(kind: u8, bytes: &[u8]) {
    match kind % KINDS {
        0 => stored::<QuoteRecord>(bytes),
        1 => stored::<StanceRecord>(bytes),
        2 => stored::<DeploymentRecord>(bytes),
        3 => stored::<BorderFactRecord>(bytes),
        4 => stored::<ProvisionalActorRecord>(bytes),
        5 => stored::<ArticleRecord>(bytes),
        _ => stored::<DecisionRecord>(bytes),
    }
}
