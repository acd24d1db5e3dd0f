//! Lists by number in one piece of memory: what every item of large layers has around it.

/// For every number below a count a list of values.
pub(super) struct Lists<T> {
    starts: Vec<usize>,
    all: Vec<T>,
}

impl<T: Copy> Lists<T> {
    /// The values of every number below `count`, in the order of the pairs.
    pub(super) fn new(count: usize, pairs: &[(usize, T)]) -> Self {
        let mut starts = vec![0; count + 2];
        for (number, _) in pairs {
            starts[number + 2] += 1;
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut all: Vec<_> = pairs.iter().map(|(_, value)| *value).collect();
        // Each start moves to its end, where the next list starts.
        for (number, value) in pairs {
            all[starts[number + 1]] = *value;
            starts[number + 1] += 1;
        }
        Self { starts, all }
    }

    /// The values of one number.
    pub(super) fn of(&self, number: usize) -> &[T] {
        &self.all[self.starts[number]..self.starts[number + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_keeps_its_values_in_order() {
        let lists = Lists::new(4, &[(2, 'a'), (0, 'b'), (2, 'c'), (3, 'd')]);
        assert_eq!(
            [0, 1, 2, 3].map(|at| lists.of(at).iter().collect::<String>()),
            ["b", "", "ac", "d"]
        );
        assert!(Lists::<u8>::new(1, &[]).of(0).is_empty());
    }
}
