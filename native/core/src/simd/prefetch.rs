//! A hint, on processors that take one.

/// Fetches `values`, which will be wanted soon, into the cache, where the processor can be told so.
#[inline(always)]
pub(crate) fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for at in (0..size_of_val(values)).step_by(64) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 has the instruction, it never faults, and the address lies within the slice.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(values.as_ptr().cast::<i8>().add(at)) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}
