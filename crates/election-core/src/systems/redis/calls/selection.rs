//! Which replica Sentinel promotes.

use crate::flat::FlatSet;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, MS, NAT, Ty, brief};
use crate::systems::redis::rules::selection::{self, Excluded, Limits, Periods, Rank, Replica};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const SELECT_REPLICA: RuleCall = RuleCall {
    id: "redis/select-replica",
    source: "redis/redis 7.2 src/sentinel.c sentinelSelectSlave, compareSlavesForPromotion",
    input: &[
        Field::int("now_ms", i64::MIN, i64::MAX, 0),
        Field::optional("master_sdown_since_ms", INT),
        Field::with("down-after-milliseconds", MS, Given::Int(30_000)),
        Field::required(
            "replicas",
            Ty::List(&Ty::Record(&[
                Field::required("name", Ty::Text),
                Field::with("slave_priority", NAT, Given::Int(100)),
                Field::int("slave_repl_offset", i64::MIN, i64::MAX, 0),
                Field::optional("runid", Ty::Text),
                Field::flag("sdown", false),
                Field::flag("disconnected", false),
                // Not given: just now.
                Field::optional("last_avail_time_ms", INT),
                Field::optional("info_refresh_ms", INT),
                Field::with("master_link_down_ms", MS, Given::Int(0)),
            ])),
        ),
        Field::with("ping_period_ms", MS, Given::Int(1000)),
        Field::with("info_period_ms", MS, Given::Int(10_000)),
    ],
    output: "{selected: name or null, excluded: {name: sdown, disconnected, last-avail, \
             priority-zero, info-refresh or link-down}}",
    example: (
        concat!(
            r#"{"replicas":[{"name":"r1","slave_priority":50,"slave_repl_offset":10,"#,
            r#""runid":"d"},{"name":"r2","slave_priority":50,"slave_repl_offset":10,"#,
            r#""runid":"C"},{"name":"r3","sdown":true,"slave_priority":1}]}"#,
        ),
        r#"{"selected":"r2","excluded":{"r3":"sdown"}}"#,
    ),
    decide: select_replica,
};

fn select_replica(input: &Value) -> Result<Answer, BadInput> {
    let now = input.at("now_ms").int();
    let names = names(input)?;
    let replicas: Vec<Replica> =
        input.at("replicas").items().iter().map(|given| replica(given, now)).collect();
    let periods = Periods {
        ping: input.at("ping_period_ms").int(),
        info: input.at("info_period_ms").int(),
        down_after: input.at("down-after-milliseconds").int(),
    };
    let limits = Limits::new(now, input.at("master_sdown_since_ms").as_int(), periods);
    let excluded: Vec<(String, Value)> = replicas
        .iter()
        .zip(&names)
        .filter_map(|(replica, name)| {
            let reason = limits.check(replica, now).err()?;
            Some((name.to_string(), word(reason).into()))
        })
        .collect();
    let selected = selection::select(&replicas, now, &limits);
    let verdict = map! {
        "selected" => selected.map(|at| names[at]), "excluded" => Value::Map(excluded),
    };
    Ok(Answer::new(verdict, why_selected(&replicas, &names, selected, now, &limits)))
}

/// Who is left out, by which number and over which limit; then what decided among the rest.
pub(in crate::systems::redis) fn why_selected(
    replicas: &[Replica],
    names: &[&str],
    selected: Option<usize>,
    now: i64,
    limits: &Limits,
) -> Vec<Value> {
    let mut because: Vec<Value> = replicas
        .iter()
        .zip(names)
        .filter_map(|(of, name)| {
            Some(excluded(of, name, limits.check(of, now).err()?, now, limits))
        })
        .collect();
    because.push(match selected {
        Some(best) => preferred(replicas, names, best, now, limits),
        None => refusal!("no-good-slave", "replicas" => replicas.len() as u64),
    });
    because
}

