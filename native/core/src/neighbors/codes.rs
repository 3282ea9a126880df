//! Codes of a product quantizer offered to queries.

use super::{Nearest, Neighbor, Places, Probes, Queries};
use crate::parallel::map_items;
use crate::simd::{CODEWORDS, Kernel, Lanes, Level, Table};

/// Rows as codes: a cell, and m codewords that together say how far the row is from the centre of its cell.
#[derive(Clone, Copy)]
pub struct Codes<'a> {
    /// `[lists, cols]`
    pub centres: &'a [f32],
    /// `[m, 256, cols / m]`
    pub codewords: &'a [f32],
    /// `[codes, m]`
    pub codes: &'a [u8],
    /// `[codes]`
    pub ids: &'a [i32],
    pub m: usize,
    /// `starts` count codes
    pub probes: Probes<'a>,
}

/// Queries of one item: about a millisecond of work.
const GROUP: usize = 64;

/// Offers the codes of the lists that each query looks at.
pub fn offer_codes(level: Level, queries: Queries, codes: Codes, nearest: Nearest) {
    let table = Table::new(codes.codewords, queries.cols / codes.m);
    let places = GROUP * queries.k;
    let outputs = nearest.ids.chunks_mut(places).zip(nearest.distances.chunks_mut(places));
    map_items(outputs.enumerate().collect(), |(group, (ids, distances))| {
        level.run(Search {
            queries,
            codes,
            table: &table,
            first: group * GROUP,
            ids,
            distances,
        });
    });
}

struct Search<'a, 'b> {
    queries: Queries<'a>,
    codes: Codes<'a>,
    table: &'a Table,
    first: usize,
    ids: &'b mut [i32],
    distances: &'b mut [f64],
}

impl Kernel for Search<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { queries, codes, .. } = self;
        let mut lines = vec![[0.0; CODEWORDS]; codes.m];
        let mut residual = vec![0.0; queries.cols];
        let outputs = self.ids.chunks_mut(queries.k).zip(self.distances.chunks_mut(queries.k));
        for (row, (ids, distances)) in (self.first..).zip(outputs) {
            let mut places = Places { ids, distances };
            for list in codes.probes.of(row) {
                let centre = &codes.centres[list * queries.cols..][..queries.cols];
                for ((residual, value), centre) in residual.iter_mut().zip(queries.row(row)).zip(centre) {
                    *residual = value - centre;
                }
                self.table.fill(lanes, &residual, &mut lines);
                let range = codes.probes.range(list);
                let list = &codes.codes[range.start * codes.m..range.end * codes.m];
                scan(&lines, list, &codes.ids[range], &mut places);
            }
        }
    }
}

/// Adds up what the table says of each code.
#[inline(always)]
fn scan(lines: &[[f32; CODEWORDS]], codes: &[u8], ids: &[i32], places: &mut Places) {
    let mut limit = limit(places);
    for (code, &id) in codes.chunks_exact(lines.len()).zip(ids) {
        let mut sums = [0.0f32; 2];
        let mut pairs = lines.chunks_exact(2).zip(code.chunks_exact(2));
        for (lines, words) in &mut pairs {
            sums[0] += lines[0][words[0] as usize];
            sums[1] += lines[1][words[1] as usize];
        }
        if let ([.., line], [.., word]) = (lines, code)
            && lines.len() % 2 == 1
        {
            sums[0] += line[*word as usize];
        }
        let distance = sums[0] + sums[1];
        if distance <= limit {
            places.offer(Neighbor {
                distance: f64::from(distance),
                id,
            });
            limit = self::limit(places);
        }
    }
}

fn limit(places: &Places) -> f32 {
    let farthest = places.farthest();
    if farthest.id < 0 {
        f32::INFINITY
    } else {
        farthest.distance as f32
    }
}
