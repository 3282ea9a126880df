mod encode;
mod packed;
mod sparse_templates;

use super::*;
use encode::*;

#[derive(Debug, Default, PartialEq)]
struct Matrix {
    scan: Scan,
    values: Vec<f32>,
    columns: Vec<u32>,
    row_starts: Vec<u32>,
    labels: Vec<f32>,
}

fn scan_into(bytes: &[u8], schema: &Schema, is_final: bool, rows: usize, entries: usize) -> Matrix {
    let mut matrix = Matrix {
        scan: Scan::default(),
        values: vec![0.0; if schema.sparse { entries } else { rows * schema.cols }],
        columns: vec![0; if schema.sparse { entries } else { 0 }],
        row_starts: vec![9; if schema.sparse { rows + 1 } else { 0 }],
        labels: vec![0.0; rows * schema.label_size],
    };
    let output = Output {
        values: &mut matrix.values,
        columns: &mut matrix.columns,
        row_starts: &mut matrix.row_starts,
        labels: &mut matrix.labels,
    };
    matrix.scan = scan(bytes, schema, is_final, output);
    matrix.labels.truncate(matrix.scan.rows * schema.label_size);
    if schema.sparse {
        matrix.values.truncate(matrix.scan.entries);
        matrix.columns.truncate(matrix.scan.entries);
        matrix.row_starts.truncate(matrix.scan.rows + 1);
    } else {
        matrix.values.truncate(matrix.scan.rows * schema.cols);
    }
    matrix
}

fn read(bytes: &[u8]) -> Result<Matrix, Problem> {
    let Some(schema) = describe(bytes, true)? else {
        return Ok(Matrix::default());
    };
    let matrix = scan_into(bytes, &schema, true, bytes.len() / 8, bytes.len());
    matrix.scan.problem.map_or(Ok(matrix), Err)
}

fn code(bytes: &[u8]) -> &'static str {
    read(bytes).map_or_else(|problem| problem.code, |_| "ok")
}

#[test]
fn dense_rows_with_labels() {
    let bytes = [
        frame(&[dense(&[1.0, 2.0, 3.0]), label(7.0)].concat()),
        frame(&[dense(&[4.0, 5.0, -0.0]), label(8.0)].concat()),
    ]
    .concat();
    let matrix = read(&bytes).unwrap();
    assert_eq!(matrix.values, [1.0, 2.0, 3.0, 4.0, 5.0, -0.0]);
    assert_eq!(matrix.labels, [7.0, 8.0]);
    assert_eq!(matrix.scan.consumed, bytes.len());
}

#[test]
fn a_frame_like_the_last_one_is_copied_and_any_other_is_read() {
    // Every third row has an unknown field, every seventh its label in front: templates come and go.
    let rows = 5000;
    let mut bytes = Vec::new();
    for row in 0..rows {
        let mut fields = vec![dense(&[row as f32, 0.5]), label(-(row as f32))];
        if row % 3 == 0 {
            fields.push(delimited(99, b"later"));
        }
        if row % 7 == 0 {
            fields.reverse();
        }
        bytes.extend(frame(&fields.concat()));
    }
    let matrix = read(&bytes).unwrap();
    assert_eq!(matrix.scan.rows, rows);
    for row in 0..rows {
        assert_eq!(matrix.values[2 * row..][..2], [row as f32, 0.5]);
        assert_eq!(matrix.labels[row], -(row as f32));
    }
}

#[test]
fn float64_and_int32_become_float32() {
    let doubles: Vec<u8> = [0.1f64, 1e300, f64::NAN]
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    let matrix = read(&frame(&entry(1, 3, &delimited(1, &doubles)))).unwrap();
    assert_eq!(matrix.values[..2], [0.1f32, f32::INFINITY]);
    assert_eq!(matrix.values[2].to_bits(), 0x7fc0_0000);

    // -1 as the ten bytes that protobuf writes and as the five that it accepts.
    let integers = varints(&[3, u64::MAX, u64::from(u32::MAX), 16_777_217]);
    let matrix = read(&frame(&entry(1, 7, &delimited(1, &integers)))).unwrap();
    assert_eq!(matrix.values, [3.0, -1.0, -1.0, 16_777_216.0]);
}

