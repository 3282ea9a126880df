use super::*;
use crate::simd::Level;
use crate::sparse::Rows;

/// Numbers between -1 and 1 that are the same everywhere.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((self.0 >> 40) as f64) / f64::from(1 << 23) - 1.0
    }

    fn take(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.next()).collect()
    }
}

fn assert_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= 1e-10,
            "{what} at {at}: {found}, not {expected}"
        );
    }
}

/// A sparse matrix and the same written out.
fn sparse(noise: &mut Noise, rows: usize, cols: usize) -> (Vec<u32>, Vec<u32>, Vec<f32>, Vec<f64>) {
    let (mut starts, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
    let mut dense = vec![0.0; rows * cols];
    for row in 0..rows {
        for col in 0..cols {
            let value = noise.next() as f32;
            if value > 0.3 {
                columns.push(col as u32);
                values.push(value);
                dense[row * cols + col] = f64::from(value);
            }
        }
        starts.push(columns.len() as u32);
    }
    (starts, columns, values, dense)
}

fn product(left: &[f64], right: &[f64], inner: usize, k: usize) -> Vec<f64> {
    let mut product = vec![0.0; left.len() / inner * k];
    for (product, left) in product.chunks_mut(k).zip(left.chunks(inner)) {
        for (i, product) in product.iter_mut().enumerate() {
            *product = left.iter().enumerate().map(|(j, value)| value * right[j * k + i]).sum();
        }
    }
    product
}

#[test]
fn products_are_those_of_the_definition_for_every_shape() {
    let mut noise = Noise(1);
    for level in Level::available() {
        for (rows, cols, k) in [(1, 1, 1), (7, 3, 5), (300, 17, 9), (1000, 40, 33), (5, 70, 73)] {
            let (row_starts, columns, values, dense) = sparse(&mut noise, rows, cols);
            let matrix = Rows {
                cols,
                row_starts: &row_starts,
                columns: &columns,
                values: &values,
            };
            let factor = noise.take(cols * k);
            let expected = product(&dense, &factor, cols, k);
            let mut found = vec![f64::NAN; rows * k];
            sparse_product(level, matrix, &factor, None, k, &mut found);
            assert_close(&found, &expected, "sparse");
            dense_product(level, &dense, &factor, k, &mut found);
            assert_close(&found, &expected, "dense");

            let right = noise.take(rows * k);
            let mut sum = vec![1.0; cols * k];
            add_cross_product(level, &dense, &right, k, &mut sum);
            for (at, sum) in sum.iter().enumerate() {
                let (i, j) = (at / k, at % k);
                let expected: f64 = (0..rows).map(|row| dense[row * cols + i] * right[row * k + j]).sum();
                assert!((sum - 1.0 - expected).abs() < 1e-10);
            }
        }
    }
}

#[test]
fn triples_and_components_are_those_of_the_definition() {
    let mut noise = Noise(2);
    for level in Level::available() {
        for (rows, k) in [(1, 1), (3, 2), (270, 5), (40, 17)] {
            let (left, right) = (noise.take(rows * k), noise.take(rows * k));
            let pairs = pairs(k);
            let mut tensor = vec![0.5; pairs.len() * k];
            add_triple_product(level, &left, &right, k, &mut tensor);
            for (pair, &(i, j)) in pairs.iter().enumerate() {
                for l in 0..k {
                    let terms = (0..rows).map(|row| left[row * k + i] * left[row * k + j] * right[row * k + l]);
                    assert!((tensor[pair * k + l] - 0.5 - terms.sum::<f64>()).abs() < 1e-10);
                }
            }
        }
    }
}

/// Three components at right angles are found exactly from the two factors that name them.
#[test]
fn a_tensor_of_known_components_is_fitted() {
    let k = 5;
    let axes = [0, 2, 3];
    let strengths = [2.0, 5.0, 0.5];
    let mut tensor = vec![0.0; pairs(k).len() * k];
    let mut factor = vec![0.0; k * 3];
    for (r, (&axis, strength)) in axes.iter().zip(strengths).enumerate() {
        let pair = pairs(k).iter().position(|&pair| pair == (axis, axis)).unwrap();
        tensor[pair * k + axis] = strength;
        factor[axis * 3 + r] = 1.0;
    }
    for level in Level::available() {
        let input = Components {
            tensor: &tensor,
            first: &factor,
            second: &factor,
            rank: 3,
        };
        let (mut third, mut weights) = (vec![f64::NAN; k * 3], vec![f64::NAN; 3]);
        let [inner, squared] = update(level, input, &mut third, &mut weights);
        assert_close(&third, &factor, "factor");
        assert_close(&weights, &strengths, "weights");
        assert_close(&[inner, squared], &[29.25, 29.25], "fit");
        let scaled: Vec<f64> = (0..k * 3).map(|at| factor[at] * strengths[at % 3]).collect();
        assert_close(&fit(level, input, &scaled), &[29.25, 29.25], "fit as it is");
    }
}

#[test]
fn mixtures_are_the_most_likely_ones() {
    // Two topics over three words; the third word is unknown.
    let topics = [0.75_f32, 0.25, 0.25, 0.75, 0.0, 0.0];
    let counts = Rows {
        cols: 3,
        row_starts: &[0, 2, 3, 3, 4],
        columns: &[0, 1, 0, 2],
        values: &[5.0, 3.0, 4.0, 9.0],
    };
    for level in Level::available() {
        let input = Mixing {
            counts,
            topics: &topics,
            start: &[0.4, 0.6],
            max_iterations: 1000,
            tolerance: 1e-9,
        };
        let (mut found, mut likelihoods) = ([f32::NAN; 8], [f64::NAN; 4]);
        mixtures(level, input, &mut found, &mut likelihoods);
        // 0.25 + 0.5 a is 5/8 at the best a.
        let expected = [0.75, 0.25, 1.0, 0.0, 0.4, 0.6, 0.4, 0.6];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-4, "{found} {expected}");
        }
        let first = 5.0 * 0.625_f64.ln() + 3.0 * 0.375_f64.ln();
        assert!((likelihoods[0] - first).abs() < 1e-6);
        assert!((likelihoods[1] - 4.0 * 0.75_f64.ln()).abs() < 1e-4);
        assert_eq!(likelihoods[2..], [0.0, 0.0]);
    }
}
