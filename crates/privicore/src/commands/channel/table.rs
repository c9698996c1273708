//! Values by increasing keys.

/// Sorted by key. There are few entries, and a map of the standard library costs kilobytes of code for each type.
pub(super) struct Table<T>(Vec<(u64, T)>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Table<T> {
    fn find(&self, key: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&key, |(known, _)| *known)
    }

    pub(super) fn insert(&mut self, key: u64, value: T) {
        match self.find(key) {
            Ok(at) => {
                if let Some((_, place)) = self.0.get_mut(at) {
                    *place = value;
                }
            }
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    pub(super) fn remove(&mut self, key: u64) -> Option<T> {
        let at = self.find(key).ok()?;
        Some(self.0.remove(at).1)
    }

    pub(super) fn get_mut(&mut self, key: u64) -> Option<&mut T> {
        let at = self.find(key).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(u64, T)> {
        self.0.iter()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_holds_its_own_value_in_whatever_order_they_come_and_go() {
        let mut table = Table::default();
        for key in [1, 2, 5, 9, 4] {
            table.insert(key, key * 10);
        }
        table.insert(5, 51);
        assert_eq!(table.iter().copied().collect::<Vec<_>>(), [(1, 10), (2, 20), (4, 40), (5, 51), (9, 90)]);
        assert_eq!((table.remove(2), table.remove(2), table.remove(3)), (Some(20), None, None));
        assert_eq!((table.get_mut(9).copied(), table.get_mut(2)), (Some(90), None));
        assert_eq!(table.values().sum::<u64>(), 191);
        assert_eq!((table.len(), table.is_empty()), (4, false));
    }
}
