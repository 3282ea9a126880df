//! The search for the best split of a node, bin by bin. Arithmetic is of the width that XGBoost has at each place, so that gains are equal to the last bit.

/// See `SplitRules` in `src/kernels/interface/boosting.ts`.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub lambda: f32,
    pub alpha: f32,
    pub min_child_weight: f32,
    pub max_delta_step: f32,
    /// `[cols]`
    pub monotone: Option<&'a [i8]>,
}

/// Nodes whose best split is wanted.
#[derive(Clone, Copy)]
pub struct Nodes<'a> {
    /// `[nodes, 2]`
    pub sums: &'a [f64],
    /// `[nodes]`
    pub gains: &'a [f32],
    /// `[nodes, 2]`
    pub bounds: Option<&'a [f32]>,
    /// `[nodes, cols]`
    pub allowed: Option<&'a [u8]>,
}

/// The best split of each node, as `FoundSplits` has them.
pub struct Found<'a> {
    pub columns: &'a mut [i32],
    pub bins: &'a mut [i32],
    pub default_left: &'a mut [u8],
    pub gains: &'a mut [f32],
    pub left_sums: &'a mut [f64],
    pub right_sums: &'a mut [f64],
}

impl Found<'_> {
    pub(super) fn write(&mut self, node: usize, best: &Best) {
        self.columns[node] = best.column;
        self.bins[node] = best.bin;
        self.default_left[node] = u8::from(best.default_left);
        self.gains[node] = best.gain;
        self.left_sums[2 * node..2 * node + 2].copy_from_slice(&best.left);
        self.right_sums[2 * node..2 * node + 2].copy_from_slice(&best.right);
    }
}

pub(super) type Sum = [f64; 2];

/// Bins that are tried side by side.
const BLOCK_BINS: usize = 64;

#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    pub gain: f32,
    pub column: i32,
    pub bin: i32,
    pub default_left: bool,
    pub left: Sum,
    pub right: Sum,
}

impl Best {
    pub const NONE: Best = Best {
        gain: 0.0,
        column: -1,
        bin: 0,
        default_left: false,
        left: [0.0; 2],
        right: [0.0; 2],
    };

    /// The better one; of equal ones that of the columns before.
    pub fn or(self, later: Best) -> Best {
        if later.gain > self.gain { later } else { self }
    }
}

/// One node's search, columns in ascending order.
pub(super) struct Search<'a> {
    rules: Rules<'a>,
    pub sum: Sum,
    gain: f32,
    bounds: Option<[f32; 2]>,
    pub best: Best,
}

impl<'a> Search<'a> {
    pub fn new(rules: Rules<'a>, nodes: Nodes, node: usize) -> Self {
        Self {
            rules,
            sum: [nodes.sums[2 * node], nodes.sums[2 * node + 1]],
            gain: nodes.gains[node],
            bounds: nodes.bounds.map(|bounds| [bounds[2 * node], bounds[2 * node + 1]]),
            best: Best::NONE,
        }
    }

    /// All bins of a column, in ascending order.
    #[inline(always)]
    pub fn try_bins(&mut self, column: usize, bins: &[Sum], may_miss: bool) {
        if !self.is_plain() || self.rules.alpha != 0.0 {
            let numbered = bins.iter().enumerate().map(|(bin, &sum)| (bin as i32, sum));
            return self.try_column(column, numbered, may_miss);
        }
        let mut part = [0.0; 2];
        for (block, bins) in bins.chunks(BLOCK_BINS).enumerate() {
            let first = (block * BLOCK_BINS) as i32;
            self.try_block(&mut part, bins.iter(), |at, sum| (column, first + at, false, sum));
        }
        if !may_miss || part == self.sum {
            return;
        }
        part = [0.0; 2];
        let mut end = bins.len() as i32;
        for bins in bins.rchunks(BLOCK_BINS) {
            self.try_block(&mut part, bins.iter().rev(), |at, sum| {
                (column, end - at - 2, true, sum)
            });
            end -= bins.len() as i32;
        }
    }

