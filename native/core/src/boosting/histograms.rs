//! Sums of derivatives by bin.

use super::CHUNK_ROWS;
use super::codes::Code;
use crate::parallel::map_items;
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
/// Rows that are fetched ahead.
const AHEAD: usize = 12;

type Sum = [f64; 2];

/// Adds the rows of each node to its histogram in `pool` `[histograms, groups, width, 2]`.
pub fn add_histograms<C: Code>(level: Level, input: Histograms<C>, clear: bool, pool: &mut [f64]) {
    let (sums, _) = pool.as_chunks_mut::<2>();
    let mut histograms: Vec<_> = sums.chunks_mut(input.groups * input.width).map(Some).collect();
    let groups_at_once = (BLOCK_SLOTS / input.width).clamp(1, input.groups);
    let mut pieces = Vec::new();
    for (node, &index) in input.histograms.iter().enumerate() {
        let Some(histogram) = histograms[index as usize].take() else {
            continue;
        };
        let rows = &input.order[input.begins[node] as usize..input.ends[node] as usize];
        for (block, sums) in histogram.chunks_mut(groups_at_once * input.width).enumerate() {
            pieces.push((rows, block * groups_at_once, sums));
        }
    }
    // A node of many rows is shared out by chunks of them, whose sums are added up in their order.
    let (large, small): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|(rows, ..)| rows.len() > CHUNK_ROWS);
    let chunks = large.iter().flat_map(|&(rows, first_group, ref sums)| {
        let length = sums.len();
        rows.chunks(CHUNK_ROWS).map(move |rows| (rows, first_group, length))
    });
    let partial = map_items(chunks.collect(), |(rows, first_group, length)| {
        let mut sums = vec![[0.0; 2]; length];
        level.run(AddRows::of(&input, rows, first_group, &mut sums));
        sums
    });
    let mut partial = partial.into_iter();
    let merges = large.into_iter().map(|(rows, _, sums)| {
        let own: Vec<_> = partial.by_ref().take(rows.len().div_ceil(CHUNK_ROWS)).collect();
        (sums, own)
    });
    map_items(merges.collect(), |(sums, partial)| {
        if clear {
            sums.fill([0.0; 2]);
        }
        for own in partial {
            add(sums, &own);
        }
    });
    map_items(small, |(rows, first_group, sums)| {
        if clear {
            sums.fill([0.0; 2]);
            level.run(AddRows::of(&input, rows, first_group, sums));
        } else {
            let mut own = vec![[0.0; 2]; sums.len()];
            level.run(AddRows::of(&input, rows, first_group, &mut own));
            add(sums, &own);
        }
    });
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
                prefetch(&self.gradients[next]);
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
