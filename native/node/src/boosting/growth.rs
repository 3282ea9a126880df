//! Whole trees.

use super::splits::Splits;
use super::{Codes, check_codes, check_stride, codes_span, spans};
use crate::arrays::{at_least_one, check_apart, check_length, invalid};
use crate::job::{Promise, promise};
use crate::level;
use napi::Result;
use napi::bindgen_prelude::{Either, Float32Array, Float64Array, Int32Array, Uint8Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::boosting::{self, Ground, Grown, Growth, Layout, Room, Rules};
use std::ops::Range;

/// Deeper trees are grown step by step.
const MOST_DEPTH: usize = 8;

/// The bins of all rows.
#[napi(object, object_to_js = false)]
pub struct Bins {
    pub by_column: Codes,
    pub codes: Codes,
    pub stride: i64,
    pub groups: i64,
    pub width: i64,
    pub column_slots: Uint32Array,
    pub bin_counts: Uint32Array,
    pub incomplete: Uint8Array,
    pub hidden_bins: Int32Array,
}

impl Bins {
    fn check(&self, rows: usize) -> Result<Vec<Range<usize>>> {
        let cols = self.bin_counts.len();
        let (stride, groups) = (
            at_least_one("stride", self.stride)?,
            at_least_one("groups", self.groups)?,
        );
        at_least_one("width", self.width)?;
        check_codes("byColumn", &self.by_column, cols, rows)?;
        check_codes("codes", &self.codes, rows, stride)?;
        check_length("columnSlots", &self.column_slots, cols, 1)?;
        check_length("incomplete", &self.incomplete, cols, 1)?;
        check_length("hiddenBins", &self.hidden_bins, cols, 1)?;
        check_stride(&self.codes, stride, groups)?;
        let mut spans = spans![self.column_slots, self.bin_counts, self.incomplete, self.hidden_bins];
        spans.extend([codes_span(&self.by_column), codes_span(&self.codes)]);
        Ok(spans)
    }

    fn ground<'a, C>(&'a self, by_column: &'a [C], codes: &'a [C], gradients: &'a [f32]) -> Ground<'a, C> {
        let (groups, width) = (self.groups as usize, self.width as usize);
        Ground {
            by_column,
            codes,
            stride: self.stride as usize,
            groups,
            width,
            layout: Layout {
                slots: groups * width,
                column_slots: &self.column_slots,
                bin_counts: &self.bin_counts,
                incomplete: &self.incomplete,
                hidden_bins: &self.hidden_bins,
            },
            gradients,
        }
    }
}

/// Room for work, and where the tree is written.
#[napi(object, object_to_js = false)]
pub struct Places {
    pub order: Uint32Array,
    pub scratch: Uint32Array,
    pub pool: Float64Array,
    pub sum: Float64Array,
    pub nodes: Int32Array,
    pub splits: Splits,
    pub leaf_of_row: Int32Array,
}

impl Places {
    fn check(&self, depth: usize) -> Result<Vec<Range<usize>>> {
        let (rows, splits) = (self.order.len(), (1 << depth) - 1);
        check_length("scratch", &self.scratch, rows, 1)?;
        check_length("leafOfRow", &self.leaf_of_row, rows, 1)?;
        check_length("sum", &self.sum, 2, 1)?;
        check_length("nodes", &self.nodes, splits, 1)?;
        let mut spans = spans![
            self.order,
            self.scratch,
            self.pool,
            self.sum,
            self.nodes,
            self.leaf_of_row
        ];
        spans.extend(self.splits.check(splits)?);
        Ok(spans)
    }

    /// # Safety
    /// As of [`Float32Array::as_mut`], for all of them.
    unsafe fn parts(&mut self) -> (Room<'_>, Grown<'_>) {
        unsafe {
            let room = Room {
                order: self.order.as_mut(),
                scratch: self.scratch.as_mut(),
                pool: self.pool.as_mut(),
            };
            let grown = Grown {
                sum: self.sum.as_mut(),
                nodes: self.nodes.as_mut(),
                found: self.splits.found(),
                leaf_of_row: self.leaf_of_row.as_mut(),
            };
            (room, grown)
        }
    }
}

/// `rules`: lambda, alpha, the least weight of a child, the most that an answer may be, gamma.
#[napi(catch_unwind)]
pub fn grow_tree(
    bins: Bins,
    gradients: Float32Array,
    max_depth: i64,
    rules: Float32Array,
    mut places: Places,
) -> Result<Promise<u32>> {
    let depth = at_least_one("maxDepth", max_depth)?;
    if depth > MOST_DEPTH {
        return Err(invalid(format!("maxDepth is {depth}, more than {MOST_DEPTH}")));
    }
    let mut inputs = bins.check(places.order.len())?;
    check_length("gradients", &gradients, places.order.len(), 2)?;
    check_length("rules", &rules, 5, 1)?;
    let slots = (bins.groups as usize).checked_mul(bins.width as usize);
    check_length("pool", &places.pool, 1 << depth, slots.unwrap_or(usize::MAX))?;
    inputs.extend(spans![gradients, rules]);
    check_apart(&places.check(depth)?, &inputs)?;
    Ok(promise(move || {
        let growth = Growth {
            rules: Rules {
                lambda: rules[0],
                alpha: rules[1],
                min_child_weight: rules[2],
                max_delta_step: rules[3],
                monotone: None,
            },
            gamma: rules[4],
            max_depth: depth,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (room, grown) = unsafe { places.parts() };
        let splits = match (&bins.by_column, &bins.codes) {
            (Either::A(columns), Either::A(codes)) => {
                boosting::grow_tree(level(), bins.ground(columns, codes, &gradients), growth, room, grown)
            }
            (Either::B(columns), Either::B(codes)) => {
                boosting::grow_tree(level(), bins.ground(columns, codes, &gradients), growth, room, grown)
            }
            _ => panic!("codes are of another size"),
        };
        splits as u32
    }))
}
