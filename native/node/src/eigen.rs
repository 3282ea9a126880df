//! Parts of the eigen-decomposition of a symmetric matrix.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, size, span};
use crate::job::{Promise, promise};
use crate::level;
use napi::Result;
use napi::bindgen_prelude::{Float64Array, Int32Array};
use napi_derive::napi;
use sagelocal_core::eigen::{self, Diagonalised, Reduction};

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn tridiagonalise(
    n: i64,
    from: i64,
    to: i64,
    mut matrix: Float64Array,
    mut diagonal: Float64Array,
    mut off_diagonal: Float64Array,
    mut scales: Float64Array,
    mut pending: Float64Array,
) -> Result<Promise<()>> {
    let (n, from, to) = (at_least_one("n", n)?, size("from", from)?, size("to", to)?);
    if from > to || to > n {
        return Err(invalid(format!("steps {from} to {to} of {n}")));
    }
    check_length("matrix", &matrix, n, n)?;
    let vectors = [&diagonal, &off_diagonal, &scales, &pending];
    for vector in vectors {
        check_length("a vector", vector, n, 1)?;
    }
    let mut outputs = vec![span(&matrix)];
    outputs.extend(vectors.map(|vector| span(vector)));
    check_apart(&outputs, &[])?;
    Ok(promise(move || {
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let reduction = unsafe {
            Reduction {
                matrix: matrix.as_mut(),
                diagonal: diagonal.as_mut(),
                off_diagonal: off_diagonal.as_mut(),
                scales: scales.as_mut(),
                pending: pending.as_mut(),
            }
        };
        eigen::tridiagonalise(level(), from, to, reduction);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn eigenvectors(
    matrix: Float64Array,
    scales: Float64Array,
    rotations: Float64Array,
    sweeps: Int32Array,
    wanted: Int32Array,
    n: i64,
    count: i64,
    mut vectors: Float64Array,
) -> Result<Promise<()>> {
    let (n, count) = (at_least_one("n", n)?, size("count", count)?);
    check_length("matrix", &matrix, n, n)?;
    check_length("scales", &scales, n, 1)?;
    check_length("wanted", &wanted, count, 1)?;
    check_length("vectors", &vectors, count, n)?;
    let inputs = [
        span(&matrix),
        span(&scales),
        span(&rotations),
        span(&sweeps),
        span(&wanted),
    ];
    check_apart(&[span(&vectors)], &inputs)?;
    Ok(promise(move || {
        let diagonalised = Diagonalised {
            matrix: &matrix,
            scales: &scales,
            rotations: &rotations,
            sweeps: &sweeps,
        };
        assert!(diagonalised.is_sound(), "sweeps and rotations do not fit the matrix");
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        eigen::eigenvectors(level(), diagonalised, &wanted, unsafe { vectors.as_mut() });
    }))
}

/// How many of the vectors are left.
#[napi(catch_unwind)]
pub fn orthonormalise(count: i64, cols: i64, mut vectors: Float64Array) -> Result<Promise<u32>> {
    let (count, cols) = (size("count", count)?, at_least_one("cols", cols)?);
    check_length("vectors", &vectors, count, cols)?;
    Ok(promise(move || {
        // SAFETY: the caller leaves the array alone until the promise settles.
        eigen::orthonormalise(level(), cols, unsafe { vectors.as_mut() }) as u32
    }))
}
