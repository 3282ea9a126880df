use crate::parallel::map_items;

/// Sorts the entries of each column by value, those of equal values by row.
pub fn sort_columns(starts: &[u32], mut values: &mut [f32], mut rows: &mut [u32]) {
    let mut columns = Vec::with_capacity(starts.len());
    for pair in starts.windows(2) {
        let length = (pair[1] - pair[0]) as usize;
        let (column_values, other_values) = values.split_at_mut(length);
        let (column_rows, other_rows) = rows.split_at_mut(length);
        (values, rows) = (other_values, other_rows);
        columns.push((column_values, column_rows));
    }
    map_items(columns, |(values, rows)| {
        let mut keys: Vec<u64> = values
            .iter()
            .zip(rows.iter())
            .map(|(&value, &row)| key(value, row))
            .collect();
        keys.sort_unstable();
        for ((value, row), key) in values.iter_mut().zip(rows.iter_mut()).zip(keys) {
            *value = value_of((key >> 32) as u32);
            *row = key as u32;
        }
    });
}

/// Orders as the value does, then as the row does.
fn key(value: f32, row: u32) -> u64 {
    // -0 + 0 is 0.
    let bits = (value + 0.0).to_bits();
    let ordered = if bits >> 31 == 1 { !bits } else { bits | 1 << 31 };
    u64::from(ordered) << 32 | u64::from(row)
}

fn value_of(ordered: u32) -> f32 {
    f32::from_bits(if ordered >> 31 == 1 {
        ordered & !(1 << 31)
    } else {
        !ordered
    })
}
