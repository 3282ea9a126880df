use super::*;

/// Numbers between -1 and 1 that are the same everywhere.
fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    let next = |_| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 40) as f32) / (1 << 23) as f32 - 1.0
    };
    (0..count).map(next).collect()
}

/// A problem with everything it borrows.
struct Problem {
    values: Vec<f32>,
    cols: usize,
    means: Vec<f32>,
    scales: Vec<f32>,
    labels: Vec<f32>,
    weights: Vec<f32>,
    models: usize,
    classes: usize,
    loss: Loss,
}

impl Problem {
    fn new(rows: usize, cols: usize, models: usize, loss: Loss) -> Self {
        let classes = if loss == Loss::Softmax { 3 } else { 1 };
        let columns = (models * classes).next_multiple_of(PANEL);
        let mut weights: Vec<f32> = noise((cols + 1) * columns, 5).iter().map(|value| value * 0.3).collect();
        for (at, weight) in weights.iter_mut().enumerate() {
            if at / (PANEL * (cols + 1)) * PANEL + at % PANEL >= models * classes {
                *weight = 0.0;
            }
        }
        let labels = noise(rows, 4).into_iter().map(|value| match loss {
            Loss::Softmax => ((value + 1.0) * 1.499).floor(),
            _ => f32::from(u8::from(value > 0.0)),
        });
        Self {
            values: noise(rows * cols, 1)
                .iter()
                .map(|value| if *value < -0.2 { 0.0 } else { *value })
                .collect(),
            cols,
            means: noise(cols, 2),
            scales: noise(cols, 3).iter().map(|value| value + 1.5).collect(),
            labels: labels.collect(),
            weights,
            models,
            classes,
            loss,
        }
    }

    fn input<'a>(&'a self, points: Points<'a>) -> Input<'a> {
        Input {
            points,
            cols: self.cols,
            means: &self.means,
            scales: &self.scales,
            labels: &self.labels,
            row_weights: None,
            models: self.models,
            classes: self.classes,
            loss: self.loss,
            parameter: 0.25,
        }
    }

    /// Loss of one model over all rows, in float64, with one weight moved.
    fn loss(&self, model: usize, moved: usize, by: f64) -> f64 {
        let rows = self.values.chunks_exact(self.cols).zip(&self.labels);
        rows.map(|(row, &label)| {
            let outputs: Vec<f64> = (0..self.classes)
                .map(|class| self.output(row, model * self.classes + class, moved, by))
                .collect();
            let z = outputs[0];
            match self.loss {
                Loss::Logistic => (1.0 + z.exp()).ln() - f64::from(label) * z,
                Loss::Squared => 0.5 * (z - f64::from(label)).powi(2),
                Loss::Huber if (z - f64::from(label)).abs() <= 0.25 => 0.5 * (z - f64::from(label)).powi(2),
                Loss::Huber => 0.25 * ((z - f64::from(label)).abs() - 0.125),
                Loss::Softmax => outputs.iter().map(|z| z.exp()).sum::<f64>().ln() - outputs[label as usize],
                _ => unreachable!("its derivative has jumps"),
            }
        })
        .sum()
    }

    fn output(&self, row: &[f32], column: usize, moved: usize, by: f64) -> f64 {
        let start = column / PANEL * (self.cols + 1) * PANEL + column % PANEL;
        let weight = |at: usize| f64::from(self.weights[at]) + if at == moved { by } else { 0.0 };
        let products = (0..self.cols).map(|feature| {
            let x = f64::from((row[feature] - self.means[feature]) * self.scales[feature]);
            x * weight(start + feature * PANEL)
        });
        products.sum::<f64>() + weight(start + self.cols * PANEL)
    }
}

impl Problem {
    /// What a mini-batch that does not end leaves behind.
    fn gradients(&self, level: Level, points: Points) -> (Vec<f32>, Vec<f64>) {
        let state = self.state();
        let [mut weights, mut gradients, mut first, mut second] = state;
        let mut losses = vec![0.0; self.models];
        let columns = vec![0.0; (self.models * self.classes).next_multiple_of(PANEL)];
        let state = State {
            weights: &mut weights,
            gradients: &mut gradients,
            first: &mut first,
            second: &mut second,
        };
        train(
            level,
            self.input(points),
            self.training(usize::MAX / 2, &[], &columns),
            state,
            &mut losses,
        );
        (gradients, losses)
    }

    /// Weights, gradients and two moments.
    fn state(&self) -> [Vec<f32>; 4] {
        let none = vec![0.0; self.weights.len()];
        [self.weights.clone(), none.clone(), none.clone(), none]
    }

    fn training<'a>(&self, batch_rows: usize, steps: &'a [f32], columns: &'a [f32]) -> Training<'a> {
        Training {
            batch_rows,
            rows_before: 0,
            positive_weights: None,
            optimizer: Optimizer::Adam,
            steps,
            decays: columns,
            l1: columns,
            bias_step: 1.0,
            bias_decay: 0.0,
            momentum: 0.9,
            beta2: 0.999,
        }
    }
}

