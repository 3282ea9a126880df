use super::*;

const PENALTY: Penalty = Penalty {
    lambda: 1.0,
    alpha: 0.0,
    max_delta_step: 0.0,
    min_child_weight: 1.0,
};

#[test]
fn entries_are_sorted_by_value_then_row() {
    let mut values = [2.0, -1.0, 0.0, -0.0, 7.0, -3.0, f32::NEG_INFINITY];
    let mut rows = [0, 1, 3, 2, 9, 8, 7];
    sort_columns(&[0, 4, 4, 7], &mut values, &mut rows);
    assert_eq!(values, [-1.0, 0.0, 0.0, 2.0, f32::NEG_INFINITY, -3.0, 7.0]);
    assert_eq!(rows, [1, 2, 3, 0, 7, 8, 9]);
}

/// Rows 0 and 1 pull one way and rows 2 and 3 the other.
fn search(walks: u8, penalty: Penalty, monotone: Option<&[i8]>) -> (f32, f32, u8) {
    let search = Search {
        entries: Entries {
            starts: &[0, 4],
            values: &[1.0, 2.0, 3.0, 4.0],
            rows: &[0, 1, 2, 3],
        },
        first_column: 5,
        walks: &[walks],
        monotone,
        node_of_row: &[0; 4],
        gradients: &[1.0, 1.0, 1.0, 1.0, -1.0, 1.0, -1.0, 1.0],
        node_sums: &[0.0, 4.0],
        node_gains: &[0.0],
        node_bounds: &[-10.0, 10.0],
        allowed: None,
        penalty,
    };
    let (mut gains, mut columns, mut values, mut default_left) = ([0.0], [-1], [0.0], [9]);
    let mut best = Best {
        gains: &mut gains,
        columns: &mut columns,
        values: &mut values,
        default_left: &mut default_left,
    };
    find_splits(&search, &mut best);
    assert!(columns[0] == 5 || gains[0] == 0.0);
    (gains[0], values[0], default_left[0])
}

#[test]
fn the_split_in_the_middle_gains_most() {
    assert_eq!(search(1, PENALTY, None), (4.0 / 3.0 * 2.0, 2.5, 1));
    assert_eq!(search(2, PENALTY, None), (4.0 / 3.0 * 2.0, 2.5, 0));
    assert_eq!(search(0, PENALTY, None), (0.0, 0.0, 9));
}

#[test]
fn penalties_and_constraints_hold() {
    let heavy = Penalty {
        min_child_weight: 3.0,
        ..PENALTY
    };
    assert_eq!(search(1, heavy, None).0, 0.0);
    let thresholded = Penalty { alpha: 2.0, ..PENALTY };
    assert_eq!(search(1, thresholded, None).0, 0.0);
    let limited = Penalty {
        max_delta_step: 0.5,
        ..PENALTY
    };
    assert_eq!(search(1, limited, None).0, 2.5);
    assert_eq!(search(1, PENALTY, Some(&[1])).1, 2.5);
    assert_eq!(search(1, PENALTY, Some(&[-1])).0, 0.0);
}

#[test]
fn rows_go_to_their_sides() {
    let route = Route {
        entries: Entries {
            starts: &[0, 2, 4],
            values: &[1.0, 5.0, 2.0, 3.0],
            rows: &[0, 1, 2, 3],
        },
        first_column: 0,
        node_of_row: &[0, 0, 1, -1],
        split_columns: &[0, -1],
        split_values: &[3.0, 0.0],
    };
    let mut goes_left = [7; 4];
    route_rows(&route, &mut goes_left);
    assert_eq!(goes_left, [1, 0, 7, 7]);
}
