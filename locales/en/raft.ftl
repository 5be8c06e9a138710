# Raft as etcd runs it.
raft-title = Raft (etcd)
raft-about = Servers keep the same log. One of them, chosen by a majority for one term, writes; an entry
    is committed once a majority has it. This is etcd's flavour of the protocol, with its names,
    its defaults and its extras: PreVote, CheckQuorum, leadership transfer.

# Settings
setting-raft-profile = Whose defaults: etcd's, those of the paper, or those of the raftscope page.
setting-raft-heartbeat-interval = How often a leader sends heartbeats. etcd's clock ticks at the same interval.
setting-raft-election-timeout = How long a follower endures silence at least. The wait is drawn anew each time, up to twice as long.
setting-raft-pre-vote = Before a campaign a server asks whether it would win, without raising the term.
setting-raft-check-quorum = A leader that has not heard from a majority for an election timeout steps down, and whoever heard a leader lately ignores campaigns.
setting-raft-initial-election-tick-advance = A server that starts skips most of its first election timeout.

# Rules
rule-raft-election-timeout = A server that hears no leader for its randomised election timeout campaigns.
rule-raft-grant-vote = A server votes for a candidate of its term if it has not voted for another, knows no leader in that term, and the candidate's log is at least as up to date as its own.
rule-raft-one-vote-per-term = One vote in a term, first come first served, and none once the term has a leader.
otherwise-raft-one-vote-per-term = With a second vote from the same server, two candidates could each count a majority in one term.
rule-raft-durable-vote = Term and vote are on the disk before anybody is answered, so that a restart forgets neither.
otherwise-raft-durable-vote = A server that forgot its vote could vote again in the same term, and the term could have two leaders.
rule-raft-up-to-date = The candidate's last entry must not be older than the voter's: the later term decides, then the longer log.
otherwise-raft-up-to-date = With a vote for a shorter log, the new leader could lack what was committed, and delete it everywhere.
rule-raft-lease = With CheckQuorum, a server that heard a leader less than an election timeout ago ignores campaigns for a higher term, unless that leader asked for one.
rule-raft-pre-vote-keeps-term = Asking whether one would win, and answering, changes nobody's term or vote.
otherwise-raft-pre-vote-keeps-term = If the question raised the term, it would disturb a healthy leader just as a campaign does.
rule-raft-tally = A campaign is won with the votes of a majority, and lost once a majority can no longer be reached.
otherwise-raft-tally = With half of the votes, or copies, two halves could decide without each other.
rule-raft-stale-term = A message of an earlier term is not listened to. A deposed leader may be told the new term.
otherwise-raft-stale-term = A server that listened to a deposed leader could let it overwrite entries that are committed.
rule-raft-higher-term = A message of a later term makes its receiver a follower of that term.
rule-raft-append-entries = A follower takes entries only behind an entry that it shares with its leader, and deletes only what conflicts.
otherwise-raft-append-entries = With entries behind an unknown predecessor, two logs could agree on an entry and differ before it.
rule-raft-next-probe = After a rejection the leader goes back to the last place where the logs can still agree, a whole term at a time.
rule-raft-commit-index = An entry is committed once a majority has it and it is of the leader's own term. Earlier ones are committed along with it.
otherwise-raft-commit-index = An entry of an earlier term may be on a majority and still be overwritten by a later leader.
rule-raft-check-quorum = A leader that a majority has not answered for an election timeout steps down.
rule-raft-read-index = A read is answered only after a majority has confirmed that its leader still leads.
otherwise-raft-read-index = A leader that does not ask may have been replaced without knowing, and answer with old data.
rule-raft-transfer-leadership = A leader that hands over stops taking proposals and, once the target has the whole log, tells it to campaign at once.

# Messages
message-raft-MsgPreVote = Would you vote for me in the next term? Nothing changes yet.
message-raft-MsgPreVoteResp = The answer to the question before a campaign.
message-raft-MsgVote = Vote for me in this term.
message-raft-MsgVoteResp = The vote, or a refusal.
message-raft-MsgApp = Entries of the leader's log, what stands before them, and how far it is committed.
message-raft-MsgAppResp = How far the follower's log equals the leader's, or a hint where they part.
message-raft-MsgHeartbeat = The leader is there.
message-raft-MsgHeartbeatResp = So is the follower.
message-raft-MsgReadIndexResp = How far a server must have applied the log before it may answer a read.
message-raft-MsgTimeoutNow = The leader hands over: campaign at once.
message-raft-MsgProp = A follower passes a client's write on to its leader.
message-raft-MsgReadIndex = A follower asks its leader how far a read must wait.
message-raft-PutRequest = A client writes.
message-raft-PutResponse = The write is committed, or an error.
message-raft-RangeRequest = A client reads.
message-raft-RangeResponse = What it read, or an error.

# Timers
timer-raft-Election = Until this server campaigns, unless it hears a leader.
timer-raft-Heartbeat = Until the leader's next heartbeat.
timer-raft-CheckQuorum = Until the leader looks whether a majority was there.
timer-raft-Request = Until a waiting client's request times out.
timer-raft-ReadIndex = Until the leader is asked again about a read.
timer-raft-Next = Until the client's next request.
timer-raft-Deadline = Until the client gives up.
timer-raft-Retry = Until the client asks again.

# Properties
property-election-safety = Election Safety
property-election-safety-says = At most one leader in a term.
property-leader-append-only = Leader Append-Only
property-leader-append-only-says = A leader never overwrites or deletes an entry of its own log; it only adds.
property-log-matching = Log Matching
property-log-matching-says = Two logs that have an entry of the same term at one index are equal up to it.
property-leader-completeness = Leader Completeness
property-leader-completeness-says = An entry committed in one term is in the log of every leader of a later term.
property-state-machine-safety = State Machine Safety
property-state-machine-safety-says = No two servers apply different entries at one index.
property-one-vote-per-term = One vote per term
property-one-vote-per-term-says = No server votes for two candidates in one term, not even after a restart.
property-committed-on-majority = Committed on a majority
property-committed-on-majority-says = An entry that is first considered committed is on the disks of a majority.
property-terms-begin-with-a-campaign = Terms begin with a campaign
property-terms-begin-with-a-campaign-says = No server is in a term for which nobody has campaigned.

# Scenarios
raft-playground-title = Five servers to play with
raft-playground-summary = A healthy cluster with a writer and a reader. Kill the leader, cut links, change the settings.
