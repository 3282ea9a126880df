//! Sums of derivatives by bin.

use super::CHUNK_ROWS;
use super::addends::Addends;
use super::codes::Code;
use crate::parallel::{map_items, within_pool};
use crate::simd::{Kernel, Lanes, Level, prefetch};

/// What histograms are summed from.
#[derive(Clone, Copy)]
pub struct Histograms<'a, C, A> {
    /// `[rows, stride]`
    pub codes: &'a [C],
    /// Codes from one row to the next, of which the first `groups` count; a multiple of [`WORD`] where codes are bytes.
    pub stride: usize,
    pub groups: usize,
    /// Slots of a group, a power of two.
    pub width: usize,
    /// Of the rows.
    pub gradients: A,
    /// Rows in the order of their nodes.
    pub order: &'a [u32],
    /// `[nodes]`
    pub begins: &'a [u32],
    pub ends: &'a [u32],
    /// `[nodes]`, all different
    pub histograms: &'a [u32],
}

/// Codes that are read at once where they are bytes.
pub const WORD: usize = 4;
/// Bytes of slots that a thread adds to at once: more would not stay in its cache.
const BLOCK_BYTES: usize = 1 << 17;
/// So many tasks are shared out well: where there are fewer chunks of rows, each is two tasks of half the columns,
const ENOUGH_TASKS: usize = 24;
/// unless so few columns would be left that fetching a row twice costs more.
const LEAST_GROUPS: usize = 12;
/// Rows that are fetched ahead.
const AHEAD: usize = 24;

/// Adds the rows of each node to its histogram in `pool` `[histograms, groups, width, 2]`.
pub fn add_histograms<C: Code, A: Addends>(level: Level, input: Histograms<C, A>, clear: bool, pool: &mut [f64]) {
    within_pool(|| {
        let mut blocks = blocks_of(&input, pool);
        let found = map_items(tasks_of(&blocks), |task| {
            let block = &blocks[task.block];
            let sums = sums_of(level, &input, block, task.chunk);
            (task, sums)
        });
        let mut chunks: Vec<Vec<_>> = blocks.iter().map(|_| Vec::new()).collect();
        for (task, sums) in found {
            chunks[task.block].push((task.chunk, sums));
        }
        // The chunks of a block are added up in their order, whoever summed them when.
        map_items(
            blocks.iter_mut().zip(chunks).collect(),
            |(block, mut chunks): (&mut Block, Vec<_>)| {
                if clear {
                    block.totals.fill([0.0; 2]);
                }
                chunks.sort_unstable_by_key(|&(chunk, _)| chunk);
                for (_, sums) in chunks {
                    add(block.totals, sums.into_iter());
                }
            },
        );
    });
}

/// The rows of a node, and as many groups of its histogram as stay in a thread's cache.
struct Block<'a> {
    rows: &'a [u32],
    first_group: usize,
    totals: &'a mut [[f64; 2]],
}

fn blocks_of<'a, C, A: Addends>(input: &Histograms<'a, C, A>, pool: &'a mut [f64]) -> Vec<Block<'a>> {
    let (sums, _) = pool.as_chunks_mut::<2>();
    let mut histograms: Vec<_> = sums.chunks_mut(input.groups * input.width).map(Some).collect();
    let nodes = input.begins.iter().zip(input.ends);
    let chunks: usize = nodes
        .map(|(&begin, &end)| (end.saturating_sub(begin) as usize).div_ceil(CHUNK_ROWS))
        .sum();
    let half = input.groups.div_ceil(2).next_multiple_of(WORD);
    let shares_columns = chunks < ENOUGH_TASKS && half >= LEAST_GROUPS;
    let most_groups = if shares_columns { half } else { input.groups };
    let fitting = BLOCK_BYTES / size_of::<A::Sum>() / input.width / WORD * WORD;
    let groups_at_once = fitting.clamp(WORD, most_groups.max(WORD));
    let mut blocks = Vec::new();
    for (node, &index) in input.histograms.iter().enumerate() {
        let Some(histogram) = histograms[index as usize].take() else {
            continue;
        };
        let rows = &input.order[input.begins[node] as usize..input.ends[node] as usize];
        for (at, totals) in histogram.chunks_mut(groups_at_once * input.width).enumerate() {
            let first_group = at * groups_at_once;
            blocks.push(Block {
                rows,
                first_group,
                totals,
            });
        }
    }
    blocks
}

/// A chunk of the rows of a block.
struct Task {
    block: usize,
    chunk: usize,
    work: usize,
}

