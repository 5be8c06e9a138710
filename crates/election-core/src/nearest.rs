//! What a misspelt name was meant to be.

/// Of `known`, the name that `word` was meant to be: the one that takes the fewest changes to
/// reach, the first of several. None if it is like none of them.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() {
        return None;
    }
    let word = Word::new(word);
    let all = known.into_iter().map(|name| (word.distance(name), name));
    all.filter(|(far, name)| word.is_like(name, *far)).min_by_key(|(far, _)| *far).map(|it| it.1)
}

/// The names that `word` is like, nearest first; at most so many, and none that takes more than
/// twice as many changes as the nearest.
pub fn nearest_few<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let word = Word::new(word);
    let all = known.into_iter().map(|name| (word.distance(name), name));
    let mut near: Vec<(u32, &str)> = all.filter(|(far, name)| word.is_like(name, *far)).collect();
    near.sort_unstable();
    let limit = near.first().map_or(0, |(least, _)| least * 2);
    near.into_iter().take(most).filter(|(far, _)| *far <= limit).map(|(_, name)| name).collect()
}

/// A word that is like no known name, perhaps.
struct Word {
    letters: Vec<char>,
}

impl Word {
    fn new(word: &str) -> Word {
        // Beyond the length of any real name, more letters only cost time.
        Word { letters: word.chars().take(100).collect() }
    }

    /// Every third letter may be wrong; or the one begins with the other, or holds three letters or
    /// more of it in a row.
    fn is_like(&self, name: &str, far: u32) -> bool {
        let word = self.letters.iter().collect::<String>().to_lowercase();
        let name = name.to_lowercase();
        let (short, long) = if word.len() < name.len() { (word, name) } else { (name, word) };
        let begins = long.starts_with(&short) && (short.len() > 1 || long.len() == 2);
        let holds = short.len() > 2 && long.contains(&short);
        let longest = long.chars().count() as u32;
        begins || holds || (longest > 2 && far * 3 <= longest + 1)
    }

    /// Letters to insert, delete, replace, or swap with the next one (Damerau's distance, each
    /// letter moved once), a row of the table at a time.
    fn distance(&self, name: &str) -> u32 {
        let word = &self.letters;
        let mut before: Vec<u32> = Vec::new();
        let mut row: Vec<u32> = (0..=word.len() as u32).collect();
        let mut last = None;
        for letter in name.chars() {
            let mut next = vec![row[0] + 1];
            for (i, other) in word.iter().enumerate() {
                let replaced = row[i] + u32::from(*other != letter);
                let mut least = replaced.min(row[i + 1] + 1).min(next[i] + 1);
                if i > 0 && last == Some(*other) && word[i - 1] == letter {
                    least = least.min(before[i - 1] + 1);
                }
                next.push(least);
            }
            before = std::mem::replace(&mut row, next);
            last = Some(letter);
        }
        row[word.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        for (word, name, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("tally", "tally", 0),
            ("taly", "tally", 1),
            ("é", "e", 1),
            ("lots", "lost", 1),
            ("from", "form", 1),
            ("ca", "abc", 3),
        ] {
            assert_eq!(Word::new(word).distance(name), expected, "{word:?} {name}");
        }
    }

    #[test]
    fn the_nearest_name_is_offered() {
        let known = ["raft/tally", "zookeeper/tally", "raft/up-to-date"];
        assert_eq!(nearest("raft/taly", known), Some("raft/tally"));
        assert_eq!(nearest("zookeper/tally", known), Some("zookeeper/tally"));
        assert_eq!(nearest("raft/uptodate", known), Some("raft/up-to-date"));
        assert_eq!(nearest("x", []), None);
        assert_eq!(nearest("12", ["1", "2"]), Some("1"));
        assert_eq!(nearest("Leader", ["StateFollower", "StateLeader"]), Some("StateLeader"));
        // What is like none of them was not meant to be one.
        assert_eq!(nearest("fsync_ms", ["id", "kind", "up", "durable"]), None);
        assert_eq!(nearest("zz", ["1", "2", "w"]), None);
        assert_eq!(nearest("to", ["do", "node"]), None);
        assert_eq!(nearest_few("raft/taly", known, 3), ["raft/tally"]);
        assert_eq!(nearest_few("abc", ["bc", "abcd", "cd", "xyz"], 3), ["abcd", "bc"]);
        assert!(nearest_few("a", [], 3).is_empty());
    }
}
