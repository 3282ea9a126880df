//! Rows offered to queries: fast scores for all of them, the distance itself for the few that may be neighbours.

use super::judge::{Judge, Scoring};
use super::shortlist::{Entry, Shortlist};
use super::{Metric, Nearest, Neighbor, PANEL_ROWS, Places, Probes, Queries};
use crate::parallel::map_items;
use crate::simd::{
    Found, Kernel, Lanes, Level, Pair, PairProduct, Points, Product, Scan, SquaredDifference, Term, lay_out_points,
    padded_rows,
};
use std::ops::Range;

/// Rows in panels of 16, and who looks at which.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// `[panels, cols, 16]`
    pub values: &'a [f32],
    pub sketch: Option<Sketch<'a>>,
    /// `[panels, 16]`
    pub half_norms: &'a [f32],
    /// `[panels, 16]`; negative is no row
    pub ids: &'a [i32],
    /// `starts` count panels; absent where every query looks at all of them
    pub probes: Option<Probes<'a>>,
}

/// The rows as whole numbers: half the bytes, and two features at a step. It says which rows are worth a second look.
#[derive(Clone, Copy)]
pub struct Sketch<'a> {
    /// `[panels, cols / 2 rounded up, 16, 2]`, the values times the scale, rounded; none beyond [`largest_step`]
    pub values: &'a [i16],
    pub scale: f64,
}

/// Offers the rows to the queries.
pub fn offer_rows(level: Level, metric: Metric, queries: Queries, rows: Rows, mut nearest: Nearest) {
    let panels = rows.ids.len() / PANEL_ROWS;
    if queries.rows() == 0 || panels == 0 {
        return;
    }
    let longest = 2.0 * f64::from(rows.half_norms.iter().fold(0.0, |most: f32, &norm| most.max(norm)));
    let items = work(queries.rows(), panels, rows.probes.is_some());
    let found = map_items(items.clone(), |item| {
        let mut ids = vec![-1; item.queries.len() * queries.k];
        let mut distances = vec![f64::INFINITY; ids.len()];
        level.run(Search {
            metric,
            queries,
            rows,
            longest,
            nearest: (nearest.ids, nearest.distances),
            item,
            found: Nearest {
                ids: &mut ids,
                distances: &mut distances,
            },
        });
        (ids, distances)
    });
    for (item, (ids, distances)) in items.iter().zip(found) {
        for (place, row) in item.queries.clone().enumerate() {
            let mut places = nearest.of(row, queries.k);
            let from = place * queries.k;
            let found = ids[from..].iter().zip(&distances[from..]).take(queries.k);
            let found = found.map(|(&id, &distance)| Neighbor { distance, id });
            let found: Vec<Neighbor> = found.take_while(|neighbor| neighbor.id >= 0).collect();
            places.offer_in_order(&found);
        }
    }
}

impl Nearest<'_> {
    fn of(&mut self, row: usize, k: usize) -> Places<'_> {
        Places {
            ids: &mut self.ids[row * k..][..k],
            distances: &mut self.distances[row * k..][..k],
        }
    }
}

/// Some of the queries against some of the panels.
#[derive(Clone, Debug, PartialEq)]
struct Item {
    queries: Range<usize>,
    panels: Range<usize>,
}

/// Queries that go over the panels together: they stay in the innermost cache, and a panel is fetched once for all of them.
const GROUP: usize = 96;

/// Queries that share the visits to lists: the more, the fuller a tile.
const PROBING_GROUP: usize = 768;

/// Enough items for many threads to share evenly.
const ITEMS: usize = 8;

/// Panels that are worth an item of their own.
const MIN_PANELS: usize = 64;

fn work(queries: usize, panels: usize, probing: bool) -> Vec<Item> {
    let (group, ranges) = if probing {
        (PROBING_GROUP.min(queries.div_ceil(ITEMS)).max(1), 1)
    } else {
        let groups = queries.div_ceil(GROUP);
        (GROUP, ITEMS.div_ceil(groups).min(panels.div_ceil(MIN_PANELS)))
    };
    let step = panels.div_ceil(ranges);
    let starts = (0..queries).step_by(group);
    starts
        .flat_map(|from| {
            (0..panels).step_by(step).map(move |panel| Item {
                queries: from..queries.min(from + group),
                panels: panel..panels.min(panel + step),
            })
        })
        .collect()
}

struct Search<'a, 'b> {
    metric: Metric,
    queries: Queries<'a>,
    rows: Rows<'a>,
    longest: f64,
    /// What was found before: ids and distances
    nearest: (&'a [i32], &'a [f64]),
    item: Item,
    found: Nearest<'b>,
}

