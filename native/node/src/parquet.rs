//! Row groups of Parquet files.

use crate::arrays::{check_apart, check_length, invalid, prefer_large_pages, size, span};
use crate::job::{Promise, promise};
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Uint8Array};
use napi_derive::napi;
use sagelocal_core::parquet::{self, Chunk, Codec, Kind, Output};

/// A column whose `kind` or `codec` is not known here is not decoded.
#[napi(object)]
pub struct ParquetChunk {
    pub start: i64,
    pub end: i64,
    pub codec: String,
    pub kind: String,
    pub optional: bool,
}

/// Rows are -1 where there is none.
#[napi(object)]
pub struct ParquetColumn {
    pub decoded: bool,
    pub infinite: i64,
    pub not_finite: i64,
}

#[napi(catch_unwind)]
pub fn decode_parquet(
    bytes: Uint8Array,
    chunks: Vec<ParquetChunk>,
    rows: i64,
    label_size: i64,
    mut labels: Float32Array,
    mut features: Float32Array,
    mut workspace: Uint8Array,
) -> Result<Promise<Vec<ParquetColumn>>> {
    let (rows, label_size) = (size("rows", rows)?, size("labelSize", label_size)?);
    let cols = chunks.len().checked_sub(label_size);
    let cols = cols.ok_or_else(|| invalid(format!("{label_size} labels in {} columns", chunks.len())))?;
    check_length("labels", &labels, rows, label_size)?;
    check_length("features", &features, rows, cols)?;
    check_apart(&[span(&labels), span(&features), span(&workspace)], &[span(&bytes)])?;
    Ok(promise(move || {
        prefer_large_pages(&features);
        prefer_large_pages(&workspace);
        let chunks: Vec<_> = chunks.iter().map(|chunk| chunk.of(&bytes)).collect();
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let output = unsafe {
            Output {
                labels: labels.as_mut(),
                features: features.as_mut(),
                workspace: workspace.as_mut(),
            }
        };
        let found = parquet::decode(&chunks, rows, label_size, output);
        found.into_iter().map(ParquetColumn::from).collect()
    }))
}

impl ParquetChunk {
    fn of<'a>(&self, bytes: &'a [u8]) -> Option<Chunk<'a>> {
        let [start, end] = [self.start, self.end].map(|at| usize::try_from(at).ok());
        Some(Chunk {
            bytes: bytes.get(start?..end?)?,
            codec: Codec::named(&self.codec)?,
            kind: Kind::named(&self.kind)?,
            optional: self.optional,
        })
    }
}

impl From<Option<parquet::Found>> for ParquetColumn {
    fn from(found: Option<parquet::Found>) -> Self {
        let row = |row: Option<usize>| row.map_or(-1, |row| row as i64);
        let parquet::Found { infinite, not_finite } = found.unwrap_or_default();
        Self {
            decoded: found.is_some(),
            infinite: row(infinite),
            not_finite: row(not_finite),
        }
    }
}
