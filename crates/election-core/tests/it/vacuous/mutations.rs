//! Every kind of mutation that makes a check of a story vacuous, wherever it can be applied.

use crate::ask::json;
use election_core::effects::OpKind;
use election_core::map;
use election_core::scenario::Scenario;
use election_core::scenario::config::{Config, NodeConfig};
use election_core::value::Value;

/// A file that must be refused, and where.
pub struct Mutant {
    /// Which kind of mutation.
    pub kind: &'static str,
    /// The file.
    pub file: Value,
    /// Where it is refused.
    pub path: String,
}

/// All of them.
pub fn all(file: &Value, scenario: &Scenario) -> Vec<Mutant> {
    let mut made = Made { file, config: &scenario.config, all: Vec::new() };
    made.whole();
    made.cast();
    made.each_claim();
    made.more_claims();
    made.more_deeds();
    made.lesson(scenario);
    made.all
}

struct Made<'a> {
    file: &'a Value,
    config: &'a Config,
    all: Vec<Mutant>,
}

impl Made<'_> {
    fn add(&mut self, kind: &'static str, file: Value, path: impl Into<String>) {
        self.all.push(Mutant { kind, file, path: path.into() });
    }

    fn with(&mut self, kind: &'static str, field: &str, value: Value, path: impl Into<String>) {
        let mut file = self.file.clone();
        file.set(field, value);
        self.add(kind, file, path);
    }

    fn whole(&mut self) {
        self.with("a title that is no text", "title", 5.into(), "title");
        self.with("an odd key", "key", "../../x".into(), "key");
        self.with("an odd seed", "seed", Value::Odd("1.8446744073709552e19".into()), "seed");
        self.with("an unknown field", "expct", Value::List(Vec::new()), "expct");
        self.with("an empty lesson", "lesson", Value::Map(Vec::new()), "lesson");
        self.with("no captions", "lesson", json(r#"{"steps":[]}"#), "lesson.steps");
        let mut bare = self.file.clone();
        bare.remove("plan");
        bare.remove("lesson");
        bare.set("expect", Value::List(Vec::new()));
        self.add("no claim and no step", bare, "expect");
    }

    fn cast(&mut self) {
        for word in ["leader", "Follower", "all", "controller"] {
            let mut nodes = self.file.at("nodes").items().to_vec();
            let last = nodes.len();
            nodes.push(map! { "id" => word });
            if last < 15 && self.config.system.key != "redis" {
                let path = format!("nodes[{last}].id");
                self.with("an id that selects", "nodes", nodes.into(), path);
            }
        }
    }

    fn each_claim(&mut self) {
        for (i, claim) in self.file.at("expect").items().iter().enumerate() {
            let at = |field: &str| format!("expect[{i}].{field}");
            self.bend(i, "an unknown field", claim, "zz", 1.into(), at("zz"));
            let mut early = claim.clone();
            early.remove("from_ms");
            self.bend(i, "at the beginning", &early, "at_ms", 0.into(), at("at_ms"));
            for (field, name) in numbers(claim) {
                let path = if field.is_empty() { at(name) } else { at(&format!("{field}.{name}")) };
                for (kind, bounds) in [
                    ("a minimum of 0", r#"{"min":-1}"#),
                    ("a huge maximum", r#"{"max":10000000000000}"#),
                    ("a maximum below the minimum", r#"{"min":3,"max":2}"#),
                ] {
                    let mut claim = claim.clone();
                    if field.is_empty() {
                        claim.set(name, json(bounds));
                    } else {
                        let mut inner = claim.at(field).clone();
                        inner.set(name, json(bounds));
                        claim.set(field, inner);
                    }
                    self.claim(i, kind, claim, &path);
                }
            }
            if claim.get("event").is_some() {
                self.bend(i, "no such event", claim, "event", "lead".into(), at("event"));
                let end = claim.get("at_ms").unwrap_or(self.file.at("until_ms")).clone();
                let mut never = claim.clone();
                ["first_ms", "text", "at_ms"].into_iter().for_each(|name| never.remove(name));
                never.set("at_ms", end.clone());
                never.set("from_ms", end);
                never.set("count", 0.into());
                self.claim(i, "no time to count in", never, &at("from_ms"));
            }
        }
    }

    fn bend(
        &mut self,
        i: usize,
        kind: &'static str,
        claim: &Value,
        field: &str,
        value: Value,
        path: String,
    ) {
        let mut claim = claim.clone();
        claim.set(field, value);
        self.claim(i, kind, claim, &path);
    }

    fn claim(&mut self, i: usize, kind: &'static str, claim: Value, path: &str) {
        let mut all = self.file.at("expect").items().to_vec();
        all[i] = claim;
        self.with(kind, "expect", all.into(), path);
    }

    /// One claim more, in which `ID` and `CLIENT` stand for processes.
    fn claims(&mut self, kind: &'static str, text: &str, path: &str) {
        let mut all = self.file.at("expect").items().to_vec();
        let path = format!("expect[{}].{path}", all.len());
        all.push(json(text));
        self.with(kind, "expect", all.into(), path);
    }

    fn more_claims(&mut self) {
        let asks = |kind: OpKind| {
            let does = |node: &NodeConfig| self.config.guise(node.id).unwrap().does;
            self.config.nodes.iter().any(|node| does(node).asks.contains(&kind))
        };
        let (reads, config) = (asks(OpKind::Read), self.config);
        if !reads {
            self.claims(
                "stale reads of nobody",
                r#"{"ledger":{"stale_reads":0}}"#,
                "ledger.stale_reads",
            );
            let claim = r#"{"property":"acked-readable","is":"not exercised"}"#;
            self.claims("a property of nobody", claim, "is");
        }
        for client in config.nodes.iter().filter(|node| node.kind.client) {
            for (name, value) in [("role", "\"client\""), ("epoch", "0"), ("established", "false")]
            {
                let claim = format!(r#"{{"node":"{}","is":{{"{name}":{value}}}}}"#, client.label);
                self.claims("what a client never tells", &claim, &format!("is.{name}"));
            }
            let claim = format!(r#"{{"event":"ack","node":"{}","count":0}}"#, client.label);
            self.claims("an event at another kind", &claim, "node");
            let timer = config.guise(config.nodes[0].id).unwrap().does.timers[0][0];
            let own = config.guise(client.id).unwrap().does.timers;
            if !own.iter().any(|list| list.contains(&timer)) {
                let claim =
                    format!(r#"{{"event":"timer:{timer}","node":"{}","count":0}}"#, client.label);
                self.claims("a timer that it never arms", &claim, "node");
            }
            for event in ["fail", "unknown"] {
                let claim = format!(r#"{{"event":"{event}","text":"zzz~","count":0}}"#);
                self.claims("an error that nobody sees", &claim, "text");
            }
        }
        for node in &config.nodes {
            let guise = config.guise(node.id).unwrap();
            if guise.log.is_none() {
                continue;
            }
            let of = |rest: &str| format!(r#"{{"node":"{}",{rest}}}"#, node.label);
            self.claims(
                "a record beyond every log",
                &of(r#""record":900000000000,"is":null"#),
                "record",
            );
            self.claims("no such write", &of(r#""record":2,"is":{"op":"zz#1"}"#), "is.op");
            for (role, names) in guise.looks.iter().filter(|_| guise.tells.contains(&"role")) {
                let (word, all) = (role.word(), guise.names());
                let strange = all.iter().find(|name| !names.contains(name));
                if let Some(strange) = strange {
                    let is = format!(r#""is":{{"role":"{word}","role_name":"{strange}"}}"#);
                    self.claims("a name of another role", &of(&is), "is.role_name");
                }
                if word != "leader" {
                    let is = format!(r#""is":{{"role":"{word}","established":false}}"#);
                    self.claims("established beside another role", &of(&is), "is.established");
                }
            }
        }
    }

    /// One step more, at the beginning: nothing but an event could come before it.
    fn deed(&mut self, kind: &'static str, step: &str, path: &str) {
        let mut all = self.file.at("plan").items().to_vec();
        all.insert(0, json(step));
        self.with(kind, "plan", all.into(), format!("plan[0].{path}"));
    }

    fn more_deeds(&mut self) {
        let id = |nth: usize| self.config.nodes[nth].label.clone();
        let (a, b) = (id(0), id(1));
        let cut = |from: &str, to: &str| {
            format!(r#"{{"at_ms":0,"do":"cut","from":[{from}],"to":[{to}]}}"#)
        };
        let (qa, qb) = (format!("\"{a}\""), format!("\"{b}\""));
        self.deed("cut off from itself", &cut(&qa, &qa), "to");
        self.deed("listed twice", &cut(&format!("{qa},{qa}"), &qb), "from[1]");
        let groups = format!(r#"{{"at_ms":0,"do":"partition","groups":[[{qa}],[{qb},{qa}]]}}"#);
        self.deed("in two groups", &groups, "groups[1][1]");
        let steps = self.file.at("plan").items();
        if !steps.iter().any(|step| step.get("after").is_some()) {
            self.deed("nothing to heal at all", r#"{"at_ms":0,"do":"heal-all"}"#, "do");
            let on =
                |deed: &str| format!(r#"{{"at_ms":0,"do":"{deed}","from":[{qa}],"to":[{qb}]}}"#);
            self.deed("nothing to heal", &on("heal"), "do");
            self.deed("nothing to pass", &on("pass"), "do");
        }
        if let Some(client) = self.config.nodes.iter().find(|node| node.kind.client) {
            let wait = format!(
                r#"{{"after":{{"event":"ack","node":"{}"}},"do":"kill","node":{qa}}}"#,
                client.label
            );
            self.deed("an event that never comes", &wait, "after.node");
        }
    }

    fn lesson(&mut self, scenario: &Scenario) {
        let Some(switch) = &scenario.lesson.switch else { return };
        let config = self.config;
        let holds = !config.rules_off.contains(&switch.setting.as_str());
        let now = config.settings.get(&switch.setting).cloned().unwrap_or(holds.into());
        let mut lesson = self.file.at("lesson").clone();
        lesson.set("switch", map! { "setting" => &switch.setting, "value" => now });
        self.with("a switch to the same", "lesson", lesson.clone(), "lesson.switch.value");
        lesson.set("switch", map! { "settings" => &switch.setting, "value" => 1 });
        self.with("a misspelt switch", "lesson", lesson, "lesson.switch.settings");
    }
}

/// The numbers that a claim speaks of: field, and name within it.
fn numbers(claim: &Value) -> Vec<(&'static str, &str)> {
    let mut all = Vec::new();
    for field in ["ledger", "is"] {
        for (name, value) in claim.at(field).fields() {
            if matches!(value, Value::Int(_) | Value::Map(_)) {
                all.push((field, name.as_str()));
            }
        }
    }
    for name in ["count", "first_ms"] {
        all.extend(claim.get(name).map(|_| ("", name)));
    }
    all
}