impl Kernel for Search<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self, lanes: L) {
        let mut lists: Vec<Shortlist> = self.item.queries.clone().map(|row| self.shortlist(row)).collect();
        match self.rows.probes {
            None => {
                let everyone: Vec<usize> = (0..lists.len()).collect();
                self.visit(lanes, self.item.panels.clone(), &everyone, &mut lists);
            }
            Some(probes) => {
                for (list, visitors) in self.visits(&probes) {
                    self.visit(lanes, probes.range(list), &visitors, &mut lists);
                }
            }
        }
        for (place, list) in lists.into_iter().enumerate() {
            let row = self.item.queries.start + place;
            let exact = |slot| exact(self.metric, self.queries.row(row), &self.rows, slot as usize);
            list.settle(exact, &mut self.found.of(place, self.queries.k));
        }
    }
}

impl Search<'_, '_> {
    fn shortlist(&self, row: usize) -> Shortlist {
        let (k, query) = (self.queries.k, self.queries.row(row));
        let last = (row + 1) * k - 1;
        let farthest = Neighbor {
            distance: self.nearest.1[last],
            id: self.nearest.0[last],
        };
        let typical = if farthest.id >= 0 {
            farthest.distance
        } else {
            self.typical_distance(query)
        };
        Shortlist::new(
            k,
            Judge::new(self.metric, query, self.longest, typical, self.row_scale()),
            farthest,
        )
    }

    fn row_scale(&self) -> Option<f64> {
        self.rows.sketch.map(|sketch| sketch.scale)
    }

    /// Mean distance to a few rows: only the order of magnitude matters.
    fn typical_distance(&self, query: &[f32]) -> f64 {
        const LOOKS: usize = 4;
        let panels = self.item.panels.len();
        let slots = (0..LOOKS).map(|look| (self.item.panels.start + look * panels / LOOKS) * PANEL_ROWS);
        let distances = slots.map(|slot| exact(Metric::SquaredDistance, query, &self.rows, slot).distance);
        distances.sum::<f64>() / LOOKS as f64
    }

    /// Lists in order, each with the queries that look at it, as places in the item.
    fn visits(&self, probes: &Probes) -> Vec<(usize, Vec<usize>)> {
        let mut pairs: Vec<(usize, usize)> = Vec::with_capacity(self.item.queries.len() * probes.probed);
        for (place, row) in self.item.queries.clone().enumerate() {
            pairs.extend(probes.of(row).map(|list| (list, place)));
        }
        pairs.sort_unstable();
        let runs = pairs.chunk_by(|a, b| a.0 == b.0);
        runs.map(|run| (run[0].0, run.iter().map(|&(_, place)| place).collect()))
            .collect()
    }

    /// Shows some panels to some of the queries, each scored in its own way.
    #[inline(always)]
    fn visit<L: Lanes>(&self, lanes: L, panels: Range<usize>, visitors: &[usize], lists: &mut [Shortlist]) {
        let scored = |scoring, sketched| -> Vec<usize> {
            let own = visitors.iter().copied();
            own.filter(|&place| (lists[place].judge.scoring, lists[place].judge.grid.is_some()) == (scoring, sketched))
                .collect()
        };
        let [half, product, distance, none] = [
            Scoring::HalfDistance,
            Scoring::Product,
            Scoring::Distance,
            Scoring::None,
        ]
        .map(|way| scored(way, false));
        let sketched = [Scoring::HalfDistance, Scoring::Product].map(|way| scored(way, true));
        let norms = Some(&self.rows.half_norms[panels.start * PANEL_ROWS..panels.end * PANEL_ROWS]);
        let (values, cols) = (self.rows.values, self.queries.cols);
        if let Some(sketch) = self.rows.sketch {
            let pairs = Pair::all(sketch.values);
            for (starts, visitors) in [norms, None].into_iter().zip(&sketched) {
                let points = |place: usize, into: &mut Vec<Pair>| on_grid(self.query(place), &lists[place].judge, into);
                let points = gather(lanes, visitors, cols.div_ceil(2), Pair::of(0, 0), points);
                self.scan::<L, PairProduct>(lanes, pairs, &points, &panels, starts, visitors, lists);
            }
        }
        for (starts, visitors) in [(norms, &half), (None, &product)] {
            let turned = |place, into: &mut Vec<f32>| into.extend(self.query(place).iter().map(|value| -value));
            let points = gather(lanes, visitors, cols, 0.0, turned);
            self.scan::<L, Product>(lanes, values, &points, &panels, starts, visitors, lists);
        }
        let points = gather(lanes, &distance, cols, 0.0, |place, into| {
            into.extend_from_slice(self.query(place))
        });
        self.scan::<L, SquaredDifference>(lanes, values, &points, &panels, None, &distance, lists);
        for place in none {
            for slot in panels.start * PANEL_ROWS..panels.end * PANEL_ROWS {
                self.take(place, slot, 0.0, &mut lists[place]);
            }
        }
    }

