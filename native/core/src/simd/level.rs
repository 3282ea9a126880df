//! Which instruction sets there are, and which of them this processor has.

use super::lanes::Kernel;
use super::scalar::Scalar;

/// An instruction set that this processor has. Values come from detection only, so [`Level::run`] is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(Set);

/// From narrow to wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Set {
    None,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "aarch64")]
    Neon,
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128,
}

impl Level {
    /// Plain Rust, on any processor.
    pub const NONE: Level = Level(Set::None);

    /// Every level of this processor, narrow to wide.
    pub fn available() -> Vec<Level> {
        let mut levels = vec![Level::NONE];
        #[cfg(target_arch = "x86_64")]
        {
            levels.push(Level(Set::Sse2));
            if has_avx2() {
                levels.push(Level(Set::Avx2));
                if has_avx512() {
                    levels.push(Level(Set::Avx512));
                }
            }
        }
        #[cfg(target_arch = "aarch64")]
        levels.push(Level(Set::Neon));
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        levels.push(Level(Set::Simd128));
        levels
    }

    /// The widest level of this processor.
    pub fn widest() -> Level {
        Self::available().pop().unwrap_or(Level::NONE)
    }

    /// The level of that name, where this processor has it.
    pub fn named(name: &str) -> Option<Level> {
        Self::available().into_iter().find(|level| level.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self.0 {
            Set::None => "none",
            #[cfg(target_arch = "x86_64")]
            Set::Sse2 => "sse2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "avx512",
            #[cfg(target_arch = "aarch64")]
            Set::Neon => "neon",
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Set::Simd128 => "simd128",
        }
    }

    /// Runs the kernel as compiled for this instruction set.
    #[inline]
    pub(crate) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        // SAFETY: a level exists only where the processor has its instructions.
        match self.0 {
            Set::None => kernel.run(Scalar),
            #[cfg(target_arch = "x86_64")]
            Set::Sse2 => unsafe { super::x86::sse2(kernel) },
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { super::x86::avx2(kernel) },
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { super::x86::avx512(kernel) },
            #[cfg(target_arch = "aarch64")]
            Set::Neon => unsafe { super::neon::neon(kernel) },
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Set::Simd128 => super::simd128::simd128(kernel),
        }
    }
}

/// The features that [`super::x86::avx2`] is compiled with.
#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// The features that [`super::x86::avx512`] adds.
#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vnni")
}
