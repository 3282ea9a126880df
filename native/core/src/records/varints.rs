//! Runs of varints, as packed numbers are: eight bytes at a time, in one word.
//!
//! The top bit of a byte says that its number goes on. Keys of a sparse row are sorted, so numbers of one length stand side by side.

use super::wire::{VARINT_BYTES, read_varint};

const TOP_BITS: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;

/// Top bits of four numbers of two bytes.
const TWO_BYTES: u64 = 0x0080_0080_0080_0080;
/// Top bits of two numbers of three bytes, in the lower six bytes.
const THREE_BYTES: u64 = 0x0080_8000_8080;
const SIX_BYTES: u64 = (1 << 48) - 1;

/// How many varints stand end to end in `bytes`; `None` where the last one is cut or one is too long.
pub fn count_varints(bytes: &[u8]) -> Option<usize> {
    if bytes.last().is_some_and(|&last| goes_on(last)) {
        return None;
    }
    let (words, rest) = bytes.as_chunks::<8>();
    let mut count = rest.iter().filter(|&&byte| !goes_on(byte)).count();
    let mut may_be_long = false;
    for word in words {
        let ends = !u64::from_le_bytes(*word) & TOP_BITS;
        count += ((ends >> 7).wrapping_mul(ONES) >> 56) as usize;
        // A number that is too long covers half a word, wherever it starts.
        may_be_long |= ends as u32 == 0 || ends >> 32 == 0;
    }
    (!may_be_long || longest_varint(bytes) <= VARINT_BYTES).then_some(count)
}

fn goes_on(byte: u8) -> bool {
    byte >= 0x80
}

fn longest_varint(bytes: &[u8]) -> usize {
    let numbers = bytes.split_inclusive(|&byte| !goes_on(byte));
    numbers.map(<[u8]>::len).max().unwrap_or(0)
}

/// The varints of a run that [`count_varints`] found good.
pub fn varints(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (value, length) = read_varint(rest, VARINT_BYTES)?;
        rest = &rest[length..];
        Some(value)
    })
}

/// Writes the varints of a good run and returns the room that is left. A number that does not fit is `u32::MAX`.
pub fn write_varints<'o>(bytes: &[u8], out: &'o mut [u32]) -> &'o mut [u32] {
    let (mut rest, mut at) = (bytes, 0);
    while let Some(word) = rest.first_chunk() {
        let word = u64::from_le_bytes(*word);
        let more = word & TOP_BITS;
        let into = &mut out[at..];
        let (length, numbers) = if more == TWO_BYTES {
            (8, write_lanes::<4>(join_pairs(word), into))
        } else if more & SIX_BYTES == THREE_BYTES {
            (6, write_lanes::<2>(join_triples(word), into))
        } else if more == 0 {
            (8, write_lanes::<8>(word, into))
        } else {
            (write_first(word, rest, &mut into[0]), 1)
        };
        rest = &rest[length..];
        at += numbers;
    }
    for value in varints(rest) {
        out[at] = saturated(value);
        at += 1;
    }
    &mut out[at..]
}

/// Writes the number that `word`, the first bytes of `bytes`, starts with. Returns its length.
fn write_first(word: u64, bytes: &[u8], number: &mut u32) -> usize {
    let length = (!word & TOP_BITS).trailing_zeros() as usize / 8 + 1;
    if length > 8 {
        let (value, length) = read_varint(bytes, VARINT_BYTES).unwrap_or((0, bytes.len()));
        *number = saturated(value);
        return length;
    }
    let pairs = join_pairs(word & (u64::MAX >> (64 - 8 * length)));
    let fours = (pairs & 0x3fff_0000_3fff_0000) >> 2 | pairs & 0x0000_3fff_0000_3fff;
    *number = saturated(fours >> 32 << 28 | fours & 0x0fff_ffff);
    length
}

fn saturated(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Fourteen bits of every two bytes, in lanes of sixteen.
fn join_pairs(word: u64) -> u64 {
    (word & 0x7f00_7f00_7f00_7f00) >> 1 | word & 0x007f_007f_007f_007f
}

/// Twenty-one bits of the first three bytes, and of the next three, in lanes of thirty-two.
fn join_triples(word: u64) -> u64 {
    let lanes = word & 0x00ff_ffff | (word & 0xffff_ff00_0000) << 8;
    lanes & 0x0000_007f_0000_007f | (lanes & 0x0000_7f00_0000_7f00) >> 1 | (lanes & 0x007f_0000_007f_0000) >> 2
}

/// Writes a word as `N` lanes of equal width and returns how many there are.
fn write_lanes<const N: usize>(word: u64, out: &mut [u32]) -> usize {
    let bits = 64 / N;
    for (lane, number) in out[..N].iter_mut().enumerate() {
        *number = (word >> (bits * lane) & (u64::MAX >> (64 - bits))) as u32;
    }
    N
}
