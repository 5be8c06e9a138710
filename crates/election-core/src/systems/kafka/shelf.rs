//! What a process has of each partition, by the partition's number: found at once, and shared
//! between clones where it has not changed, so that a checkpoint of a thousand partitions is
//! small.

use super::words::PartitionId;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// How many neighbours are shared, or copied, together.
const BOARD: usize = 8;

type Board<T> = Arc<[Option<T>; BOARD]>;

/// What a process has of each partition, in the order of their numbers.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    boards: Vec<Board<T>>,
    len: u16,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { boards: Vec::new(), len: 0 }
    }
}

/// On which board, and where on it.
#[inline]
fn place(id: PartitionId) -> (usize, usize) {
    (usize::from(id.0) / BOARD, usize::from(id.0) % BOARD)
}

impl<T> Shelf<T> {
    /// What there is of a partition.
    #[inline]
    pub fn get(&self, id: PartitionId) -> Option<&T> {
        let (board, at) = place(id);
        self.boards.get(board)?[at].as_ref()
    }

    /// Of how many partitions there is something.
    pub fn len(&self) -> u16 {
        self.len
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (PartitionId, &T)> {
        let items = self.boards.iter().flat_map(|board| board.iter());
        (0u16..).zip(items).filter_map(|(id, item)| Some((PartitionId(id), item.as_ref()?)))
    }

    /// Visits all, in order: faster than [`Shelf::iter`] where it is done at every turn.
    pub fn visit<'a>(&'a self, mut visit: impl FnMut(PartitionId, &'a T)) {
        for (first, board) in (0u16..).step_by(BOARD).zip(&self.boards) {
            for (at, item) in (0u16..).zip(board.iter()) {
                if let Some(item) = item {
                    visit(PartitionId(first + at), item);
                }
            }
        }
    }

    /// The partitions of which there is something, in order.
    pub fn ids(&self) -> impl Iterator<Item = PartitionId> {
        self.iter().map(|(id, _)| id)
    }
}

impl<T: Clone> Shelf<T> {
    /// The same, to change it: copies its board if a clone shares it.
    pub fn get_mut(&mut self, id: PartitionId) -> Option<&mut T> {
        let (board, at) = place(id);
        let board = self.boards.get_mut(board).filter(|board| board[at].is_some())?;
        Arc::make_mut(board)[at].as_mut()
    }

    /// Puts something in; what was there before.
    pub fn insert(&mut self, id: PartitionId, item: T) -> Option<T> {
        let (board, at) = place(id);
        while self.boards.len() <= board {
            self.boards.push(Arc::new([const { None }; BOARD]));
        }
        let before = Arc::make_mut(&mut self.boards[board])[at].replace(item);
        self.len += u16::from(before.is_none());
        before
    }

    /// Takes it out.
    pub fn remove(&mut self, id: PartitionId) -> Option<T> {
        let (board, at) = place(id);
        let board = self.boards.get_mut(board).filter(|board| board[at].is_some())?;
        self.len -= 1;
        Arc::make_mut(board)[at].take()
    }

    /// What there is of a partition, or what is made for it now.
    pub fn get_or_insert(&mut self, id: PartitionId, make: impl FnOnce() -> T) -> Option<&mut T> {
        if self.get(id).is_none() {
            self.insert(id, make());
        }
        self.get_mut(id)
    }
}

impl<T: Clone> FromIterator<(PartitionId, T)> for Shelf<T> {
    fn from_iter<I: IntoIterator<Item = (PartitionId, T)>>(items: I) -> Self {
        let mut shelf = Shelf::default();
        for (id, item) in items {
            shelf.insert(id, item);
        }
        shelf
    }
}

impl<T: Hash> Hash for Shelf<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len.into());
        for entry in self.iter() {
            entry.hash(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::rng::{between, mix};
    use std::collections::BTreeMap;
    use std::hash::DefaultHasher;

    fn hash(it: &impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        it.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn behaves_like_a_map_and_clones_stay_as_they_were() {
        let (mut shelf, mut map) = (Shelf::default(), BTreeMap::new());
        let mut kept = Vec::new();
        for nth in 0..2_000 {
            let id = PartitionId(between(mix(nth), 0, 99) as u16);
            match mix(nth + 7_000) % 4 {
                0 => assert_eq!(shelf.remove(id), map.remove(&id)),
                1 => assert_eq!(shelf.insert(id, nth), map.insert(id, nth)),
                2 => {
                    let there = *map.entry(id).or_insert(nth);
                    assert_eq!(shelf.get_or_insert(id, || nth), Some(&mut there.clone()));
                }
                _ => {
                    shelf.get_mut(id).into_iter().for_each(|it| *it += 1);
                    map.get_mut(&id).into_iter().for_each(|it| *it += 1);
                }
            }
            assert_eq!((shelf.get(id), hash(&shelf)), (map.get(&id), hash(&map)));
            assert_eq!(usize::from(shelf.len()), map.len());
            if nth % 100 == 0 {
                kept.push((shelf.clone(), map.clone()));
            }
        }
        for (shelf, map) in kept {
            assert!(shelf.iter().eq(map.iter().map(|(id, it)| (*id, it))));
        }
    }
}
