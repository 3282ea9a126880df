//! The core behind a plain C ABI. The host allocates in linear memory, copies in, calls, and copies out; it has checked
//! lengths and shapes. A panic is a trap, after which the host makes a new instance.
//!
//! # Safety
//! Every function here trusts its pointers: each must be valid for the shape its name has in the core, aligned to
//! [`ALIGNMENT`], and no output may overlap another array. That is what [`alloc`] gives.
#![allow(clippy::missing_safety_doc)]

mod boosting;
mod dmlc;
mod eigen;
mod exact;
mod factorization;
mod forest;
mod kmeans;
mod linear;
mod moments;
mod neighbors;
mod projection;
mod scans;
mod sparse;
mod topics;
mod trees;

use std::alloc::Layout;

/// Changes whenever a signature here does.
const INTERFACE: u32 = 7;

/// Of everything [`alloc`] hands out.
const ALIGNMENT: usize = 16;

#[unsafe(no_mangle)]
pub extern "C" fn interface_version() -> u32 {
    INTERFACE
}

/// Room for that many bytes, zero of them included; null where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(bytes: usize) -> *mut u8 {
    match layout(bytes) {
        // SAFETY: the layout is not empty.
        Some(layout) => unsafe { std::alloc::alloc(layout) },
        None => std::ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn dealloc(pointer: *mut u8, bytes: usize) {
    if let Some(layout) = layout(bytes) {
        // SAFETY: the host gives back what alloc gave it, with the same size.
        unsafe { std::alloc::dealloc(pointer, layout) }
    }
}

fn layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes.max(1), ALIGNMENT).ok()
}
