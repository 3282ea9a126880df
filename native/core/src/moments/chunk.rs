//! The moments of one chunk of rows about an origin among them.

use crate::dense::Rows;
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level, Packed, Tile, multiply};
use std::cell::Cell;

/// How products are summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Precision {
    Float32,
    Float64,
}

#[derive(Clone, Copy)]
pub struct RowChunk<'a> {
    /// At least one
    pub points: Rows<'a>,
    pub precision: Precision,
}

/// Besides the scatter about the origin.
pub struct ChunkMoments {
    pub rows: usize,
    /// `[cols]`
    pub origin: Vec<f32>,
    /// `[cols]`, of the rows less the origin
    pub sums: Vec<f64>,
}

/// Rows of a chunk whose mean is its origin: enough to lie in the middle, few enough to cost nothing.
const ORIGIN_ROWS: usize = 16;

/// Rows whose products are added up in float32 before they join the float64 totals. The block stays in the cache.
const BLOCK_ROWS: usize = 256;

/// Consecutive rows of the scatter, and which is the first.
pub type Strip<'a> = (usize, &'a mut [f64]);

thread_local! {
    /// Room for packed rows, which the next chunk of a thread uses again: fresh memory has to be asked for page by page.
    static PACKED: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// Adds the scatter of the chunk about its origin to the strips, which share the work.
pub fn add_strips(level: Level, chunk: RowChunk, strips: Vec<Strip>) -> ChunkMoments {
    sum_up(level, chunk, strips, false)
}

/// Writes the scatter of the chunk about its origin, the triangle on and above the diagonal, over what stands in the strips, which share the work.
pub fn put_scatter(level: Level, chunk: RowChunk, strips: Vec<Strip>) -> ChunkMoments {
    sum_up(level, chunk, strips, true)
}

fn sum_up(level: Level, chunk: RowChunk, mut strips: Vec<Strip>, is_fresh: bool) -> ChunkMoments {
    let points = chunk.points;
    let origin = mean(points.up_to(ORIGIN_ROWS));
    let rows = points.count();
    let sums = match chunk.precision {
        Precision::Float64 => {
            if is_fresh {
                strips.iter_mut().for_each(|(_, strip)| strip.fill(0.0));
            }
            add_exactly(level, chunk, &origin, strips)
        }
        Precision::Float32 => level.run(AddBlocks {
            level,
            chunk,
            origin: &origin,
            strips,
            is_fresh,
        }),
    };
    ChunkMoments { rows, origin, sums }
}

fn mean(points: Rows) -> Vec<f32> {
    let mut sums = vec![0.0; points.cols()];
    for row in points.iter() {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += f64::from(value);
        }
    }
    let rows = points.count() as f64;
    sums.into_iter().map(|sum: f64| (sum / rows) as f32).collect()
}

/// In float64 throughout, rows in order: the same bits on every instruction set. Every strip moves the rows anew, which costs little beside their
/// products. Returns the sums, which all strips have.
fn add_exactly(level: Level, chunk: RowChunk, origin: &[f32], strips: Vec<Strip>) -> Vec<f64> {
    let sums = map_items(strips, |strip| add_exactly_to(level, chunk, origin, strip));
    sums.into_iter().next().unwrap_or_default()
}

fn add_exactly_to(level: Level, chunk: RowChunk, origin: &[f32], (first, strip): Strip) -> Vec<f64> {
    let cols = chunk.points.cols();
    let mut sums = vec![0.0; cols];
    let mut rows = vec![0.0; EXACT_ROWS * cols];
    for block in chunk.points.chunks(EXACT_ROWS) {
        rows[block.count() * cols..].fill(0.0);
        for (row, moved) in block.iter().zip(rows.chunks_exact_mut(cols)) {
            for (((moved, &value), &origin), sum) in moved.iter_mut().zip(row).zip(origin).zip(&mut sums) {
                *moved = f64::from(value) - f64::from(origin);
                *sum += *moved;
            }
        }
        level.run(AddExactly {
            rows: &rows,
            cols,
            first,
            strip,
        });
    }
    sums
}

/// Rows added in one pass over the totals.
const EXACT_ROWS: usize = 4;

struct AddExactly<'a> {
    /// `[EXACT_ROWS, cols]`
    rows: &'a [f64],
    cols: usize,
    first: usize,
    strip: &'a mut [f64],
}