/// What excluded a replica: the number, and its limit where it has one.
fn excluded(of: &Replica, name: &str, reason: Excluded, now: i64, limits: &Limits) -> Value {
    let age = |then: i64| now.saturating_sub(then);
    let word = word(reason);
    match reason {
        Excluded::Sdown => refusal!(word, "replica" => name, "sdown" => true),
        Excluded::Disconnected => refusal!(word, "replica" => name, "disconnected" => true),
        Excluded::LastAvail => refusal!(word, "replica" => name,
            "elapsed" => age(of.last_avail), "limit" => limits.last_avail),
        Excluded::PriorityZero => refusal!(word, "replica" => name, "slave_priority" => 0),
        Excluded::InfoRefresh => match of.info_refresh {
            Some(then) => refusal!(word, "replica" => name, "elapsed" => age(then),
                "limit" => limits.info_refresh),
            None => refusal!(word, "replica" => name, "elapsed" => "never",
                "limit" => limits.info_refresh),
        },
        Excluded::LinkDown => refusal!(word, "replica" => name,
            "master_link_down_ms" => of.master_link_down, "limit" => limits.master_link_down),
    }
}

/// The names, each once.
fn names(input: &Value) -> Result<Vec<&str>, BadInput> {
    let mut seen = FlatSet::new();
    let given = input.at("replicas").items().iter().map(|replica| replica.at("name"));
    given
        .enumerate()
        .map(|(i, name)| {
            if seen.insert(name.text()) {
                return Ok(name.text());
            }
            let says = format!("{} is listed twice; allowed: once", brief(name));
            Err(BadInput::new(format!("replicas[{i}].name"), says))
        })
        .collect()
}

fn replica(given: &Value, now: i64) -> Replica {
    Replica {
        slave_priority: given.at("slave_priority").int(),
        slave_repl_offset: given.at("slave_repl_offset").int(),
        runid: given.at("runid").as_text().map(str::to_string),
        sdown: given.at("sdown").flag(),
        disconnected: given.at("disconnected").flag(),
        last_avail: given.at("last_avail_time_ms").as_int().unwrap_or(now),
        info_refresh: Some(given.at("info_refresh_ms").as_int().unwrap_or(now)),
        master_link_down: given.at("master_link_down_ms").int(),
    }
}

/// The criterion by which the best beat the second best, with both values.
fn preferred(
    replicas: &[Replica],
    names: &[&str],
    best: usize,
    now: i64,
    limits: &Limits,
) -> Value {
    let second = (0..replicas.len())
        .filter(|i| *i != best && limits.check(&replicas[*i], now).is_ok())
        .min_by_key(|i| replicas[*i].rank());
    let Some(second) = second else {
        return fact!("replicas", "only" => names[best]);
    };
    let (a, b) = (&replicas[best], &replicas[second]);
    let (x, y): (Rank, Rank) = (a.rank(), b.rank());
    let both = |name: &str, mine: Value, other: Value| {
        map! { "fact" => name, names[best] => mine, names[second] => other }
    };
    if x.priority != y.priority {
        both("slave_priority", x.priority.into(), y.priority.into())
    } else if x.offset != y.offset {
        both("slave_repl_offset", x.offset.0.into(), y.offset.0.into())
    } else {
        both("runid", a.runid.clone().into(), b.runid.clone().into())
    }
}

