//! Sums that are exact, and so the same in any order: threads go through the rows of the whole set range by range, and in each through all nodes, so that the
//! cache still holds what the nodes share.

use super::add_rows::fetch_first;
use super::{Block, Histograms, add, add_rows, blocks_of};
use crate::boosting::addends::Steps;
use crate::boosting::codes::Code;
use crate::parallel::{map_items, threads};
use crate::simd::{Kernel, Lanes, Level};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows whose codes stay in the cache of all threads; many, because the first of each node wait for memory.
const RANGE_ROWS: usize = 1 << 17;
/// What a thread's sums may take before they are added to the histograms.
const MOST_BYTES: usize = 1 << 23;

pub fn add_by_range<C: Code>(level: Level, input: &Histograms<C, Steps>, clear: bool, pool: &mut [f64]) {
    let mut blocks = blocks_of(input, input.groups, pool);
    let slots = blocks.iter().map(|block| block.totals.len()).max();
    let at_once = MOST_BYTES / size_of::<i64>() / slots.unwrap_or(0).max(1);
    for blocks in blocks.chunks_mut(at_once.max(1)) {
        let by_thread = partial_sums(level, input, blocks);
        map_items(
            blocks.iter_mut().enumerate().collect(),
            |(at, block): (usize, &mut Block)| {
                if clear {
                    block.totals.fill([0.0; 2]);
                }
                for partial in &by_thread {
                    partial[at].add_to(level, input.gradients, block.totals);
                }
            },
        );
    }
}

/// What each thread, which takes the next range until none is left, adds up for each block.
fn partial_sums<C: Code>(level: Level, input: &Histograms<C, Steps>, blocks: &[Block]) -> Vec<Vec<Partial>> {
    let first = blocks.iter().filter_map(|block| block.rows.first()).min();
    let last = blocks.iter().filter_map(|block| block.rows.last()).max();
    let (Some(&first), Some(&last)) = (first, last) else {
        return Vec::new();
    };
    let starts = (first as usize..last as usize + 1).step_by(RANGE_ROWS);
    let next = AtomicUsize::new(0);
    map_items((0..threads().min(starts.len())).collect(), |_| {
        let mut sums: Vec<_> = blocks.iter().map(Partial::of).collect();
        while let Some(start) = starts.clone().nth(next.fetch_add(1, Ordering::Relaxed)) {
            let rows: Vec<_> = blocks
                .iter()
                .map(|block| rows_among(block.rows, start..start + RANGE_ROWS))
                .collect();
            for (at, (sums, block)) in sums.iter_mut().zip(blocks).enumerate() {
                if let Some(next) = blocks.get(at + 1) {
                    fetch_first(input, next.groups(input.width), rows[at + 1]);
                }
                sums.add_rows(level, input, block.first_group, rows[at]);
            }
        }
        sums
    })
}

/// Those of ascending rows that are within `range`.
fn rows_among(rows: &[u32], range: Range<usize>) -> &[u32] {
    let begin = rows.partition_point(|&row| (row as usize) < range.start);
    let rest = &rows[begin..];
    &rest[..rest.partition_point(|&row| (row as usize) < range.end)]
}

/// What is added up for a block.
struct Partial {
    sums: Vec<i64>,
    /// Rows that the sums are of.
    rows: usize,
    /// What was summed before, where there were more rows than that.
    totals: Vec<[f64; 2]>,
}

impl Partial {
    fn of(block: &Block) -> Self {
        Self {
            sums: vec![0; block.totals.len()],
            rows: 0,
            totals: Vec::new(),
        }
    }

    fn add_rows<C: Code>(&mut self, level: Level, input: &Histograms<C, Steps>, first_group: usize, rows: &[u32]) {
        for rows in rows.chunks(Steps::MOST_ROWS) {
            if self.rows + rows.len() > Steps::MOST_ROWS {
                self.totals.resize(self.sums.len(), [0.0; 2]);
                level.run(AddSums(&self.sums, input.gradients, &mut self.totals));
                self.sums.fill(0);
                self.rows = 0;
            }
            add_rows(level, input, first_group, rows, &mut self.sums);
            self.rows += rows.len();
        }
    }

    fn add_to(&self, level: Level, steps: Steps, totals: &mut [[f64; 2]]) {
        add(totals, self.totals.iter().copied());
        if self.rows > 0 {
            level.run(AddSums(&self.sums, steps, totals));
        }
    }
}

/// Adds sums of steps to totals.
struct AddSums<'a>(&'a [i64], Steps<'a>, &'a mut [[f64; 2]]);

impl Kernel for AddSums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Self(sums, steps, totals) = self;
        add(totals, sums.iter().map(|&sum| steps.total(sum)));
    }
}
