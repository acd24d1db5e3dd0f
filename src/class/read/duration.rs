//! Durations as statements write them, by ISO 8601.

/// The milliseconds of a duration of ISO 8601 in days, hours, minutes and seconds.
pub(super) fn duration_ms(text: &str) -> Option<u32> {
    let text = text.strip_prefix('P')?;
    let (days, time) = text.split_once('T').unwrap_or((text, ""));
    let seconds = parts(days, &[('W', 604_800.0), ('D', 86_400.0)])?
        + parts(time, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)])?;
    Some((seconds * 1_000.0).round() as u32)
}

/// The sum of numbers with a unit each.
fn parts(text: &str, units: &[(char, f64)]) -> Option<f64> {
    let mut sum = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, after) = rest.split_at(at);
        let unit = after.chars().next()?;
        let (_, worth) = units.iter().find(|(known, _)| *known == unit)?;
        sum += number.parse::<f64>().ok().filter(|number| number.is_finite())? * worth;
        rest = after.get(1..)?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_usual_form() {
        for (text, ms) in [
            ("PT4.2S", Some(4_200)),
            ("PT0S", Some(0)),
            ("PT1M0.05S", Some(60_050)),
            ("P1DT1H", Some(90_000_000)),
            ("P1W", Some(604_800_000)),
            ("PT", Some(0)),
            ("4.2", None),
            ("PTS", None),
            ("PT1X", None),
            ("PT-", None),
        ] {
            assert_eq!(duration_ms(text), ms, "{text}");
        }
    }
}
