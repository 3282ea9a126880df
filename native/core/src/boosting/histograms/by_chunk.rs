//! Sums whose last bits show in which order they were added up: by chunks of a node's rows, and those in their order, whoever summed them when.

use super::{Block, Histograms, WORD, add, add_rows, blocks_of};
use crate::boosting::CHUNK_ROWS;
use crate::boosting::addends::Singles;
use crate::boosting::codes::Code;
use crate::parallel::map_items;
use crate::simd::Level;

/// So many tasks are shared out well: where there are fewer chunks of rows, each is two tasks of half the columns,
const ENOUGH_TASKS: usize = 24;
/// unless so few columns would be left that fetching a row twice costs more.
const LEAST_GROUPS: usize = 12;

pub fn add_by_chunk<C: Code>(level: Level, input: &Histograms<C, Singles>, clear: bool, pool: &mut [f64]) {
    let mut blocks = blocks_of(input, most_groups(input), pool);
    if clear {
        let totals = blocks.iter_mut().map(|block| &mut block.totals);
        map_items(totals.collect(), |totals| totals.fill([0.0; 2]));
    }
    let sums = map_items(tasks_of(&mut blocks, clear), |mut task| {
        let mut own = Vec::new();
        let sums = match task.alone.take() {
            Some(totals) => totals,
            None => {
                own.resize(task.slots, [0.0; 2]);
                &mut own
            }
        };
        add_rows(level, input, task.first_group, task.rows, sums);
        (task.block, task.chunk, own)
    });
    let mut chunks: Vec<Vec<_>> = blocks.iter().map(|_| Vec::new()).collect();
    for (block, chunk, own) in sums {
        chunks[block].push((chunk, own));
    }
    let merges = blocks.iter_mut().zip(chunks);
    map_items(merges.collect(), |(block, mut chunks): (&mut Block, Vec<_>)| {
        chunks.sort_unstable_by_key(|&(chunk, _)| chunk);
        for (_, sums) in chunks {
            add(block.totals, sums.into_iter());
        }
    });
}

fn most_groups<C>(input: &Histograms<C, Singles>) -> usize {
    let nodes = input.begins.iter().zip(input.ends);
    let rows = nodes.map(|(&begin, &end)| end.saturating_sub(begin) as usize);
    let chunks: usize = rows.map(|rows| rows.div_ceil(CHUNK_ROWS)).sum();
    let half = input.groups.div_ceil(2).next_multiple_of(WORD);
    let shares_columns = chunks < ENOUGH_TASKS && half >= LEAST_GROUPS;
    if shares_columns { half } else { input.groups }
}

/// A chunk of the rows of a block.
struct Task<'a, 'b> {
    block: usize,
    chunk: usize,
    rows: &'a [u32],
    first_group: usize,
    slots: usize,
    /// Where the sums of a block of one chunk go, if nothing was there before.
    alone: Option<&'b mut [[f64; 2]]>,
}

/// The most work first, and every second one of them in either half: halves are what two threads begin with, and what is left to the end is short.
fn tasks_of<'a, 'b>(blocks: &'b mut [Block<'a>], clear: bool) -> Vec<Task<'a, 'b>> {
    let mut tasks = Vec::new();
    for (at, block) in blocks.iter_mut().enumerate() {
        let (slots, first_group) = (block.totals.len(), block.first_group);
        let mut alone = (clear && block.rows.len() <= CHUNK_ROWS).then_some(&mut *block.totals);
        for (chunk, rows) in block.rows.chunks(CHUNK_ROWS).enumerate() {
            tasks.push(Task {
                block: at,
                chunk,
                rows,
                first_group,
                slots,
                alone: alone.take(),
            });
        }
    }
    tasks.sort_by_key(|task| std::cmp::Reverse(task.rows.len() * task.slots));
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (at, task) in tasks.into_iter().enumerate() {
        if at % 2 == 0 { &mut first } else { &mut second }.push(task);
    }
    first.append(&mut second);
    first
}
