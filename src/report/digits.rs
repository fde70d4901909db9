//! Numbers as bytes, written without the general machinery of formatting.

use std::io::Write as _;

use super::{DECIMALS, rounded};

/// Digits of the largest count.
const MOST_DIGITS: usize = 20;

/// Appends a whole number.
pub(super) fn push_count(count: u64, out: &mut Vec<u8>) {
    let mut digits = [0; MOST_DIGITS];
    let mut rest = count;
    let mut from = MOST_DIGITS;
    for (place, digit) in digits.iter_mut().enumerate().rev() {
        // Below ten.
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        from = place;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[from..]);
}

/// Appends a number as [`rounded`] and `Display` give it, save for the mark before its decimals.
pub(super) fn push_number(number: f64, decimal_mark: u8, out: &mut Vec<u8>) {
    let Some((whole, mut decimals)) = whole_and_decimals(number.abs()) else {
        let start = out.len();
        // Writing into memory cannot fail.
        let _infallible = write!(out, "{}", rounded(number));
        if let Some(point) = out[start..].iter().position(|&byte| byte == b'.') {
            out[start + point] = decimal_mark;
        }
        return;
    };
    if number < 0.0 && (whole, decimals) != (0, 0) {
        out.push(b'-');
    }
    push_count(whole, out);
    if decimals == 0 {
        return;
    }
    out.push(decimal_mark);
    let mut unit = SCALE / 10;
    while decimals > 0 {
        // Below ten.
        out.push(b'0' + (decimals / unit % 10) as u8);
        decimals %= unit;
        unit /= 10;
    }
}

/// Decimals of 1.
const SCALE: u64 = 10_u64.pow(DECIMALS.unsigned_abs());

/// What stands before and behind the decimal point of a number that is at least 0; `None` where it is too large to be
/// taken apart exactly.
fn whole_and_decimals(number: f64) -> Option<(u64, u64)> {
    /// 2 to the power of 52: from here to twice that, floats are the whole numbers in order.
    const FIRST_WHOLE: f64 = 4_503_599_627_370_496.0;
    /// Above this, fifteen digits no longer tell floats apart.
    const MOST: f64 = 1e15;
    let scaled = (number * SCALE as f64).round();
    if scaled.is_nan() || scaled >= MOST {
        return None;
    }
    let scaled = (scaled + FIRST_WHOLE).to_bits() - FIRST_WHOLE.to_bits();
    Some((scaled / SCALE, scaled % SCALE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(number: f64) -> String {
        let mut out = Vec::new();
        push_number(number, b'.', &mut out);
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn numbers_have_no_more_decimals_than_they_need() {
        for (value, expected) in
            [(0.0, "0"), (-0.00001, "0"), (1.5, "1.5"), (-0.00012, "-0.0001"), (0.10003, "0.1"), (12.0, "12")]
        {
            assert_eq!(number(value), expected);
        }
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_display_writes_them(small in -20.0..20.0, any in any::<f64>(), count in any::<u64>()) {
            for value in [small, any, small * 1e11, count as f64 / 1e4] {
                prop_assert_eq!(number(value), rounded(value).to_string());
            }
            let mut out = Vec::new();
            push_count(count, &mut out);
            prop_assert_eq!(out, count.to_string().into_bytes());
        }
    }
}
