//! The order in which people read names that hold numbers.

use std::cmp::Ordering;

/// Compares in natural order: numbers count, so that 2 comes before 10, whatever the case of letters.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (in_a, in_b) = (digits(a), digits(b));
        if in_a > 0 && in_b > 0 {
            let (number_a, rest_a) = a.split_at(in_a);
            let (number_b, rest_b) = b.split_at(in_b);
            let bare = |number: &str| number.trim_start_matches('0').to_owned();
            let (number_a, number_b) = (bare(number_a), bare(number_b));
            let order = number_a.len().cmp(&number_b.len()).then_with(|| number_a.cmp(&number_b));
            if order.is_ne() {
                return order;
            }
            (a, b) = (rest_a, rest_b);
            continue;
        }
        let (mut in_a, mut in_b) = (a.chars(), b.chars());
        match (in_a.next(), in_b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => {
                // A folder comes before what has its name with more letters.
                let rank = |c: char| (c != '/', c.to_lowercase().next());
                let order = rank(x).cmp(&rank(y));
                if order.is_ne() {
                    return order;
                }
            }
        }
        (a, b) = (in_a.as_str(), in_b.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenth_exercise_of_a_week_comes_after_the_ninth() {
        let mut numbers = ["EX1.10", "M0", "EX1.2", "", "EX1.1", "EX1.9"];
        numbers.sort_by(|a, b| natural(a, b));
        assert_eq!(numbers, ["", "EX1.1", "EX1.2", "EX1.9", "EX1.10", "M0"]);
    }
}
