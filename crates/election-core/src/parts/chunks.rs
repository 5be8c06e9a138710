//! A list that grows at its end and is cheap to clone: full chunks are shared between clones.
//! Logs and ledgers are kept in it, so that a checkpoint of a long run stays small.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

const CHUNK: usize = 64;

/// A list that grows at its end and is cheap to clone.
#[derive(Clone, Debug)]
pub struct Chunks<T> {
    full: Vec<Arc<Vec<T>>>,
    tail: Vec<T>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Chunks { full: Vec::new(), tail: Vec::new() }
    }
}

impl<T: Clone> Chunks<T> {
    /// How many elements.
    pub fn len(&self) -> u32 {
        (self.full.len() * CHUNK + self.tail.len()) as u32
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.full.is_empty() && self.tail.is_empty()
    }
    /// Adds at the end.
    pub fn push(&mut self, item: T) {
        self.tail.push(item);
        if self.tail.len() == CHUNK {
            self.full.push(Arc::new(std::mem::take(&mut self.tail)));
        }
    }
    /// The element at this place.
    pub fn get(&self, place: u32) -> Option<&T> {
        let (chunk, rest) = (place as usize / CHUNK, place as usize % CHUNK);
        match self.full.get(chunk) {
            Some(full) => full.get(rest),
            None if chunk == self.full.len() => self.tail.get(rest),
            None => None,
        }
    }
    /// The element at this place, to change it: copies its chunk if a clone shares it.
    pub fn get_mut(&mut self, place: u32) -> Option<&mut T> {
        let (chunk, rest) = (place as usize / CHUNK, place as usize % CHUNK);
        if chunk < self.full.len() {
            Arc::make_mut(&mut self.full[chunk]).get_mut(rest)
        } else if chunk == self.full.len() {
            self.tail.get_mut(rest)
        } else {
            None
        }
    }
    /// The last element.
    pub fn last(&self) -> Option<&T> {
        self.len().checked_sub(1).and_then(|place| self.get(place))
    }
    /// Drops everything from this place on.
    pub fn truncate(&mut self, len: u32) {
        if len >= self.len() {
            return;
        }
        let (chunk, rest) = (len as usize / CHUNK, len as usize % CHUNK);
        if let Some(full) = self.full.get(chunk) {
            self.tail = full[..rest].to_vec();
            self.full.truncate(chunk);
        } else {
            self.tail.truncate(rest);
        }
    }
    /// All elements.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.full.iter().flat_map(|chunk| chunk.iter()).chain(self.tail.iter())
    }
    /// The elements from this place on.
    pub fn iter_from(&self, place: u32) -> impl Iterator<Item = &T> {
        (place..self.len()).filter_map(move |at| self.get(at))
    }
}

impl<T: Clone + PartialEq> Chunks<T> {
    /// The first place from `from` up to, not including, `end` where the two do not hold the
    /// same.
    pub fn first_difference(&self, other: &Chunks<T>, from: u32, end: u32) -> Option<u32> {
        let mut at = from;
        while at < end {
            let (mine, theirs) = (self.rest_of_chunk(at), other.rest_of_chunk(at));
            let len = mine.len().min(theirs.len()).min((end - at) as usize);
            let differs = (0..len).find(|i| mine[*i] != theirs[*i]);
            if differs.is_some() || len == 0 {
                return Some(at + differs.unwrap_or(0) as u32);
            }
            at += len as u32;
        }
        None
    }

    fn rest_of_chunk(&self, place: u32) -> &[T] {
        let (chunk, rest) = (place as usize / CHUNK, place as usize % CHUNK);
        let items: &[T] = match self.full.get(chunk) {
            Some(full) => full,
            None if chunk == self.full.len() => &self.tail,
            None => &[],
        };
        items.get(rest..).unwrap_or(&[])
    }
}

impl<T: Clone> FromIterator<T> for Chunks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut chunks = Chunks::default();
        for item in items {
            chunks.push(item);
        }
        chunks
    }
}

impl<T: Clone + PartialEq> PartialEq for Chunks<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: Clone + Eq> Eq for Chunks<T> {}

impl<T: Clone + Hash> Hash for Chunks<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.len());
        for item in self.iter() {
            item.hash(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behaves_like_a_vector_at_every_length() {
        let mut vector: Vec<u32> = Vec::new();
        let mut chunks = Chunks::default();
        for n in 0..200 {
            vector.push(n);
            chunks.push(n);
            for cut in [0, n / 2, n, n + 1] {
                let (mut v, mut c) = (vector.clone(), chunks.clone());
                v.truncate(cut as usize);
                c.truncate(cut);
                assert!(v.iter().eq(c.iter()) && v.len() as u32 == c.len() && v.last() == c.last());
                c.push(7);
                assert_eq!(c.get(c.len() - 1), Some(&7));
            }
        }
        let mut other = chunks.clone();
        *other.get_mut(100).unwrap() = 5_000;
        let difference = |from, end| chunks.first_difference(&other, from, end);
        let found = [difference(0, 100), difference(0, 190), difference(101, chunks.len())];
        assert_eq!(found, [None, Some(100), None]);
        assert_eq!(difference(101, 1_000), Some(chunks.len()));
        let shared = chunks.clone();
        *chunks.get_mut(3).unwrap() = 99;
        assert_eq!((shared.get(3), chunks.get(3)), (Some(&3), Some(&99)));
    }
}
