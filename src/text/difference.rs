//! Two texts as the lines in which they differ.

/// So many equal lines stand around each place.
const AROUND: usize = 2;

/// The lines in which two texts differ, those of the first with `-`, those of the second with `+`, with
/// equal ones around them; `…` where lines are left out. Empty where they are equal.
pub fn difference(old: &str, new: &str) -> String {
    let lines = aligned(&old.lines().collect::<Vec<_>>(), &new.lines().collect::<Vec<_>>());
    let near = |at: usize| {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len());
        lines[around].iter().any(|(sign, _)| *sign != ' ')
    };
    let mut shown = String::new();
    let mut gap = false;
    for (at, (sign, line)) in lines.iter().enumerate() {
        if near(at) {
            if std::mem::take(&mut gap) && !shown.is_empty() {
                shown.push_str("…\n");
            }
            shown.push_str(format!("{sign} {line}").trim_end());
            shown.push('\n');
        } else {
            gap = true;
        }
    }
    shown
}

/// Every line of both with its sign, so that as many as can be are equal.
fn aligned<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(char, &'t str)> {
    // How many lines are equal from each place on.
    let mut equal = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            equal[a][b] = match old[a] == new[b] {
                true => equal[a + 1][b + 1] + 1,
                false => equal[a + 1][b].max(equal[a][b + 1]),
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut lines = Vec::with_capacity(old.len().max(new.len()));
    while a < old.len() || b < new.len() {
        let both = a < old.len() && b < new.len();
        if both && old[a] == new[b] {
            lines.push((' ', old[a]));
            (a, b) = (a + 1, b + 1);
        } else if b == new.len() || (both && equal[a + 1][b] >= equal[a][b + 1]) {
            lines.push(('-', old[a]));
            a += 1;
        } else {
            lines.push(('+', new[b]));
            b += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn only_what_differs_is_shown_with_what_stands_around_it() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        assert_eq!(difference(old, old), "");
        let new = old.replace("4\n", "four\n");
        assert_eq!(difference(old, &new), "  2\n  3\n- 4\n+ four\n  5\n  6\n");
        let new = format!("0\n{}", old.replace("8\n", ""));
        assert_eq!(difference(old, &new), "+ 0\n  1\n  2\n…\n  6\n  7\n- 8\n  9\n");
    }
}
