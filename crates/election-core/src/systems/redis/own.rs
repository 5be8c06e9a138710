//! What `CONFIG SET` and `SENTINEL SET` have changed on one process while it ran.

use super::settings::{APPENDFSYNC, DAY, DAY_S, SAVE, YES_NO};
use crate::fact;
use crate::flat::FlatMap;
use crate::schema::{Field, Ty};
use crate::value::Value;

/// `CONFIG SET`, which takes several since 7.0. `src/config.c configSetCommand`
pub const CONFIG_SET: &[Field] = &[
    Field::optional("replica-priority", Ty::Int(0, i32::MAX as i64)),
    Field::optional("min-replicas-to-write", Ty::Int(0, 99)),
    Field::optional("min-replicas-max-lag", Ty::Int(0, DAY_S)),
    Field::optional("repl-timeout", Ty::Int(1, DAY_S)),
    Field::optional("repl-ping-replica-period", Ty::Int(1, DAY_S)),
    Field::optional("repl-backlog-size", Ty::Int(1, 1 << 40)),
    Field::optional("repl-backlog-ttl", Ty::Int(0, DAY_S)),
    Field::optional("repl-diskless-sync-delay", Ty::Int(0, DAY_S)),
    Field::optional("replica-serve-stale-data", YES_NO),
    Field::optional("appendfsync", APPENDFSYNC),
    Field::optional("save", Ty::OneOf(&["", SAVE])),
];

/// `SENTINEL SET`. `src/sentinel.c sentinelSetCommand`
pub const SENTINEL_SET: &[Field] = &[
    Field::optional("quorum", Ty::Int(1, 99)),
    Field::optional("down-after-milliseconds", Ty::Int(1, DAY)),
    Field::optional("failover-timeout", Ty::Int(1, DAY)),
    Field::optional("parallel-syncs", Ty::Int(1, 99)),
    Field::optional("master-reboot-down-after-period", Ty::Int(0, DAY)),
];

/// Values that hold for one process, whatever the settings of the run say.
#[derive(Clone, Hash, Debug, Default)]
pub struct Own(FlatMap<&'static str, Value>);

impl Own {
    /// A number that was set here.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_int)
    }
    /// A text that was set here.
    pub fn text<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.0.get(name).and_then(Value::as_text)
    }
    /// Takes over what a request names, and says what; its values have passed the table.
    pub fn set(&mut self, table: &[Field], request: &Value) -> Result<Vec<Value>, String> {
        let mut changed = Vec::new();
        for field in table {
            let new = request.at(field.name);
            if !new.is_null() {
                let old = self.0.insert(field.name, new.clone());
                changed.push(fact!(field.name, "old" => old, "new" => new));
            }
        }
        if changed.is_empty() {
            let names: Vec<&str> = table.iter().map(|field| field.name).collect();
            return Err(format!("nothing to set; allowed: {}", names.join(", ")));
        }
        Ok(changed)
    }
    /// What is set here, for the picture.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}
