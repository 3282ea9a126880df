use super::delimited::{self, Output};
use super::delimited_row::Shape;
use super::{libsvm, number};

fn number_bits(text: &str) -> u32 {
    number::parse(text.as_bytes(), 0).unwrap().0.to_bits()
}

#[test]
fn numbers_are_made_in_float32_steps() {
    assert_eq!(number_bits("0.1"), 0x3dcc_cccd);
    assert_eq!(number_bits("-0"), 0x8000_0000);
    assert_eq!(number_bits("18446744073709551616"), 0);
    assert_eq!(number_bits("1e-5"), (1f32 / 1e5).to_bits());
    assert_eq!(number::parse(b"12abc", 0), Ok((12.0, 2)));
    assert_eq!(number::parse(b"  \n 7,", 0), Ok((7.0, 5)));
    assert_eq!(number::parse(b"False", 0), Ok((0.0, 1)));
    assert_eq!(number::parse(b"nan(a-b)", 0), Err(number::NanLiteral));
}

fn table(text: &str, shape: Shape, is_final: bool) -> (delimited::Scan, Vec<f32>, Vec<f32>) {
    let rows = text.len() / 2 + 1;
    let (mut values, mut labels, mut weights) = (vec![0.0; rows * shape.cols], vec![0.0; rows], vec![0.0; rows]);
    let output = Output {
        values: &mut values,
        labels: &mut labels,
        weights: &mut weights,
    };
    let scan = delimited::scan(text.as_bytes(), shape, is_final, output);
    values.truncate(scan.rows * shape.cols);
    labels.truncate(scan.rows);
    (scan, values, labels)
}

const COMMAS: Shape = Shape {
    delimiter: b',',
    cols: 2,
    weighted: false,
};

#[test]
fn fast_and_exact_rows_agree() {
    let rows: Vec<String> = (0..4000)
        .map(|row| format!("{},{}.{},-{}", row % 2, row, row * 7 % 1000, row as f32 / 3.0))
        .collect();
    let text = rows.join("\n");
    let (scan, values, labels) = table(&text, COMMAS, true);
    assert_eq!(
        (scan.rows, scan.consumed, scan.width, scan.problem),
        (4000, text.len(), 2, None)
    );
    let tabs = Shape {
        delimiter: b'\t',
        ..COMMAS
    };
    let (exact, exact_values, exact_labels) = table(&text.replace(',', "\t"), tabs, true);
    assert_eq!(exact.rows, 4000);
    assert!(
        values
            .iter()
            .zip(&exact_values)
            .all(|(a, b)| a.to_bits() == b.to_bits())
    );
    assert_eq!(labels, exact_labels);
}

#[test]
fn a_blank_last_cell_waits_for_the_line_below() {
    assert_eq!(table("1,2, \n7,5", COMMAS, false).0.rows, 0);
    let (scan, values, _) = table("1,2, \n7,5,6\n", COMMAS, false);
    assert_eq!((scan.rows, values), (2, vec![2.0, 7.0, 5.0, 6.0]));
    assert_eq!(scan.notes.0[delimited::BORROWED].count, 1);
}

#[test]
fn a_wider_row_ends_the_scan() {
    let (scan, ..) = table("1,2,3\n0,5,6,7\n", COMMAS, true);
    let problem = scan.problem.unwrap();
    assert_eq!(
        (scan.rows, scan.consumed, problem.code, problem.actual),
        (1, 6, "width", Some(3))
    );
}

#[test]
fn libsvm_rows_have_labels_weights_and_queries() {
    let text = b"1:0.5 qid:3 0:1.5 2:3\n0 1:2 # no\n# era\n";
    let (mut labels, mut weights, mut queries) = ([0.0; 9], [0.0; 9], [0.0; 9]);
    let (mut starts, mut columns, mut values) = ([0; 9], [0; 9], [0.0; 9]);
    let output = libsvm::Output {
        labels: &mut labels,
        weights: &mut weights,
        query_ids: &mut queries,
        row_starts: &mut starts,
        columns: &mut columns,
        values: &mut values,
    };
    let scan = libsvm::scan(text, true, true, output);
    assert_eq!(
        (scan.rows, scan.entries, scan.width, scan.consumed),
        (3, 3, 3, text.len())
    );
    assert_eq!(
        (labels[..3].to_vec(), starts[..4].to_vec()),
        (vec![1.0, 0.0, 0.0], vec![0, 2, 3, 3])
    );
    assert_eq!(
        (columns[..3].to_vec(), values[..3].to_vec()),
        (vec![0, 2, 1], vec![1.5, 3.0, 2.0])
    );
    assert!(weights[0] == 0.5 && weights[1].is_nan() && queries[0] == 3.0);
    assert_eq!(scan.notes.0[libsvm::COMMENT].count, 1);
}
