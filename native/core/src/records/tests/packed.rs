//! Runs of varints by words, held to one varint after the other.

use super::encode::{varint, varints};
use crate::records::varints::{count_varints, varints as one_by_one, write_varints};

fn written(bytes: &[u8]) -> Option<Vec<u32>> {
    let mut out = vec![0; count_varints(bytes)?];
    assert!(write_varints(bytes, &mut out).is_empty());
    Some(out)
}

#[test]
fn runs_of_all_lengths_in_all_orders() {
    // One number of each length in bytes; beyond five they do not fit.
    let of_length = |bytes: u32| (1u64 << (7 * (bytes - 1))) + 5;
    let lengths = [
        1, 1, 2, 3, 2, 2, 2, 2, 3, 3, 1, 4, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6, 3, 3, 9, 2, 10, 1,
    ];
    for start in 0..lengths.len() {
        for end in start..=lengths.len() {
            let numbers: Vec<u64> = lengths[start..end].iter().map(|&bytes| of_length(bytes)).collect();
            let bytes = varints(&numbers);
            let expected: Vec<u32> = numbers
                .iter()
                .map(|&number| u32::try_from(number).unwrap_or(u32::MAX))
                .collect();
            assert_eq!(written(&bytes), Some(expected), "{numbers:?}");
            assert!(one_by_one(&bytes).eq(numbers));
        }
    }
}

#[test]
fn every_number_of_up_to_three_bytes() {
    for number in (0..1 << 21).step_by(97) {
        for copies in [1, 2, 4, 9] {
            let bytes = varint(number).repeat(copies);
            assert_eq!(written(&bytes), Some(vec![number as u32; copies]));
        }
    }
}

#[test]
fn what_is_cut_or_too_long_is_refused_wherever_it_stands() {
    for before in 0..20 {
        for after in 0..20 {
            let around = |bytes: &[u8]| [&vec![1; before], bytes, &vec![1; after]].concat();
            let longest = around(&[[0x80; 9].as_slice(), &[1]].concat());
            assert_eq!(count_varints(&longest), Some(before + 1 + after));
            assert_eq!(count_varints(&around(&[[0x80; 10].as_slice(), &[1]].concat())), None);
        }
        assert_eq!(count_varints(&[vec![1; before], vec![0x80]].concat()), None);
    }
    assert_eq!(count_varints(&[]), Some(0));
}
