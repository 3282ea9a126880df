//! Splits found in one sweep over sorted columns, and rows that follow them.

use super::columns::Sorted;
use super::search::{Best, Found, Nodes, Rules, Search, Sum};
use crate::parallel::map_items;
use crate::simd::prefetch;

/// Entries that a thread sweeps at once, or so.
const PIECE_ENTRIES: usize = 1 << 14;
/// Rows that a thread moves at once.
const PIECE_ROWS: usize = 1 << 14;

/// Entries whose rows are fetched ahead: a column in the order of its bins jumps among rows.
const AHEAD: usize = 16;

/// Sums in another order may differ by rounding.
const NEARLY: f64 = 1.0 - 1e-9;

/// What a sweep must know of a row, side by side in one line of the cache.
#[derive(Clone, Copy)]
#[repr(align(16))]
struct Row {
    /// Of its node among those that are searched; -1 for none.
    place: i32,
    gradient: f32,
    hessian: f32,
}

/// The best split of each node; `node_numbers` `[nodes]` are what `node_of_row` `[rows]` holds.
pub fn sweep_columns(
    columns: Sorted,
    rules: Rules,
    nodes: Nodes,
    gradients: &[f32],
    (node_numbers, node_of_row): (&[i32], &[i32]),
    found: &mut Found,
) {
    let places = places_of(node_numbers);
    let rows = node_of_row.chunks(PIECE_ROWS).zip(gradients.chunks(2 * PIECE_ROWS));
    let rows = map_items(rows.collect(), |(numbers, gradients): (&[i32], &[f32])| {
        let rows = numbers.iter().zip(gradients.as_chunks::<2>().0);
        let row = rows.map(|(&number, &[gradient, hessian])| Row {
            place: place_of(&places, number),
            gradient,
            hessian,
        });
        row.collect::<Vec<_>>()
    })
    .concat();
    let best = map_items(pieces(columns.starts), |range| {
        let searches = (0..node_numbers.len()).map(|node| Search::new(rules, nodes, node));
        let mut sweep = Sweep {
            searches: searches.collect(),
            least: f64::from(rules.min_child_weight) * NEARLY,
            starts: vec![0; node_numbers.len()],
            present: Vec::new(),
            touched: Vec::new(),
            bins: Vec::new(),
        };
        let cols = columns.starts.len() - 1;
        for column in range {
            let (entry_rows, entry_bins) = columns.of(column);
            let may_use = |node: usize| nodes.allowed.is_none_or(|allowed| allowed[node * cols + column] == 1);
            sweep.column(column, entry_rows, entry_bins, &rows, may_use);
        }
        sweep.searches.into_iter().map(|search| search.best).collect::<Vec<_>>()
    });
    for node in 0..node_numbers.len() {
        found.write(node, &best.iter().fold(Best::NONE, |a, b| a.or(b[node])));
    }
}

fn places_of(numbers: &[i32]) -> Vec<i32> {
    let most = numbers.iter().copied().max().unwrap_or(-1);
    let mut places = vec![-1; (most + 1).max(0) as usize];
    for (place, &number) in numbers.iter().enumerate() {
        places[number as usize] = place as i32;
    }
    places
}

fn place_of(places: &[i32], number: i32) -> i32 {
    usize::try_from(number)
        .ok()
        .and_then(|number| places.get(number))
        .copied()
        .unwrap_or(-1)
}

/// Ranges of columns of about as many entries.
fn pieces(starts: &[u32]) -> Vec<std::ops::Range<usize>> {
    let mut pieces = Vec::new();
    let mut first = 0;
    for column in 1..starts.len() {
        if (starts[column] - starts[first]) as usize >= PIECE_ENTRIES || column + 1 == starts.len() {
            pieces.push(first..column);
            first = column;
        }
    }
    pieces
}

