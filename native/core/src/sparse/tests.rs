// Matrices are clearest by row and column.
#![allow(clippy::needless_range_loop)]

use super::*;

/// Three rows of four columns; the second is empty, the last names a column twice and out of order.
const ROWS: Rows = Rows {
    row_starts: &[0, 2, 2, 5],
    columns: &[0, 3, 2, 0, 2],
    values: &[1.0, 2.0, 3.0, 4.0, 5.0],
    cols: 4,
};
const DENSE: [[f64; 4]; 3] = [[1.0, 0.0, 0.0, 2.0], [0.0; 4], [4.0, 0.0, 8.0, 0.0]];

#[test]
fn products_are_those_of_the_rows_written_out() {
    let (mut sums, mut products) = (vec![0.5; 4], vec![0.25; 16]);
    add_products(ROWS, &mut sums, &mut products);
    for i in 0..4 {
        assert_eq!(sums[i], 0.5 + DENSE.iter().map(|row| row[i]).sum::<f64>());
        for j in 0..4 {
            let expected = 0.25 + DENSE.iter().map(|row| row[i] * row[j]).sum::<f64>();
            assert_eq!(products[i * 4 + j], expected, "{i} {j}");
        }
    }
}

#[test]
fn projections_and_cross_products_too() {
    let axes: Vec<f32> = (0..8).map(|at| at as f32 - 3.0).collect();
    let mut projections = vec![f32::NAN; 6];
    project(ROWS, &axes, &mut projections);
    let weights: Vec<f32> = (0..60).map(|at| at as f32).collect();
    let mut crossed = vec![1.0; 80];
    add_cross_products(ROWS, &weights, 20, &mut crossed);
    for (row, dense) in DENSE.iter().enumerate() {
        for axis in 0..2 {
            let expected: f64 = (0..4).map(|col| dense[col] * f64::from(axes[axis * 4 + col])).sum();
            assert_eq!(f64::from(projections[row * 2 + axis]), expected);
        }
    }
    for index in 0..20 {
        for col in 0..4 {
            let expected: f64 = (0..3)
                .map(|row| DENSE[row][col] * f64::from(weights[row * 20 + index]))
                .sum();
            assert_eq!(crossed[index * 4 + col], 1.0 + expected);
        }
    }
}

#[test]
fn unsound_rows_are_seen() {
    assert!(ROWS.are_sound());
    let unsound: [Rows; 5] = [
        Rows {
            row_starts: &[],
            ..ROWS
        },
        Rows {
            row_starts: &[0, 3, 2, 5],
            ..ROWS
        },
        Rows {
            row_starts: &[0, 2, 2, 4],
            ..ROWS
        },
        Rows { cols: 3, ..ROWS },
        Rows { values: &[1.0], ..ROWS },
    ];
    assert!(unsound.iter().all(|rows| !rows.are_sound()));
}
