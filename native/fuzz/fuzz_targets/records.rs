//! Any bytes are records or a problem: no panic, nothing read or written beyond the ends, no trust in what a length says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sagelocal_core::records::{self, Output};

fuzz_target!(|bytes: &[u8]| {
    let Ok(Some(schema)) = records::describe(bytes, true) else {
        return;
    };
    let room = bytes.len() + 1;
    let (mut values, mut columns) = (vec![0.0; room], vec![0; room]);
    let (mut row_starts, mut labels) = (vec![0; room], vec![0.0; room]);
    let output = Output {
        values: &mut values,
        columns: if schema.sparse { &mut columns } else { &mut [] },
        row_starts: if schema.sparse { &mut row_starts } else { &mut [] },
        labels: &mut labels,
    };
    let scan = records::scan(bytes, &schema, true, output);
    assert!(scan.consumed <= bytes.len() && scan.entries < room);
    if schema.sparse {
        assert!(row_starts[..=scan.rows].is_sorted() && row_starts[scan.rows] as usize == scan.entries);
        assert!(
            columns[..scan.entries]
                .iter()
                .all(|&column| (column as usize) < schema.cols)
        );
    } else {
        assert!(scan.rows * schema.cols < room);
    }
    assert!(scan.problem.is_some() || scan.consumed == bytes.len());
});
