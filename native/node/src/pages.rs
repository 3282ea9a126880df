//! How memory is laid out below the caller's arrays.

use crate::arrays::prefer_large_pages as advise;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

/// Asks for large pages behind an array that nobody has written to yet: with pages of 4 KiB, bringing memory in takes longer than filling
/// it, and finding the page longer than reading here and there. A hint: where the system has none to give, nothing changes.
#[napi(catch_unwind)]
pub fn prefer_large_pages(array: Uint8Array) {
    advise(&array);
}

/// Bytes of a line of the cache, which is what memory is read by.
const CACHE_LINE: usize = 64;

/// How many bytes lie before the first line of the cache that the array fills.
#[napi(catch_unwind)]
pub fn before_cache_line(array: Uint8Array) -> u32 {
    array.as_ptr().align_offset(CACHE_LINE) as u32
}
