//! Parts of the eigen-decomposition of a symmetric matrix.

use sagelocal_core::eigen::{self, Diagonalised, Reduction};
use sagelocal_core::simd::Level;
use std::slice;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn tridiagonalise(
    n: usize,
    from: usize,
    to: usize,
    matrix: *mut f64,
    diagonal: *mut f64,
    off_diagonal: *mut f64,
    scales: *mut f64,
    pending: *mut f64,
) {
    unsafe {
        let reduction = Reduction {
            matrix: slice::from_raw_parts_mut(matrix, n * n),
            diagonal: slice::from_raw_parts_mut(diagonal, n),
            off_diagonal: slice::from_raw_parts_mut(off_diagonal, n),
            scales: slice::from_raw_parts_mut(scales, n),
            pending: slice::from_raw_parts_mut(pending, n),
        };
        eigen::tridiagonalise(Level::widest(), from, to, reduction);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn eigenvectors(
    matrix: *const f64,
    scales: *const f64,
    rotations: *const f64,
    rotation_count: usize,
    sweeps: *const i32,
    sweep_count: usize,
    wanted: *const i32,
    n: usize,
    count: usize,
    vectors: *mut f64,
) {
    unsafe {
        let diagonalised = Diagonalised {
            matrix: slice::from_raw_parts(matrix, n * n),
            scales: slice::from_raw_parts(scales, n),
            rotations: slice::from_raw_parts(rotations, 2 * rotation_count),
            sweeps: slice::from_raw_parts(sweeps, 2 * sweep_count),
        };
        assert!(diagonalised.is_sound());
        let wanted = slice::from_raw_parts(wanted, count);
        let vectors = slice::from_raw_parts_mut(vectors, count * n);
        eigen::eigenvectors(Level::widest(), diagonalised, wanted, vectors);
    }
}

/// How many of the vectors are left.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthonormalise(count: usize, cols: usize, vectors: *mut f64) -> usize {
    let vectors = unsafe { slice::from_raw_parts_mut(vectors, count * cols) };
    eigen::orthonormalise(Level::widest(), cols, vectors)
}
