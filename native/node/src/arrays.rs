//! Checks of the caller's arrays. TypeScript has checked them before; a mistake there must not become undefined behaviour.

use napi::{Error, Result, Status};
use std::ops::Range;

/// A count or size from JavaScript.
pub fn size(name: &str, value: i64) -> Result<usize> {
    usize::try_from(value).map_err(|_| invalid(format!("{name} is {value}")))
}

pub fn at_least_one(name: &str, value: i64) -> Result<usize> {
    size(name, value).and_then(|size| {
        if size > 0 {
            Ok(size)
        } else {
            Err(invalid(format!("{name} is 0")))
        }
    })
}

/// Refuses an array that is not `rows * cols` long.
pub fn check_length<T>(name: &str, array: &[T], rows: usize, cols: usize) -> Result<()> {
    if rows.checked_mul(cols) == Some(array.len()) {
        return Ok(());
    }
    Err(invalid(format!(
        "{name} has {} elements, its shape says {rows} x {cols}",
        array.len()
    )))
}

/// The addresses an array covers.
pub fn span<T>(array: &[T]) -> Range<usize> {
    let bytes = array.as_ptr_range();
    bytes.start as usize..bytes.end as usize
}

/// Refuses outputs that share memory with an input or with each other: two views of one buffer look distinct.
pub fn check_apart(outputs: &[Range<usize>], inputs: &[Range<usize>]) -> Result<()> {
    for (index, output) in outputs.iter().enumerate() {
        let mut others = inputs.iter().chain(&outputs[index + 1..]);
        if others.any(|other| output.start.max(other.start) < output.end.min(other.end)) {
            return Err(invalid("an output shares memory with another array".to_owned()));
        }
    }
    Ok(())
}

/// Arrays from this size on are worth a system call.
#[cfg(target_os = "linux")]
const LARGE_BYTES: usize = 2 << 20;

/// Asks the system for large pages where results are going to lie: a fresh array of 100 MB then costs 50 page faults instead of 25,000,
/// which would take longer than most readers. It is advice; where it is not taken nothing changes but the time.
pub fn prefer_large_pages<T>(array: &[T]) {
    #[cfg(target_os = "linux")]
    if size_of_val(array) >= LARGE_BYTES {
        let Range { start, end } = span(array);
        let page = 4096;
        let first = start / page * page;
        // SAFETY: advice about memory that is mapped: the pages that the array lies in. It does not change what is in them.
        unsafe {
            libc::madvise(
                first as *mut libc::c_void,
                end.next_multiple_of(page) - first,
                libc::MADV_HUGEPAGE,
            )
        };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = array;
}

pub fn invalid(reason: String) -> Error {
    Error::new(Status::InvalidArg, reason)
}
