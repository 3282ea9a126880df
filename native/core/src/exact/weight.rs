//! What a leaf answers and gains: the twin is `src/kernels/leaf-weight.ts`.

#[derive(Clone, Copy)]
pub struct Penalty {
    pub lambda: f32,
    pub alpha: f32,
    /// 0: no limit
    pub max_delta_step: f32,
    pub min_child_weight: f32,
}

/// Sums of the first and the second derivatives.
#[derive(Clone, Copy, Default)]
pub struct Sums {
    pub grad: f64,
    pub hess: f64,
}

impl Penalty {
    /// The best answer, kept between two bounds.
    pub fn weight(&self, Sums { grad, hess }: Sums, bounds: Option<[f32; 2]>) -> f32 {
        let weight = self.unbounded(grad, hess) as f32;
        bounds.map_or(weight, |[lowest, highest]| weight.max(lowest).min(highest))
    }

    fn unbounded(&self, grad: f64, hess: f64) -> f64 {
        if hess < f64::from(self.min_child_weight) || hess <= 0.0 {
            return 0.0;
        }
        let weight = -self.shrunk(grad) / (hess + f64::from(self.lambda));
        let limit = f64::from(self.max_delta_step);
        if limit != 0.0 && weight.abs() > limit {
            return limit.copysign(weight);
        }
        weight
    }

    /// Of the best answer, where nothing bounds it.
    #[inline(always)]
    pub fn best_gain(&self, Sums { grad, hess }: Sums) -> f32 {
        if hess <= 0.0 {
            return 0.0;
        }
        let left = self.shrunk(grad);
        (left * left) as f32 / (hess + f64::from(self.lambda)) as f32
    }

    /// Of an answer that may not be the best one.
    pub fn gain(&self, Sums { grad, hess }: Sums, weight: f32) -> f32 {
        if hess <= 0.0 {
            return 0.0;
        }
        let slope = 2.0 * grad as f32 * weight;
        let curve = (hess as f32 + self.lambda) * (weight * weight);
        -(slope + curve)
    }

    /// The gradient that is left of the L1 penalty.
    #[inline(always)]
    fn shrunk(&self, grad: f64) -> f64 {
        let alpha = f64::from(self.alpha);
        if grad > alpha {
            grad - alpha
        } else if grad < -alpha {
            grad + alpha
        } else {
            0.0
        }
    }
}
