//! Frames: how a value lies in the log, so that damage is found wherever it happens.
//!
//! Not the engine's own checksums: those guard pages, and a clean file's flipped bit passes them. Layout, big-endian:
//! `magic 2 | flags 1 | stored length 4 | plain length 4 | CRC32C 4 | SHA-256 of the plain bytes 32 | stored bytes`.
//! The CRC covers everything but itself; the hash proves that unpacking gave back what was written.

use sha2::{Digest, Sha256};

const MAGIC: [u8; 2] = [0xA7, 1];
const PLAIN: u8 = 0;
const LZ4: u8 = 1;
const HEADER: usize = 47;

/// Largest value, in bytes before packing: an article with its info, and room.
pub(super) const VALUE_BYTES_MAX: usize = 8 << 20;

/// Packs a value.
pub(super) fn pack(plain: &[u8]) -> Vec<u8> {
    let packed = lz4_flex::block::compress(plain);
    let (flags, stored) = if packed.len() < plain.len() {
        (LZ4, packed.as_slice())
    } else {
        (PLAIN, plain)
    };
    let mut frame = Vec::with_capacity(HEADER + stored.len());
    frame.extend_from_slice(&MAGIC);
    frame.push(flags);
    frame.extend_from_slice(&length(stored).to_be_bytes());
    frame.extend_from_slice(&length(plain).to_be_bytes());
    let hash = Sha256::digest(plain);
    let sum = checksum(&frame, &hash, stored);
    frame.extend_from_slice(&sum.to_be_bytes());
    frame.extend_from_slice(&hash);
    frame.extend_from_slice(stored);
    frame
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn checksum(head: &[u8], hash: &[u8], stored: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c_append(crc32c::crc32c(head), hash), stored)
}

/// Takes `n` bytes off the front.
fn take<'a>(rest: &mut &'a [u8], n: usize) -> Result<&'a [u8], &'static str> {
    let (front, back) = rest.split_at_checked(n).ok_or("it is cut short")?;
    *rest = back;
    Ok(front)
}

fn number(rest: &mut &[u8]) -> Result<u32, &'static str> {
    let bytes = take(rest, 4)?;
    Ok(bytes.iter().fold(0, |n, b| n << 8 | u32::from(*b)))
}

/// Unpacks and verifies a value; the error says what is wrong with it.
pub(super) fn unpack(frame: &[u8]) -> Result<Vec<u8>, &'static str> {
    let head = frame.get(..11).ok_or("it is cut short")?;
    let rest = &mut &*frame;
    if take(rest, 2)? != MAGIC {
        return Err("it does not begin as a value of the log");
    }
    let flags = take(rest, 1)?.first().copied().unwrap_or(PLAIN);
    let (stored_length, plain_length) = (number(rest)? as usize, number(rest)? as usize);
    let sum = number(rest)?;
    let hash = take(rest, 32)?;
    let stored = *rest;
    if stored.len() != stored_length {
        return Err("its length is not the one written");
    }
    if checksum(head, hash, stored) != sum {
        return Err("its checksum does not fit");
    }
    if plain_length > VALUE_BYTES_MAX {
        return Err("its length passes the limit");
    }
    let plain = match flags {
        PLAIN => stored.to_vec(),
        LZ4 => lz4_flex::block::decompress(stored, plain_length)
            .map_err(|_reason| "it does not unpack")?,
        _ => return Err("it is packed in a way this release does not know"),
    };
    if Sha256::digest(&plain).as_slice() != hash {
        return Err("its content hash does not fit");
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for plain in [vec![], b"abc".to_vec(), b"red line ".repeat(1000)] {
            assert_eq!(unpack(&pack(&plain)).unwrap(), plain);
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_found() {
        let frame = pack(&b"some report, told twice, told twice".repeat(3));
        for at in 0..frame.len() {
            assert!(unpack(&frame[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut damaged = frame.clone();
                damaged[at] ^= 1 << bit;
                assert!(unpack(&damaged).is_err(), "bit {bit} of byte {at}");
            }
        }
    }
}
