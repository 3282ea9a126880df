//! Sums of derivatives by bin.

use super::CHUNK_ROWS;
use super::codes::Code;
use crate::parallel::{map_items, within_pool};
use crate::simd::{Kernel, Lanes, Level, prefetch};

/// What histograms are summed from.
#[derive(Clone, Copy)]
pub struct Histograms<'a, C> {
    /// `[rows, groups]`
    pub codes: &'a [C],
    pub groups: usize,
    /// Slots of a group, a power of two.
    pub width: usize,
    /// `[rows, 2]`
    pub gradients: &'a [f32],
    /// Rows in the order of their nodes.
    pub order: &'a [u32],
    /// `[nodes]`
    pub begins: &'a [u32],
    pub ends: &'a [u32],
    /// `[nodes]`, all different
    pub histograms: &'a [u32],
}

/// Slots that a thread adds to at once: more would not stay in its cache.
const BLOCK_SLOTS: usize = 1 << 13;
/// So many tasks are shared out well: where there are fewer chunks of rows, each is two tasks of half the columns,
const ENOUGH_TASKS: usize = 24;
/// unless so few columns would be left that fetching a row twice costs more.
const LEAST_GROUPS: usize = 12;
/// Rows that are fetched ahead.
const AHEAD: usize = 12;

type Sum = [f64; 2];

/// Adds the rows of each node to its histogram in `pool` `[histograms, groups, width, 2]`.
pub fn add_histograms<C: Code>(level: Level, input: Histograms<C>, clear: bool, pool: &mut [f64]) {
    within_pool(|| {
        let mut blocks = blocks_of(&input, pool);
        if clear {
            map_items(blocks.iter_mut().collect(), |block: &mut Block| {
                block.sums.fill([0.0; 2])
            });
        }
        let sums = map_items(tasks_of(&mut blocks, clear), |mut task| {
            let mut own = Vec::new();
            let sums = match task.alone.take() {
                Some(sums) => sums,
                None => {
                    own.resize(task.length, [0.0; 2]);
                    &mut own
                }
            };
            level.run(AddRows::of(&input, task.rows, task.first_group, sums));
            (task.block, task.chunk, own)
        });
        // The chunks of a block are added up in their order, whoever summed them when.
        let mut partial: Vec<Vec<_>> = blocks.iter().map(|_| Vec::new()).collect();
        for (block, chunk, own) in sums.into_iter().filter(|(.., own)| !own.is_empty()) {
            partial[block].push((chunk, own));
        }
        let merges = blocks.into_iter().zip(partial).filter(|(_, own)| !own.is_empty());
        map_items(merges.collect(), |(block, mut own)| {
            own.sort_unstable_by_key(|&(chunk, _)| chunk);
            for (_, own) in own {
                add(block.sums, &own);
            }
        });
    });
}

/// The rows of a node, and as many groups of its histogram as stay in a thread's cache.
struct Block<'a> {
    rows: &'a [u32],
    first_group: usize,
    sums: &'a mut [Sum],
}

fn blocks_of<'a, C>(input: &Histograms<'a, C>, pool: &'a mut [f64]) -> Vec<Block<'a>> {
    let (sums, _) = pool.as_chunks_mut::<2>();
    let mut histograms: Vec<_> = sums.chunks_mut(input.groups * input.width).map(Some).collect();
    let nodes = input.begins.iter().zip(input.ends);
    let chunks: usize = nodes
        .map(|(&begin, &end)| (end.saturating_sub(begin) as usize).div_ceil(CHUNK_ROWS))
        .sum();
    let half = input.groups.div_ceil(2);
    let shares_columns = chunks < ENOUGH_TASKS && half >= LEAST_GROUPS;
    let most_groups = if shares_columns { half } else { input.groups };
    let groups_at_once = (BLOCK_SLOTS / input.width).clamp(1, most_groups);
    let mut blocks = Vec::new();
    for (node, &index) in input.histograms.iter().enumerate() {
        let Some(histogram) = histograms[index as usize].take() else {
            continue;
        };
        let rows = &input.order[input.begins[node] as usize..input.ends[node] as usize];
        for (at, sums) in histogram.chunks_mut(groups_at_once * input.width).enumerate() {
            let first_group = at * groups_at_once;
            blocks.push(Block {
                rows,
                first_group,
                sums,
            });
        }
    }
    blocks
}

