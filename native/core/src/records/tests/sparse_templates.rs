//! A record that is read by the template of the one before it is what it is alone.

use super::*;

/// Rows that differ in nothing but numbers, and rows that differ in something else.
fn rows() -> Vec<Vec<u8>> {
    let labelled = |features: Vec<u8>, value| [features, label(value)].concat();
    let later = |row: Vec<u8>| [row, delimited(99, b"later")].concat();
    let tensor = |parts: &[Vec<u8>]| labelled(entry(1, 2, &parts.concat()), 7.0);
    let [values, keys, shape] = [(1, floats(&[3.0, 4.0])), (2, varints(&[1, 200])), (3, varints(&[300]))]
        .map(|(field, content)| delimited(field, &content));
    let nearest = [values.clone(), keys.clone(), delimited(3, &varints(&[1, 300]))];
    vec![
        labelled(sparse(&[1.0, 2.0], &[0, 5], &[300]), 1.0),
        labelled(sparse(&[1.0, -2.0, 0.5], &[3, 128, 299], &[300]), 2.0),
        labelled(sparse(&[9.0; 100], &(100..200).collect::<Vec<_>>(), &[300]), -0.0),
        labelled(sparse(&[], &[], &[300]), 3.0),
        later(labelled(sparse(&[1.0], &[299], &[300]), 4.0)),
        [label(5.0), sparse(&[1.0], &[17], &[300])].concat(),
        [delimited(98, b"first"), labelled(sparse(&[1.0], &[17], &[300]), 6.0)].concat(),
        tensor(&nearest),
        tensor(&[keys.clone(), values.clone(), shape.clone()]),
        tensor(&[
            values.clone(),
            keys.clone(),
            shape.clone(),
            keys.clone(),
            values.clone(),
        ]),
        tensor(&[values.clone(), keys.clone(), delimited(99, b"later"), shape.clone()]),
        // The last entry of a name counts.
        [sparse(&[8.0], &[2], &[300]), tensor(&[values, keys, shape])].concat(),
    ]
}

#[test]
fn a_row_is_what_it_is_alone_whatever_stands_before_it() {
    for first in rows() {
        for second in rows() {
            let [alone, behind] = [&first, &second].map(|row| read(&frame(row)).unwrap());
            let both = read(&[frame(&first), frame(&second)].concat()).unwrap();
            assert_eq!(both.values, [&alone.values[..], &behind.values].concat());
            assert_eq!(both.columns, [&alone.columns[..], &behind.columns].concat());
            assert_eq!(both.labels, [&alone.labels[..], &behind.labels].concat());
            let ends = [alone.row_starts[1], alone.row_starts[1] + behind.row_starts[1]];
            assert_eq!(both.row_starts[1..], ends);
        }
    }
}

#[test]
fn what_is_wrong_is_told_as_if_there_were_no_template() {
    let good = sparse(&[1.0, 2.0], &[0, 5], &[300]);
    let ordered = [good.clone(), label(1.0)].concat();
    // Out of the order that a template needs.
    let other = [label(1.0), good.clone()].concat();
    let labelled = |features: Vec<u8>| [features, label(1.0)].concat();
    let cut_key = [
        delimited(1, &floats(&[1.0])),
        delimited(2, &[0x80]),
        delimited(3, &varints(&[300])),
    ]
    .concat();
    let odd_values = [
        delimited(1, &[0; 5]),
        delimited(2, &[1]),
        delimited(3, &varints(&[300])),
    ]
    .concat();
    for wrong in [
        labelled(sparse(&[1.0], &[300], &[300])),
        labelled(sparse(&[1.0, 2.0], &[5, 1 << 40], &[300])),
        labelled(sparse(&[1.0, 2.0], &[5], &[300])),
        labelled(sparse(&[1.0], &[5], &[301])),
        labelled(sparse(&[1.0], &[5], &[])),
        labelled(entry(1, 2, &cut_key)),
        labelled(entry(1, 2, &odd_values)),
        labelled(entry(1, 3, &odd_values)),
        [good.clone(), entry(2, 2, &delimited(1, &floats(&[1.0, 2.0])))].concat(),
        [good.clone(), entry(2, 3, &delimited(1, &[0; 8]))].concat(),
        good.clone(),
    ] {
        let [behind_template, behind_other] =
            [&ordered, &other].map(|first| read(&[frame(first), frame(&wrong)].concat()).unwrap_err());
        assert_eq!(behind_template.row, 1);
        assert_eq!(behind_template, behind_other, "{wrong:x?}");
    }
}
