//! Boosted trees over bins.

mod bins;
mod gradients;
mod growth;
mod splits;
mod sweep;

use crate::arrays::{check_length, invalid, prefer_large_pages, span};
use napi::Result;
use napi::bindgen_prelude::{Either, Float32Array, Uint8Array, Uint16Array, Uint32Array};
use sagelocal_core::boosting::WORD;
use std::ops::Range;

/// Bins in one byte each or in two.
pub type Codes = Either<Uint8Array, Uint16Array>;

fn codes_span(codes: &Codes) -> Range<usize> {
    match codes {
        Either::A(codes) => span(codes),
        Either::B(codes) => span(codes),
    }
}

/// Rows of deep nodes lie far apart: without large pages, finding the page of each takes longer than its sums.
fn prefer_large_pages_of(codes: &Codes) {
    match codes {
        Either::A(codes) => prefer_large_pages(codes),
        Either::B(codes) => prefer_large_pages(codes),
    }
}

fn check_codes(name: &str, codes: &Codes, rows: usize, cols: usize) -> Result<()> {
    match codes {
        Either::A(codes) => check_length(name, codes, rows, cols),
        Either::B(codes) => check_length(name, codes, rows, cols),
    }
}

/// Rows of codes follow each other in steps of `stride`, of which the first `groups` count.
fn check_stride(codes: &Codes, stride: usize, groups: usize) -> Result<()> {
    if stride < groups || (matches!(codes, Either::A(_)) && !stride.is_multiple_of(WORD)) {
        return Err(invalid(format!("stride is {stride}, of {groups} groups")));
    }
    Ok(())
}

/// Starts ascend from 0 to the number of entries, or end before it.
fn check_starts(name: &str, starts: &Uint32Array, entries: usize) -> Result<()> {
    let ascend = starts.is_sorted() && starts.first() == Some(&0);
    if !ascend || starts.last().is_some_and(|&last| last as usize > entries) {
        return Err(invalid(format!("{name} do not ascend from 0 to {entries}")));
    }
    Ok(())
}

fn check_weights(weights: &Option<Float32Array>, rows: usize) -> Result<()> {
    weights
        .as_ref()
        .map_or(Ok(()), |weights| check_length("weights", weights, rows, 1))
}

/// The spans of arrays, and of those that may be absent.
macro_rules! spans {
    ($($array:expr),* $(; $optional:expr)?) => {{
        #[allow(unused_mut)]
        let mut spans = vec![$(crate::arrays::span(&$array)),*];
        $(spans.extend($optional.as_ref().map(|array| crate::arrays::span(array)));)?
        spans
    }};
}
pub(crate) use spans;
