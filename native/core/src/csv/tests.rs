use super::*;

#[derive(Debug, PartialEq)]
struct Outcome {
    scan: Scan,
    labels: Vec<u32>,
    values: Vec<u32>,
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

fn scan_with_room(text: &[u8], cells: usize, label_size: usize, is_final: bool, room: usize) -> Outcome {
    let cols = cells - label_size;
    let (mut values, mut labels) = (vec![0.0; room * cols], vec![0.0; room * label_size]);
    let scan = scan(text, cells, label_size, is_final, &mut values, &mut labels);
    Outcome {
        scan,
        labels: bits(&labels[..scan.rows * label_size]),
        values: bits(&values[..scan.rows * cols]),
    }
}

/// The same by the exact reader alone, one line after the other.
fn scan_exactly(text: &[u8], cells: usize, label_size: usize) -> Outcome {
    let (mut labels, mut values, mut rows, mut problem) = (vec![], vec![], 0, None);
    let mut start = 0;
    for line in text.split(|byte| is_line_end(*byte)) {
        let mut row = vec![0.0; cells];
        if !line.is_empty() {
            match line::read(line, cells, row.iter_mut()) {
                Ok(()) => {
                    labels.extend(bits(&row[..label_size]));
                    values.extend(bits(&row[label_size..]));
                    rows += 1;
                }
                Err(line::Fault::Cell { code, column, offset }) => {
                    problem = Some(Problem {
                        column: Some(column),
                        ..Problem::new(code, start + offset, rows)
                    });
                    break;
                }
                Err(line::Fault::Ragged { cells: actual }) => {
                    problem = Some(Problem {
                        expected: Some(cells as u64),
                        actual: Some(actual as u64),
                        ..Problem::new(line::RAGGED, start, rows)
                    });
                    break;
                }
            }
        }
        start += line.len() + 1;
    }
    let consumed = start.min(text.len());
    let scan = Scan {
        rows,
        consumed,
        problem,
    };
    Outcome { scan, labels, values }
}

/// A small linear congruential generator: tests need no better one.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

const CELLS: [&str; 24] = [
    "0",
    "1",
    "-1",
    "3.25",
    "-0.5",
    ".5",
    "7.",
    "123456789",
    "0.1234567",
    "-12345.678",
    "1e-7",
    "2.5E+10",
    "9007199254740993",
    "0.1234567890123456789",
    " 4 ",
    "\"5\"",
    "\"6\"7",
    "nan",
    "-0",
    "00000000000000001",
    "1234567890.12345",
    "+8",
    "16777217",
    "1.000000059604644775390626",
];
const BAD: [&str; 12] = [
    "",
    "x",
    "1;2",
    "inf",
    "1e39",
    "\"1",
    "1\"2",
    "\"1\"\"\"",
    "2\0",
    "caf\u{e9}",
    "--1",
    "9,9",
];

fn random_text(random: &mut Random, cells: usize, rows: usize, bad_in: usize) -> Vec<u8> {
    let mut text = Vec::new();
    for _ in 0..rows {
        for column in 0..cells {
            if column > 0 {
                text.push(b',');
            }
            let pool = if bad_in > 0 && random.below(bad_in) == 0 {
                &BAD[..]
            } else {
                &CELLS[..]
            };
            text.extend_from_slice(pool[random.below(pool.len())].as_bytes());
        }
        text.extend_from_slice(["\n", "\r\n", "\r", "\n\n", "\n"][random.below(5)].as_bytes());
    }
    text
}

#[test]
fn equals_the_exact_reader_on_random_lines() {
    let mut random = Random(7);
    for round in 0..3000 {
        let cells = 1 + random.below(9);
        let label_size = random.below(cells + 1);
        let rows = random.below(40);
        let text = random_text(&mut random, cells, rows, if round % 3 == 0 { 0 } else { 200 });
        let expected = scan_exactly(&text, cells, label_size);
        assert_eq!(
            scan_with_room(&text, cells, label_size, true, rows + 1),
            expected,
            "{:?}",
            String::from_utf8_lossy(&text)
        );
    }
}

#[test]
fn equals_the_exact_reader_over_many_chunks() {
    let mut random = Random(8);
    for bad_in in [0, 300_000, 100_000] {
        let text = random_text(&mut random, 29, 8_000, bad_in);
        assert!(text.len() > 6 * CHUNK_BYTES);
        let expected = scan_exactly(&text, 29, 1);
        assert_eq!(scan_with_room(&text, 29, 1, true, 8_000), expected);
    }
}

#[test]
fn every_level_reads_the_same() {
    let mut random = Random(9);
    for _ in 0..200 {
        let text = random_text(&mut random, 5, 30, 300);
        let expected = scan_exactly(&text, 5, 0);
        for level in Level::available() {
            let mut values = vec![0.0; 30 * 5];
            let count = dispatch(level, CountRows(&text));
            assert_eq!(
                count,
                text.split(|byte| is_line_end(*byte))
                    .filter(|line| !line.is_empty())
                    .count()
            );
            let read = dispatch(
                level,
                ReadRows {
                    bytes: &text,
                    range: 0..text.len(),
                    rows: count,
                    label_size: 0,
                    cols: 5,
                    values: &mut values,
                    labels: &mut [],
                },
            );
            assert_eq!(
                (read.rows, read.problem),
                (expected.scan.rows, expected.scan.problem),
                "{level:?}"
            );
            assert_eq!(bits(&values[..read.rows * 5]), expected.values, "{level:?}");
        }
    }
}

#[test]
fn any_split_gives_the_same_rows_and_the_same_problem() {
    let mut random = Random(10);
    for _ in 0..40 {
        let text = random_text(&mut random, 3, 6, 30);
        let expected = scan_exactly(&text, 3, 1);
        for cut in 0..=text.len() {
            let first = scan_with_room(&text[..cut], 3, 1, false, 9);
            let mut joined = first;
            if joined.scan.problem.is_none() {
                let from = joined.scan.consumed;
                let rest = scan_with_room(&text[from..], 3, 1, true, 9);
                joined.labels.extend(rest.labels);
                joined.values.extend(rest.values);
                joined.scan.problem = rest.scan.problem.map(|problem| Problem {
                    offset: problem.offset + from,
                    row: problem.row + joined.scan.rows,
                    ..problem
                });
                joined.scan.rows += rest.scan.rows;
                joined.scan.consumed = from + rest.scan.consumed;
            }
            assert_eq!(joined, expected, "cut {cut} of {:?}", String::from_utf8_lossy(&text));
        }
    }
}

#[test]
fn stops_where_the_room_ends() {
    let text = b"1,2\n3,4\r\n\r\n5,x\n";
    for room in 0..2 {
        let outcome = scan_with_room(text, 2, 0, true, room);
        assert_eq!((outcome.scan.rows, outcome.scan.consumed), (room, 4 * room));
        assert_eq!(outcome.scan.problem, None);
    }
    let outcome = scan_with_room(text, 2, 0, true, 2);
    assert_eq!(
        (outcome.scan.rows, outcome.scan.consumed, outcome.scan.problem),
        (2, 11, None)
    );
    let outcome = scan_with_room(text, 2, 0, true, 3);
    let problem = Problem {
        column: Some(1),
        ..Problem::new(number::NOT_A_NUMBER, 13, 2)
    };
    assert_eq!(
        (outcome.scan.rows, outcome.scan.consumed, outcome.scan.problem),
        (2, 11, Some(problem))
    );
}

#[test]
fn leaves_an_unfinished_line() {
    let outcome = scan_with_room(b"1,2\n3,4", 2, 1, false, 9);
    assert_eq!((outcome.scan.rows, outcome.scan.consumed), (1, 4));
    let outcome = scan_with_room(b"1,\"2", 2, 1, false, 9);
    assert_eq!(outcome.scan, Scan::default());
    assert_eq!(scan_with_room(b"", 2, 1, true, 9).scan, Scan::default());
}

#[test]
fn a_promise_of_many_cells_costs_nothing() {
    let outcome = scan_with_room(b"1,2\n", usize::MAX, usize::MAX, true, 0);
    assert_eq!(outcome.scan, Scan::default());
}
