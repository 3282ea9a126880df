//! Work in chunks whose bounds depend on the shape alone, so that the number of threads never shows in the result.

use std::ops::Range;

/// Number of threads that [`map_chunks`] may use.
pub fn threads() -> usize {
    #[cfg(feature = "threads")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "threads"))]
    return 1;
}

/// Maps `work` over `0..len` in chunks of `chunk` items and returns the results in order. Runs on all threads.
pub fn map_chunks<T: Send>(len: usize, chunk: usize, work: impl Fn(Range<usize>) -> T + Send + Sync) -> Vec<T> {
    let bounds = |index: usize| index * chunk..len.min((index + 1) * chunk);
    let count = len.div_ceil(chunk);
    #[cfg(feature = "threads")]
    if count > 1 {
        use rayon::prelude::*;
        return (0..count)
            .into_par_iter()
            .with_max_len(1)
            .map(|index| work(bounds(index)))
            .collect();
    }
    (0..count).map(|index| work(bounds(index))).collect()
}

/// Runs `work` on every item, each of which may carry its own mutable slices, and returns the results in order.
pub fn map_items<I: Send, T: Send>(items: Vec<I>, work: impl Fn(I) -> T + Send + Sync) -> Vec<T> {
    #[cfg(feature = "threads")]
    if items.len() > 1 {
        use rayon::prelude::*;
        return items.into_par_iter().with_max_len(1).map(work).collect();
    }
    items.into_iter().map(work).collect()
}
