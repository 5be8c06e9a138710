//! What a misspelt name was meant to be.

/// Of `known`, the name that takes the fewest changes of a letter to reach from `word`; the
/// first of several. None if nothing is known.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Beyond the length of any real name, more letters only cost time.
    let word: Vec<char> = word.chars().take(100).collect();
    known.into_iter().min_by_key(|name| distance(&word, name))
}

/// The names that take the fewest changes of a letter, nearest first; at most so many, and none
/// that takes more than twice as many as the nearest.
pub fn nearest_few<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let word: Vec<char> = word.chars().take(100).collect();
    let mut near: Vec<(u32, &str)> =
        known.into_iter().map(|name| (distance(&word, name), name)).collect();
    near.sort_unstable();
    let limit = near.first().map_or(0, |(least, _)| least * 2);
    near.into_iter().take(most).filter(|(far, _)| *far <= limit).map(|(_, name)| name).collect()
}

/// Letters to insert, delete or replace (Levenshtein), one row of the table at a time.
fn distance(word: &[char], name: &str) -> u32 {
    let mut row: Vec<u32> = (0..=word.len() as u32).collect();
    for letter in name.chars() {
        let mut diagonal = row[0];
        row[0] += 1;
        for (i, other) in word.iter().enumerate() {
            let replaced = diagonal + u32::from(*other != letter);
            diagonal = row[i + 1];
            row[i + 1] = replaced.min(row[i] + 1).min(diagonal + 1);
        }
    }
    row[word.len()]
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
        ] {
            let word: Vec<char> = word.chars().collect();
            assert_eq!(distance(&word, name), expected, "{word:?} {name}");
        }
    }

    #[test]
    fn the_nearest_name_is_offered() {
        let known = ["raft/tally", "zookeeper/tally", "raft/up-to-date"];
        assert_eq!(nearest("raft/taly", known), Some("raft/tally"));
        assert_eq!(nearest("zookeper/tally", known), Some("zookeeper/tally"));
        assert_eq!(nearest("raft/uptodate", known), Some("raft/up-to-date"));
        assert_eq!(nearest("x", []), None);
        assert_eq!(nearest_few("raft/taly", known, 3), ["raft/tally"]);
        assert_eq!(nearest_few("a", ["b", "ab", "cd", "xyz"], 3), ["ab", "b", "cd"]);
        assert!(nearest_few("a", [], 3).is_empty());
    }
}
