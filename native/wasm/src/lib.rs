//! The core behind a plain C ABI.
