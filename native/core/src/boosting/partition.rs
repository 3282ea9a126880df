//! Rows that follow the splits of their nodes.

use super::codes::Code;
use super::take;
use crate::parallel::{map_items, within_pool};
use crate::simd::{ByteSplit, Kernel, Lanes, Level, Parted};

/// Splits and the rows they are for.
#[derive(Clone, Copy)]
pub struct Followed<'a, C> {
    /// `[cols, rows]`
    pub by_column: &'a [C],
    pub rows: usize,
    /// `[cols]`
    pub bin_counts: &'a [u32],
    /// `[nodes]`
    pub begins: &'a [u32],
    pub ends: &'a [u32],
    /// `[nodes]`; -1: all rows go left
    pub columns: &'a [i32],
    pub bins: &'a [i32],
    pub default_left: &'a [u8],
}

/// One node's split.
#[derive(Clone, Copy)]
struct Split<'a, C> {
    /// `[rows]`
    codes: &'a [C],
    /// Codes that go left: those below this,
    left_end: usize,
    /// and those from this on, which stand for no value, where `missing_left`.
    missing_from: usize,
    missing_left: bool,
}

impl<'a, C: Code> Followed<'a, C> {
    fn split(&self, node: usize) -> Option<Split<'a, C>> {
        let column = usize::try_from(self.columns[node]).ok()?;
        Some(Split {
            codes: &self.by_column[column * self.rows..(column + 1) * self.rows],
            left_end: (self.bins[node] + 1).max(0) as usize,
            missing_from: self.bin_counts[column] as usize,
            missing_left: self.default_left[node] == 1,
        })
    }
}

impl<C: Code> Split<'_, C> {
    #[inline(always)]
    fn goes_left(&self, row: u32) -> bool {
        let code = self.codes[row as usize].bin();
        let missing = code >= self.missing_from;
        (missing & self.missing_left) | (!missing & (code < self.left_end))
    }

    fn of_bytes(&self) -> Option<ByteSplit<'_>> {
        Some(ByteSplit {
            codes: C::bytes(self.codes)?,
            left_end: self.left_end as i32,
            missing_from: self.missing_from as i32,
            missing_left: self.missing_left,
        })
    }
}

/// Rows that a thread splits at once.
const PIECE_ROWS: usize = 1 << 15;

/// Puts the rows of each node in order, those that go left first; both sides keep their order. `scratch` is as long as `order`.
pub fn partition_rows<C: Code>(
    level: Level,
    input: Followed<C>,
    order: &mut [u32],
    scratch: &mut [u32],
    left_counts: &mut [u32],
) {
    within_pool(|| partition_in_pool(level, input, order, scratch, left_counts));
}

fn partition_in_pool<C: Code>(
    level: Level,
    input: Followed<C>,
    order: &mut [u32],
    scratch: &mut [u32],
    left_counts: &mut [u32],
) {
    let mut nodes: Vec<usize> = (0..input.begins.len()).collect();
    nodes.sort_by_key(|&node| (input.begins[node], input.ends[node]));
    let mut pieces = Vec::new();
    let (mut to, mut done) = (scratch, 0);
    for &node in &nodes {
        let (begin, end) = (input.begins[node] as usize, input.ends[node] as usize);
        take(&mut to, begin - done);
        done = end;
        let rows = order[begin..end].chunks(PIECE_ROWS);
        let rooms = take(&mut to, end - begin).chunks_mut(PIECE_ROWS);
        pieces.extend(rows.zip(rooms).map(|(rows, room)| (node, rows, room)));
    }
    // Each piece puts its rows in order by itself,
    let pieces = map_items(pieces, |(node, rows, room)| {
        let left = match input.split(node) {
            Some(split) => level.run(Part {
                split,
                rows,
                room: &mut *room,
            }),
            None => {
                room.copy_from_slice(rows);
                rows.len()
            }
        };
        (node, &room[..left], &room[left..])
    });
    // and then the pieces of a node are put together: all that went left, then all that went right.
    let mut moves = Vec::new();
    let (mut rest, mut done) = (order, 0);
    for own in pieces.chunk_by(|a, b| a.0 == b.0) {
        let begin = input.begins[own[0].0] as usize;
        take(&mut rest, begin - done);
        let sides = own.iter().map(|piece| piece.1).chain(own.iter().map(|piece| piece.2));
        moves.extend(sides.map(|side| (take(&mut rest, side.len()), side)));
        done = input.ends[own[0].0] as usize;
        left_counts[own[0].0] = own.iter().map(|piece| piece.1.len() as u32).sum();
    }
    for &node in nodes.iter().filter(|&&node| input.begins[node] == input.ends[node]) {
        left_counts[node] = 0;
    }
    map_items(moves, |(to, from): (&mut [u32], &[u32])| to.copy_from_slice(from));
}

/// Copies rows that go left to the front of `room`, which is as long, and the others behind them. Returns how many go left.
struct Part<'a, C> {
    split: Split<'a, C>,
    rows: &'a [u32],
    room: &'a mut [u32],
}

impl<C: Code> Kernel for Part<'_, C> {
    type Output = usize;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> usize {
        let Self { split, rows, room } = self;
        let Parted { taken, mut left } = match split.of_bytes() {
            Some(split) => lanes.part(split, rows, room),
            None => Parted::default(),
        };
        let last = rows.len() - 1;
        for (at, &row) in (taken..).zip(&rows[taken..]) {
            // Both places are free: the next from the front, and the next from the back.
            room[left] = row;
            room[last - (at - left)] = row;
            left += usize::from(split.goes_left(row));
        }
        room[left..].reverse();
        left
    }
}

/// Rows whose leaves a thread writes at once: more, because every node's rows among them have to be found first.
const LABELLED_ROWS: usize = 1 << 16;

/// Writes the number of the child that each row goes to, `children` `[nodes, 2]`. The rows of a node ascend.
pub fn label_rows<C: Code>(input: Followed<C>, order: &[u32], children: &[i32], leaf_of_row: &mut [i32]) {
    let pieces = leaf_of_row.chunks_mut(LABELLED_ROWS).enumerate().collect();
    map_items(pieces, |(piece, leaves): (usize, &mut [i32])| {
        let first = piece * LABELLED_ROWS;
        for node in 0..input.begins.len() {
            let rows = &order[input.begins[node] as usize..input.ends[node] as usize];
            let from = rows.partition_point(|&row| (row as usize) < first);
            let to = rows.partition_point(|&row| (row as usize) < first + leaves.len());
            let [left, right] = [children[2 * node], children[2 * node + 1]];
            match input.split(node) {
                None => rows[from..to]
                    .iter()
                    .for_each(|&row| leaves[row as usize - first] = left),
                Some(split) => {
                    for &row in &rows[from..to] {
                        leaves[row as usize - first] = if split.goes_left(row) { left } else { right };
                    }
                }
            }
        }
    });
}
