//! Weighted quantile summaries, in single precision as XGBoost's.

/// A value and what is known of its rank: the weight of all smaller values is at least `rmin`, that of all values up to and with it at most `rmax`, and
/// its own is at least `wmin`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    pub rmin: f32,
    pub rmax: f32,
    pub wmin: f32,
    pub value: f32,
}

impl Entry {
    fn rank_after(&self) -> f32 {
        self.rmin + self.wmin
    }

    fn rank_before(&self) -> f32 {
        self.rmax - self.wmin
    }
}

/// How a summary is made smaller; see [`prune`] and [`prune_keeping_heavy`].
pub type Prune = fn(&[Entry], usize) -> Vec<Entry>;

/// The summary of (value, weight) in ascending order, equal values made one.
pub fn summarize(sorted: impl ExactSizeIterator<Item = (f32, f32)>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::with_capacity(sorted.len());
    for (value, weight) in sorted {
        match entries.last_mut() {
            Some(last) if last.value == value => last.wmin += weight,
            _ => entries.push(Entry {
                rmin: 0.0,
                rmax: 0.0,
                wmin: weight,
                value,
            }),
        }
    }
    let mut before = 0.0;
    for entry in &mut entries {
        entry.rmin = before;
        before += entry.wmin;
        entry.rmax = before;
    }
    entries
}

/// At most `size` entries, evenly spread over the ranks, the first and the last among them.
pub fn prune(source: &[Entry], size: usize) -> Vec<Entry> {
    if source.len() <= size {
        return source.to_vec();
    }
    let last = source.len() - 1;
    let begin = source[0].rmax;
    let range = source[last].rmin - begin;
    let mut picker = Picker::new(source, size);
    for k in 1..size.saturating_sub(1) {
        let double_rank = 2.0 * ((k as f32 * range) / (size - 1) as f32 + begin);
        if !picker.pick(double_rank, last) {
            break;
        }
    }
    picker.take(last);
    picker.picked
}

/// For sorted columns: values that weigh much are kept whatever their rank, the rest is spread over what is left.
pub fn prune_keeping_heavy(source: &[Entry], size: usize) -> Vec<Entry> {
    if source.len() <= size {
        return source.to_vec();
    }
    let last = source.len() - 1;
    let mut begin = source[0].rmax;
    let width = source[last].rmin - begin;
    let mut picker = Picker::new(source, size);
    if width == 0.0 || size <= 2 {
        picker.take(last);
        return picker.picked;
    }
    let chunk = 2.0 * width.max(1e-3) / (size - 2) as f32;
    let is_heavy = |entry: &Entry| entry.rank_after() > entry.rank_before() + chunk;
    let (light, heavies) = light_range(source, is_heavy);
    let places = (size - 2).saturating_sub(heavies);
    let (mut before, mut k) = (0, 1);
    for (end, entry) in source.iter().enumerate().skip(1) {
        if end < last && !is_heavy(entry) {
            continue;
        }
        if before != end - 1 {
            picker.at = before;
            let most = entry.rank_before() * 2.0;
            while k < places {
                let double_rank = 2.0 * ((k as f32 * light) / places as f32 + begin);
                if double_rank >= most || !picker.pick(double_rank, end) {
                    break;
                }
                k += 1;
            }
        }
        picker.take(end);
        before = end;
        begin += entry.rank_after() - entry.rank_before();
    }
    picker.picked
}

/// Ranks between heavy entries, and how many heavy ones there are but for the ends.
fn light_range(source: &[Entry], is_heavy: impl Fn(&Entry) -> bool) -> (f32, usize) {
    let last = source.len() - 1;
    let (mut light, mut heavies, mut before) = (0.0, 0, 0);
    for (end, entry) in source.iter().enumerate().skip(1) {
        if end < last && !is_heavy(entry) {
            continue;
        }
        if before != end - 1 {
            light += entry.rank_before() - source[before].rank_after();
        }
        if end < last {
            before = end;
            heavies += 1;
        }
    }
    (light, heavies)
}

/// Walks over a summary and takes the entries nearest to given ranks, none of them twice.
struct Picker<'a> {
    source: &'a [Entry],
    picked: Vec<Entry>,
    at: usize,
    last: usize,
}

impl<'a> Picker<'a> {
    fn new(source: &'a [Entry], size: usize) -> Self {
        let mut picked = Vec::with_capacity(size + 1);
        picked.push(source[0]);
        Self {
            source,
            picked,
            at: 1,
            last: 0,
        }
    }

    /// Whether the rank lies before `end`.
    fn pick(&mut self, double_rank: f32, end: usize) -> bool {
        let source = self.source;
        while self.at < end && double_rank >= source[self.at + 1].rmax + source[self.at + 1].rmin {
            self.at += 1;
        }
        if self.at == end {
            return false;
        }
        let middle = source[self.at].rank_after() + source[self.at + 1].rank_before();
        self.take(if double_rank < middle { self.at } else { self.at + 1 });
        true
    }

    fn take(&mut self, index: usize) {
        if index != self.last {
            self.last = index;
            self.picked.push(self.source[index]);
        }
    }
}

/// The summary of what two summaries stand for.
pub fn combine(a: &[Entry], b: &[Entry]) -> Vec<Entry> {
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else {
        return if a.is_empty() { b.to_vec() } else { a.to_vec() };
    };
    let mut merged = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j, mut before_a, mut before_b) = (0, 0, 0.0, 0.0);
    loop {
        match (a.get(i), b.get(j)) {
            (Some(left), Some(right)) if left.value == right.value => {
                merged.push(Entry {
                    rmin: left.rmin + right.rmin,
                    rmax: left.rmax + right.rmax,
                    wmin: left.wmin + right.wmin,
                    value: left.value,
                });
                (before_a, before_b) = (left.rank_after(), right.rank_after());
                (i, j) = (i + 1, j + 1);
            }
            (Some(left), right) if right.is_none_or(|right| left.value < right.value) => {
                merged.push(among(left, before_b, right.map_or(last_b.rmax, Entry::rank_before)));
                before_a = left.rank_after();
                i += 1;
            }
            (left, Some(right)) => {
                merged.push(among(right, before_a, left.map_or(last_a.rmax, Entry::rank_before)));
                before_b = right.rank_after();
                j += 1;
            }
            _ => break,
        }
    }
    restore_order(&mut merged);
    merged
}

/// An entry with the ranks it has among both: the others before it weigh at least `before`, those up to it at most `most`.
fn among(entry: &Entry, before: f32, most: f32) -> Entry {
    Entry {
        rmin: entry.rmin + before,
        rmax: entry.rmax + most,
        ..*entry
    }
}

/// Rounding may have put ranks out of order.
fn restore_order(entries: &mut [Entry]) {
    let (mut rmin, mut rmax) = (0.0f32, 0.0f32);
    for entry in entries {
        entry.rmin = entry.rmin.max(rmin);
        rmin = entry.rmin;
        entry.rmax = entry.rmax.max(rmax).max(entry.rank_after());
        rmax = entry.rmax;
    }
}
