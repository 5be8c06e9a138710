//! Maps and sets of a few entries, as sorted lists, with the ways of std's B-trees, in whose place
//! they stand: processes, partitions and sessions are counted in tens. Each kind of entry costs the
//! page a tenth of a B-tree's code, and a fork of the world copies one list.

mod traits;

use std::borrow::Borrow;
use std::ops::{Bound, RangeBounds};

/// A map in the order of its keys.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlatMap<K, V>(Vec<(K, V)>);

/// A set in its members' order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlatSet<T>(FlatMap<T, ()>);

/// The place of a key, taken or free.
pub struct Entry<'a, K, V> {
    map: &'a mut FlatMap<K, V>,
    place: Result<usize, usize>,
    key: K,
}

impl<K: Ord, V> FlatMap<K, V> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(Vec::new())
    }
    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Takes all entries away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &self.0[place].1)
    }
    /// The value of a key, to change.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &mut self.0[place].1)
    }
    /// Whether a key is there.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }
    /// Sets a key's value and returns the one before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => Some(std::mem::replace(&mut self.0[place].1, value)),
            Err(place) => {
                self.0.insert(place, (key, value));
                None
            }
        }
    }
    /// Takes an entry away and returns its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| self.0.remove(place).1)
    }
    /// The place of a key, to be filled.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        Entry { place: self.place(&key), map: self, key }
    }
    /// Keeps the entries of which this is true.
    pub fn retain(&mut self, mut keeps: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| keeps(key, value));
    }
    /// All entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator + Clone {
        self.0.iter().map(|(key, value)| (key, value))
    }
    /// All entries, to change their values.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }
    /// All keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.0.iter().map(|(key, _)| key)
    }
    /// All values.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.0.iter().map(|(_, value)| value)
    }
    /// All values, to change.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }
    /// All keys, for good.
    pub fn into_keys(self) -> impl DoubleEndedIterator<Item = K> {
        self.0.into_iter().map(|(key, _)| key)
    }
    /// All values, for good.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> {
        self.0.into_iter().map(|(_, value)| value)
    }
    /// The least key, with its value.
    pub fn first_key_value(&self) -> Option<(&K, &V)> {
        self.0.first().map(|(key, value)| (key, value))
    }
    /// The greatest key, with its value.
    pub fn last_key_value(&self) -> Option<(&K, &V)> {
        self.0.last().map(|(key, value)| (key, value))
    }
    /// Takes the entries from this key on away and returns them.
    #[must_use]
    pub fn split_off(&mut self, key: &K) -> Self {
        let place = self.place(key).unwrap_or_else(|place| place);
        Self(self.0.split_off(place))
    }
    /// The entries with these keys.
    pub fn range<Q: Ord + ?Sized, R: RangeBounds<Q>>(
        &self,
        keys: R,
    ) -> impl DoubleEndedIterator<Item = (&K, &V)>
    where
        K: Borrow<Q>,
    {
        let past = |key: &Q, with: bool| match self.place(key) {
            Ok(place) => place + usize::from(with),
            Err(place) => place,
        };
        let from = match keys.start_bound() {
            Bound::Unbounded => 0,
            Bound::Included(key) => past(key, false),
            Bound::Excluded(key) => past(key, true),
        };
        let to = match keys.end_bound() {
            Bound::Unbounded => self.len(),
            Bound::Included(key) => past(key, true),
            Bound::Excluded(key) => past(key, false),
        };
        self.0[from..to.max(from)].iter().map(|(key, value)| (key, value))
    }
}

impl<'a, K: Ord, V> Entry<'a, K, V> {
    /// Its value, which becomes this if it has none.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }
    /// Its value, which becomes this if it has none.
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'a mut V {
        let place = self.place.unwrap_or_else(|place| {
            self.map.0.insert(place, (self.key, value()));
            place
        });
        &mut self.map.0[place].1
    }
    /// Its value, which becomes the default if it has none.
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }
    /// Changes its value if it has one.
    #[must_use]
    pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Self {
        if let Ok(place) = self.place {
            change(&mut self.map.0[place].1);
        }
        self
    }
}

impl<T: Ord> FlatSet<T> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(FlatMap::new())
    }
    /// How many members it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Takes all members away.
    pub fn clear(&mut self) {
        self.0.clear();
    }
    /// Whether this is a member.
    pub fn contains<Q: Ord + ?Sized>(&self, member: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(member)
    }
    /// Adds a member; whether it is new.
    pub fn insert(&mut self, member: T) -> bool {
        self.0.insert(member, ()).is_none()
    }
    /// Takes a member away; whether it was there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, member: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.remove(member).is_some()
    }
    /// Keeps the members of which this is true.
    pub fn retain(&mut self, mut keeps: impl FnMut(&T) -> bool) {
        self.0.retain(|member, ()| keeps(member));
    }
    /// All members.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.0.keys()
    }
    /// The least member.
    pub fn first(&self) -> Option<&T> {
        self.iter().next()
    }
    /// The greatest member.
    pub fn last(&self) -> Option<&T> {
        self.iter().next_back()
    }
    /// The members within these bounds.
    pub fn range<Q: Ord + ?Sized, R: RangeBounds<Q>>(
        &self,
        members: R,
    ) -> impl DoubleEndedIterator<Item = &T>
    where
        T: Borrow<Q>,
    {
        self.0.range(members).map(|(member, ())| member)
    }
    /// Whether every member is one of the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.iter().all(|member| other.contains(member))
    }
    /// Whether it has every member of the other.
    pub fn is_superset(&self, other: &Self) -> bool {
        other.is_subset(self)
    }
    /// The members that the other does not have.
    pub fn difference<'a>(&'a self, other: &'a Self) -> impl DoubleEndedIterator<Item = &'a T> {
        self.iter().filter(|member| !other.contains(*member))
    }
    /// Takes the other's members over.
    pub fn append(&mut self, other: &mut Self) {
        self.extend(std::mem::take(other));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::rng::{between, mix};
    use std::collections;
    use std::hash::{DefaultHasher, Hash, Hasher};

    fn hash(of: &impl Hash) -> u64 {
        let mut state = DefaultHasher::new();
        of.hash(&mut state);
        state.finish()
    }

    #[test]
    fn they_do_what_b_trees_do() {
        let (mut flat, mut tree) = (FlatMap::new(), collections::BTreeMap::new());
        for nth in 0..2_000 {
            let draw = |salt: u64| between(mix(nth * 7 + salt), 0, 40);
            let (key, value, other) = (draw(1), draw(2), draw(3));
            match draw(4) % 4 {
                0 => assert_eq!(flat.remove(&key), tree.remove(&key)),
                1 => *flat.entry(key).or_insert(0) = *tree.entry(key).or_insert(value),
                2 if key < other => {
                    assert!(flat.range(key..other).eq(tree.range(key..other)));
                    assert!(flat.range(..=key).eq(tree.range(..=key)));
                }
                _ => assert_eq!(flat.insert(key, value), tree.insert(key, value)),
            }
            assert!(flat.iter().eq(tree.iter()));
            assert_eq!(hash(&flat), hash(&tree));
        }
        let more = flat.split_off(&20);
        assert!(more.iter().eq(tree.split_off(&20).iter()));
        let members: FlatSet<u64> = flat.into_keys().chain([3, 1]).collect();
        let same: collections::BTreeSet<u64> = tree.into_keys().chain([3, 1]).collect();
        assert!(members.iter().eq(same.iter()));
        assert_eq!(hash(&members), hash(&same));
    }
}
