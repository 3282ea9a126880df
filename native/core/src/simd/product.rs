//! Products with a panel of 16 columns, by register tiles.

use super::lanes::Lanes;

/// Columns of one panel.
pub(crate) const PANEL: usize = 16;

/// A matrix somewhere in a slice: row `r` and step `s` lie at `r * row_stride + s * step_stride`.
#[derive(Clone, Copy)]
pub(crate) struct Strided<'a> {
    pub values: &'a [f32],
    pub rows: usize,
    pub steps: usize,
    pub row_stride: usize,
    pub step_stride: usize,
}

/// Rows of a matrix that are [`PANEL`] wide and `stride` apart.
#[derive(Clone, Copy)]
pub(crate) struct Panel<'a> {
    pub values: &'a [f32],
    pub stride: usize,
}

/// `out[r, c] += sum over s of left[r, s] * right[s, c]` for the 16 columns of a panel; rows of `out` are `out_stride` apart.
#[inline(always)]
pub(crate) fn add_product<L: Lanes>(lanes: L, left: Strided, right: Panel, out: &mut [f32], out_stride: usize) {
    if left.rows == 0 || left.steps == 0 {
        return;
    }
    assert!((left.rows - 1) * left.row_stride + (left.steps - 1) * left.step_stride < left.values.len());
    assert!((left.steps - 1) * right.stride + PANEL <= right.values.len());
    assert!((left.rows - 1) * out_stride + PANEL <= out.len());
    // SAFETY: the asserts above, and tiles that end within the panel.
    unsafe {
        match (L::WIDTH, L::TILE_ROWS) {
            (16, _) => by_tiles::<L, 12, 1>(lanes, left, right, out, out_stride),
            (8, _) => by_tiles::<L, 6, 2>(lanes, left, right, out, out_stride),
            (4, 6) => by_tiles::<L, 6, 4>(lanes, left, right, out, out_stride),
            _ => by_tiles::<L, 4, 2>(lanes, left, right, out, out_stride),
        }
    }
}

/// # Safety
/// As [`add_product`] asserts; `VECTORS` vectors divide a panel.
#[inline(always)]
unsafe fn by_tiles<L: Lanes, const ROWS: usize, const VECTORS: usize>(
    lanes: L,
    left: Strided,
    right: Panel,
    out: &mut [f32],
    out_stride: usize,
) {
    let mut column = 0;
    while column < PANEL {
        let mut row = 0;
        // SAFETY: rows and columns stay within the matrices.
        unsafe {
            while row + ROWS <= left.rows {
                tile::<L, ROWS, VECTORS>(lanes, left, right, out, out_stride, row, column);
                row += ROWS;
            }
            // One row at a time would wait for every sum before the next is added to it.
            while row + 4 <= left.rows {
                tile::<L, 4, VECTORS>(lanes, left, right, out, out_stride, row, column);
                row += 4;
            }
            while row + 2 <= left.rows {
                tile::<L, 2, VECTORS>(lanes, left, right, out, out_stride, row, column);
                row += 2;
            }
            if row < left.rows {
                tile::<L, 1, VECTORS>(lanes, left, right, out, out_stride, row, column);
            }
        }
        column += VECTORS * L::WIDTH;
    }
}

/// # Safety
/// `row + ROWS` rows and `column + VECTORS * WIDTH` columns must be within the matrices.
#[inline(always)]
unsafe fn tile<L: Lanes, const ROWS: usize, const VECTORS: usize>(
    lanes: L,
    left: Strided,
    right: Panel,
    out: &mut [f32],
    out_stride: usize,
    row: usize,
    column: usize,
) {
    // SAFETY: by the caller.
    unsafe {
        let out = out.as_mut_ptr().add(row * out_stride + column);
        let mut sums = [[lanes.splat(0.0); VECTORS]; ROWS];
        for (r, sums) in sums.iter_mut().enumerate() {
            for (v, sum) in sums.iter_mut().enumerate() {
                *sum = lanes.load(out.add(r * out_stride + v * L::WIDTH));
            }
        }
        let mut from = left.values.as_ptr().add(row * left.row_stride);
        let mut with = right.values.as_ptr().add(column);
        for step in 0..left.steps {
            let mut vectors = [lanes.splat(0.0); VECTORS];
            for (v, vector) in vectors.iter_mut().enumerate() {
                *vector = lanes.load(with.add(v * L::WIDTH));
            }
            for (r, sums) in sums.iter_mut().enumerate() {
                let factor = lanes.splat(*from.add(r * left.row_stride));
                for (sum, &vector) in sums.iter_mut().zip(&vectors) {
                    *sum = lanes.mul_add(factor, vector, *sum);
                }
            }
            if step + 1 < left.steps {
                from = from.add(left.step_stride);
                with = with.add(right.stride);
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            for (v, &sum) in sums.iter().enumerate() {
                lanes.store(out.add(r * out_stride + v * L::WIDTH), sum);
            }
        }
    }
}
