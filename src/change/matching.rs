//! The best assignment of two lists to each other, exactly: the Hungarian method with potentials (Kuhn
//! 1955, Munkres 1957), in the cube of the longer list.

/// For each row the column that it gets, so that the sum of gains is the greatest. Every row gets one
/// where there are as many columns; rows that find none get `None`.
pub fn assign(gains: &[Vec<i64>], columns: usize) -> Vec<Option<usize>> {
    let n = gains.len().max(columns);
    let cost = |row: usize, column: usize| {
        -gains.get(row).and_then(|gains| gains.get(column)).copied().unwrap_or(0)
    };
    // Rows and columns count from 1; 0 is where nothing stands yet.
    let (mut of_row, mut of_column) = (vec![0_i64; n + 1], vec![0_i64; n + 1]);
    let mut row_of = vec![0_usize; n + 1];
    for row in 1..=n {
        let mut way = vec![0_usize; n + 1];
        let mut least = vec![i64::MAX; n + 1];
        let mut used = vec![false; n + 1];
        let mut at = 0;
        row_of[0] = row;
        while row_of[at] != 0 {
            used[at] = true;
            let here = row_of[at];
            let (mut delta, mut next) = (i64::MAX, 0);
            for column in (1..=n).filter(|column| !used[*column]) {
                let slack = cost(here - 1, column - 1) - of_row[here] - of_column[column];
                if slack < least[column] {
                    (least[column], way[column]) = (slack, at);
                }
                if least[column] < delta {
                    (delta, next) = (least[column], column);
                }
            }
            for column in 0..=n {
                if used[column] {
                    of_row[row_of[column]] += delta;
                    of_column[column] -= delta;
                } else {
                    least[column] = least[column].saturating_sub(delta);
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[way[at]];
            at = way[at];
        }
    }
    let mut found = vec![None; gains.len()];
    for (column, row) in row_of.iter().skip(1).take(columns).enumerate() {
        if let Some(place) = found.get_mut(row - 1) {
            *place = Some(column);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn sum(gains: &[Vec<i64>], found: &[Option<usize>]) -> i64 {
        let rows = gains.iter().zip(found);
        rows.filter_map(|(gains, column)| Some(gains[(*column)?])).sum()
    }

    /// The greatest sum by trying everything.
    fn brute(gains: &[Vec<i64>], free: &mut Vec<usize>) -> i64 {
        let Some((first, rest)) = gains.split_first() else { return 0 };
        let mut best = brute(rest, free);
        for at in 0..free.len() {
            let column = free.remove(at);
            best = best.max(first[column] + brute(rest, free));
            free.insert(at, column);
        }
        best
    }

    #[test]
    fn the_assignment_is_the_best_of_all_up_to_seven_by_seven() {
        let mut chance = Chance::new(11);
        for round in 0..120 {
            let (rows, columns) = (round % 7 + 1, (round / 7) % 7 + 1);
            let gains: Vec<Vec<i64>> = (0..rows)
                .map(|_| (0..columns).map(|_| (chance.number() % 20) as i64).collect())
                .collect();
            let found = assign(&gains, columns);
            let mut taken: Vec<usize> = found.iter().flatten().copied().collect();
            taken.sort_unstable();
            taken.dedup();
            assert_eq!(taken.len(), rows.min(columns));
            assert_eq!(sum(&gains, &found), brute(&gains, &mut (0..columns).collect()));
        }
    }
}
