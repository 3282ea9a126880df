use super::Entries;

pub struct Route<'a> {
    pub entries: Entries<'a>,
    pub first_column: i32,
    /// `[data rows]`, -1 of rows that stay where they are
    pub node_of_row: &'a [i32],
    /// `[nodes]`, -1 of those that do not split
    pub split_columns: &'a [i32],
    /// `[nodes]`
    pub split_values: &'a [f32],
}

/// Tells the rows that have a value in the column that their node splits on which side they go to.
pub fn route_rows(route: &Route, goes_left: &mut [u8]) {
    for column in 0..route.entries.columns() {
        let number = route.first_column + column as i32;
        if !route.split_columns.contains(&number) {
            continue;
        }
        for (value, row) in route.entries.of(column) {
            let Ok(node) = usize::try_from(route.node_of_row[row as usize]) else {
                continue;
            };
            if route.split_columns[node] == number {
                goes_left[row as usize] = u8::from(value < route.split_values[node]);
            }
        }
    }
}
