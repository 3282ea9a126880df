use super::*;

/// Numbers between -1 and 1 that are the same everywhere.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((self.0 >> 40) as f32) / (1 << 23) as f32 - 1.0
    }

    fn take(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.next()).collect()
    }
}

fn exact_distance(a: &[f32], b: &[f32]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2))
        .sum()
}

/// Label and distance by definition.
fn nearest(input: &Input, row: usize) -> (usize, f64) {
    let point = &input.points[row * input.cols..][..input.cols];
    let mut best = (0, f64::INFINITY);
    for (label, centroid) in input.centroids.chunks_exact(input.cols).enumerate() {
        let distance = exact_distance(point, centroid);
        if distance < best.1 {
            best = (label, distance);
        }
    }
    best
}

fn check(input: Input, weights: Option<&[f64]>) {
    let (rows, cols, k) = (input.rows(), input.cols, input.k());
    let (mut sums, mut counts, mut inertia) = (vec![0.5; k * cols], vec![0.25; k], 0.0);
    for row in 0..rows {
        let (label, distance) = nearest(&input, row);
        let weight = weights.map_or(1.0, |weights| weights[row]);
        for (sum, &value) in sums[label * cols..].iter_mut().zip(&input.points[row * cols..][..cols]) {
            *sum += weight * f64::from(value);
        }
        counts[label] += weight;
        inertia += weight * distance;
    }
    for level in Level::available() {
        let shape = format!("{} rows {rows} cols {cols} k {k}", level.name());
        let (mut labels, mut distances) = (vec![-1; rows], vec![f32::NAN; rows]);
        nearest_centroids(level, input, &mut labels, &mut distances);
        for row in 0..rows {
            let (label, distance) = nearest(&input, row);
            assert_eq!(labels[row], label as i32, "{shape} row {row}");
            assert!(
                (f64::from(distances[row]) - distance).abs() <= 1e-5 * distance,
                "{shape} row {row}"
            );
        }
        let (mut found_sums, mut found_counts) = (vec![0.5; k * cols], vec![0.25; k]);
        let found = assign_and_sum(level, input, weights, &mut found_sums, &mut found_counts);
        assert!(
            (found - inertia).abs() <= 1e-5 * inertia,
            "{shape} inertia {found} {inertia}"
        );
        let scale = input
            .points
            .iter()
            .fold(0.0, |scale: f64, &value| scale.max(f64::from(value).abs()));
        for (found, sum) in found_sums.iter().zip(&sums) {
            assert!(
                (found - sum).abs() <= 1e-12 * scale * rows as f64 + 1e-12,
                "{shape} {found} {sum}"
            );
        }
        for (found, count) in found_counts.iter().zip(&counts) {
            assert!((found - count).abs() <= 1e-9 * count, "{shape} {found} {count}");
        }
    }
}

#[test]
fn labels_and_sums_are_those_of_the_definition_for_every_shape() {
    let mut noise = Noise(1);
    for &k in &[1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31, 33, 64, 65, 100, 129] {
        for &cols in &[1, 2, 3, 4, 7, 8, 15, 16, 17, 33, 100] {
            for &rows in &[1, 2, 5, 12, 13, 61] {
                let (points, centroids) = (noise.take(rows * cols), noise.take(k * cols));
                check(
                    Input {
                        points: &points,
                        centroids: &centroids,
                        cols,
                    },
                    None,
                );
            }
        }
    }
}

#[test]
fn many_rows_are_cut_into_chunks() {
    let mut noise = Noise(2);
    let (rows, cols, k) = (20_011, 19, 37);
    let (points, centroids) = (noise.take(rows * cols), noise.take(k * cols));
    let weights: Vec<f64> = (0..rows).map(|_| f64::from(noise.next()) + 1.0).collect();
    let input = Input {
        points: &points,
        centroids: &centroids,
        cols,
    };
    assert!(rows / chunk_rows(&input, 16 * k) >= 4);
    check(input, Some(&weights));
}

#[test]
fn wide_rows_keep_their_distances() {
    let mut noise = Noise(3);
    let (points, centroids) = (noise.take(13 * 5000), noise.take(3 * 5000));
    check(
        Input {
            points: &points,
            centroids: &centroids,
            cols: 5000,
        },
        None,
    );
}

