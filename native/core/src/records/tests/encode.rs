//! Frames and messages by hand.

pub fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

pub fn delimited(field: u64, content: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

pub fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

pub fn varints(values: &[u64]) -> Vec<u8> {
    values.iter().flat_map(|value| varint(*value)).collect()
}

/// A map entry named `values` that holds the tensor.
pub fn entry(map: u64, element: u64, tensor: &[u8]) -> Vec<u8> {
    let value = delimited(2, &delimited(element, tensor));
    delimited(map, &[delimited(1, b"values"), value].concat())
}

pub fn dense(values: &[f32]) -> Vec<u8> {
    entry(1, 2, &delimited(1, &floats(values)))
}

pub fn label(value: f32) -> Vec<u8> {
    entry(2, 2, &delimited(1, &floats(&[value])))
}

pub fn sparse(values: &[f32], keys: &[u64], shape: &[u64]) -> Vec<u8> {
    let mut tensor = Vec::new();
    for (field, content) in [(1, floats(values)), (2, varints(keys)), (3, varints(shape))] {
        if !content.is_empty() {
            tensor.extend(delimited(field, &content));
        }
    }
    entry(1, 2, &tensor)
}

pub fn part(flag: u32, payload: &[u8]) -> Vec<u8> {
    let mut frame = 0xCED7_230Au32.to_le_bytes().to_vec();
    frame.extend((flag << 29 | payload.len() as u32).to_le_bytes());
    frame.extend(payload);
    frame.resize(frame.len().next_multiple_of(4), 0);
    frame
}

pub fn frame(payload: &[u8]) -> Vec<u8> {
    part(0, payload)
}
