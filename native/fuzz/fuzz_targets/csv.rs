//! Any bytes are rows or a problem, and a cut at the end of what was read changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sagelocal_core::csv::{self, Scan};

fn scan(bytes: &[u8], is_final: bool) -> (Scan, Vec<f32>) {
    let room = bytes.len() + 3;
    let (mut values, mut labels) = (vec![0.0; 2 * room], vec![0.0; room]);
    let scan = csv::scan(bytes, 3, 1, is_final, &mut values, &mut labels);
    assert!(scan.consumed <= bytes.len() && scan.rows < room);
    values.truncate(2 * scan.rows);
    labels.truncate(scan.rows);
    assert!(values.iter().chain(&labels).all(|value| value.is_finite()));
    values.append(&mut labels);
    (scan, values)
}

fuzz_target!(|bytes: &[u8]| {
    let (whole, values) = scan(bytes, true);
    assert!(whole.problem.is_some() || whole.consumed == bytes.len());
    let (again, same) = scan(&bytes[..whole.consumed], true);
    assert_eq!((again.rows, again.consumed), (whole.rows, whole.consumed));
    assert_eq!(same, values);
});
