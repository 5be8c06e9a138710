//! One test per class of error, by the path and the words a caller reads.

use super::*;
use crate::map;

const POINT: &[Field] = &[Field::required("x", Ty::Int(0, 9)), Field::int("y", 0, 9, 4)];
const FIELDS: &[Field] = &[
    Field::required("id", Ty::Id),
    Field::with("peers", Ty::Set(&Ty::Id), Given::EmptyList),
    Field::with("points", Ty::List(&Ty::Record(POINT)), Given::EmptyList),
    Field::with("point", Ty::Record(POINT), Given::EmptyMap),
    Field::optional("mode", Ty::OneOf(&["on", "off"])),
    Field::with("votes", Ty::IntMap(1, &Ty::Bool), Given::EmptyMap),
    Field::with("names", Ty::Map(&Ty::Text), Given::EmptyMap),
    Field::with("again", Ty::Id, Given::Same("id")),
    Field::with("share", Ty::Decimal(0, 1_000_000), Given::Decimal(850_000)),
    Field::optional("zxid", Ty::Zxid),
    Field::optional("reply", Ty::IntOr(100, 599, &["lost"])),
    Field::optional(
        "step",
        Ty::Tagged("do", &[("add", &[Field::required("n", INT)]), ("stop", &[])]),
    ),
];

/// A valid input, but for `name`, which holds `value`.
fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut input = map! { "id" => 1, "point" => map! { "x" => 1 } };
    input.set(name, value.into());
    input
}

#[track_caller]
fn refused(input: Value, message: &str) {
    let error = check_record(&input, FIELDS).expect_err("refused");
    assert_eq!(error.to_string(), message);
}

#[test]
fn defaults_are_filled_in_in_the_order_of_the_table() {
    let full = check_record(&with("zxid", "0x10"), FIELDS).expect("valid");
    let text = full.to_string();
    assert_eq!(
        text,
        "{\"id\":1,\"peers\":[],\"points\":[],\"point\":{\"x\":1,\"y\":4},\"mode\":null,\
         \"votes\":{},\"names\":{},\"again\":1,\"share\":0.85,\"zxid\":16,\"reply\":null,\
         \"step\":null}"
    );
}

#[test]
fn what_is_no_object_is_refused() {
    refused(Value::from(vec![1, 2]), "input: [1,2] is not an object");
    refused(with("point", 3), "point: 3 is not an object");
}

#[test]
fn unknown_fields_are_refused_with_the_known_ones() {
    refused(
        with("points", vec![map! { "x" => 1, "z" => 7 }]),
        "points[0].z: unknown field, holding 7; allowed: x, y",
    );
}

#[test]
fn a_missing_field_says_what_it_wants() {
    refused(with("points", vec![map! {}]), "points[0].x: missing; allowed: an int from 0 to 9");
    refused(map! { "id" => 1 }, "point.x: missing; allowed: an int from 0 to 9");
    refused(with("step", map! {}), "step.do: missing; allowed: one of add, stop");
}

#[test]
fn wrong_types_are_refused() {
    refused(with("mode", 3), "mode: 3 is not one of on, off");
    refused(
        with("peers", "all"),
        "peers: \"all\" is not a list without duplicates, each an id (int or string)",
    );
    refused(with("id", Value::Null), "id: null is not an id (int or string)");
    refused(with("votes", map! { "2" => "yes" }), "votes.2: \"yes\" is not a bool");
    refused(
        with("zxid", "0xfffffffffffffffff"),
        "zxid: \"0xfffffffffffffffff\" is not a zxid (\"0x…\" hex, a decimal string or an int, \
         signed 64-bit)",
    );
    refused(with("share", "half"), "share: \"half\" is not a number from 0 to 1");
}

#[test]
fn values_out_of_range_or_out_of_the_set_are_refused() {
    refused(with("point", map! { "x" => 10 }), "point.x: 10 is not an int from 0 to 9");
    refused(with("mode", "maybe"), "mode: \"maybe\" is not one of on, off");
    refused(with("share", 2), "share: 2 is not a number from 0 to 1");
    refused(with("reply", 42), "reply: 42 is not an int from 100 to 599 or one of lost");
    refused(with("step", map! { "do" => "run" }), "step.do: \"run\" is not one of add, stop");
    let big = Value::Odd("18446744073709551615".into());
    refused(
        with("point", map! { "x" => big }),
        "point.x: 18446744073709551615 is not an int from 0 to 9",
    );
}

#[test]
fn duplicates_are_refused() {
    refused(with("peers", vec![4, 5, 4]), "peers[2]: 4 is listed twice; allowed: once");
    let twice = Value::Map(vec![("x".into(), 1.into()), ("x".into(), 2.into())]);
    refused(
        with("points", vec![twice.clone()]),
        "points[0].x: given twice, the second time as 2; allowed: once",
    );
    let twice = Value::Map(vec![("a".into(), "b".into()), ("a".into(), "c".into())]);
    refused(with("names", twice), "names.a: given twice, the second time as \"c\"; allowed: once");
}

#[test]
fn ids_are_of_one_kind_per_call() {
    refused(
        with("peers", vec!["b"]),
        "peers[0]: \"b\" is a string, the ids before it are ints; allowed: one kind per call",
    );
    let texts = map! { "id" => "a", "peers" => vec!["b"], "point" => map! { "x" => 1 } };
    assert!(check_record(&texts, FIELDS).is_ok());
}

#[test]
fn names_that_are_ints_have_one_spelling() {
    refused(with("votes", map! { "0" => true }), "votes.0: the name \"0\" is not an int from 1 up");
    refused(
        with("votes", map! { "+1" => true }),
        "votes.+1: the name \"+1\" is not an int from 1 up",
    );
    refused(with("votes", map! { "a" => true }), "votes.a: the name \"a\" is not an int from 1 up");
}

#[test]
fn null_is_absent_only_where_a_field_is_optional() {
    assert!(check_record(&with("mode", Value::Null), FIELDS).is_ok());
    refused(
        with("votes", Value::Null),
        "votes: null is not an object, each name an int from 1 up, each value a bool",
    );
}

#[test]
fn zxids_are_read_in_every_spelling_and_printed_as_hex() {
    for (given, read) in [
        (Value::from("0x500000001"), Some(0x5_0000_0001)),
        (Value::from("0XfF"), Some(255)),
        (Value::from("0xffffffffffffffff"), Some(-1)),
        (Value::from("-7"), Some(-7)),
        (Value::from(9), Some(9)),
        (Value::from("0x"), None),
        (Value::from("0x-1"), None),
        (Value::from("x"), None),
        (Value::from(true), None),
    ] {
        assert_eq!(zxid(&given), read, "{given}");
    }
    assert_eq!([hex(0x10), hex(-1), hex(0)], ["0x10", "0xffffffffffffffff", "0x0"]);
}

#[test]
fn a_table_documents_itself() {
    let text = describe(POINT).to_string();
    assert_eq!(
        text,
        "[{\"name\":\"x\",\"type\":\"an int from 0 to 9\",\"required\":true,\"min\":0,\"max\":9},\
         {\"name\":\"y\",\"type\":\"an int from 0 to 9\",\"default\":4,\"min\":0,\"max\":9}]"
    );
}
