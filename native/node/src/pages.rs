//! How memory is laid out below the caller's arrays.

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

/// Asks for large pages behind an array that nobody has written to yet and that will be read here and there: with pages of 4 KiB, finding
/// the page takes as long as reading from it. A hint: where the system has none to give, nothing changes.
#[napi(catch_unwind)]
pub fn prefer_large_pages(array: Uint8Array) {
    advise(&array);
}

#[cfg(target_os = "linux")]
fn advise(bytes: &[u8]) {
    use std::ffi::{c_int, c_void};

    unsafe extern "C" {
        fn madvise(start: *mut c_void, length: usize, advice: c_int) -> c_int;
    }
    const MADV_HUGEPAGE: c_int = 14;
    /// A multiple of the page size of every Linux.
    const ALIGNMENT: usize = 1 << 16;

    let start = bytes.as_ptr().align_offset(ALIGNMENT);
    let Some(length) = bytes.len().checked_sub(start) else {
        return;
    };
    // SAFETY: the range lies within the array, and the advice changes no byte of it; a refusal leaves things as they are.
    unsafe {
        madvise(
            bytes.as_ptr().add(start).cast_mut().cast(),
            length / ALIGNMENT * ALIGNMENT,
            MADV_HUGEPAGE,
        )
    };
}

#[cfg(not(target_os = "linux"))]
fn advise(_: &[u8]) {}