/// A chunk of the rows of a block.
struct Task<'a, 'b> {
    block: usize,
    chunk: usize,
    rows: &'a [u32],
    first_group: usize,
    length: usize,
    /// Where the sums of a block of one chunk go, if nothing was there before.
    alone: Option<&'b mut [Sum]>,
}

/// The most work first, and every second one of them in either half: halves are what two threads begin with, and what is left to the end is short.
fn tasks_of<'a, 'b>(blocks: &'b mut [Block<'a>], clear: bool) -> Vec<Task<'a, 'b>> {
    let mut tasks = Vec::new();
    for (at, block) in blocks.iter_mut().enumerate() {
        let (length, first_group) = (block.sums.len(), block.first_group);
        let mut alone = (clear && block.rows.len() <= CHUNK_ROWS).then_some(&mut *block.sums);
        for (chunk, rows) in block.rows.chunks(CHUNK_ROWS).enumerate() {
            let alone = alone.take();
            tasks.push(Task {
                block: at,
                chunk,
                rows,
                first_group,
                length,
                alone,
            });
        }
    }
    tasks.sort_by_key(|task| std::cmp::Reverse(task.rows.len() * task.length));
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (at, task) in tasks.into_iter().enumerate() {
        if at % 2 == 0 { &mut first } else { &mut second }.push(task);
    }
    first.append(&mut second);
    first
}

fn add(sums: &mut [Sum], more: &[Sum]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        sum[0] += more[0];
        sum[1] += more[1];
    }
}

/// Adds rows to some groups of a histogram.
struct AddRows<'a, C> {
    codes: &'a [C],
    groups: usize,
    first_group: usize,
    width: usize,
    gradients: &'a [[f32; 2]],
    rows: &'a [u32],
    sums: &'a mut [Sum],
}

impl<'a, C: Code> AddRows<'a, C> {
    fn of(input: &Histograms<'a, C>, rows: &'a [u32], first_group: usize, sums: &'a mut [Sum]) -> Self {
        Self {
            codes: input.codes,
            groups: input.groups,
            first_group,
            width: input.width,
            gradients: input.gradients.as_chunks().0,
            rows,
            sums,
        }
    }

    /// Where a group has so many slots, a byte cannot lead beyond them.
    #[inline(always)]
    fn bytes<const WIDTH: usize>(self, codes: &[u8]) {
        let (sums, _) = self.sums.as_chunks_mut::<WIDTH>();
        let used = self.first_group..self.first_group + sums.len();
        let contiguous =
            self.rows.len() > 1 && (self.rows[self.rows.len() - 1] - self.rows[0]) as usize == self.rows.len() - 1;
        for (at, &row) in self.rows.iter().enumerate() {
            let row = row as usize;
            if !contiguous && let Some(&next) = self.rows.get(at + AHEAD) {
                let next = next as usize;
                prefetch(&codes[next * self.groups + used.start..next * self.groups + used.end]);
                prefetch(std::slice::from_ref(&self.gradients[next]));
            }
            let [first, second] = self.gradients[row].map(f64::from);
            let own = &codes[row * self.groups + used.start..row * self.groups + used.end];
            for (sums, &code) in sums.iter_mut().zip(own) {
                let sum = &mut sums[code as usize & (WIDTH - 1)];
                *sum = [sum[0] + first, sum[1] + second];
            }
        }
    }

    #[inline(always)]
    fn any(self) {
        let used = self.first_group..self.first_group + self.sums.len() / self.width;
        for &row in self.rows {
            let row = row as usize;
            let [first, second] = self.gradients[row].map(f64::from);
            let own = &self.codes[row * self.groups + used.start..row * self.groups + used.end];
            for (sums, code) in self.sums.chunks_exact_mut(self.width).zip(own) {
                let sum = &mut sums[code.bin()];
                *sum = [sum[0] + first, sum[1] + second];
            }
        }
    }
}

impl<C: Code> Kernel for AddRows<'_, C> {
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
