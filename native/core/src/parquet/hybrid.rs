//! Parquet's hybrid of run lengths and packed bits: definition levels, dictionary indices, truth values.

/// A position in such bytes. The bytes stay with the caller, who passes the same ones every time.
#[derive(Clone, Copy, Debug)]
pub struct Hybrid {
    at: usize,
    end: usize,
    width: u32,
    run: Run,
}

#[derive(Clone, Copy, Debug)]
enum Run {
    Repeated { value: u32, left: usize },
    Packed { bit: usize, left: usize },
}

impl Hybrid {
    /// Values of `width` bits in `bytes[at..end]`.
    pub fn new(at: usize, end: usize, width: u32) -> Option<Self> {
        let run = Run::Repeated { value: 0, left: 0 };
        (width <= 32 && at <= end).then_some(Self { at, end, width, run })
    }

    /// The next values, as many as `into` holds.
    pub fn fill(&mut self, bytes: &[u8], into: &mut [u32]) -> Option<()> {
        let mut filled = 0;
        while filled < into.len() {
            self.load(bytes)?;
            let rest = &mut into[filled..];
            filled += match &mut self.run {
                Run::Repeated { value, left } => {
                    let count = rest.len().min(*left);
                    rest[..count].fill(*value);
                    *left -= count;
                    count
                }
                Run::Packed { bit, left } => {
                    let count = rest.len().min(*left);
                    unpack(bytes, *bit, self.width, &mut rest[..count]);
                    *bit += count * self.width as usize;
                    *left -= count;
                    count
                }
            };
        }
        Some(())
    }

    /// Takes up to `most` equal values where they stand as one run; a count of 0 where they do not.
    pub fn take_run(&mut self, bytes: &[u8], most: usize) -> Option<(u32, usize)> {
        self.load(bytes)?;
        match &mut self.run {
            Run::Repeated { value, left } => {
                let count = most.min(*left);
                *left -= count;
                Some((*value, count))
            }
            Run::Packed { .. } => Some((0, 0)),
        }
    }

    /// Makes sure that the current run has a value left.
    fn load(&mut self, bytes: &[u8]) -> Option<()> {
        while let Run::Repeated { left: 0, .. } | Run::Packed { left: 0, .. } = self.run {
            let bytes = bytes.get(..self.end)?;
            let header = varint(bytes, &mut self.at)?;
            let length = header >> 1;
            self.run = if header & 1 == 0 {
                let value = little_endian(bytes.get(self.at..self.at + self.width.div_ceil(8) as usize)?);
                self.at += self.width.div_ceil(8) as usize;
                if self.width < 32 && value >> self.width != 0 {
                    return None;
                }
                Run::Repeated { value, left: length }
            } else {
                let packed = length.checked_mul(self.width as usize)?;
                let bit = self.at * 8;
                self.at = self.at.checked_add(packed).filter(|&at| at <= self.end)?;
                Run::Packed { bit, left: length * 8 }
            };
        }
        Some(())
    }
}

/// Values of `width` bits from bit `first` on; the caller has seen that they lie in `bytes`.
pub fn unpack(bytes: &[u8], first: usize, width: u32, into: &mut [u32]) {
    let mask = ((1u64 << width) - 1) as u32;
    for (index, value) in into.iter_mut().enumerate() {
        let bit = first + index * width as usize;
        let word = match bytes.get(bit / 8..bit / 8 + 8) {
            Some(eight) => u64::from_le_bytes(eight.try_into().expect("eight bytes")),
            None => tail(bytes.get(bit / 8..).unwrap_or_default()),
        };
        *value = (word >> (bit % 8)) as u32 & mask;
    }
}

/// Fewer than eight bytes.
fn tail(bytes: &[u8]) -> u64 {
    let byte = |(at, &byte): (usize, &u8)| u64::from(byte) << (8 * at);
    bytes.iter().enumerate().map(byte).sum()
}

/// At most four bytes.
fn little_endian(bytes: &[u8]) -> u32 {
    tail(bytes) as u32
}

/// The header of a run: below 2^32, so that no product of it overflows.
fn varint(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut number = 0u64;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return u32::try_from(number).ok().map(|number| number as usize);
        }
    }
    None
}
