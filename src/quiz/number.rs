//! Numbers between people and the machine: reading what a learner typed, writing what is shown.

use super::answer::{Unready, fold};

/// What a typed number may mean. `1,234` is a thousand and some in one country and a fraction in the
/// next, so both readings are kept and either may be right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typed(Vec<f64>);

impl Typed {
    /// Reads `99.7 %`, `1 234,5`, `1,234.5`, `1e3`, `≈ 12.5 GiB`; the unit may be left out.
    ///
    /// # Errors
    /// Nothing was typed, it is no number, or it has another unit.
    pub(super) fn read(text: &str, unit: Option<&str>) -> Result<Self, Unready> {
        let text = fold(text);
        let mut text = text.trim_start_matches(['~', '≈', '=', '+', ' ']);
        if text.is_empty() {
            return Err(Unready::Empty);
        }
        if let Some(rest) = unit.and_then(|unit| text.strip_prefix(&fold(unit))) {
            text = rest.trim_start();
        }
        let end = digits_end(text);
        let (digits, suffix) = text.split_at_checked(end).unwrap_or((text, ""));
        let readings = readings(digits);
        if readings.is_empty() {
            return Err(Unready::NotANumber);
        }
        match (suffix.trim(), unit) {
            ("", _) => Ok(Self(readings)),
            (suffix, Some(unit)) if same_unit(suffix, unit) => Ok(Self(readings)),
            (_, Some(unit)) => Err(Unready::WrongUnit(unit.to_owned())),
            (_, None) => Err(Unready::NotANumber),
        }
    }

    /// Whether one of the readings is a value, within a tolerance.
    pub(super) fn is(&self, value: f64, tolerance: f64) -> bool {
        self.0.iter().any(|reading| near(*reading, value, tolerance))
    }
}

/// Equality within a tolerance, with some room for how binary fractions are kept.
pub(super) fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance + 1e-9 * b.abs().max(1.0)
}

/// Where the number ends and a unit may begin. An `e` belongs to the number if digits follow.
fn digits_end(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let belongs = match c {
            '0'..='9' => true,
            '-' => at == 0,
            '.' | ',' | '\'' | '_' | ' ' => {
                characters.peek().is_some_and(|(_, next)| next.is_ascii_digit())
                    || (matches!(c, '-' | ' ') && end == 0)
            }
            'e' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
                let exponent = rest.starts_with(|c: char| c.is_ascii_digit());
                if exponent && matches!(characters.peek(), Some((_, '+' | '-'))) {
                    characters.next();
                }
                exponent
            }
            _ => false,
        };
        if !belongs {
            break;
        }
        end = at + c.len_utf8();
    }
    // The sign after an `e` was stepped over together with it.
    let sign = text.get(end..).unwrap_or_default();
    if text.get(..end).is_some_and(|part| part.ends_with('e')) && sign.starts_with(['+', '-']) {
        end += 1;
    }
    end
}

fn readings(digits: &str) -> Vec<f64> {
    let bare: String = digits.chars().filter(|c| !matches!(c, ' ' | '\'' | '_')).collect();
    let (commas, points) = (bare.matches(',').count(), bare.matches('.').count());
    let candidates = match (commas, points) {
        (0, 0 | 1) => vec![bare],
        (0, _) => vec![bare.replace('.', "")],
        (1, 0) if groups_of_three(&bare, ',') => {
            vec![bare.replace(',', ""), bare.replace(',', ".")]
        }
        (1, 0) => vec![bare.replace(',', ".")],
        (_, 0) => vec![bare.replace(',', "")],
        // The one that stands last is the decimal mark.
        _ if bare.rfind(',') > bare.rfind('.') && commas == 1 => {
            vec![bare.replace('.', "").replace(',', ".")]
        }
        (_, 1) => vec![bare.replace(',', "")],
        _ => Vec::new(),
    };
    let numbers = candidates.iter().filter_map(|text| text.parse::<f64>().ok());
    numbers.filter(|number| number.is_finite()).collect()
}

/// Whether the only mark could be one between thousands: `12,345` but not `0,345` or `1234,567`.
fn groups_of_three(text: &str, mark: char) -> bool {
    let Some((front, back)) = text.trim_start_matches('-').split_once(mark) else { return false };
    (1..=3).contains(&front.len())
        && !front.starts_with('0')
        && back.len() == 3
        && back.chars().all(|c| c.is_ascii_digit())
}

fn same_unit(typed: &str, unit: &str) -> bool {
    let (typed, unit) = (fold(typed), fold(unit));
    let plural = |text: &str| text.strip_suffix('s').unwrap_or(text).to_owned();
    typed == unit
        || plural(&typed) == plural(&unit)
        || (unit == "%" && matches!(typed.as_str(), "percent" | "per cent" | "pct"))
}

/// Writes a number with at most so many decimals and without zeros at the end.
pub(super) fn shown(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text.as_str(),
    };
    if text == "-0" { "0".into() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<f64>, Unready> {
        Typed::read(text, Some("ms")).map(|typed| typed.0)
    }

    #[test]
    fn numbers_are_read_as_people_of_many_countries_type_them() {
        for (text, expected) in [
            ("1234.5", 1234.5),
            ("1 234,5", 1234.5),
            ("1\u{202f}234,5 ms", 1234.5),
            ("1,234.5", 1234.5),
            ("1.234,5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("1.234.567", 1_234_567.0),
            ("1'234", 1234.0),
            ("1_234", 1234.0),
            ("1e3", 1000.0),
            ("1E+3 ms", 1000.0),
            ("2.5e-3", 0.0025),
            ("−5", -5.0),
            ("+5", 5.0),
            ("≈ 12MS", 12.0),
            ("ms 7", 7.0),
            ("0,5", 0.5),
            (".5", 0.5),
        ] {
            assert_eq!(read(text), Ok(vec![expected]), "{text}");
        }
        assert_eq!(read("1,234"), Ok(vec![1234.0, 1.234]));
    }

    #[test]
    fn what_is_no_number_is_said_to_be_none() {
        for text in ["abc", "ms", "--5", "e5", "1e999", "1,2.3,4.5", "5-3", "½"] {
            assert!(read(text).is_err(), "{text} is a number");
        }
        assert_eq!(read("  "), Err(Unready::Empty));
        assert_eq!(read("5 s"), Err(Unready::WrongUnit("ms".into())));
        assert_eq!(Typed::read("5 s", None), Err(Unready::NotANumber));
        assert!(Typed::read("99.7 percent", Some("%")).is_ok());
        assert!(Typed::read("3 call", Some("calls")).is_ok());
    }

    #[test]
    fn shown_numbers_have_no_zeros_at_the_end() {
        assert_eq!(shown(99.7003, 2), "99.7");
        assert_eq!(shown(100.0, 0), "100");
        assert_eq!(shown(-0.001, 1), "0");
    }
}