#[test]
fn sparse_rows_keep_order_duplicates_and_zeros() {
    let bytes = [
        frame(&sparse(&[5.0, 0.0, 6.0], &[3, 1, 3], &[4])),
        frame(&sparse(&[], &[], &[4])),
        frame(&sparse(&[7.0], &[11], &[1, 4])),
    ]
    .concat();
    assert_eq!(code(&bytes), "key-out-of-range");
    let matrix = read(&bytes[..bytes.len() - frame(&sparse(&[7.0], &[11], &[1, 4])).len()]).unwrap();
    assert_eq!(matrix.values, [5.0, 0.0, 6.0]);
    assert_eq!(matrix.columns, [3, 1, 3]);
    assert_eq!(matrix.row_starts, [0, 3, 3]);
    // A matrix per row counts as its flattened self.
    assert_eq!(read(&frame(&sparse(&[7.0], &[11], &[3, 4]))).unwrap().columns, [11]);
}

#[test]
fn a_problem_comes_after_the_rows_before_it() {
    let good = frame(&dense(&[1.0, 2.0]));
    let bytes = [good.repeat(3000), frame(&dense(&[1.0]))].concat();
    let schema = describe(&bytes, true).unwrap().unwrap();
    let matrix = scan_into(&bytes, &schema, true, 4000, 0);
    assert_eq!((matrix.scan.rows, matrix.scan.consumed), (3000, 3000 * good.len()));
    let expected = Problem {
        expected: Some(2),
        actual: Some(1),
        ..Problem::new("shape-changed", 3000 * good.len(), 3000)
    };
    assert_eq!(matrix.scan.problem, Some(expected));
}

#[test]
fn a_scan_stops_where_its_room_ends() {
    let bytes = frame(&[dense(&[1.0, 2.0]), label(1.0)].concat()).repeat(3);
    let schema = describe(&bytes, true).unwrap().unwrap();
    let matrix = scan_into(&bytes, &schema, true, 2, 0);
    assert_eq!(
        (matrix.scan.rows, matrix.scan.consumed, matrix.scan.problem),
        (2, bytes.len() / 3 * 2, None)
    );
    // What is wrong behind the last row is told all the same.
    for (code, tail) in [("bad-magic", &b"junkjunk"[..]), ("features-missing", &frame(b""))] {
        let bytes = [&bytes[..], tail].concat();
        let problem = Some(Problem::new(code, bytes.len() - tail.len(), 3));
        assert_eq!(scan_into(&bytes, &schema, true, 3, 0).scan.problem, problem);
    }

    let bytes = [
        frame(&sparse(&[1.0, 2.0], &[0, 1], &[4])),
        frame(&sparse(&[3.0, 4.0], &[2, 3], &[4])),
    ]
    .concat();
    let schema = describe(&bytes, true).unwrap().unwrap();
    let matrix = scan_into(&bytes, &schema, true, 9, 3);
    assert_eq!(
        (matrix.scan.rows, matrix.scan.entries, matrix.scan.consumed),
        (1, 2, bytes.len() / 2)
    );
}