    fn query(&self, place: usize) -> &[f32] {
        self.queries.row(self.item.queries.start + place)
    }

    /// `values` are those of all panels, `points` the queries of the visitors.
    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn scan<L: Lanes, T: Term>(
        &self,
        lanes: L,
        values: &[T::Number],
        points: &[T::Number],
        panels: &Range<usize>,
        starts: Option<&[f32]>,
        visitors: &[usize],
        lists: &mut [Shortlist],
    ) {
        if visitors.is_empty() {
            return;
        }
        let steps = values.len() / self.rows.ids.len();
        let padded = padded_rows(lanes, visitors.len());
        let mut limits: Vec<f32> = visitors.iter().map(|&place| lists[place].limit).collect();
        limits.resize(padded, f32::NEG_INFINITY);
        let worth = |&place: &usize| lists[place].judge.grid.map_or(1.0, |grid| grid.worth);
        let mut worths: Vec<f32> = visitors.iter().map(worth).collect();
        worths.resize(padded, 1.0);
        let scan = Scan::<T> {
            panels: &values[panels.start * PANEL_ROWS * steps..panels.end * PANEL_ROWS * steps],
            starts,
            steps,
        };
        let mut visit = Visit {
            search: self,
            first_slot: panels.start * PANEL_ROWS,
            visitors,
            lists,
        };
        let points = Points {
            count: visitors.len(),
            values: points,
            limits: &mut limits,
            worths: &worths,
        };
        scan.run(lanes, points, &mut visit);
    }

    fn take(&self, place: usize, slot: usize, score: f32, list: &mut Shortlist) {
        if self.rows.ids[slot] < 0 {
            return;
        }
        let query = self.query(place);
        let entry = Entry {
            score,
            slot: slot as u32,
        };
        list.take(entry, |slot| exact(self.metric, query, &self.rows, slot as usize));
    }
}

/// Points of a scan; `extend` adds the numbers of one.
fn gather<L: Lanes, N: Copy>(
    lanes: L,
    visitors: &[usize],
    steps: usize,
    padding: N,
    mut extend: impl FnMut(usize, &mut Vec<N>),
) -> Vec<N> {
    let mut rows = Vec::with_capacity(visitors.len() * steps);
    for &place in visitors {
        extend(place, &mut rows);
    }
    lay_out_points(lanes, &rows, steps, padding)
}

/// Rounds a query to the grid of its judge, two features to a pair.
fn on_grid(query: &[f32], judge: &Judge, pairs: &mut Vec<Pair>) {
    let scale = judge.grid.map_or(0.0, |grid| grid.scale);
    let rounded = |value: f32| (f64::from(value) * scale).round() as i16;
    let round = |two: &[f32]| Pair::of(rounded(two[0]), two.get(1).map_or(0, |&value| rounded(value)));
    pairs.extend(query.chunks(2).map(round));
}

struct Visit<'a, 'b, 'c> {
    search: &'a Search<'b, 'c>,
    first_slot: usize,
    visitors: &'a [usize],
    lists: &'a mut [Shortlist],
}

impl Found for Visit<'_, '_, '_> {
    #[inline(never)]
    fn take(&mut self, point: usize, slot: usize, score: f32) -> f32 {
        let place = self.visitors[point];
        let list = &mut self.lists[place];
        self.search.take(place, self.first_slot + slot, score, list);
        list.limit
    }
}

/// The row of a slot and its distance, in float64 and in the order of the features: the same bits on every instruction set.
fn exact(metric: Metric, query: &[f32], rows: &Rows, slot: usize) -> Neighbor {
    let lane = slot % PANEL_ROWS;
    let values = rows.values[(slot - lane) * query.len() + lane..]
        .iter()
        .step_by(PANEL_ROWS);
    let pairs = query.iter().zip(values).map(|(&a, &b)| (f64::from(a), f64::from(b)));
    let distance = match metric {
        Metric::SquaredDistance => pairs.fold(0.0, |sum, (a, b)| sum + (a - b) * (a - b)),
        Metric::InnerProduct => pairs.fold(0.0, |sum, (a, b)| sum - a * b),
    };
    Neighbor {
        distance,
        id: rows.ids[slot],
    }
}
