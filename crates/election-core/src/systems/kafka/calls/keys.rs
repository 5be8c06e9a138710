//! Hashes that place keys and groups.

use crate::fact;
use crate::map;
use crate::rule::{Answer, RuleCall};
use crate::schema::{Field, Given, Ty};
use crate::systems::kafka::rules::keys;

/// A number of partitions.
const PARTITIONS: Ty = Ty::Int(1, i32::MAX as i64);
/// A key: the bytes of its UTF-8.
const KEY: Field = Field::required("key", Ty::Text);

pub(super) const MURMUR2: RuleCall = RuleCall {
    id: "kafka/murmur2",
    source: "apache/kafka 4.1.1 clients/src/main/java/org/apache/kafka/common/utils/Utils.java \
             murmur2",
    input: &[KEY],
    output: "int32",
    example: (r#"{"key":""}"#, "275646681"),
    decide: |input| {
        let key = input.at("key").text();
        let because = vec![fact!("key", "bytes" => key.len() as u64)];
        Ok(Answer::new(keys::murmur2(key.as_bytes()), because))
    },
};

pub(super) const KEY_PARTITION: RuleCall = RuleCall {
    id: "kafka/key-partition",
    source: "apache/kafka 4.1.1 clients/src/main/java/org/apache/kafka/clients/producer/internals/\
             BuiltInPartitioner.java partitionForKey",
    input: &[KEY, Field::required("partitions", PARTITIONS)],
    output: "int",
    example: (r#"{"key":"","partitions":7}"#, "2"),
    decide: |input| {
        let (key, partitions) = (input.at("key").text().as_bytes(), input.at("partitions").int());
        let because = vec![
            fact!("key", "murmur2" => keys::murmur2(key)),
            fact!("partitions", "partitions" => partitions),
        ];
        Ok(Answer::new(keys::key_partition(key, partitions), because))
    },
};

const OFFSETS_PARTITIONS: &str = "offsets.topic.num.partitions";

pub(super) const GROUP_COORDINATOR: RuleCall = RuleCall {
    id: "kafka/group-coordinator",
    source: "apache/kafka 4.1.1 group-coordinator/src/main/java/org/apache/kafka/coordinator/\
             group/GroupCoordinatorService.java partitionFor",
    input: &[
        Field::required("groupId", Ty::Text),
        Field::with(OFFSETS_PARTITIONS, PARTITIONS, Given::Int(50)),
    ],
    output: "{hash: int32, partition}",
    example: (r#"{"groupId":"ab"}"#, r#"{"hash":3105,"partition":5}"#),
    decide: |input| {
        let (group, partitions) = (input.at("groupId").text(), input.at(OFFSETS_PARTITIONS).int());
        let hash = keys::java_hash(group);
        let partition = keys::coordinator_partition(group, partitions);
        let because = vec![
            fact!("groupId", "groupId" => group, "hash" => hash),
            fact!(OFFSETS_PARTITIONS, OFFSETS_PARTITIONS => partitions),
        ];
        Ok(Answer::new(map! { "hash" => hash, "partition" => partition }, because))
    },
};

pub(super) const ADAPTIVE_WEIGHTS: RuleCall = RuleCall {
    id: "kafka/adaptive-weights",
    source: "apache/kafka 4.1.1 clients/src/main/java/org/apache/kafka/clients/producer/internals/\
             BuiltInPartitioner.java updatePartitionLoadStats",
    input: &[Field::required("queueSizes", Ty::List(&Ty::Int(0, i32::MAX as i64)))],
    output: "[int], cumulated",
    example: (r#"{"queueSizes":[2,0]}"#, "[1,4]"),
    decide: |input| {
        let sizes = input.at("queueSizes").ints();
        let because = vec![fact!("queueSizes", "max" => sizes.iter().copied().max())];
        Ok(Answer::new(keys::adaptive_weights(&sizes), because))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};

    #[test]
    fn murmur2_is_the_hash_of_every_client() {
        example(&MURMUR2);
        let vectors = [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
        ];
        for (key, hash) in vectors {
            assert_eq!(keys::murmur2(key.as_bytes()), hash, "{key}");
        }
    }

    #[test]
    fn a_key_goes_to_another_partition_when_their_number_changes() {
        example(&KEY_PARTITION);
        let partition = |n: i64| keys::key_partition(b"foobar", n);
        assert_eq!([3, 4, 6, 10, 12].map(partition), [0, 2, 0, 6, 6]);
        gives(&KEY_PARTITION, r#"{"key":"é","partitions":1}"#, "0");
        refuses(&KEY_PARTITION, r#"{"key":"a","partitions":0}"#, "partitions");
    }

    #[test]
    fn a_group_is_placed_by_the_absolute_value() {
        example(&GROUP_COORDINATOR);
        assert_eq!(keys::coordinator_partition("my-group", 50), 12);
        assert_eq!(keys::coordinator_partition("console-consumer-1", 50), 24);
        // The one hash without an absolute value.
        assert_eq!(keys::java_hash("polygenelubricants"), i32::MIN);
        assert_eq!(keys::coordinator_partition("polygenelubricants", 50), 0);
        gives(&GROUP_COORDINATOR, r#"{"groupId":""}"#, r#"{"hash":0,"partition":0}"#);
        // Two units of UTF-16.
        assert_eq!(keys::java_hash("😀"), 0xd83d * 31 + 0xde00);
    }

    #[test]
    fn a_short_queue_weighs_more() {
        let check = |sizes: &[i64], weights: &[i64]| {
            assert_eq!(keys::adaptive_weights(sizes), weights);
        };
        example(&ADAPTIVE_WEIGHTS);
        check(&[0, 3, 1], &[4, 5, 8]);
        check(&[5, 5], &[1, 2]);
        check(&[], &[]);
        refuses(&ADAPTIVE_WEIGHTS, r#"{"queueSizes":[1,-1]}"#, "queueSizes[1]");
    }
}