#[test]
fn a_large_offset_does_not_drown_the_labels() {
    let mut noise = Noise(4);
    let shift = |values: Vec<f32>| values.into_iter().map(|value| 1e6 + value).collect::<Vec<f32>>();
    let (points, centroids) = (shift(noise.take(500 * 8)), shift(noise.take(21 * 8)));
    check(
        Input {
            points: &points,
            centroids: &centroids,
            cols: 8,
        },
        None,
    );
}

#[test]
fn tight_groups_far_apart_do_not_drown_the_labels() {
    let mut noise = Noise(5);
    let (rows, cols, k) = (400, 6, 20);
    let grouped = |noise: &mut Noise, count: usize| {
        let groups = (0..count).flat_map(|row| {
            let centre = if row % 2 == 0 { 3e3 } else { -3e3 };
            noise
                .take(cols)
                .into_iter()
                .map(move |value| centre + 0.01 * value)
                .collect::<Vec<_>>()
        });
        groups.collect::<Vec<f32>>()
    };
    let (points, centroids) = (grouped(&mut noise, rows), grouped(&mut noise, k));
    check(
        Input {
            points: &points,
            centroids: &centroids,
            cols,
        },
        None,
    );
}

#[test]
fn the_lower_index_wins_a_tie() {
    let mut noise = Noise(6);
    let (cols, k) = (5, 40);
    let one = noise.take(cols);
    let centroids: Vec<f32> = one.iter().copied().cycle().take(k * cols).collect();
    let points = noise.take(100 * cols);
    check(
        Input {
            points: &points,
            centroids: &centroids,
            cols,
        },
        None,
    );
}

#[test]
fn values_whose_squares_overflow_get_a_label_all_the_same() {
    let centroids = [-1e30, 1e30, 3e30, f32::MAX];
    let points = [-2e30, 9e29, 2.9e30, f32::MAX, f32::MIN, 0.0];
    for level in Level::available() {
        let (mut labels, mut distances) = ([-1; 6], [0.0; 6]);
        let input = Input {
            points: &points,
            centroids: &centroids,
            cols: 1,
        };
        nearest_centroids(level, input, &mut labels, &mut distances);
        assert_eq!(labels, [0, 1, 2, 3, 0, 0], "{}", level.name());
        assert_eq!(distances[3], 0.0);
        assert_eq!(distances[0], f32::INFINITY);
    }
}

#[test]
fn not_a_number_does_no_harm() {
    for level in Level::available() {
        let (mut labels, mut distances) = (vec![-1; 30], vec![0.0; 30]);
        let input = Input {
            points: &[f32::NAN; 90],
            centroids: &[f32::NAN; 15],
            cols: 3,
        };
        nearest_centroids(level, input, &mut labels, &mut distances);
        assert!(labels.iter().all(|label| (0..5).contains(label)), "{}", level.name());
    }
}

#[test]
fn sums_are_the_same_bits_on_every_level() {
    let mut noise = Noise(7);
    let (rows, cols, k) = (5_000, 21, 11);
    let (points, centroids) = (noise.take(rows * cols), noise.take(k * cols));
    let weights: Vec<f64> = (0..rows).map(|_| f64::from(noise.next()) + 1.0).collect();
    let results = Level::available().into_iter().map(|level| {
        let (mut sums, mut counts) = (vec![0.0; k * cols], vec![0.0; k]);
        let input = Input {
            points: &points,
            centroids: &centroids,
            cols,
        };
        assign_and_sum(level, input, Some(&weights), &mut sums, &mut counts);
        (sums, counts)
    });
    let results: Vec<_> = results.collect();
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn seeding_lowers_what_is_nearer() {
    let mut noise = Noise(8);
    for &cols in &[1, 3, 8, 31, 2000] {
        let rows = 300;
        let (points, centre) = (noise.take(rows * cols), noise.take(cols));
        let before: Vec<f32> = (0..rows)
            .map(|row| if row % 3 == 0 { f32::INFINITY } else { cols as f32 * 0.6 })
            .collect();
        for level in Level::available() {
            let mut nearest = before.clone();
            let sum = lower_to_nearest(level, &points, &centre, &mut nearest);
            let mut expected = 0.0;
            for row in 0..rows {
                let distance = exact_distance(&points[row * cols..][..cols], &centre);
                let lowest = distance.min(f64::from(before[row]));
                assert!((f64::from(nearest[row]) - lowest).abs() <= 1e-5 * lowest);
                expected += lowest;
            }
            assert!(
                (sum - expected).abs() <= 1e-5 * expected,
                "{} cols {cols}",
                level.name()
            );
        }
    }
}
