//! k-means kernels.
