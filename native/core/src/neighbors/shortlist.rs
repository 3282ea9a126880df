//! The rows that may be among the k nearest of one query, as far as scores can tell.

use super::judge::Judge;
use super::{Neighbor, Places};

#[derive(Clone, Copy)]
pub struct Entry {
    pub score: f32,
    pub slot: u32,
}

pub struct Shortlist {
    k: usize,
    pub judge: Judge,
    entries: Vec<Entry>,
    /// A row that scores worse is not among the k nearest.
    pub limit: f32,
}

/// Entries beyond twice k before the list is looked through: many enough that this is rare.
const SPARE: usize = 32;

impl Shortlist {
    /// `farthest` is the k-th nearest so far.
    pub fn new(k: usize, judge: Judge, farthest: Neighbor) -> Self {
        Self {
            k,
            judge,
            entries: Vec::new(),
            limit: if farthest.id < 0 {
                f32::INFINITY
            } else {
                judge.limit_at(farthest.distance)
            },
        }
    }

    /// Takes a row whose score is within the limit. `exact` tells what the row in a slot really is.
    #[inline(never)]
    pub fn take(&mut self, entry: Entry, exact: impl Fn(u32) -> Neighbor) {
        if self.entries.is_empty() {
            self.entries.reserve(self.capacity());
        }
        self.entries.push(entry);
        if self.entries.len() == self.capacity() {
            self.shrink(exact);
        }
    }

    fn capacity(&self) -> usize {
        2 * self.k + SPARE
    }

    /// Keeps what may still be among the k nearest; where scores alone leave too many, by the distances themselves.
    fn shrink(&mut self, exact: impl Fn(u32) -> Neighbor) {
        self.lower_limit();
        if self.entries.len() <= self.k + SPARE {
            return;
        }
        let mut kept: Vec<(Neighbor, Entry)> = self.entries.iter().map(|&entry| (exact(entry.slot), entry)).collect();
        kept.sort_unstable_by(|(a, _), (b, _)| a.order(b));
        kept.truncate(self.k);
        self.limit = self.limit.min(self.judge.limit_at(kept[self.k - 1].0.distance));
        self.entries.clear();
        self.entries.extend(kept.into_iter().map(|(_, entry)| entry));
    }

    fn lower_limit(&mut self) {
        if self.entries.len() < self.k {
            return;
        }
        let by_score = |a: &Entry, b: &Entry| a.score.total_cmp(&b.score);
        let (_, last, _) = self.entries.select_nth_unstable_by(self.k - 1, by_score);
        let limit = self.judge.limit_after(last.score).min(self.limit);
        self.limit = limit;
        self.entries.retain(|entry| entry.score <= limit);
    }

    /// Offers what is left to the places of the query.
    pub fn settle(mut self, exact: impl Fn(u32) -> Neighbor, places: &mut Places) {
        self.lower_limit();
        let mut left: Vec<Neighbor> = self.entries.iter().map(|entry| exact(entry.slot)).collect();
        left.sort_unstable_by(Neighbor::order);
        places.offer_in_order(&left);
    }
}
