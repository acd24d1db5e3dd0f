//! Numbers as they are told.

/// From here on a number is told by its first digits and a power of ten: nobody counts more of them.
const LONG: f64 = 1e15;
/// Below this one is.
const TINY: f64 = 1e-9;

/// A number in few characters, however large or small it is.
pub fn figure(number: f64) -> String {
    let size = number.abs();
    if size < LONG && (size >= TINY || size == 0.0) {
        return number.to_string();
    }
    let short = format!("{number:.3e}");
    match short.split_once('e') {
        Some((digits, power)) => {
            let digits = digits.trim_end_matches('0').trim_end_matches('.');
            format!("{digits}e{power}")
        }
        None => short,
    }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn a_number_is_short_however_large_or_small() {
        let told = [0.0, 86.4, -1500.0, 999_999_999_999.5, 1e308, -1.2346e-300].map(figure);
        assert_eq!(told, ["0", "86.4", "-1500", "999999999999.5", "1e308", "-1.235e-300"]);
        assert_eq!(figure(f64::INFINITY), "inf");
    }
}
