//! The hot doors: everything numeric or byte-wise that takes milliseconds.
//!
//! Plain slices in, plain slices out. The crate knows no host, no file and no message text, and allocates nothing that
//! an input's own number asks for. Unsafe code lives in [`simd`] alone.
#![deny(unsafe_code)]

pub mod boosting;
pub mod csv;
pub mod dense;
pub mod dmlc;
pub mod eigen;
pub mod exact;
pub mod factorization;
pub mod finite;
pub mod forest;
pub mod kmeans;
pub mod linear;
pub mod moments;
pub mod neighbors;
pub mod parallel;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod problem;
pub mod projection;
pub mod random;
pub mod records;
pub mod simd;
pub mod sparse;
pub mod topics;
pub mod trees;
