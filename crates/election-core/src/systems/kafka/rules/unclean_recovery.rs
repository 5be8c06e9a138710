//! Unclean recovery by the longest log: the second part of KIP-966, accepted, in no release up
//! to 4.1.1.

use super::{BrokerId, LeaderEpoch};
use crate::flat::FlatSet;

/// `unclean.recovery.strategy`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// An operator decides.
    None,
    /// Only when no clean election can ever be, and all who may be complete can be asked.
    Balanced,
    /// As soon as nobody who is known to be complete is there.
    Aggressive,
}

/// Why nobody is asked for its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wait {
    /// A member of the ISR or the ELR is complete, and may come back.
    EligibleMayReturn,
    /// One of those who left the ELR uncleanly may be complete, and is not back.
    LastKnownElrFenced,
    /// The strategy leaves it to an operator, or nobody is left who could be complete.
    ForOperator,
}

impl Wait {
    /// As it is cited.
    pub fn name(self) -> &'static str {
        match self {
            Wait::EligibleMayReturn => "eligible-may-return",
            Wait::LastKnownElrFenced => "last-known-elr-fenced",
            Wait::ForOperator => "for-operator",
        }
    }
}

/// A partition that nobody leads.
#[derive(Clone, Copy, Debug)]
pub struct Leaderless<'a> {
    /// Its replicas.
    pub replicas: &'a [BrokerId],
    /// Its ISR.
    pub isr: &'a [BrokerId],
    /// Its eligible leader replicas.
    pub elr: &'a [BrokerId],
    /// Who left ISR or ELR by an unclean shutdown since the ISR was last large enough.
    pub last_known_elr: &'a [BrokerId],
    /// Unfenced, not shutting down.
    pub acceptable: &'a FlatSet<BrokerId>,
}

impl Leaderless<'_> {
    /// Who is asked for its log, in the order of the replicas. KIP-966, "Leader election"
    ///
    /// # Errors
    /// Why nobody is asked.
    pub fn whom_to_ask(&self, strategy: Strategy) -> Result<Vec<BrokerId>, Wait> {
        let there = |id: &BrokerId| self.acceptable.contains(id);
        let out_of = |wanted: &dyn Fn(&BrokerId) -> bool| {
            self.replicas.iter().copied().filter(wanted).collect::<Vec<_>>()
        };
        let asked = match strategy {
            Strategy::None => Vec::new(),
            Strategy::Aggressive => out_of(&there),
            Strategy::Balanced if !(self.isr.is_empty() && self.elr.is_empty()) => {
                return Err(Wait::EligibleMayReturn);
            }
            Strategy::Balanced if !self.last_known_elr.iter().all(there) => {
                return Err(Wait::LastKnownElrFenced);
            }
            Strategy::Balanced => out_of(&|id| self.last_known_elr.contains(id)),
        };
        if asked.is_empty() { Err(Wait::ForOperator) } else { Ok(asked) }
    }
}

/// How much a replica has: the epoch of its last record first, then how many records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogInfo {
    /// The epoch of its last record; -1 without any.
    pub last_written_leader_epoch: LeaderEpoch,
    /// The end of its log.
    pub log_end_offset: i64,
}

/// Who has the most; of several the first.
pub fn longest(answers: &[(BrokerId, LogInfo)]) -> Option<BrokerId> {
    let most = answers.iter().map(|(_, info)| *info).max()?;
    answers.iter().find(|(_, info)| *info == most).map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(of: &[i64]) -> Vec<BrokerId> {
        of.iter().copied().map(BrokerId).collect()
    }

    /// KIP-966, the steps of an election that finds no eligible replica.
    #[test]
    fn each_strategy_asks_whom_it_should() {
        use Strategy::{Aggressive, Balanced, None};
        type Row = (
            Strategy,
            &'static [i64],
            &'static [i64],
            &'static [i64],
            Result<&'static [i64], Wait>,
        );
        let table: [Row; 9] = [
            // strategy, ISR, ELR, unfenced
            (Balanced, &[], &[], &[1, 2, 3], Ok(&[3, 2])),
            (Balanced, &[], &[], &[2, 3], Ok(&[3, 2])),
            (Balanced, &[], &[], &[1, 2], Err(Wait::LastKnownElrFenced)),
            (Balanced, &[], &[1], &[2, 3], Err(Wait::EligibleMayReturn)),
            (Balanced, &[1], &[], &[2, 3], Err(Wait::EligibleMayReturn)),
            (Aggressive, &[], &[1], &[2], Ok(&[2])),
            (Aggressive, &[], &[], &[1, 3], Ok(&[3, 1])),
            (Aggressive, &[], &[], &[], Err(Wait::ForOperator)),
            (None, &[], &[], &[1, 2, 3], Err(Wait::ForOperator)),
        ];
        for (strategy, isr, elr, unfenced, expected) in table {
            let acceptable = ids(unfenced).into_iter().collect();
            let state = Leaderless {
                replicas: &ids(&[3, 1, 2]),
                isr: &ids(isr),
                elr: &ids(elr),
                last_known_elr: &ids(&[2, 3]),
                acceptable: &acceptable,
            };
            let asked = state.whom_to_ask(strategy);
            assert_eq!(asked, expected.map(ids), "{strategy:?} {isr:?} {elr:?} {unfenced:?}");
        }
    }

    #[test]
    fn the_epoch_of_the_last_record_counts_before_the_length() {
        let log = |id, epoch, end| {
            let last_written_leader_epoch = LeaderEpoch(epoch);
            (BrokerId(id), LogInfo { last_written_leader_epoch, log_end_offset: end })
        };
        let all = [log(3, 1, 90), log(1, 2, 7), log(2, 2, 9), log(4, 2, 9)];
        assert_eq!(longest(&all), Some(BrokerId(2)));
        assert_eq!(longest(&all[..1]), Some(BrokerId(3)));
        assert_eq!(longest(&[]), None);
    }
}
