//! Majorities: how many is more than half, how a vote stands, how far a majority has come.

/// The least number of `voters` that is more than half of them; 1 if there are none.
pub const fn majority(voters: u64) -> u64 {
    voters / 2 + 1
}

/// Whether `count` is more than half of `voters`.
pub const fn is_majority(count: u64, voters: u64) -> bool {
    count >= majority(voters)
}

/// How a vote stands while answers come in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum VoteResult {
    /// More refusals than a majority can do without.
    Lost,
    /// The missing answers decide.
    Pending,
    /// A majority said yes.
    Won,
}

/// The standing of a vote among `voters` of whom `yes` and `no` have answered. Nobody to ask
/// means won, so that the empty half of a joint configuration never stands in the way.
pub const fn vote_result(voters: u64, yes: u64, no: u64) -> VoteResult {
    if voters == 0 || is_majority(yes, voters) {
        VoteResult::Won
    } else if is_majority(voters.saturating_sub(no), voters) {
        VoteResult::Pending
    } else {
        VoteResult::Lost
    }
}

/// The highest position that a majority has reached, given one position per voter; none without
/// voters.
pub fn reached_by_majority<T: Copy + Ord>(positions: &[T]) -> Option<T> {
    let mut sorted = positions.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_half_is_needed() {
        let needed: Vec<u64> = (0..8).map(majority).collect();
        assert_eq!(needed, [1, 1, 2, 2, 3, 3, 4, 4]);
        assert!(!is_majority(2, 4) && is_majority(3, 4));
    }

    /// `y`, `n` and `_` for a voter who has not answered.
    fn check(votes: &str, expected: VoteResult) {
        let count = |answer| votes.chars().filter(|c| *c == answer).count() as u64;
        let result = vote_result(votes.len() as u64, count('y'), count('n'));
        assert_eq!(result, expected, "{votes}");
    }

    #[test]
    fn a_vote_is_pending_while_the_missing_answers_can_turn_it() {
        for (votes, expected) in [
            ("", VoteResult::Won),
            ("_", VoteResult::Pending),
            ("n", VoteResult::Lost),
            ("y", VoteResult::Won),
            ("n_", VoteResult::Lost),
            ("y_", VoteResult::Pending),
            ("yn", VoteResult::Lost),
            ("yy", VoteResult::Won),
            ("nn_", VoteResult::Lost),
            ("yn_", VoteResult::Pending),
            ("yy_", VoteResult::Won),
            ("yyn_", VoteResult::Pending),
            ("yynn", VoteResult::Lost),
            ("yyy_", VoteResult::Won),
            ("yy___", VoteResult::Pending),
            ("nnn__", VoteResult::Lost),
        ] {
            check(votes, expected);
        }
    }

    #[test]
    fn a_majority_has_reached_the_middle_from_above() {
        for (positions, expected) in [
            (&[][..], None),
            (&[7], Some(7)),
            (&[9, 3], Some(3)),
            (&[5, 4, 4], Some(4)),
            (&[6, 5, 2, 1], Some(2)),
            (&[5, 4, 4, 2, 1], Some(4)),
        ] {
            assert_eq!(reached_by_majority(positions), expected, "{positions:?}");
        }
    }
}
