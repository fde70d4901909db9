//! How likely the lengths of two texts make it that one translates the other (Gale and Church 1993).

/// The variance of a translation's length for each character of its source, as Gale and Church measured it.
const VARIANCE_PER_CHARACTER: f64 = 6.8;

/// Degrees of freedom of the t distribution that stands in for their normal one: free translations differ more
/// than a normal distribution allows.
const DEGREES: f64 = 4.0;

/// Sentences have this many characters, by the median of running text, ...
const MEDIAN_LENGTH: f64 = 80.0;

/// ... and the logarithm of their length this deviation.
const LOG_LENGTH_DEVIATION: f64 = 1.2;

/// Log-likelihood ratio of a text of `target` characters as the translation of one of `source` characters,
/// against any sentence; `ratio` is how many target characters a source character takes.
pub fn log_ratio(source: f64, target: f64, ratio: f64) -> f64 {
    let expected = source * ratio;
    let variance = VARIANCE_PER_CHARACTER * ((expected + target) / 2.0).max(1.0);
    let delta_squared = (target - expected).powi(2) / variance;
    // Student's density for four degrees of freedom is 3/8 (1 + t²/4)^(-5/2).
    let translated = 0.375_f64.ln() - (DEGREES + 1.0) / 2.0 * (delta_squared / DEGREES).ln_1p() - variance.ln() / 2.0;
    translated - log_background(target)
}

/// Log density of a sentence's length: log-normal.
fn log_background(length: f64) -> f64 {
    let length = length.max(1.0);
    let deviation = (length / MEDIAN_LENGTH).ln() / LOG_LENGTH_DEVIATION;
    -deviation * deviation / 2.0 - (length * LOG_LENGTH_DEVIATION).ln() - (2.0 * std::f64::consts::PI).ln() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_lengths_speak_for_a_translation() {
        #[track_caller]
        fn check(source: f64, target: f64, speaks_for: bool) {
            let ratio = log_ratio(source, target, 1.0);
            assert_eq!(ratio > 0.0, speaks_for, "{source} {target}: {ratio}");
        }
        check(80.0, 80.0, true);
        check(80.0, 100.0, true);
        check(80.0, 200.0, false);
        check(200.0, 80.0, false);
        check(10.0, 12.0, true);
    }
}
