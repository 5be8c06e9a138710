//! Claims on the ledger: whether anybody asks for what is counted, and how much it can be.

use super::super::config::Config;
use super::super::traits::Want;
use super::{Said, limits, within};
use crate::effects::OpKind;
use crate::schema::BadInput;
use crate::words::NodeId;

pub(super) fn check(
    client: Option<NodeId>,
    wants: &[(&'static str, Want)],
    said: &Said,
) -> Result<(), BadInput> {
    wants.iter().try_for_each(|(name, want)| one(client, name, want, said))
}

fn one(client: Option<NodeId>, name: &str, want: &Want, said: &Said) -> Result<(), BadInput> {
    let (config, path) = (said.config, format!("ledger.{name}"));
    let asks = |kind: OpKind| match client {
        Some(id) => asks(config, id, kind),
        None => somebody(config, kind),
    };
    let lacks = match name {
        "reads" | "stale_reads" if !asks(OpKind::Read) => "reads",
        "stale_reads" if !somebody_writes(config) => "writes",
        "reads" | "stale_reads" => "",
        _ if !asks(OpKind::Write) => "writes",
        _ => "",
    };
    if !lacks.is_empty() {
        let who = client.map_or("nobody here".into(), |id| format!("{} never", config.label(id)));
        let who = if client.is_some() { who } else { format!("{who} ever") };
        let says = format!(
            "{} of what {who} does: it is always 0; allowed: claims on what clients do, with a \
             client that {lacks}",
            said.shown("ledger", name)
        );
        return Err(BadInput::new(path, says));
    }
    let Want::Within(bounds) = want else { return Ok(()) };
    let most = match name {
        "unavailable_ms" => said.at.as_ms() as i64,
        "reads" | "stale_reads" => limits::operations(config, OpKind::Read, client, said.at),
        _ => limits::operations(config, OpKind::Write, client, said.at),
    };
    within(*bounds, most, &path, &said.shown("ledger", name))
}

fn asks(config: &Config, id: NodeId, kind: OpKind) -> bool {
    let Some(does) = config.guise(id).map(|guise| guise.does) else { return false };
    let there = does.asks_of.is_none_or(|kind| config.of_kind(kind).next().is_some());
    there && does.asks.contains(&kind)
}

fn somebody(config: &Config, kind: OpKind) -> bool {
    config.nodes.iter().any(|node| asks(config, node.id, kind))
}

/// Whether anybody writes.
pub(super) fn somebody_writes(config: &Config) -> bool {
    somebody(config, OpKind::Write)
}

/// Whether anybody reads.
pub(super) fn somebody_reads(config: &Config) -> bool {
    somebody(config, OpKind::Read)
}

/// Whether this process asks for anything as a client.
pub(super) fn is_asking(config: &Config, id: NodeId) -> bool {
    asks(config, id, OpKind::Write) || asks(config, id, OpKind::Read)
}
