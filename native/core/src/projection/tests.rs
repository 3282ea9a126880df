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

const SHAPES: [(usize, usize, usize); 6] = [
    (1, 1, 1),
    (7, 5, 3),
    (100, 30, 17),
    (301, 129, 9),
    (50, 700, 25),
    (600, 3, 40),
];

#[test]
fn projections_are_products() {
    for (rows, cols, count) in SHAPES {
        let (values, axes) = (noise(rows * cols, 1), noise(count * cols, 2));
        let origin: Vec<f64> = noise(cols, 3).iter().map(|&value| 1e3 * f64::from(value)).collect();
        let moved: Vec<f32> = values
            .iter()
            .enumerate()
            .map(|(at, &value)| (f64::from(value) + origin[at % cols]) as f32)
            .collect();
        for level in Level::available() {
            for (values, origin) in [(&values, None), (&moved, Some(&origin[..]))] {
                let points = Points { values, cols, origin };
                let mut found = vec![f32::NAN; rows * count];
                project(level, points, &axes, &mut found);
                for row in 0..rows {
                    for axis in 0..count {
                        let at = |col: usize| f64::from(values[row * cols + col]) - origin.map_or(0.0, |o| o[col]);
                        let expected: f64 = (0..cols).map(|col| at(col) * f64::from(axes[axis * cols + col])).sum();
                        let error = (f64::from(found[row * count + axis]) - expected).abs();
                        assert!(
                            error <= 1e-5 * (cols as f64).sqrt(),
                            "{} {rows} {cols} {count}",
                            level.name()
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn cross_products_are_added() {
    for (rows, cols, count) in SHAPES {
        let (values, weights) = (noise(rows * cols, 1), noise(rows * count, 2));
        let origin: Vec<f64> = noise(cols, 3).iter().map(|&value| f64::from(value)).collect();
        for level in Level::available() {
            for origin in [None, Some(&origin[..])] {
                let points = Points {
                    values: &values,
                    cols,
                    origin,
                };
                let mut found = vec![0.5; count * cols];
                add_cross_products(level, &weights, count, points, &mut found);
                for axis in 0..count {
                    for col in 0..cols {
                        let at = |row: usize| f64::from(values[row * cols + col]) - origin.map_or(0.0, |o| o[col]);
                        let expected: f64 = (0..rows)
                            .map(|row| at(row) * f64::from(weights[row * count + axis]))
                            .sum();
                        let error = (found[axis * cols + col] - 0.5 - expected).abs();
                        assert!(
                            error <= 1e-5 * (rows as f64).sqrt(),
                            "{} {rows} {cols} {count}",
                            level.name()
                        );
                    }
                }
            }
        }
    }
}
