//! Vectors of the sticky assignors, and what holds for every group.

use super::*;
use crate::flat::FlatSet;
use crate::systems::check::{example, gives, refuses};

/// Members as "id topics owned", lists with commas, "-" for none.
fn input(partitions: &str, members: &[&str], cooperative: bool) -> String {
    let list = |text: &str| match text {
        "-" => "[]".to_string(),
        names => format!(r#"["{}"]"#, names.replace(',', r#"",""#)),
    };
    let member = |text: &&str| {
        let words: Vec<&str> = text.split(' ').collect();
        let (topics, owned) = (list(words[1]), list(words[2]));
        format!(r#"{{"id":"{}","topics":{topics},"owned":{owned}}}"#, words[0])
    };
    let members: Vec<String> = members.iter().map(member).collect();
    let members = members.join(",");
    format!(r#"{{"partitions":{partitions},"members":[{members}],"cooperative":{cooperative}}}"#)
}

#[track_caller]
fn check(partitions: &str, members: &[&str], assignment: &str, transferring: &str) {
    let verdict = format!(r#"{{"assignment":{assignment},"transferring":{transferring}}}"#);
    gives(&ASSIGN_STICKY, &input(partitions, members, false), &verdict);
}

#[track_caller]
fn check_cooperative(partitions: &str, members: &[&str], assignment: &str, transferring: &str) {
    let verdict = format!(r#"{{"assignment":{assignment},"transferring":{transferring}}}"#);
    gives(&ASSIGN_STICKY, &input(partitions, members, true), &verdict);
}

#[test]
fn a_new_group_is_dealt_round() {
    example(&ASSIGN_STICKY);
    check(r#"{"t":0}"#, &["a t -"], r#"{"a":[]}"#, "{}");
    check(r#"{"t":1}"#, &["a t -", "b t -"], r#"{"a":["t-0"],"b":[]}"#, "{}");
    check(
        r#"{"t":3,"u":2}"#,
        &["a t,u -", "b t,u -"],
        r#"{"a":["t-0","t-2","u-1"],"b":["t-1","u-0"]}"#,
        "{}",
    );
    // A topic that nobody reads is nobody's.
    check(r#"{"t":1,"u":2}"#, &["a t -"], r#"{"a":["t-0"]}"#, "{}");
    gives(
        &ASSIGN_STICKY,
        r#"{"partitions":{"t":2},"members":[]}"#,
        r#"{"assignment":{},"transferring":{}}"#,
    );
}

#[test]
fn a_newcomer_gets_what_is_beyond_the_quota() {
    let members = ["a t t-0,t-1,t-2", "b t -"];
    let moved = r#"{"t-2":"b"}"#;
    check(r#"{"t":3}"#, &members, r#"{"a":["t-0","t-1"],"b":["t-2"]}"#, moved);
    // A cooperative group first lets the old owner revoke it.
    check_cooperative(r#"{"t":3}"#, &members, r#"{"a":["t-0","t-1"],"b":[]}"#, moved);
    check_cooperative(
        r#"{"t":3}"#,
        &["a t t-0,t-1", "b t -"],
        r#"{"a":["t-0","t-1"],"b":["t-2"]}"#,
        "{}",
    );
}

#[test]
fn what_a_member_left_behind_is_free_at_once() {
    check_cooperative(
        r#"{"t":4}"#,
        &["a t t-0", "b t t-3"],
        r#"{"a":["t-0","t-1"],"b":["t-2","t-3"]}"#,
        "{}",
    );
    // A deleted topic does not count any more.
    check(r#"{"t":1}"#, &["a t,gone gone-0,t-0"], r#"{"a":["t-0"]}"#, "{}");
}

#[test]
fn what_two_members_claim_is_nobodys() {
    check_cooperative(
        r#"{"t":2}"#,
        &["a t t-0,t-1", "b t t-0"],
        r#"{"a":["t-1"],"b":[]}"#,
        r#"{"t-0":"b"}"#,
    );
}

#[test]
fn different_topics_are_balanced_as_far_as_they_allow() {
    check(
        r#"{"t":2,"u":2}"#,
        &["a t -", "b t,u -"],
        r#"{"a":["t-0","t-1"],"b":["u-0","u-1"]}"#,
        "{}",
    );
    check(
        r#"{"t":1,"u":2,"v":3}"#,
        &["a t -", "b t,u -", "c t,u,v -"],
        r#"{"a":["t-0"],"b":["u-0","u-1"],"c":["v-0","v-1","v-2"]}"#,
        "{}",
    );
    // One that gave up its topic: the partition moves at once to who reads it.
    check_cooperative(
        r#"{"t":1,"u":1}"#,
        &["a u t-0", "b t u-0"],
        r#"{"a":[],"b":[]}"#,
        r#"{"t-0":"b","u-0":"a"}"#,
    );
}

/// A small generator: the same groups on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

const TOPICS: [&str; 4] = ["t", "u", "v", "w"];
const NAMES: [&str; 7] = ["a", "consumer-2", "b", "q", "z9", "consumer-1", "m"];

fn group(dice: &mut Dice) -> (FlatMap<&'static str, i64>, Vec<Member<'static>>) {
    let partitions = TOPICS.into_iter().map(|topic| (topic, dice.roll(6) as i64)).collect();
    let same = dice.roll(2) == 0;
    let topics = |dice: &mut Dice| -> FlatSet<&'static str> {
        TOPICS.into_iter().filter(|_| dice.roll(2) == 0).collect()
    };
    let common = topics(dice);
    let size = dice.roll(NAMES.len() as u64) as usize + 1;
    let mut member = |id: &&'static str| {
        let topics = if same { common.clone() } else { topics(dice) };
        Member { id, topics, owned: Vec::new() }
    };
    (partitions, NAMES[..size].iter().map(&mut member).collect())
}

/// Every partition that is read has one owner, who reads it; and no one who could have it has
/// two less.
fn sound(partitions: &FlatMap<&str, i64>, members: &[Member<'_>], owners: &Owners<'_>) {
    let count = |id: &str| owners.values().filter(|owner| **owner == id).count();
    for (topic, n) in partitions {
        let readers: Vec<_> = members.iter().filter(|m| m.topics.contains(topic)).collect();
        for partition in 0..*n {
            let owner = owners.get(&(*topic, partition));
            assert_eq!(owner.is_some(), !readers.is_empty(), "{topic}-{partition} {members:?}");
            let Some(owner) = owner else { continue };
            assert!(readers.iter().any(|m| m.id == *owner), "{owner} {members:?}");
            for reader in &readers {
                assert!(count(reader.id) + 2 > count(owner), "{owners:?} {members:?}");
            }
        }
    }
}

#[test]
fn every_new_group_is_balanced_and_then_stays_as_it_is() {
    let mut dice = Dice(11);
    for _ in 0..400 {
        let (partitions, mut members) = group(&mut dice);
        let first = sticky::assign(&partitions, &members);
        sound(&partitions, &members, &first.owners);
        assert!(first.transferring.is_empty(), "nobody had anything: {members:?}");
        for member in &mut members {
            let mine = first.owners.iter().filter(|(_, id)| **id == member.id);
            member.owned = mine.map(|(partition, _)| *partition).collect();
        }
        let again = sticky::assign(&partitions, &members);
        assert_eq!(again.owners, first.owners, "{members:?}");
        assert!(again.transferring.is_empty());
        // One leaves: whoever stays keeps what it had, if all read the same.
        members.pop();
        let rest = sticky::assign(&partitions, &members);
        sound(&partitions, &members, &rest.owners);
        if rest.constrained {
            for member in &members {
                for partition in &member.owned {
                    assert_eq!(rest.owners.get(partition), Some(&member.id), "{members:?}");
                }
            }
        }
    }
}

#[test]
fn a_bad_field_is_named_by_its_path() {
    let check = |partitions: &str, members: &[&str], path: &str| {
        refuses(&ASSIGN_STICKY, &input(partitions, members, false), path);
    };
    check(r#"{"t":2}"#, &["a t t-2"], "members[0].owned[0]");
    check(r#"{"t":2}"#, &["a t t"], "members[0].owned[0]");
    check(r#"{"t":2}"#, &["a t t-00"], "members[0].owned[0]");
    check(r#"{"t":2}"#, &["a t t-0,t-0"], "members[0].owned[1]");
    check(r#"{"t":2}"#, &["a t -", "a t -"], "members[1].id");
    check(r#"{"t":999,"u":2}"#, &["a t -"], "partitions");
    let names: Vec<String> = (0..101).map(|i| format!("m{i} t -")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    check(r#"{"t":1}"#, &names, "members");
}
