//! Factorization machines.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, size, span};
use crate::job::{Promise, promise};
use crate::level;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::factorization::{
    self, Adam, Distribution, Group, LANES, Loss, Parameters, Rows, SLOTS, State, Training,
};

/// `[rows + 1]` starts, and a column and a value for each entry.
fn check_rows(starts: &[u32], columns: &[u32], values: &[f32], rows: usize, features: usize) -> Result<()> {
    check_length("rowStarts", starts, rows + 1, 1)?;
    check_length("columns", columns, values.len(), 1)?;
    if starts[rows] as usize > values.len() || !starts.is_sorted() {
        return Err(invalid("rowStarts do not fit the entries".to_owned()));
    }
    if columns.iter().any(|&column| column as usize >= features) {
        return Err(invalid(format!("a column is not below {features}")));
    }
    Ok(())
}

fn check_width(width: i64) -> Result<usize> {
    let width = at_least_one("width", width)?;
    if width.is_multiple_of(LANES) {
        return Ok(width);
    }
    Err(invalid(format!("width is {width}, no multiple of {LANES}")))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn factorization_scores(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    rows: i64,
    features: i64,
    bias: f64,
    linear: Float32Array,
    factors: Float32Array,
    width: i64,
    mut scores: Float32Array,
) -> Result<Promise<()>> {
    let (rows, features) = (size("rows", rows)?, at_least_one("features", features)?);
    let width = check_width(width)?;
    check_rows(&row_starts, &columns, &values, rows, features)?;
    check_length("linear", &linear, features, 1)?;
    check_length("factors", &factors, features, width)?;
    check_length("scores", &scores, rows, 1)?;
    let inputs = [
        span(&row_starts),
        span(&columns),
        span(&values),
        span(&linear),
        span(&factors),
    ];
    check_apart(&[span(&scores)], &inputs)?;
    Ok(promise(move || {
        let rows = Rows {
            starts: &row_starts,
            columns: &columns,
            values: &values,
        };
        let parameters = Parameters {
            bias: bias as f32,
            linear: &linear,
            factors: &factors,
            slots: 1,
            width,
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        factorization::scores(level(), rows, &parameters, unsafe { scores.as_mut() });
    }))
}

/// How the parameters move; see `FactorizationKernels` in TypeScript.
#[napi(object)]
pub struct FactorizationSettings {
    pub batch_rows: i64,
    pub logistic: bool,
    pub steps: i64,
    /// Of bias, weights and factors.
    pub learning_rates: Vec<f64>,
    pub weight_decays: Vec<f64>,
    pub rescale: Option<f64>,
    pub clip: Option<f64>,
    pub epsilon: f64,
}

impl FactorizationSettings {
    fn training(&self) -> Result<Training> {
        Ok(Training {
            batch_rows: at_least_one("batchRows", self.batch_rows)?,
            loss: if self.logistic { Loss::Logistic } else { Loss::Squared },
            adam: self.adam()?,
        })
    }

    fn adam(&self) -> Result<Adam> {
        let (&[bias, linear, factors], &[bias_decay, linear_decay, factors_decay]) =
            (self.learning_rates.as_slice(), self.weight_decays.as_slice())
        else {
            return Err(invalid("three groups have a rate and a decay each".to_owned()));
        };
        let group = |learning_rate, weight_decay| Group {
            learning_rate,
            weight_decay: weight_decay as f32,
        };
        Ok(Adam {
            bias: group(bias, bias_decay),
            linear: group(linear, linear_decay),
            factors: group(factors, factors_decay),
            steps: size("steps", self.steps)? as u64,
            rescale: self.rescale.map(|rescale| rescale as f32),
            clip: self.clip.map_or(f32::INFINITY, |clip| clip as f32),
            epsilon: self.epsilon as f32,
        })
    }
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn train_factorization(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    labels: Float32Array,
    rows: i64,
    features: i64,
    width: i64,
    settings: FactorizationSettings,
    mut bias: Float32Array,
    mut linear: Float32Array,
    mut factors: Float32Array,
    mut scores: Float32Array,
) -> Result<Promise<()>> {
    let (rows, features) = (size("rows", rows)?, at_least_one("features", features)?);
    let (width, training) = (check_width(width)?, settings.training()?);
    check_rows(&row_starts, &columns, &values, rows, features)?;
    check_length("labels", &labels, rows, 1)?;
    check_length("bias", &bias, SLOTS, 1)?;
    check_length("linear", &linear, features, SLOTS)?;
    check_length("factors", &factors, features, SLOTS * width)?;
    check_length("scores", &scores, rows, 1)?;
    check_apart(
        &[span(&bias), span(&linear), span(&factors), span(&scores)],
        &[span(&row_starts), span(&columns), span(&values), span(&labels)],
    )?;
    Ok(promise(move || {
        let rows = Rows {
            starts: &row_starts,
            columns: &columns,
            values: &values,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (bias, linear, factors, scores) =
            unsafe { (bias.as_mut(), linear.as_mut(), factors.as_mut(), scores.as_mut()) };
        let mut state = State {
            bias,
            linear,
            factors,
            width,
        };
        factorization::train(level(), rows, &labels, &training, &mut state, scores);
    }))
}

/// `normal` says which of the two distributions `scale` belongs to.
#[napi(catch_unwind)]
pub fn fill_random(
    seed: Vec<u32>,
    from: i64,
    normal: bool,
    scale: f64,
    width: i64,
    stride: i64,
    mut values: Float32Array,
) -> Result<Promise<()>> {
    let (width, stride) = (at_least_one("width", width)?, at_least_one("stride", stride)?);
    let from = size("from", from)? as u64;
    let &[low, high] = seed.as_slice() else {
        return Err(invalid("a seed is two words".to_owned()));
    };
    if width > stride || !values.len().is_multiple_of(stride) {
        return Err(invalid(format!(
            "rows of {stride} do not hold {width}, or do not fill the values"
        )));
    }
    Ok(promise(move || {
        let distribution = if normal {
            Distribution::Normal(scale)
        } else {
            Distribution::Uniform(scale)
        };
        // SAFETY: the caller leaves the array alone until the promise settles.
        factorization::fill_random([low, high], from, distribution, width, stride, unsafe {
            values.as_mut()
        });
    }))
}
