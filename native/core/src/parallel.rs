//! Work in chunks whose bounds depend on the shape alone, so that the number of threads never shows in the result.

use std::ops::Range;

/// Threads that the functions of this module use.
pub fn threads() -> usize {
    #[cfg(feature = "threads")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "threads"))]
    return 1;
}

/// Runs `work` over `0..len` in chunks of `chunk` items, on all threads; the results are in order.
pub fn map_chunks<T: Send>(len: usize, chunk: usize, work: impl Fn(Range<usize>) -> T + Send + Sync) -> Vec<T> {
    let chunk = chunk.max(1);
    let starts: Vec<usize> = (0..len).step_by(chunk).collect();
    map_items(starts, |start| work(start..len.min(start + chunk)))
}

/// Runs `work` on every item, on all threads; the results are in order. Items may own mutable slices, as those of
/// `chunks_mut` do.
pub fn map_items<I: Send, T: Send>(items: Vec<I>, work: impl Fn(I) -> T + Send + Sync) -> Vec<T> {
    #[cfg(feature = "threads")]
    if items.len() > 1 {
        use rayon::prelude::*;
        return items.into_par_iter().with_max_len(1).map(work).collect();
    }
    items.into_iter().map(work).collect()
}

/// [`map_items`] over items that take time to make: one thread makes the next one while others are at work.
pub fn map_stream<I: Send, T: Send>(
    items: impl Iterator<Item = I> + Send,
    work: impl Fn(I) -> T + Send + Sync,
) -> Vec<T> {
    #[cfg(feature = "threads")]
    {
        use rayon::prelude::*;
        let numbered = items.enumerate().par_bridge();
        let mut results: Vec<_> = numbered.map(|(index, item)| (index, work(item))).collect();
        results.sort_unstable_by_key(|&(index, _)| index);
        results.into_iter().map(|(_, result)| result).collect()
    }
    #[cfg(not(feature = "threads"))]
    items.map(work).collect()
}

/// Runs two pieces of work at the same time, where there are threads for that.
pub fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "threads")]
    return rayon::join(a, b);
    #[cfg(not(feature = "threads"))]
    return (a(), b());
}

/// Runs `work` on a thread of the pool: many short rounds of [`map_items`] then start without waking anybody who waits outside.
pub fn within_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    #[cfg(feature = "threads")]
    return rayon::scope(|_| work());
    #[cfg(not(feature = "threads"))]
    return work();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_the_range_in_order() {
        assert_eq!(map_chunks(10, 4, |range| range), [0..4, 4..8, 8..10]);
        assert_eq!(map_chunks(8, 4, |range| range), [0..4, 4..8]);
        assert_eq!(map_chunks(0, 4, |range| range), []);
    }

    #[test]
    fn a_stream_keeps_its_order() {
        let doubled = map_stream(0..1000, |number| 2 * number);
        assert!(doubled.into_iter().eq((0..1000).map(|number| 2 * number)));
    }

    #[test]
    fn items_may_own_mutable_slices() {
        let mut values = [1, 2, 3, 4, 5];
        let sums = map_items(values.chunks_mut(2).collect(), |chunk: &mut [i32]| {
            chunk.iter_mut().for_each(|value| *value *= 10);
            chunk.iter().sum::<i32>()
        });
        assert_eq!(sums, [30, 70, 50]);
        assert_eq!(values, [10, 20, 30, 40, 50]);
    }
}