/// The most work first, and every second one of them in either half: halves are what two threads begin with, and what is left to the end is short.
fn tasks_of(blocks: &[Block]) -> Vec<Task> {
    let mut tasks = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        for (chunk, rows) in block.rows.chunks(CHUNK_ROWS).enumerate() {
            tasks.push(Task {
                block: at,
                chunk,
                work: rows.len() * block.totals.len(),
            });
        }
    }
    tasks.sort_by_key(|task| std::cmp::Reverse(task.work));
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (at, task) in tasks.into_iter().enumerate() {
        if at % 2 == 0 { &mut first } else { &mut second }.push(task);
    }
    first.append(&mut second);
    first
}

fn add(totals: &mut [[f64; 2]], sums: impl Iterator<Item = [f64; 2]>) {
    for (total, sum) in totals.iter_mut().zip(sums) {
        *total = [total[0] + sum[0], total[1] + sum[1]];
    }
}

/// The sums of a chunk of the rows of a block.
fn sums_of<C: Code, A: Addends>(level: Level, input: &Histograms<C, A>, block: &Block, chunk: usize) -> Vec<[f64; 2]> {
    let groups = block.totals.len() / input.width;
    let rows = block.rows.chunks(CHUNK_ROWS).nth(chunk).unwrap_or_default();
    let mut totals = vec![[0.0; 2]; block.totals.len()];
    // Groups that fill the last word have room as well.
    let mut sums = vec![A::Sum::default(); groups.next_multiple_of(WORD) * input.width];
    for rows in rows.chunks(A::MOST_ROWS) {
        level.run(AddRows {
            codes: input.codes,
            stride: input.stride,
            first_group: block.first_group,
            groups,
            width: input.width,
            gradients: input.gradients,
            rows,
            sums: &mut sums,
        });
        add(&mut totals, sums.iter().map(|&sum| input.gradients.total(sum)));
        sums.fill(A::Sum::default());
    }
    totals
}

/// Adds rows to some groups of a histogram.
struct AddRows<'a, C, A: Addends> {
    codes: &'a [C],
    stride: usize,
    first_group: usize,
    groups: usize,
    width: usize,
    gradients: A,
    rows: &'a [u32],
    sums: &'a mut [A::Sum],
}

impl<C: Code, A: Addends> AddRows<'_, C, A> {
    /// Where a group has so many slots, a byte cannot lead beyond them.
    #[inline(always)]
    fn bytes<const WIDTH: usize>(self, codes: &[u8]) {
        let (groups, _) = self.sums.as_chunks_mut::<WIDTH>();
        let (words, _) = groups.as_chunks_mut::<WORD>();
        let used = self.first_group..self.first_group + words.len() * WORD;
        let own = |row: usize| &codes[row * self.stride + used.start..row * self.stride + used.end];
        let contiguous =
            self.rows.len() > 1 && (self.rows[self.rows.len() - 1] - self.rows[0]) as usize == self.rows.len() - 1;
        for (at, &row) in self.rows.iter().enumerate() {
            if !contiguous && let Some(&next) = self.rows.get(at + AHEAD) {
                prefetch(own(next as usize));
                self.gradients.prefetch(next as usize);
            }
            let addend = self.gradients.of(row as usize);
            for (sums, codes) in words.iter_mut().zip(own(row as usize).as_chunks::<WORD>().0) {
                let mut codes = u32::from_le_bytes(*codes);
                for sums in sums {
                    A::add(&mut sums[codes as usize & (WIDTH - 1)], addend);
                    codes >>= 8;
                }
            }
        }
    }

    #[inline(always)]
    fn any(self) {
        let used = self.first_group..self.first_group + self.groups;
        for &row in self.rows {
            let row = row as usize;
            let addend = self.gradients.of(row);
            let own = &self.codes[row * self.stride + used.start..row * self.stride + used.end];
            for (sums, code) in self.sums.chunks_exact_mut(self.width).zip(own) {
                A::add(&mut sums[code.bin()], addend);
            }
        }
    }
}

impl<C: Code, A: Addends> Kernel for AddRows<'_, C, A> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Some(codes) = C::bytes(self.codes) else {
            return self.any();
        };
        match self.width {
            16 => self.bytes::<16>(codes),
            32 => self.bytes::<32>(codes),
            64 => self.bytes::<64>(codes),
            128 => self.bytes::<128>(codes),
            256 => self.bytes::<256>(codes),
            _ => self.any(),
        }
    }
}
