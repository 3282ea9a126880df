// Matrices are clearest by row and column.
#![allow(clippy::needless_range_loop)]

use super::*;

fn noise(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 40) as f64) / f64::from(1 << 23) - 1.0
    };
    (0..count).map(|_| next()).collect()
}

fn reduce(level: Level, n: usize, matrix: &mut [f64], cut: usize) -> [Vec<f64>; 3] {
    let (mut diagonal, mut off, mut scales, mut pending) = (vec![0.0; n], vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    for from in (0..n).step_by(cut) {
        let reduction = Reduction {
            matrix,
            diagonal: &mut diagonal,
            off_diagonal: &mut off,
            scales: &mut scales,
            pending: &mut pending,
        };
        tridiagonalise(level, from, n.min(from + cut), reduction);
    }
    [diagonal, off, scales]
}

/// Q T Q^T is the matrix again, where column c of Q is what `eigenvectors` makes of unit vector c without any rotation.
#[test]
fn the_tridiagonal_form_is_the_same_matrix() {
    for (n, cut) in [(1, 1), (2, 1), (3, 5), (20, 7), (150, 60)] {
        let values = noise(n * n, 5);
        for level in Level::available() {
            let mut matrix = values.clone();
            let [diagonal, off, scales] = reduce(level, n, &mut matrix, cut);
            assert_eq!(off[n - 1], 0.0);
            let form = Diagonalised {
                matrix: &matrix,
                scales: &scales,
                rotations: &[],
                sweeps: &[],
            };
            let wanted: Vec<i32> = (0..n as i32).collect();
            let mut q = vec![0.0; n * n];
            eigenvectors(level, form, &wanted, &mut q);
            for i in 0..n {
                for j in i..n {
                    let mut sum = 0.0;
                    for c in 0..n {
                        let mut along = diagonal[c] * q[c * n + j];
                        if c > 0 {
                            along += off[c - 1] * q[(c - 1) * n + j];
                        }
                        if c + 1 < n {
                            along += off[c] * q[(c + 1) * n + j];
                        }
                        sum += q[c * n + i] * along;
                    }
                    assert!((sum - values[i * n + j]).abs() < 1e-11, "{} {n}: {i} {j}", level.name());
                }
            }
        }
    }
}

#[test]
fn rotations_are_undone_last_first() {
    let (c, s) = (0.6, 0.8);
    let form = Diagonalised {
        matrix: &[0.0; 9],
        scales: &[0.0; 3],
        rotations: &[c, s, 1.0, 0.0, 0.0, 1.0],
        sweeps: &[2, 0, 1, 0],
    };
    assert!(form.is_sound());
    let mut vectors = vec![0.0; 6];
    eigenvectors(Level::NONE, form, &[0, 1], &mut vectors);
    // The last rotation turns e0 to -e1 and e1 to e0; the middle one does nothing; the first mixes 1 and 2.
    assert_eq!(vectors, [0.0, -c, s, 1.0, 0.0, 0.0]);
    for unsound in [&[3, 0][..], &[2, 0], &[0, 1, 2, 0], &[2, -1]] {
        assert!(
            !Diagonalised {
                sweeps: unsound,
                ..form
            }
            .is_sound()
        );
    }
}

#[test]
fn dependent_vectors_are_dropped() {
    let cols = 4_000;
    let mut given = noise(12 * cols, 9);
    for at in 0..cols {
        given[3 * cols + at] = given[at] - 2.0 * given[2 * cols + at];
        given[5 * cols + at] = 0.0;
    }
    for level in Level::available() {
        let mut vectors = given.clone();
        assert_eq!(orthonormalise(level, cols, &mut vectors), 10);
        for i in 0..12 {
            for j in 0..12 {
                let product = dot(&vectors[i * cols..][..cols], &vectors[j * cols..][..cols]);
                let expected = f64::from(i == j && i < 10);
                assert!((product - expected).abs() < 1e-10, "{i} {j}: {product}");
            }
        }
    }
}
