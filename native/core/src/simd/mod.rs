//! The only unsafe code of the crate: one set of kernels written over [`Lanes`], compiled once for every instruction set
//! and chosen at run time.
//!
//! - [`Level`] names an instruction set that this processor was seen to have; nobody can make another.
//! - A [`Kernel`] is a piece of work that [`Level::run`] compiles for each instruction set. Everything it calls must be
//!   `#[inline(always)]`, else it falls out of the instruction set.
//! - A value of a type that implements [`Lanes`] is the proof, inside a kernel, that its instructions may be used. That is
//!   why the arithmetic of `Lanes` is safe to call and only its loads and stores are not.
#![allow(unsafe_code)]

mod axpy;
mod distance;
mod lanes;
mod level;
mod nearest;
#[cfg(target_arch = "aarch64")]
mod neon;
mod part;
mod prefetch;
mod product;
mod products;
mod scalar;
mod scan;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
mod table;
mod tile;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use axpy::{BLOCK, BlockSum, Blocks, OnPanel, PanelSum, over_panels};
pub(crate) use distance::squared_distance;
pub(crate) use lanes::{Kernel, Lanes};
pub use level::Level;
pub(crate) use nearest::{Candidate, Panels, ROW_MULTIPLE, nearest_two};
pub(crate) use part::{ByteSplit, Parted};
pub(crate) use prefetch::prefetch;
pub(crate) use product::{PANEL, Panel, Strided, add_product};
pub(crate) use products::{Factor, Packed, Tile, multiply};
pub(crate) use scan::{Found, PANEL_ROWS, Points, Scan, lay_out_points, padded_rows};
pub(crate) use table::{CODEWORDS, Table};
pub(crate) use tile::{Pair, PairProduct, Product, SquaredDifference, Term};

pub mod text;