#[test]
fn any_cut_waits_for_more_and_the_end_tells() {
    let bytes = [
        frame(&dense(&[1.0, 2.0])),
        part(1, &dense(&[3.0, 4.0])[..5]),
        part(3, &dense(&[3.0, 4.0])[5..]),
        frame(&[dense(&[5.0, 6.0]), delimited(3, b"odd")].concat()),
    ]
    .concat();
    let whole = read(&bytes).unwrap();
    assert_eq!(whole.values, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let schema = describe(&bytes, true).unwrap().unwrap();
    for cut in 0..bytes.len() {
        let first = scan_into(&bytes[..cut], &schema, false, 9, 0);
        assert_eq!(first.scan.problem, None, "cut at {cut}");
        let second = scan_into(&bytes[first.scan.consumed..], &schema, true, 9, 0);
        assert_eq!([first.values, second.values].concat(), whole.values, "cut at {cut}");
        let truncated = scan_into(&bytes[..cut], &schema, true, 9, 0).scan;
        let at_record_end = truncated.consumed == cut;
        assert_eq!(truncated.problem.is_none(), at_record_end, "cut at {cut}");
    }
}

#[test]
fn missing_padding_is_told_but_no_problem() {
    let bytes = frame(&[dense(&[1.0]), delimited(3, b"odd")].concat());
    let padding = bytes.len() - 8 - dense(&[1.0]).len() - 5;
    assert!(padding > 0);
    assert!(!read(&bytes).unwrap().scan.padding_missing);
    let matrix = read(&bytes[..bytes.len() - 1]).unwrap();
    assert!(matrix.scan.padding_missing);
    assert_eq!(matrix.scan.consumed, bytes.len() - 1);
}

#[test]
fn split_records_are_joined_in_either_convention() {
    let magic = 0xCED7_230Au32.to_le_bytes();
    let payload = dense(&[1.0, f32::from_le_bytes(magic), 2.0]);
    let at = payload.windows(4).position(|window| window == magic).unwrap();
    assert_eq!(at % 4, 0);
    let escaped = [part(1, &payload[..at]), part(3, &payload[at + 4..])].concat();
    assert_eq!(read(&escaped).unwrap().values[1].to_le_bytes(), magic);
    // The SDK escapes nothing.
    assert_eq!(read(&frame(&payload)).unwrap().values[1].to_le_bytes(), magic);
    let plain = [
        part(1, &payload[..8]),
        part(2, &payload[8..12]),
        part(3, &payload[12..]),
    ]
    .concat();
    assert_eq!(read(&plain).unwrap().values, read(&frame(&payload)).unwrap().values);

    for order in [&[2u32][..], &[3], &[1], &[1, 0], &[1, 1], &[1, 2, 1], &[4]] {
        let bytes: Vec<u8> = order.iter().flat_map(|flag| part(*flag, b"")).collect();
        assert_eq!(code(&bytes), "split-corrupt", "{order:?}");
    }
}

#[test]
fn broken_frames() {
    let good = frame(&dense(&[1.0, 2.0]));
    let after = |tail: &[u8]| read(&[&good[..], tail].concat()).unwrap_err();
    let at_end = |code| Problem::new(code, good.len(), 1);
    assert_eq!(
        after(b"ju"),
        Problem {
            actual: Some(2),
            ..at_end("header-truncated")
        }
    );
    assert_eq!(after(b"junkjunk"), at_end("bad-magic"));
    let mut lying = good.clone();
    lying[4..8].copy_from_slice(&0x1fff_ffffu32.to_le_bytes());
    let expected = Problem {
        expected: Some(0x1fff_ffff),
        actual: Some(good.len() as u64 - 8),
        ..at_end("payload-truncated")
    };
    assert_eq!(after(&lying), expected);
    assert_eq!(describe(&lying, false), Ok(None));
    assert_eq!(describe(b"", true), Ok(None));
}

#[test]
fn wire_rules() {
    let values = |tensor: &[u8]| read(&frame(&entry(1, 2, tensor))).unwrap().values;
    let unpacked: Vec<u8> = [1.0f32, 2.0]
        .iter()
        .flat_map(|v| [&[1 << 3 | 5][..], &v.to_le_bytes()].concat())
        .collect();
    assert_eq!(values(&unpacked), [1.0, 2.0]);
    let mixed = [delimited(1, &floats(&[0.5])), unpacked, delimited(1, &floats(&[3.0]))].concat();
    assert_eq!(values(&mixed), [0.5, 1.0, 2.0, 3.0]);
    // A field of another wire type than its own is an unknown field.
    assert_eq!(
        values(&[vec![1 << 3, 5], delimited(1, &floats(&[3.0]))].concat()),
        [3.0]
    );

    let rows = |payload: &[u8]| read(&frame(payload)).unwrap().values;
    assert_eq!(rows(&[dense(&[9.0]), dense(&[1.0, 2.0])].concat()), [1.0, 2.0]);
    let group = [varint(99 << 3 | 3), vec![8, 1], varint(99 << 3 | 4)].concat();
    assert_eq!(rows(&[group, dense(&[1.0])].concat()), [1.0]);

    let value = |members: &[u8]| [delimited(1, b"values"), delimited(2, members)].concat();
    let [one, two] = [1.0f32, 2.0].map(|v| delimited(2, &delimited(1, &floats(&[v]))));
    let double = delimited(3, &delimited(1, &7.0f64.to_le_bytes()));
    assert_eq!(
        rows(&delimited(1, &value(&[one.clone(), double.clone()].concat()))),
        [7.0]
    );
    assert_eq!(
        rows(&delimited(1, &value(&[one.clone(), two.clone()].concat()))),
        [1.0, 2.0]
    );
    assert_eq!(rows(&delimited(1, &value(&[one, double, two].concat()))), [2.0]);
}

#[test]
fn malformed_messages_name_the_broken_tag() {
    let good = dense(&[1.0]);
    let cases: &[(&[u8], usize)] = &[
        (&[0x02, 0x00], 0),             // field 0
        (&[5 << 3 | 6], 0),             // no such wire type
        (&[5 << 3 | 4], 0),             // the end of no group
        (&[5 << 3 | 3, 6 << 3 | 4], 0), // the end of another group
        (&[0x0a, 0x7f, 0x0a], 0),       // longer than what is left
        (
            &[0x28, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
            0,
        ), // an endless varint
        (&[0x8a, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00], 0), // a tag of six bytes
        (&[0x0a, 0x04, 0x12, 0x02, 0x12, 0x05], 4), // a tensor longer than its value
        (&[0x0a, 0x07, 0x12, 0x05, 0x12, 0x03, 0x0a, 0x01, 0], 6), // one byte of floats
    ];
    for (broken, at) in cases {
        let bytes = [frame(&good), frame(&[&good[..], broken].concat())].concat();
        let offset = frame(&good).len() + 8 + good.len() + at;
        assert_eq!(
            read(&bytes),
            Err(Problem::new("protobuf-malformed", offset, 1)),
            "{broken:x?}"
        );
    }
    let deep = varint(99 << 3 | 3).repeat(100_000);
    assert_eq!(code(&frame(&deep)), "protobuf-malformed");
}

#[test]
fn records_that_are_no_rows() {
    let named = |name: &[u8]| delimited(1, &[delimited(1, name), delimited(2, &delimited(2, b""))].concat());
    let tensor = |values: &[f32], shape: &[u64]| {
        entry(
            1,
            2,
            &[delimited(1, &floats(values)), delimited(3, &varints(shape))].concat(),
        )
    };
    for (expected, payload) in [
        ("features-missing", vec![]),
        ("features-missing", named(b"image")),
        ("features-unknown", [named(b"image"), dense(&[1.0])].concat()),
        ("value-unsupported", entry(1, 9, &delimited(1, b"jpeg"))),
        ("value-unsupported", delimited(1, &delimited(1, b"values"))),
        ("value-unsupported", [dense(&[1.0]), entry(2, 9, b"")].concat()),
        (
            "value-unsupported",
            [dense(&[1.0]), entry(2, 2, &delimited(3, &varints(&[4])))].concat(),
        ),
        ("shape-missing", sparse(&[1.0], &[0], &[])),
        ("shape-too-large", sparse(&[1.0], &[0], &[1 << 40])),
        ("shape-too-large", sparse(&[1.0], &[0], &[1 << 63, 1 << 63])),
        ("value-count", tensor(&[1.0, 2.0, 3.0], &[2, 2])),
        ("ok", tensor(&[1.0, 2.0, 3.0, 4.0], &[2, 2])),
        ("keys-values-count", sparse(&[1.0], &[1, 2], &[4])),
        ("key-out-of-range", sparse(&[1.0], &[4], &[4])),
        ("key-out-of-range", sparse(&[1.0], &[1 << 63], &[4])),
        ("ok", dense(&[])),
    ] {
        assert_eq!(code(&frame(&payload)), expected, "{payload:x?}");
    }
}

#[test]
fn rows_that_differ_from_the_first() {
    let doubles = entry(1, 3, &delimited(1, &[0; 16]));
    let both = |row: Vec<u8>| [row, label(1.0)].concat();
    let label64 = entry(2, 3, &delimited(1, &[0; 8]));
    for (expected, first, second) in [
        ("type-changed", dense(&[1.0, 2.0]), doubles),
        ("layout-changed", dense(&[1.0, 2.0]), sparse(&[1.0], &[0], &[2])),
        ("layout-changed", sparse(&[1.0], &[0], &[2]), dense(&[1.0, 2.0])),
        ("shape-changed", sparse(&[1.0], &[0], &[2]), sparse(&[1.0], &[0], &[3])),
        ("label-changed", both(dense(&[1.0])), dense(&[1.0])),
        ("label-changed", dense(&[1.0]), both(dense(&[1.0]))),
        ("type-changed", both(dense(&[1.0])), [dense(&[1.0]), label64].concat()),
    ] {
        assert_eq!(code(&[frame(&first), frame(&second)].concat()), expected);
    }
}
