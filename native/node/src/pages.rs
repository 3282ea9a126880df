//! How memory is laid out below the caller's arrays.

use crate::arrays::prefer_large_pages as advise;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

/// Asks for large pages behind an array that nobody has written to yet and that will be read here and there: with pages of 4 KiB, finding
/// the page takes as long as reading from it. A hint: where the system has none to give, nothing changes.
#[napi(catch_unwind)]
pub fn prefer_large_pages(array: Uint8Array) {
    advise(&array);
}