impl Kernel for AddExactly<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let cols = self.cols;
        let (a, rest) = self.rows.split_at(cols);
        let (b, rest) = rest.split_at(cols);
        let (c, d) = rest.split_at(cols);
        for (row, total) in self.strip.chunks_exact_mut(cols).enumerate() {
            let i = self.first + row;
            let (ai, bi, ci, di) = (a[i], b[i], c[i], d[i]);
            let others = b[i..].iter().zip(&c[i..]).zip(&d[i..]);
            for ((total, a), ((b, c), d)) in total[i..].iter_mut().zip(&a[i..]).zip(others) {
                *total = (((*total + ai * a) + bi * b) + ci * c) + di * d;
            }
        }
    }
}

/// In float32 tiles.
struct AddBlocks<'a> {
    level: Level,
    chunk: RowChunk<'a>,
    origin: &'a [f32],
    strips: Vec<Strip<'a>>,
    /// The first block writes over what stands in the strips.
    is_fresh: bool,
}

impl Kernel for AddBlocks<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn run<L: Lanes>(mut self, lanes: L) -> Vec<f64> {
        let cols = self.chunk.points.cols();
        let values = PACKED.take();
        let mut packed = Packed::within(lanes, BLOCK_ROWS, cols, values);
        let mut block_sums = vec![0.0; packed.vectors * L::WIDTH];
        let mut sums = vec![0.0; cols];
        let mut blocks = self.chunk.points.chunks(BLOCK_ROWS).peekable();
        while let Some(block) = blocks.next() {
            packed.pack(lanes, block, self.origin, &mut block_sums);
            for (sum, block_sum) in sums.iter_mut().zip(&mut block_sums) {
                *sum += f64::from(*block_sum);
                *block_sum = 0.0;
            }
            let added = AddBlock {
                packed: &packed,
                rows: block.count(),
                cols,
                upcoming: blocks.peek().map(Rows::span).unwrap_or_default(),
                is_fresh: std::mem::take(&mut self.is_fresh),
            };
            if let [(first, strip)] = &mut self.strips[..] {
                added.to_strip(lanes, *first, strip);
            } else {
                let level = self.level;
                map_items(self.strips.iter_mut().collect(), |(first, strip)| {
                    level.run(AddToStrip {
                        added: &added,
                        first: *first,
                        strip,
                    })
                });
            }
        }
        PACKED.set(packed.into_values());
        sums
    }
}

/// A block of rows whose products are to be added.
struct AddBlock<'a> {
    packed: &'a Packed,
    rows: usize,
    cols: usize,
    upcoming: &'a [f32],
    is_fresh: bool,
}

struct AddToStrip<'a, 'b> {
    added: &'a AddBlock<'a>,
    first: usize,
    strip: &'b mut [f64],
}

impl Kernel for AddToStrip<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        self.added.to_strip(lanes, self.first, self.strip);
    }
}

impl AddBlock<'_> {
    #[inline(always)]
    fn to_strip<L: Lanes>(&self, lanes: L, first: usize, strip: &mut [f64]) {
        let Self { packed, cols, .. } = *self;
        let mut tile = Tile::new();
        let last = cols - 1;
        // Each tile fetches a share of what comes next, so that all of it is there when this block is done.
        let tiles = (strip.len() / cols).div_ceil(L::TILE_ROWS) * packed.vectors.div_ceil(L::TILE_VECTORS);
        let mut upcoming = self.upcoming.chunks(2 * self.upcoming.len() / tiles + 1);
        for (index, totals) in strip.chunks_mut(L::TILE_ROWS * cols).enumerate() {
            let top = first + index * L::TILE_ROWS;
            let left = |row: usize| packed.column((top + row).min(last));
            let mut vector = top / L::WIDTH;
            while vector < packed.vectors {
                let next = upcoming.next().unwrap_or_default();
                multiply(lanes, left, packed, vector, self.rows, &mut tile, next);
                let from = vector * L::WIDTH;
                for (row, total) in totals.chunks_exact_mut(cols).enumerate() {
                    let totals = total[from..].iter_mut().zip(tile.row(row));
                    if self.is_fresh {
                        totals.for_each(|(total, &sum)| *total = f64::from(sum));
                    } else {
                        totals.for_each(|(total, &sum)| *total += f64::from(sum));
                    }
                }
                vector += L::TILE_VECTORS;
            }
        }
    }
}