struct Sweep<'a> {
    searches: Vec<Search<'a>>,
    /// What the rows of a node that have a value must weigh at least.
    least: f64,
    /// `[nodes]`, entries of each in this column, then where they go among the bins; 0 between columns
    starts: Vec<u32>,
    /// Entries whose rows are in one of the nodes.
    present: Vec<(u32, i32, f32, f32)>,
    /// Nodes that have entries in this column.
    touched: Vec<u32>,
    /// Sums by bin, node after node.
    bins: Vec<(i32, Sum)>,
}

impl Sweep<'_> {
    fn column(
        &mut self,
        column: usize,
        entry_rows: &[u32],
        entry_bins: &[u16],
        rows: &[Row],
        may_use: impl Fn(usize) -> bool,
    ) {
        self.gather(entry_rows, entry_bins, rows);
        let mut next = 0;
        for &node in &self.touched {
            let start = &mut self.starts[node as usize];
            (*start, next) = (next, next + *start);
        }
        // Entries of a node stay in the order of their bins.
        self.bins.resize(self.present.len(), (0, [0.0; 2]));
        for &(node, bin, gradient, hessian) in &self.present {
            let place = &mut self.starts[node as usize];
            self.bins[*place as usize] = (bin, [gradient.into(), hessian.into()]);
            *place += 1;
        }
        let mut from = 0;
        for &node in &self.touched {
            let to = std::mem::take(&mut self.starts[node as usize]) as usize;
            let weight: f64 = self.bins[from..to].iter().map(|(_, sum)| sum[1]).sum();
            // Too light for either side of a split.
            if weight >= self.least && may_use(node as usize) {
                let bins = merge(&mut self.bins[from..to]);
                self.searches[node as usize].try_column(column, bins.iter().copied(), true);
            }
            from = to;
        }
    }

    /// Entries whose rows are in one of the nodes, and how many each node has.
    fn gather(&mut self, entry_rows: &[u32], entry_bins: &[u16], rows: &[Row]) {
        self.present.clear();
        self.touched.clear();
        for (at, (&row, &bin)) in entry_rows.iter().zip(entry_bins).enumerate() {
            if let Some(next) = entry_rows.get(at + AHEAD).and_then(|&next| rows.get(next as usize)) {
                prefetch(std::slice::from_ref(next));
            }
            let Row {
                place,
                gradient,
                hessian,
            } = rows[row as usize];
            if place < 0 {
                continue;
            }
            let count = &mut self.starts[place as usize];
            if *count == 0 {
                self.touched.push(place as u32);
            }
            *count += 1;
            self.present.push((place as u32, bin.into(), gradient, hessian));
        }
    }
}

/// Adds up entries of one bin, in their order.
fn merge(entries: &mut [(i32, Sum)]) -> &[(i32, Sum)] {
    let mut last = 0;
    for at in 1..entries.len() {
        let (bin, sum) = entries[at];
        if entries[last].0 == bin {
            let own = &mut entries[last].1;
            *own = [own[0] + sum[0], own[1] + sum[1]];
        } else {
            last += 1;
            entries[last] = (bin, sum);
        }
    }
    &entries[..last + 1]
}

/// Writes where rows go: `parents` `[nodes]` are the numbers they bear, `children` `[nodes, 2]` those they get, none of which is a parent's.
pub fn move_rows(
    columns: Sorted,
    (split_columns, bins, default_left): (&[i32], &[i32], &[u8]),
    parents: &[i32],
    children: &[i32],
    node_of_row: &mut [i32],
) {
    for (node, &parent) in parents.iter().enumerate() {
        let (rows, entry_bins) = columns.of(split_columns[node] as usize);
        for (&row, &bin) in rows.iter().zip(entry_bins) {
            let number = &mut node_of_row[row as usize];
            if *number == parent {
                *number = children[2 * node + usize::from(i32::from(bin) > bins[node])];
            }
        }
    }
    // Rows that still bear a parent's number have no value.
    let places = places_of(parents);
    map_items(node_of_row.chunks_mut(PIECE_ROWS).collect(), |numbers: &mut [i32]| {
        for number in numbers {
            let place = place_of(&places, *number);
            if place >= 0 {
                let node = place as usize;
                *number = children[2 * node + 1 - default_left[node] as usize];
            }
        }
    });
}
