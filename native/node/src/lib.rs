//! The core as a Node addon: every kernel is a task of Node's thread pool that works on the caller's arrays in place.
//!
//! No panic and no undefined behaviour may cross this border: lengths and overlaps are checked before a task is made
//! ([`arrays`]), panics become errors ([`job`]).
// Under test the exports have nobody who calls them.
#![cfg_attr(test, allow(dead_code))]

mod arrays;
mod boosting;
mod dmlc;
mod eigen;
mod exact;
mod factorization;
mod forest;
mod job;
mod kmeans;
mod linear;
mod moments;
mod neighbors;
mod pages;
mod parquet;
mod projection;
mod scans;
mod sparse;
mod topics;
mod trees;

use napi_derive::napi;
use sagelocal_core::{parallel, simd::Level};
use std::sync::OnceLock;

/// Changes whenever a signature here does, so that TypeScript refuses an addon of another age.
const INTERFACE: u32 = 10;

#[napi]
pub fn interface_version() -> u32 {
    INTERFACE
}

#[napi(object)]
pub struct Machine {
    pub simd: String,
    pub threads: u32,
}

static LEVEL: OnceLock<Level> = OnceLock::new();

fn level() -> Level {
    *LEVEL.get_or_init(Level::widest)
}

/// Sets the number of threads and the instruction set; the first call in a process wins. Returns what holds.
/// A level that this processor lacks is an error.
#[napi(catch_unwind)]
pub fn configure(threads: Option<u32>, simd: Option<String>) -> napi::Result<Machine> {
    job::silence_panics();
    if let Some(name) = simd {
        let level = Level::named(&name).ok_or_else(|| {
            let available: Vec<_> = Level::available().into_iter().map(Level::name).collect();
            napi::Error::new(
                napi::Status::InvalidArg,
                format!("this processor has no level '{name}', but {}", available.join(", ")),
            )
        })?;
        LEVEL.get_or_init(|| level);
    }
    if let Some(threads) = threads {
        // An error means that the pool stands already, made by another worker of this process.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(threads as usize)
            .build_global();
    }
    Ok(Machine {
        simd: level().name().into(),
        threads: parallel::threads() as u32,
    })
}