/// Rows of which only the values that are not 0 are stored: values, columns and row starts.
fn sparse(problem: &Problem) -> (Vec<f32>, Vec<u32>, Vec<u32>) {
    let cols = problem.cols;
    let entries: Vec<usize> = (0..problem.values.len())
        .filter(|&at| problem.values[at] != 0.0)
        .collect();
    let starts = (0..=problem.labels.len()).map(|row| entries.partition_point(|&at| at < row * cols) as u32);
    (
        entries.iter().map(|&at| problem.values[at]).collect(),
        entries.iter().map(|at| (at % cols) as u32).collect(),
        starts.collect(),
    )
}

#[test]
fn gradients_are_the_derivatives_of_the_loss() {
    for loss in [Loss::Logistic, Loss::Squared, Loss::Huber, Loss::Softmax] {
        let problem = Problem::new(37, 7, 6, loss);
        for level in Level::available() {
            let (gradients, _) = problem.gradients(level, Points::Dense(&problem.values));
            for (at, &gradient) in gradients.iter().enumerate() {
                let column = at / (PANEL * 8) * PANEL + at % PANEL;
                if column >= problem.models * problem.classes {
                    assert_eq!(gradient, 0.0, "the last panel stays empty");
                    continue;
                }
                let model = column / problem.classes;
                let slope = (problem.loss(model, at, 1e-4) - problem.loss(model, at, -1e-4)) / 2e-4;
                assert!(
                    (f64::from(gradient) - slope).abs() < 2e-3 + 1e-3 * slope.abs(),
                    "{loss:?} {gradient} {slope}"
                );
            }
        }
    }
}

#[test]
fn sparse_rows_have_the_gradients_of_dense_ones() {
    for loss in Loss::ALL {
        let problem = Problem::new(130, 50, 17, loss);
        let (values, columns, row_starts) = sparse(&problem);
        let rows = Points::Sparse {
            values: &values,
            columns: &columns,
            row_starts: &row_starts,
        };
        for level in Level::available() {
            let (expected, losses) = problem.gradients(level, Points::Dense(&problem.values));
            let (found, own_losses) = problem.gradients(level, rows);
            for (found, expected) in found.iter().zip(&expected) {
                let corner = if matches!(loss, Loss::Logistic | Loss::Squared | Loss::Softmax) {
                    0.0
                } else {
                    3.0
                };
                assert!((found - expected).abs() < 2e-3 + corner, "{loss:?} {found} {expected}");
            }
            for (found, expected) in own_losses.iter().zip(&losses) {
                assert!(
                    (found - expected).abs() < 1e-3 * expected.abs() + 1e-3,
                    "{loss:?} {found} {expected}"
                );
            }
        }
    }
}

#[test]
fn an_output_that_is_not_a_number_has_such_a_loss() {
    for loss in Loss::ALL {
        let mut problem = Problem::new(3, 2, 2, loss);
        problem.weights[0] = f32::NAN;
        for level in Level::available() {
            let (_, losses) = problem.gradients(level, Points::Dense(&problem.values));
            assert!(losses[0].is_nan(), "{loss:?} {}", level.name());
            assert!(losses[1].is_finite(), "{loss:?} {}", level.name());
        }
    }
}

#[test]
fn scores_have_the_same_bits_on_every_level() {
    let (cols, rows) = (37, 700);
    let (values, weights) = (noise(rows * cols, 1), noise(cols * 3, 2));
    for classes in [1, 3] {
        let of = |level| {
            let mut found = vec![0.0; rows * classes];
            scores(
                level,
                Points::Dense(&values),
                cols,
                &weights[..cols * classes],
                &noise(classes, 3),
                &mut found,
            );
            found
        };
        assert!(Level::available().into_iter().all(|level| of(level) == of(Level::NONE)));
    }
}

#[test]
fn mini_batches_of_one_call_are_those_of_many() {
    for loss in [Loss::Logistic, Loss::Softmax] {
        let problem = Problem::new(130, 50, 17, loss);
        let width = (problem.models * problem.classes).next_multiple_of(PANEL);
        let (steps, columns) = (vec![0.01; 3 * width], vec![0.001; width]);
        let (values, entries, row_starts) = sparse(&problem);
        let rows = Points::Sparse {
            values: &values,
            columns: &entries,
            row_starts: &row_starts,
        };
        for points in [Points::Dense(&problem.values), rows] {
            let train = |cuts: &[usize]| {
                let [mut weights, mut gradients, mut first, mut second] = problem.state();
                let mut losses = vec![0.0; 4 * problem.models];
                for cut in cuts.windows(2) {
                    let (before, from) = (cut[0] % 40, cut[0] / 40 * problem.models);
                    let (rows, state) = (
                        problem.input(points).slice(cut[0]..cut[1]),
                        State {
                            weights: &mut weights,
                            gradients: &mut gradients,
                            first: &mut first,
                            second: &mut second,
                        },
                    );
                    let training = Training {
                        rows_before: before,
                        ..problem.training(40, &steps, &columns)
                    };
                    train(Level::widest(), rows, training, state, &mut losses[from..]);
                }
                (weights, losses)
            };
            let whole = train(&[0, 130]);
            assert!(whole == train(&[0, 40, 120, 130]), "{loss:?}");
            let pieces = train(&[0, 15, 40, 41, 97, 130]);
            for (found, expected) in pieces.0.iter().zip(&whole.0) {
                assert!((found - expected).abs() < 1e-3, "{loss:?} {found} {expected}");
            }
        }
    }
}
