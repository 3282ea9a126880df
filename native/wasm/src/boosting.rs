//! Boosted trees over bins. Codes of bins come as addresses of `code_bytes` (1 or 2) each; optional arrays may be null.

mod bins;
mod splits;

use std::slice;

/// Nothing where the address is null.
unsafe fn optional<'a, T>(pointer: *const T, length: usize) -> Option<&'a [T]> {
    unsafe { (!pointer.is_null()).then(|| slice::from_raw_parts(pointer, length)) }
}
