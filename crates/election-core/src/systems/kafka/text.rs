//! Messages as one line of text, in the words of the real requests.

use super::message::{FetchPartition, Fetched, Message, Rec};
use super::words::{Errors, list, or_none};

/// The content of a message.
pub fn of(message: &Message) -> String {
    match message {
        Message::Vote(it) => format!(
            "epoch={} candidate={} preVote={} last=({},{})",
            it.epoch, it.ask.candidate, it.ask.pre_vote, it.ask.log.epoch, it.ask.log.offset
        ),
        Message::VoteResponse(it) => {
            format!("epoch={} leader={} voteGranted={}", it.epoch, or_none(it.leader), it.granted)
        }
        Message::BeginQuorumEpoch(epoch, leader) => format!("epoch={epoch} leader={leader}"),
        Message::BeginQuorumEpochResponse(epoch) => format!("epoch={epoch}"),
        Message::EndQuorumEpoch(epoch, leader, successors) => {
            format!("epoch={epoch} leader={leader} preferredCandidates={}", list(successors))
        }
        Message::QuorumFetch(it) => format!(
            "epoch={} offset={} lastEpoch={} hw={}",
            it.epoch, it.offset, it.last_epoch, it.high_watermark
        ),
        Message::QuorumFetchResponse(it) => {
            let head = format!(
                "epoch={} leader={} hw={}",
                it.epoch,
                or_none(it.leader),
                it.high_watermark
            );
            let records: Vec<String> = it.entries.iter().take(4).map(|e| e.record.text()).collect();
            let more = it.entries.len().saturating_sub(4);
            let more = if more > 0 { format!(" +{more}") } else { String::new() };
            with_error(
                it.error,
                head + &diverging(it.diverging) + &lead(&records.join(" ")) + &more,
            )
        }
        Message::Fetch(it) => several(&it.partitions, fetch),
        Message::FetchResponse(it) => several(&it.partitions, fetched),
        Message::Produce(it) => format!(
            "{}: acks={} {} record{}",
            it.partition,
            if it.acks == -1 { "all".into() } else { it.acks.to_string() },
            it.ops.len(),
            if it.ops.len() == 1 { "" } else { "s" }
        ),
        Message::ProduceResponse { error, offset, .. } => {
            with_error(*error, format!("baseOffset={offset}"))
        }
        Message::Metadata(_, partition) => format!("{partition}"),
        Message::MetadataResponse { partition, error, .. } => {
            with_error(*error, format!("{partition}"))
        }
        Message::Control(it) => it.text(),
        Message::Obeyed(it) => it.text(),
        Message::ControlledShutdown(broker, epoch) => format!("broker={broker} epoch={epoch}"),
        Message::ControlledShutdownResponse(error, remaining) => {
            with_error(*error, format!("remaining={}", list(remaining)))
        }
        Message::OffsetForLeaderEpoch(_, asked) => {
            several(asked, |(id, current, epoch)| format!("{id}: epoch={epoch} in={current}"))
        }
        Message::OffsetForLeaderEpochResponse(_, ends) => several(ends, |it| {
            let end = it.end;
            let end = end.map_or("unknown".into(), |it| format!("{} ends {}", it.epoch, it.offset));
            with_error(it.error, format!("{}: epoch {end}", it.partition))
        }),
        Message::Zk(it) => crate::protocol::Message::text(it),
        to_controller => control(to_controller),
    }
}

fn with_error(error: Errors, text: String) -> String {
    match (error, text.is_empty()) {
        (Errors::None, _) => text,
        (error, true) => error.to_string(),
        (error, false) => format!("{error} {text}"),
    }
}

fn lead(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" {text}") }
}

fn several<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    let shown: Vec<String> = items.iter().take(3).map(text).collect();
    let more = items.len().saturating_sub(3);
    shown.join("; ") + &if more > 0 { format!("; +{more}") } else { String::new() }
}

fn diverging<T: std::fmt::Display>(at: Option<(T, i64)>) -> String {
    at.map_or(String::new(), |(epoch, end)| format!(" divergingEpoch=({epoch},{end})"))
}

fn fetch(it: &FetchPartition) -> String {
    let epoch = it.leader_epoch.map_or(String::new(), |e| format!(" leaderEpoch={e}"));
    let last = it.last_epoch.map_or(String::new(), |e| format!(" lastFetchedEpoch={e}"));
    format!("{}: offset={}{epoch}{last}", it.partition, it.offset)
}

fn fetched(it: &Fetched) -> String {
    let head = format!("{}: hw={}", it.partition, it.high_watermark);
    with_error(
        it.error,
        head + &diverging(it.diverging.map(|at| (at.epoch, at.offset)))
            + &records(it.offset, &it.records),
    )
}

fn records(from: i64, records: &[Rec]) -> String {
    match records {
        [] => String::new(),
        [one] => format!(" record {from} (epoch {})", one.epoch),
        [.., last] => {
            format!(" records {from}..{} (epoch {})", from + records.len() as i64 - 1, last.epoch)
        }
    }
}

/// Between a broker and the controller.
fn control(message: &Message) -> String {
    match message {
        Message::BrokerRegistration { broker, incarnation, previous, .. } => {
            format!("broker={broker} incarnation={} previousBrokerEpoch={previous}", incarnation.0)
        }
        Message::BrokerRegistrationResponse(_, error, epoch) => {
            with_error(*error, format!("brokerEpoch={epoch}"))
        }
        Message::BrokerHeartbeat(it) => format!(
            "broker={} epoch={} offset={} wantFence={} wantShutDown={}",
            it.broker, it.epoch, it.offset, it.want_fence, it.want_shut_down
        ),
        Message::BrokerHeartbeatResponse(it) => with_error(
            it.error,
            format!("isFenced={} shouldShutDown={}", it.fenced, it.should_shut_down),
        ),
        Message::AlterPartition { changes, .. } => several(changes, |(partition, ask)| {
            let isr: Vec<_> = ask.new_isr.iter().map(|(id, _)| *id).collect();
            format!(
                "{partition}: leaderEpoch={} partitionEpoch={} newIsr={}",
                ask.leader_epoch,
                ask.partition_epoch,
                list(&isr)
            )
        }),
        Message::AlterPartitionResponse { error, results, .. } => {
            let text = several(results, |it| {
                let head = format!(
                    "{}: isr={} partitionEpoch={}",
                    it.partition,
                    list(&it.isr),
                    it.partition_epoch
                );
                with_error(it.error, head)
            });
            with_error(*error, text)
        }
        Message::GetReplicaLogInfo(broker, partitions) => {
            format!("brokerId={broker} partitions={}", list(partitions))
        }
        Message::GetReplicaLogInfoResponse(it) => {
            let partitions = several(&it.partitions, |(id, info)| {
                let (epoch, end) = (info.last_written_leader_epoch, info.log_end_offset);
                format!("{id}: lastWrittenLeaderEpoch={epoch} logEndOffset={end}")
            });
            format!("brokerEpoch={} {partitions}", it.broker_epoch)
        }
        _ => String::new(),
    }
}
