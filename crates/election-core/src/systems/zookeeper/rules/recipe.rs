//! Elections of applications, on sequential znodes.

use crate::rule::Rule;

/// The rule of [`predecessor`].
pub const RECIPE_POSITION: Rule = Rule {
    id: "zookeeper/recipe-position",
    source: "apache/zookeeper 3.9.5 zookeeper-recipes-election \
             LeaderElectionSupport.determineElectionStatus; recipes, Leader Election",
    switch: true,
};

/// A resource refuses whoever leads under an older token than it has seen.
pub const FENCING_TOKEN: Rule = Rule {
    id: "zookeeper/fencing-token",
    source: "KAFKA-6082 (check of /controller_epoch); Kleppmann, How to do distributed locking",
    switch: true,
};

/// The rule of [`sequence_suffix`].
pub const SEQUENCE_SUFFIX: Rule = Rule {
    id: "zookeeper/sequence-suffix",
    source: "apache/zookeeper 3.9.5 server/PrepRequestProcessor.pRequest2TxnCreate",
    switch: false,
};

/// The number a sequential znode's name ends in: its last ten digits.
pub fn sequence_number(name: &str) -> Option<i64> {
    let digits = name.get(name.len().checked_sub(10)?..)?;
    if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// The child to watch: the last of those before the one with number `mine`. None: it leads.
/// Names without a number are passed over.
pub fn predecessor<'a>(
    children: impl IntoIterator<Item = &'a str>,
    mine: i64,
) -> Option<(i64, &'a str)> {
    let numbered = children.into_iter().filter_map(|name| Some((sequence_number(name)?, name)));
    numbered.filter(|(number, _)| *number < mine).max()
}

/// What is appended to the name of the next sequential child; `cversion` counts the children
/// ever created.
pub fn sequence_suffix(cversion: i32) -> String {
    format!("{cversion:010}")
}
