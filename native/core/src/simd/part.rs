//! Rows that go to either side of a split, eight at a time.

/// Which codes go left: those below `left_end`, and those from `missing_from` on where `missing_left`.
#[derive(Clone, Copy)]
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
pub(crate) struct ByteSplit<'a> {
    /// By row
    pub codes: &'a [u8],
    pub left_end: i32,
    pub missing_from: i32,
    pub missing_left: bool,
}

/// Rows that were taken, and how many of them went left.
#[derive(Clone, Copy, Default)]
pub(crate) struct Parted {
    pub taken: usize,
    pub left: usize,
}

/// For each set of eight lanes, a byte per lane: those in the set in their order, from the lowest place up; other places hold anything.
#[cfg(target_arch = "x86_64")]
const FRONT: [u64; 256] = orders(false);
/// Those that are not in the set in their order, from the highest place down.
#[cfg(target_arch = "x86_64")]
const BACK: [u64; 256] = orders(true);

#[cfg(target_arch = "x86_64")]
const fn orders(of_others: bool) -> [u64; 256] {
    let mut orders = [0; 256];
    let mut set = 0;
    while set < 256 {
        let (mut lane, mut place) = (0, 0);
        while lane < 8 {
            if ((set >> lane) & 1 == 0) == of_others {
                let to = if of_others { 7 - place } else { place };
                orders[set] |= lane << (8 * to);
                place += 1;
            }
            lane += 1;
        }
        set += 1;
    }
    orders
}

/// Copies the first rows of `rows`, as many as is fast, to `room`, which is as long: those that go left to its front, the others backwards from its end.
///
/// # Safety
/// The processor must have AVX2.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) unsafe fn part_avx2(split: ByteSplit, rows: &[u32], room: &mut [u32]) -> Parted {
    use std::arch::x86_64::*;

    let ByteSplit {
        codes,
        left_end,
        missing_from,
        missing_left,
    } = split;
    let mut done = Parted::default();
    // Four bytes are fetched where one is wanted, by signed places.
    let Some(last) = codes.len().checked_sub(4).and_then(|last| i32::try_from(last).ok()) else {
        return done;
    };
    assert!(room.len() == rows.len());
    unsafe {
        let last = _mm256_set1_epi32(last);
        let left_end = _mm256_set1_epi32(left_end);
        let before_missing = _mm256_set1_epi32(missing_from - 1);
        let missing_left = _mm256_set1_epi32(-i32::from(missing_left));
        let order = |orders: &[u64; 256], set: usize| _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(orders[set] as i64));
        // With sixteen places free, what either side writes beyond its own rows meets none of the other's.
        while done.taken + 16 <= rows.len() {
            let own = _mm256_loadu_si256(rows.as_ptr().add(done.taken).cast());
            let within = _mm256_cmpeq_epi32(_mm256_max_epu32(own, last), last);
            if _mm256_movemask_epi8(within) != -1 {
                break;
            }
            let fetched = _mm256_i32gather_epi32::<1>(codes.as_ptr().cast(), own);
            let code = _mm256_and_si256(fetched, _mm256_set1_epi32(255));
            let below = _mm256_cmpgt_epi32(left_end, code);
            let is_missing = _mm256_cmpgt_epi32(code, before_missing);
            let goes_left = _mm256_blendv_epi8(below, missing_left, is_missing);
            let set = _mm256_movemask_ps(_mm256_castsi256_ps(goes_left)) as usize & 255;
            let end = room.len() - (done.taken - done.left);
            let room = room.as_mut_ptr();
            let front = _mm256_permutevar8x32_epi32(own, order(&FRONT, set));
            _mm256_storeu_si256(room.add(done.left).cast(), front);
            let back = _mm256_permutevar8x32_epi32(own, order(&BACK, set));
            _mm256_storeu_si256(room.add(end - 8).cast(), back);
            done.left += set.count_ones() as usize;
            done.taken += 8;
        }
    }
    done
}