pub(in crate::systems::redis) fn word(reason: Excluded) -> &'static str {
    match reason {
        Excluded::Sdown => "sdown",
        Excluded::Disconnected => "disconnected",
        Excluded::LastAvail => "last-avail",
        Excluded::PriorityZero => "priority-zero",
        Excluded::InfoRefresh => "info-refresh",
        Excluded::LinkDown => "link-down",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    /// One replica with these fields: is it taken, or why not?
    #[track_caller]
    fn alone(outer: &str, fields: &str, expected: &str) {
        let input = format!(r#"{{{outer}"replicas":[{{"name":"r"{fields}}}]}}"#);
        let verdict = call(&SELECT_REPLICA, &input).verdict;
        let found = match verdict.at("selected").as_text() {
            Some(_) => "selected",
            None => verdict.at("excluded").at("r").text(),
        };
        assert_eq!(found, expected, "{input}");
    }

    #[test]
    fn what_excludes_a_replica() {
        example(&SELECT_REPLICA);
        alone("", "", "selected");
        alone("", r#","sdown":true"#, "sdown");
        alone("", r#","disconnected":true"#, "disconnected");
        alone("", r#","last_avail_time_ms":-5000"#, "selected");
        alone("", r#","last_avail_time_ms":-5001"#, "last-avail");
        alone("", r#","slave_priority":0"#, "priority-zero");
        alone("", r#","info_refresh_ms":-30000"#, "selected");
        alone("", r#","info_refresh_ms":-30001"#, "info-refresh");
        let sdown = r#""master_sdown_since_ms":-1000,"#;
        alone(sdown, r#","info_refresh_ms":-5000"#, "selected");
        alone(sdown, r#","info_refresh_ms":-5001"#, "info-refresh");
        alone("", r#","master_link_down_ms":300000"#, "selected");
        alone("", r#","master_link_down_ms":300001"#, "link-down");
        alone(sdown, r#","master_link_down_ms":301000"#, "selected");
        alone(sdown, r#","master_link_down_ms":301001"#, "link-down");
        // The first reason counts.
        alone("", r#","sdown":true,"slave_priority":0"#, "sdown");
        alone("", r#","slave_priority":0,"last_avail_time_ms":-5001"#, "last-avail");
        alone(r#""now_ms":9223372036854775807,"#, r#","info_refresh_ms":-5"#, "info-refresh");
    }

    #[test]
    fn the_best_replica_has_priority_then_offset_then_runid() {
        let check = |a: &str, b: &str, best: &str| {
            for [first, second] in [[("a", a), ("b", b)], [("b", b), ("a", a)]] {
                let entry = |(name, rest): (&str, &str)| format!(r#"{{"name":"{name}"{rest}}}"#);
                let input = format!(r#"{{"replicas":[{},{}]}}"#, entry(first), entry(second));
                let verdict = format!(r#"{{"selected":"{best}","excluded":{{}}}}"#);
                gives(&SELECT_REPLICA, &input, &verdict);
            }
        };
        check(r#","slave_priority":10"#, r#","slave_repl_offset":999"#, "a");
        check(r#","slave_repl_offset":7"#, r#","slave_repl_offset":8,"runid":"z""#, "b");
        check(r#","runid":"Ab""#, r#","runid":"aC""#, "a");
        check(r#","runid":"B""#, r#","runid":"a""#, "b");
        check(r#","runid":"zz""#, "", "a");
        check(r#","runid":"""#, "", "a");
    }

    #[test]
    fn it_says_what_decided() {
        let last = |replicas: &str| {
            let input = format!(r#"{{"replicas":{replicas}}}"#);
            call(&SELECT_REPLICA, &input).because.pop().unwrap()
        };
        assert_eq!(
            last(r#"[{"name":"a","slave_repl_offset":3},{"name":"b","slave_repl_offset":4}]"#),
            fact!("slave_repl_offset", "b" => 4, "a" => 3)
        );
        assert_eq!(last("[]"), refusal!("no-good-slave", "replicas" => 0));
        assert_eq!(last(r#"[{"name":"a"}]"#), fact!("replicas", "only" => "a"));
    }

    #[test]
    fn what_excludes_comes_with_its_number_and_its_limit() {
        let why = |fields: &str| {
            let input = format!(
                r#"{{"now_ms":50000,"master_sdown_since_ms":48000,"down-after-milliseconds":1000,
                    "replicas":[{{"name":"r"{fields}}}]}}"#
            );
            call(&SELECT_REPLICA, &input).because.remove(0)
        };
        assert_eq!(
            why(r#","master_link_down_ms":48000"#),
            refusal!("link-down", "replica" => "r", "master_link_down_ms" => 48_000,
                "limit" => 12_000)
        );
        assert_eq!(
            why(r#","info_refresh_ms":44000"#),
            refusal!("info-refresh", "replica" => "r", "elapsed" => 6000, "limit" => 5000)
        );
        assert_eq!(
            why(r#","last_avail_time_ms":44000"#),
            refusal!("last-avail", "replica" => "r", "elapsed" => 6000, "limit" => 5000)
        );
        assert_eq!(
            why(r#","slave_priority":0"#),
            refusal!("priority-zero", "replica" => "r", "slave_priority" => 0)
        );
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let check = |replicas: &str, path: &str| {
            refuses(&SELECT_REPLICA, &format!(r#"{{"replicas":{replicas}}}"#), path);
        };
        check(r#"[{"name":"a"},{"name":"a"}]"#, "replicas[1].name");
        check(r#"[{"name":"a"},{"name":1}]"#, "replicas[1].name");
        check(r#"[{"name":"a","slave_priority":-1}]"#, "replicas[0].slave_priority");
        check(r#"{}"#, "replicas");
    }
}
