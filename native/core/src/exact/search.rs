use super::Entries;
use super::weight::{Penalty, Sums};
use crate::parallel::map_chunks;

/// How far beyond its last value a column is cut where all that have one go to the same side.
const BEYOND: f32 = 1e-6;

/// Parts that the columns of a call are cut into.
const PARTS: usize = 16;

const UP: bool = true;
const DOWN: bool = false;

pub struct Search<'a> {
    pub entries: Entries<'a>,
    pub first_column: i32,
    /// `[columns]`: 0, 1 (downwards) or 2 (both ways)
    pub walks: &'a [u8],
    /// `[columns]`
    pub monotone: Option<&'a [i8]>,
    /// `[data rows]`
    pub node_of_row: &'a [i32],
    /// `[data rows, 2]`
    pub gradients: &'a [f32],
    /// `[nodes, 2]`
    pub node_sums: &'a [f64],
    /// `[nodes]`
    pub node_gains: &'a [f32],
    /// `[nodes, 2]`
    pub node_bounds: &'a [f32],
    /// `[nodes, columns]`
    pub allowed: Option<&'a [u8]>,
    pub penalty: Penalty,
}

/// The best split of each node so far.
pub struct Best<'a> {
    pub gains: &'a mut [f32],
    pub columns: &'a mut [i32],
    pub values: &'a mut [f32],
    pub default_left: &'a mut [u8],
}

#[derive(Clone, Copy)]
struct Candidate {
    gain: f32,
    column: i32,
    value: f32,
    default_left: bool,
}

/// What a walk needs of a row, side by side: rows come in random order.
#[derive(Clone, Copy)]
struct Row {
    node: i32,
    grad: f32,
    hess: f32,
}

/// What a walk has passed of a node.
#[derive(Clone, Copy, Default)]
struct Passed {
    sums: Sums,
    last: f32,
}

/// Replaces what is best where a gain is larger. Ties go to the lower column, however the columns are cut into parts.
pub fn find_splits(search: &Search, best: &mut Best) {
    let nodes_and_gradients = search.node_of_row.iter().zip(search.gradients.chunks_exact(2));
    let rows: Vec<Row> = nodes_and_gradients
        .map(|(&node, pair)| Row {
            node,
            grad: pair[0],
            hess: pair[1],
        })
        .collect();
    let columns = search.entries.columns();
    let floor: &[f32] = best.gains;
    let found = map_chunks(columns, columns.div_ceil(PARTS), |part| {
        let mut walk = Walk::new(search, &rows, floor);
        part.for_each(|column| walk.over(column));
        walk.best
    });
    for part in found {
        for (node, candidate) in part.into_iter().enumerate() {
            if candidate.gain > best.gains[node] {
                best.gains[node] = candidate.gain;
                best.columns[node] = candidate.column;
                best.values[node] = candidate.value;
                best.default_left[node] = u8::from(candidate.default_left);
            }
        }
    }
}

struct Walk<'a> {
    search: &'a Search<'a>,
    rows: &'a [Row],
    passed: Vec<Passed>,
    best: Vec<Candidate>,
}

impl<'a> Walk<'a> {
    fn new(search: &'a Search, rows: &'a [Row], floor: &[f32]) -> Self {
        let none = |&gain: &f32| Candidate {
            gain,
            column: 0,
            value: 0.0,
            default_left: false,
        };
        Walk {
            search,
            rows,
            passed: vec![Passed::default(); floor.len()],
            best: floor.iter().map(none).collect(),
        }
    }

    fn over(&mut self, column: usize) {
        let walks = self.search.walks[column];
        if walks == 2 {
            self.one_way::<UP>(column, self.search.entries.of(column));
        }
        if walks > 0 {
            self.one_way::<DOWN>(column, self.search.entries.of(column).rev());
        }
    }

    fn one_way<const WAY: bool>(&mut self, column: usize, entries: impl Iterator<Item = (f32, u32)>) {
        self.passed.fill(Passed::default());
        for (value, row) in entries {
            let Row { node, grad, hess } = self.rows[row as usize];
            let Ok(node) = usize::try_from(node) else { continue };
            if self.may_use(node, column) {
                self.pass::<WAY>(node, column, value);
                let sums = &mut self.passed[node].sums;
                sums.grad += f64::from(grad);
                sums.hess += f64::from(hess);
            }
        }
        for node in 0..self.passed.len() {
            if self.is_heavy(self.passed[node].sums) {
                let last = self.passed[node].last;
                let beyond = last.abs() + BEYOND;
                let value = if WAY == UP { last + beyond } else { last - beyond };
                self.propose::<WAY>(node, column, value);
            }
        }
    }

    /// Looks at the split between the last value of the node and this one.
    #[inline(always)]
    fn pass<const WAY: bool>(&mut self, node: usize, column: usize, value: f32) {
        let Passed { sums, last } = self.passed[node];
        self.passed[node].last = value;
        // Nothing has been passed while the second derivatives are 0.
        if sums.hess != 0.0 && value != last && self.is_heavy(sums) {
            let middle = (value + last) * 0.5;
            self.propose::<WAY>(node, column, if middle == value { last } else { middle });
        }
    }

    #[inline(always)]
    fn may_use(&self, node: usize, column: usize) -> bool {
        let Some(allowed) = self.search.allowed else {
            return true;
        };
        allowed[node * self.search.walks.len() + column] == 1
    }

    #[inline(always)]
    fn is_heavy(&self, sums: Sums) -> bool {
        sums.hess >= f64::from(self.search.penalty.min_child_weight)
    }

    #[inline(always)]
    fn propose<const WAY: bool>(&mut self, node: usize, column: usize, value: f32) {
        let search = self.search;
        let passed = self.passed[node].sums;
        let other = Sums {
            grad: search.node_sums[2 * node] - passed.grad,
            hess: search.node_sums[2 * node + 1] - passed.hess,
        };
        if other.hess < f64::from(search.penalty.min_child_weight) {
            return;
        }
        let (left, right) = if WAY == UP { (passed, other) } else { (other, passed) };
        let gain = self.gain(node, column, left, right) - search.node_gains[node];
        if gain > self.best[node].gain && gain != f32::INFINITY {
            self.best[node] = Candidate {
                gain,
                column: search.first_column + column as i32,
                value,
                default_left: WAY == DOWN,
            };
        }
    }

    #[inline(always)]
    fn gain(&self, node: usize, column: usize, left: Sums, right: Sums) -> f32 {
        let penalty = &self.search.penalty;
        if self.search.monotone.is_none() && penalty.max_delta_step == 0.0 {
            return penalty.best_gain(left) + penalty.best_gain(right);
        }
        self.bounded_gain(node, column, left, right)
    }

    fn bounded_gain(&self, node: usize, column: usize, left: Sums, right: Sums) -> f32 {
        let (search, penalty) = (self.search, &self.search.penalty);
        let bounds = search
            .monotone
            .map(|_| [search.node_bounds[2 * node], search.node_bounds[2 * node + 1]]);
        let (left_weight, right_weight) = (penalty.weight(left, bounds), penalty.weight(right, bounds));
        let direction = search.monotone.map_or(0, |directions| directions[column]);
        if direction > 0 && left_weight > right_weight || direction < 0 && left_weight < right_weight {
            return f32::NEG_INFINITY;
        }
        penalty.gain(left, left_weight) + penalty.gain(right, right_weight)
    }
}
