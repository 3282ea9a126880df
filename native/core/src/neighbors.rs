//! The kernels of nearest neighbours: rows offered to queries, as they are or as codes, and the transforms that shorten rows before.

mod codes;
mod judge;
mod rows;
mod shortlist;
#[cfg(test)]
mod tests;
mod transform;

use std::cmp::Ordering;

pub use codes::{Codes, offer_codes};
pub use judge::largest_step;
pub use rows::{Rows, Sketch, offer_rows};
pub use transform::{hadamard_rows, project_rows};

/// Rows of a panel.
pub const PANEL_ROWS: usize = crate::simd::PANEL_ROWS;

/// Less is nearer: the squared distance, or the inner product with its sign turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    SquaredDistance,
    InnerProduct,
}

/// `[rows, cols]`, and how many neighbours each wants. `cols` and `k` are at least 1.
#[derive(Clone, Copy)]
pub struct Queries<'a> {
    pub values: &'a [f32],
    pub cols: usize,
    pub k: usize,
}

impl<'a> Queries<'a> {
    fn rows(&self) -> usize {
        self.values.len() / self.cols
    }

    fn row(&self, row: usize) -> &'a [f32] {
        &self.values[row * self.cols..][..self.cols]
    }
}

/// Which lists each query looks at.
#[derive(Clone, Copy)]
pub struct Probes<'a> {
    /// `[lists + 1]`, ascending: where each list starts
    pub starts: &'a [i32],
    /// `[rows, probed]`; negative is none
    pub lists: &'a [i32],
    pub probed: usize,
}

impl Probes<'_> {
    fn of(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let lists = &self.lists[row * self.probed..][..self.probed];
        lists.iter().filter_map(|&list| usize::try_from(list).ok())
    }

    fn range(&self, list: usize) -> std::ops::Range<usize> {
        self.starts[list] as usize..self.starts[list + 1] as usize
    }
}

/// The k nearest so far of every query, nearest first, the lower id first among equals; id -1 is an empty place.
pub struct Nearest<'a> {
    /// `[rows, k]`
    pub ids: &'a mut [i32],
    /// `[rows, k]`
    pub distances: &'a mut [f64],
}

/// A row that may be a neighbour.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Neighbor {
    distance: f64,
    id: i32,
}

impl Neighbor {
    /// An empty place is farther than everything, even where a distance overflowed.
    fn is_nearer_than(&self, other: &Neighbor) -> bool {
        other.id < 0 || self.distance < other.distance || (self.distance == other.distance && self.id < other.id)
    }

    /// Nearest first, the lower id first among equals; neither place is empty.
    fn order(&self, other: &Neighbor) -> Ordering {
        self.distance.total_cmp(&other.distance).then(self.id.cmp(&other.id))
    }
}

/// The places of one query.
struct Places<'a> {
    ids: &'a mut [i32],
    distances: &'a mut [f64],
}

impl Places<'_> {
    fn farthest(&self) -> Neighbor {
        self.at(self.ids.len() - 1)
    }

    fn at(&self, place: usize) -> Neighbor {
        Neighbor {
            distance: self.distances[place],
            id: self.ids[place],
        }
    }

    /// Insertion from the back: the list is short and seldom changes.
    fn offer(&mut self, neighbor: Neighbor) {
        if !neighbor.is_nearer_than(&self.farthest()) {
            return;
        }
        let mut place = self.ids.len() - 1;
        while place > 0 && neighbor.is_nearer_than(&self.at(place - 1)) {
            self.ids[place] = self.ids[place - 1];
            self.distances[place] = self.distances[place - 1];
            place -= 1;
        }
        self.put(place, neighbor);
    }

    /// Offers neighbours that are in order: one look at every place, where each of many would move most of the others.
    fn offer_in_order(&mut self, neighbors: &[Neighbor]) {
        let before: Vec<Neighbor> = (0..self.ids.len()).map(|place| self.at(place)).collect();
        let (mut kept, mut taken) = (before.iter(), neighbors.iter().peekable());
        let Some(mut next) = kept.next() else { return };
        for place in 0..before.len() {
            match taken.next_if(|neighbor| neighbor.is_nearer_than(next)) {
                Some(&neighbor) => self.put(place, neighbor),
                None => {
                    self.put(place, *next);
                    next = kept.next().unwrap_or(next);
                }
            }
        }
    }

    fn put(&mut self, place: usize, neighbor: Neighbor) {
        self.ids[place] = neighbor.id;
        self.distances[place] = neighbor.distance;
    }
}
