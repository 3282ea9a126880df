//! A hint, on processors that take one.

/// Fetches `values`, which will be wanted soon, into the cache, where the processor can be told so.
#[inline(always)]
pub(crate) fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let bytes = size_of_val(values);
        // SAFETY: every x86-64 has the instruction, it never faults, and the addresses lie within the slice.
        let fetch = |at| unsafe { _mm_prefetch::<_MM_HINT_T0>(values.as_ptr().cast::<i8>().add(at)) };
        for at in (0..bytes).step_by(64) {
            fetch(at);
        }
        // A single value lies in one line of the cache; several that begin within a line may end in one more.
        if values.len() > 1 {
            fetch(bytes - 1);
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}