    /// The same as [`Self::scan`] for plain rules, in steps of one kind each, which processors do side by side. `place` tells column, bin, and whether rows without
    /// a value go left.
    #[inline(always)]
    fn try_block<'b>(
        &mut self,
        part: &mut Sum,
        bins: impl ExactSizeIterator<Item = &'b Sum>,
        place: impl Fn(i32, Sum) -> (usize, i32, bool, Sum),
    ) {
        let count = bins.len();
        let (mut slopes, mut curves) = ([0.0; BLOCK_BINS], [0.0; BLOCK_BINS]);
        for ((slope, curve), bin) in slopes.iter_mut().zip(&mut curves).zip(bins) {
            *part = [part[0] + bin[0], part[1] + bin[1]];
            (*slope, *curve) = (part[0], part[1]);
        }
        let mut gains = [f32::NEG_INFINITY; BLOCK_BINS];
        let sums = slopes.iter().zip(&curves);
        for (gain, (&slope, &curve)) in gains[..count].iter_mut().zip(sums) {
            let [other_slope, other_curve] = self.rest([slope, curve]);
            let of_both = self.plain_gain(slope, curve) + self.plain_gain(other_slope, other_curve);
            let is_heavy = self.are_heavy([slope, curve], [other_slope, other_curve]);
            *gain = if is_heavy {
                of_both - self.gain
            } else {
                f32::NEG_INFINITY
            };
        }
        let least = self.best.gain;
        if !gains.iter().fold(false, |any, &gain| any | (gain > least)) {
            return;
        }
        for (at, &gain) in gains[..count].iter().enumerate() {
            let (column, bin, default_left, part) = place(at as i32, [slopes[at], curves[at]]);
            let rest = self.rest(part);
            let [left, right] = if default_left { [rest, part] } else { [part, rest] };
            self.offer(gain, column, bin, default_left, left, right);
        }
    }

    #[inline(always)]
    fn is_plain(&self) -> bool {
        self.rules.max_delta_step == 0.0 && self.rules.monotone.is_none()
    }

    /// `bins` in ascending order, (number, sum); bins that no row is in may be left out.
    #[inline(always)]
    pub fn try_column(
        &mut self,
        column: usize,
        bins: impl DoubleEndedIterator<Item = (i32, Sum)> + Clone,
        may_miss: bool,
    ) {
        match self.is_plain() {
            true if self.rules.alpha == 0.0 => self.scan(column, bins, may_miss, |search, left, right| {
                search.plain_gain(left[0], left[1]) + search.plain_gain(right[0], right[1])
            }),
            _ => self.scan(column, bins, may_miss, |search, left, right| {
                search.gain_of_both(column, left, right)
            }),
        }
    }

    #[inline(always)]
    fn scan(
        &mut self,
        column: usize,
        bins: impl DoubleEndedIterator<Item = (i32, Sum)> + Clone,
        may_miss: bool,
        gain: impl Fn(&Self, Sum, Sum) -> f32,
    ) {
        // Rows that lack the value go right: what is left of a cut grows bin by bin.
        let mut left = [0.0; 2];
        for (bin, sum) in bins.clone() {
            left = [left[0] + sum[0], left[1] + sum[1]];
            let right = self.rest(left);
            if self.are_heavy(left, right) {
                let gain = gain(self, left, right) - self.gain;
                self.offer(gain, column, bin, false, left, right);
            }
        }
        if !may_miss || left == self.sum {
            return;
        }
        // They go left: what is right of a cut grows from the other end.
        let mut right = [0.0; 2];
        for (bin, sum) in bins.rev() {
            right = [right[0] + sum[0], right[1] + sum[1]];
            let left = self.rest(right);
            if self.are_heavy(left, right) {
                let gain = gain(self, left, right) - self.gain;
                self.offer(gain, column, bin - 1, true, left, right);
            }
        }
    }

    #[inline(always)]
    fn rest(&self, part: Sum) -> Sum {
        [self.sum[0] - part[0], self.sum[1] - part[1]]
    }

    #[inline(always)]
    fn are_heavy(&self, left: Sum, right: Sum) -> bool {
        let least = f64::from(self.rules.min_child_weight);
        (left[1] >= least) & (right[1] >= least)
    }

    #[inline(always)]
    fn offer(&mut self, gain: f32, column: usize, bin: i32, default_left: bool, left: Sum, right: Sum) {
        if gain > self.best.gain && gain != f32::INFINITY {
            self.best = Best {
                gain,
                column: column as i32,
                bin,
                default_left,
                left,
                right,
            };
        }
    }

    #[inline(always)]
    fn plain_gain(&self, gradient: f64, hessian: f64) -> f32 {
        let gain = (gradient * gradient) as f32 / (hessian + f64::from(self.rules.lambda)) as f32;
        if hessian <= 0.0 { 0.0 } else { gain }
    }

    fn gain_of_both(&self, column: usize, left: Sum, right: Sum) -> f32 {
        let (left_weight, right_weight) = (self.weight(left), self.weight(right));
        let direction = self.rules.monotone.map_or(0, |monotone| monotone[column]);
        if (direction > 0 && left_weight > right_weight) || (direction < 0 && left_weight < right_weight) {
            return f32::NEG_INFINITY;
        }
        self.gain_of(left, left_weight) + self.gain_of(right, right_weight)
    }

    fn gain_of(&self, [gradient, hessian]: Sum, weight: f32) -> f32 {
        if hessian <= 0.0 {
            return 0.0;
        }
        let Rules { lambda, alpha, .. } = self.rules;
        if self.is_plain() {
            return self.plain_gain(shrink(gradient, alpha.into()), hessian);
        }
        let (gradient, hessian) = (gradient as f32, hessian as f32);
        -(2.0 * gradient * weight + (hessian + lambda) * (weight * weight))
    }

    fn weight(&self, [gradient, hessian]: Sum) -> f32 {
        let weight = leaf_weight(&self.rules, gradient, hessian);
        match self.bounds {
            None => weight,
            Some([low, high]) => weight.max(low).min(high),
        }
    }
}

/// What rows are worth in one leaf that nothing bounds.
pub(super) fn worth(rules: Rules, sum: Sum) -> f32 {
    let search = Search {
        rules,
        sum,
        gain: 0.0,
        bounds: None,
        best: Best::NONE,
    };
    search.gain_of(sum, search.weight(sum))
}

fn shrink(gradient: f64, alpha: f64) -> f64 {
    if gradient > alpha {
        gradient - alpha
    } else if gradient < -alpha {
        gradient + alpha
    } else {
        0.0
    }
}

fn leaf_weight(rules: &Rules, gradient: f64, hessian: f64) -> f32 {
    if hessian < f64::from(rules.min_child_weight) || hessian <= 0.0 {
        return 0.0;
    }
    let weight = -shrink(gradient, rules.alpha.into()) / (hessian + f64::from(rules.lambda));
    let most = f64::from(rules.max_delta_step);
    let weight = if most != 0.0 && weight.abs() > most {
        most.copysign(weight)
    } else {
        weight
    };
    weight as f32
}
