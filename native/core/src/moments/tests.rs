// Matrices are clearest by row and column.
#![allow(clippy::needless_range_loop)]

use super::*;

fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 40) as f32) / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// Mean and scatter by definition.
fn moments(points: &[f32], cols: usize) -> (Vec<f64>, Vec<f64>) {
    let rows = points.len() / cols;
    let mut mean = vec![0.0; cols];
    for row in points.chunks_exact(cols) {
        for (mean, &value) in mean.iter_mut().zip(row) {
            *mean += f64::from(value) / rows as f64;
        }
    }
    let mut scatter = vec![0.0; cols * cols];
    for row in points.chunks_exact(cols) {
        for i in 0..cols {
            for j in i..cols {
                scatter[i * cols + j] += (f64::from(row[i]) - mean[i]) * (f64::from(row[j]) - mean[j]);
            }
        }
    }
    (mean, scatter)
}

/// Rows that lie apart have the bits of rows side by side, whatever stands between them.
#[test]
fn what_stands_between_rows_means_nothing() {
    let (rows, cols, stride) = (700, 19, 23);
    let side = noise(rows * cols, 8);
    let mut apart = vec![f32::NAN; rows * stride];
    for (index, (row, values)) in apart.chunks_exact_mut(stride).zip(side.chunks_exact(cols)).enumerate() {
        row[..cols].copy_from_slice(values);
        row[cols] = [1e-42, f32::INFINITY, f32::MIN, 0.0][index % 4];
    }
    for level in Level::available() {
        for seen in [0, 1 << 20] {
            let sum = |points| {
                let (mut mean, mut scatter) = (vec![0.5; cols], vec![2.0; cols * cols]);
                let moments = Moments {
                    mean: &mut mean,
                    scatter: &mut scatter,
                };
                let chunk_rows = 300;
                add_moments(
                    level,
                    Input {
                        points,
                        chunk_rows,
                        seen,
                    },
                    moments,
                );
                (mean, scatter)
            };
            let last = rows * stride - (stride - cols);
            assert_eq!(
                sum(Rows::apart(&apart[..last], cols, stride)),
                sum(Rows::new(&side, cols)),
                "{level:?}"
            );
        }
    }
}

fn check(points: &[f32], cols: usize, chunk_rows: usize, cut: usize, tolerance: f64) {
    let (mean, scatter) = moments(points, cols);
    for level in Level::available() {
        let (mut found_mean, mut found) = (vec![0.0; cols], vec![0.0; cols * cols]);
        let mut seen = 0;
        for part in points.chunks(cut * chunk_rows * cols) {
            let input = Input {
                points: Rows::new(part, cols),
                chunk_rows,
                seen,
            };
            add_moments(
                level,
                input,
                Moments {
                    mean: &mut found_mean,
                    scatter: &mut found,
                },
            );
            seen += part.len() / cols;
        }
        for i in 0..cols {
            let spread = (scatter[i * cols + i] / seen as f64).sqrt();
            assert!(
                (found_mean[i] - mean[i]).abs() <= 1e-6 * spread + 1e-9 * mean[i].abs(),
                "{} mean {i}",
                level.name()
            );
            for j in i..cols {
                let scale = (scatter[i * cols + i] * scatter[j * cols + j]).sqrt();
                let error = (found[i * cols + j] - scatter[i * cols + j]).abs();
                assert!(
                    error <= tolerance * scale,
                    "{} {cols} columns, {i} {j}: {error} of {scale}",
                    level.name()
                );
            }
        }
    }
}

#[test]
fn small_data_is_exact() {
    for (rows, cols) in [(1, 1), (2, 3), (50, 17), (333, 8), (100, 101)] {
        let points = noise(rows * cols, 7);
        check(&points, cols, 16, 2, 1e-12);
        let far: Vec<f32> = points.iter().map(|value| value + 1e4).collect();
        check(&far, cols, 64, 1, 1e-9);
    }
}

#[test]
fn large_data_is_summed_up_in_float32() {
    for (rows, cols) in [(2_000, 300), (200, 1_040)] {
        check(&noise(rows * cols, 3), cols, 512, 2, 3e-6);
    }
}

#[test]
fn wide_data_is_exact_while_it_is_small() {
    check(&noise(9 * 1_030, 5), 1_030, 4, 1, 1e-12);
}

#[test]
fn a_jump_of_the_mean_cancels_nothing() {
    let cols = 5;
    let mut points = noise(600 * cols, 11);
    for (index, row) in points.chunks_exact_mut(cols).enumerate() {
        row[0] += if index < 300 { 1e6 } else { -1e6 };
    }
    check(&points, cols, 100, 3, 1e-9);
}
