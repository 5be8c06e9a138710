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
setting-raft-max-size-per-msg = How many bytes of entries a message carries at most; 0 means one entry at a time. An entry counts for 8 KiB here.
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
rule-raft-commit-to = A follower commits what its leader says is committed. If its log does not reach that far, it has lost what it once confirmed: etcd panics.
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
timer-raft-Save = Until what was written is on the disk. Before that nothing else is sent, applied or counted in ticks.
timer-raft-Next = Until the client's next request.
timer-raft-Deadline = Until the client gives up.
timer-raft-Retry = Until the client asks again.
timer-raft-Stop = Until a leader that was asked to stop ends without a successor.

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

raft-election-title = A leader is elected, dies, and is replaced
raft-election-summary = Five servers start without a leader. The first timer to run out decides who asks; a majority decides who leads.
raft-election-start = Nobody leads. Every server waits; each has drawn its own time.
raft-election-ask = One timer has run out first. Its server only asks: would you vote for me? The term stays.
raft-election-campaign = A majority would. Now it opens term 1, votes for itself and asks for votes.
raft-election-leader = Three of five votes are a majority: it leads, and says so at once with an empty entry of its term.
raft-election-dies = The leader dies. Its followers notice nothing yet; only the heartbeats are missing.
raft-election-again = After about a second of silence the first timer runs out, and a new term has a new leader.
raft-election-returns = The old leader starts again. Its disk says which term it was in; the first heartbeat says that time has moved on.

raft-split-vote-title = Two candidates, two votes each
raft-split-vote-summary = Two servers campaign at the same moment and share the votes. Nobody wins the term; drawn timers settle the next one.
raft-split-vote-start = Four servers: a majority is three.
raft-split-vote-both = 1 and 2 run out of patience at the same moment. Each votes for itself and asks the others.
raft-split-vote-lost = 3 heard 1 first, 4 heard 2 first. One vote in a term, first come first served: two against two, and the term has no leader.
raft-split-vote-next = Everybody has drawn a new time to wait. That is the whole cure: somebody is first.
raft-split-vote-leader = A new term, one candidate, a majority.

raft-log-replication-title = A log on three servers
raft-log-replication-summary = The leader writes, a majority confirms, everybody follows. A server that was away is brought up to date.
raft-log-replication-start = 1 is made to ask first, so that it leads.
raft-log-replication-write = A client writes. The leader puts the entry into its log and sends it to both followers.
raft-log-replication-commit = With one confirmation two of three have it: committed, and the client hears so.
raft-log-replication-cut = 3 is cut off. Two of three are still a majority; nobody waits for 3.
raft-log-replication-heal = The link is back. The next message to 3 starts behind the end of its log, and 3 says where that end is.
raft-log-replication-probe = One hint is enough: the leader goes back to that place and sends everything that follows.
raft-log-replication-kill = Now 2 dies. 3 makes the majority.
raft-log-replication-restart = 2 returns with its log on disk and misses only what came after.

raft-figure-7-title = Six ways to differ, one way to agree
raft-figure-7-summary = Figure 7 of the Raft paper: a new leader meets followers that lack entries, have too many, or both, and makes every log its own.
raft-figure-7-start = Seven logs after seven terms of crashes. Up to index 3 they agree: that much is committed.
raft-figure-7-ask = L asks for votes in term 8. Who has a log that ends later than its own?
raft-figure-7-leader = c has more entries of term 6, d has a later term: they refuse. a, b, e and f agree, which makes five of seven.
raft-figure-7-probe = Behind its own end nothing fits. Each follower says which entry it can have in common, and the leader tries there; whole terms are skipped.
raft-figure-7-overwrite = What conflicts is deleted. None of it was committed.
raft-figure-7-end = Seven equal logs.

raft-partition-heals-title = A leader on the wrong side
raft-partition-heals-summary = Two of five servers, the leader among them, are cut off. They confirm nothing more; the other three go on.
raft-partition-heals-start = 1 leads five servers; one client writes through 1, another through 4.
raft-partition-heals-cut = The network splits: 1 and 2 here, 3, 4 and 5 there. 1 goes on accepting writes, but two copies of five commit nothing.
raft-partition-heals-down = For an election timeout nobody but 2 has answered: CheckQuorum makes 1 step down. It leads nobody, and knows it.
raft-partition-heals-sides = The three have a leader of a later term and serve their client. 1 and 2 ask for pre-votes and never get a third.
raft-partition-heals-stale = The reader on the small side asks for serializable reads: 2 answers from its own, older state. A linearizable read would wait.
raft-partition-heals-heal = The network is whole again. Within a second the servers have dialled each other; the first message of the later term makes 1 and 2 followers.
raft-partition-heals-overwrite = What 1 had accepted alone gives way to what the majority committed. Its client had never been told that it was safe.

raft-figure-8-title = On a majority, and not committed
raft-figure-8-summary = A leader may not commit an entry of an earlier term by counting its copies: a later leader could still overwrite it.
raft-figure-8-start = Figure 8 of the Raft paper, move by move. Messages take 100 ms and carry one entry each.
raft-figure-8-a = (a) 1 leads term 2. Its entries, a client's write among them, reach only 2. Then it dies.
raft-figure-8-b = (b) 5 wins term 3 with 3 and 4, writes an entry that reaches nobody, and dies.
raft-figure-8-c = (c) 1 returns and leads term 4. It brings the old write to 3: now it is on 1, 2 and 3, a majority.
raft-figure-8-wait = Three of five have it, and still 1 does not commit it: the entry is of term 2, the leader of term 4. It waits for an entry of its own term, and dies.
raft-figure-8-ask = 5 is back. Its last entry is of term 3. Who can win now?
raft-figure-8-d = (d) 5 wins with 3 and 4, whose logs end in term 2 and 1, and overwrites the old write. It was on a majority; it was never committed.
raft-figure-8-end = The client never heard that its write was safe. Nothing that was promised is lost.

raft-figure-8-counted-title = Committed by counting, and lost
raft-figure-8-counted-summary = The same moves as figure 8 with the rule off: an acknowledged write is overwritten.
raft-figure-8-counted-start = Figure 8 of the Raft paper, move by move. Messages take 100 ms and carry one entry each.
raft-figure-8-counted-a = (a) 1 leads term 2. Its entries, a client's write among them, reach only 2. Then it dies.
raft-figure-8-counted-b = (b) 5 wins term 3 with 3 and 4, writes an entry that reaches nobody, and dies.
raft-figure-8-counted-c = (c) 1 returns and leads term 4. It brings the old write to 3: now it is on 1, 2 and 3, a majority.
raft-figure-8-counted-wait = Without the rule 1 counts three copies, commits the old write, and the client is told that it is safe. Then 1 dies.
raft-figure-8-counted-ask = 5 is back. Its last entry is of term 3. Who can win now?
raft-figure-8-counted-d = (d) 5 wins with 3 and 4 all the same, and overwrites a committed write.
raft-figure-8-counted-end = One acknowledged write is gone: Leader Completeness is broken.

raft-disruptive-server-title = The server that came back
raft-disruptive-server-summary = A server that was cut off has raised its term again and again. On its return it deposes a healthy leader.
raft-disruptive-server-start = 1 leads, everything works. PreVote is off.
raft-disruptive-server-cut = 5 is cut off and hears no heartbeat.
raft-disruptive-server-raises = So it campaigns, alone, in one new term after the other. Nobody hears it.
raft-disruptive-server-heal = The link is back, and within a second the servers have dialled each other again. The others ignore its campaign: they hear their leader. But 5 must answer that leader's heartbeat, with its own, higher term.
raft-disruptive-server-deposed = A higher term: 1 steps down. Nothing was wrong with it.
raft-disruptive-server-leader = A new election, a moment without writes. With PreVote 5 would have asked first, and its term would not have moved.

raft-disruptive-server-prevote-title = The server that asked first
raft-disruptive-server-prevote-summary = The same cut with PreVote: the server asks before it campaigns, gets no answer, and returns in the old term.
raft-disruptive-server-prevote-start = 1 leads, everything works. PreVote is on, as etcd has it.
raft-disruptive-server-prevote-cut = 5 is cut off and hears no heartbeat.
raft-disruptive-server-prevote-asks = It asks whether it would win the next term. Without an answer it does not campaign; its term stays.
raft-disruptive-server-prevote-heal = The link is back, and within a second the heartbeats of its own term.
raft-disruptive-server-prevote-calm = 5 follows again. Nobody else has noticed anything.

raft-partial-links-title = Half a network, no rest
raft-partial-links-summary = Five of ten links fail, as in an outage of 2020. Every server still reaches a majority's worth of others through somebody, and plain Raft never settles.
raft-partial-links-start = 3 leads. PreVote and CheckQuorum are off: Raft as in the first paper.
raft-partial-links-cut = Only the links 1–2, 1–3, 2–3, 2–4 and 3–5 remain. 3 still reaches 1, 2 and 5: a majority with itself.
raft-partial-links-four = 4 hears nothing of 3, and campaigns. Only 2 hears it, but 2 then moves to a term that 3 does not know.
raft-partial-links-churn = 2 no longer listens to 3 and campaigns itself; 3 must follow. Then 4 or 5 begins anew.
raft-partial-links-never = Leader after leader, though a healthy majority was connected all the time. Nothing is lost; little is done.

raft-partial-links-prevote-title = Half a network, one leader
raft-partial-links-prevote-summary = The same five links fail; PreVote and CheckQuorum keep the leader that a majority still hears.
raft-partial-links-prevote-start = 3 leads, with etcd's defaults.
raft-partial-links-prevote-cut = Only the links 1–2, 1–3, 2–3, 2–4 and 3–5 remain.
raft-partial-links-prevote-four = 4 hears nothing and asks. 2 hears its leader and does not answer: a lease of one election timeout.
raft-partial-links-prevote-calm = 4 goes on asking in vain. Terms stay, 3 leads, the client writes.

raft-forgotten-vote-title = A vote forgotten, a term with two leaders
raft-forgotten-vote-summary = Raft writes term and vote to disk before it answers. Here a server forgets its vote in a restart, and votes again.
raft-forgotten-vote-start = 1 and 3 cannot hear each other; 2 hears both. The vote is not written to disk.
raft-forgotten-vote-first = 1 campaigns in term 1 and gets the vote of 2: two of three, it leads. Its first entry does not get through.
raft-forgotten-vote-restart = 2 restarts. It remembers the term, but not whom it voted for.
raft-forgotten-vote-ask = 3 campaigns in the same term and asks 2. Who leads now?
raft-forgotten-vote-two = 2 votes a second time: term 1 has two leaders. With the vote on disk it would have refused.

raft-stale-vote-title = A vote of yesterday
raft-stale-vote-summary = A vote that was given in one term arrives in the next. Whoever counts it may lead without a majority.
raft-stale-vote-start = 1 and 3 cannot hear each other. The answers of 2 to 1 are slow.
raft-stale-vote-first = 1 campaigns in term 1. 2 votes for it, but the vote is long under way.
raft-stale-vote-second = 1 loses patience and campaigns in term 2. This request does not reach 2.
raft-stale-vote-counted = The vote of term 1 arrives. With the rule off, 1 counts it for term 2, and leads without a vote of that term.
raft-stale-vote-two = 3 wins term 2 with the true vote of 2. Two leaders in one term.

raft-linearizable-read-title = A read that knows it is late
raft-linearizable-read-summary = A deposed leader that does not know it is asked for data. It may answer only after a majority has confirmed that it still leads.
raft-linearizable-read-start = 1 leads. A client writes through 4, another reads through 1. CheckQuorum is off.
raft-linearizable-read-cut = 1 and 2 are cut off together with the reader.
raft-linearizable-read-two = The other three have elected a leader and accept writes. 1 still believes that it leads term 1.
raft-linearizable-read-waits = The reader asks 1. Its heartbeat is answered by 2 alone, which is no majority: no answer is better than an old one.
raft-linearizable-read-heal = The network is whole, 1 learns of the later term, and reads go on.

raft-leadership-transfer-title = A leader hands over
raft-leadership-transfer-summary = Leadership is moved to a chosen server in milliseconds. A leader that is stopped does the same; one that is killed costs a second.
raft-leadership-transfer-start = 1 leads.
raft-leadership-transfer-transfer = An administrator asks 1 to hand over to 3. 1 stops taking proposals and looks how far 3 has come.
raft-leadership-transfer-now = 3 has the whole log: campaign now, says 1. No timeout, no pre-vote.
raft-leadership-transfer-leads = The others vote for it although they hear a leader: the campaign says that the leader wished it. Term 2, a few milliseconds later.
raft-leadership-transfer-stop = 3 is asked to stop. It hands over before it exits.
raft-leadership-transfer-kill = This leader is killed: no word to anybody, and about a second of silence.

raft-quorum-loss-title = A leader that hears too few
raft-quorum-loss-summary = All links but those of server 1 fail. The leader still reaches 1 and nobody else; CheckQuorum makes room for the one that reaches all.
raft-quorum-loss-start = 3 leads.
raft-quorum-loss-cut = Only the links of 1 remain. 3 reaches 1, which makes two of five; nothing is committed any more.
raft-quorum-loss-down = Three were not heard from for an election timeout: 3 steps down, and 1 hears no leader any more.
raft-quorum-loss-hub = 1 reaches everybody. It asks, wins, and the client's writes go on.

raft-quorum-loss-unchecked-title = A leader that stays, and leads nobody
raft-quorum-loss-unchecked-summary = The same links fail without CheckQuorum: the leader stays, and the only server that could replace it is content with it.
raft-quorum-loss-unchecked-start = 3 leads. CheckQuorum is off.
raft-quorum-loss-unchecked-cut = Only the links of 1 remain. 3 reaches 1, which makes two of five.
raft-quorum-loss-unchecked-stuck = 2, 4 and 5 ask for pre-votes, but reach only 1: two of five. 1 itself hears heartbeats and does not ask.
raft-quorum-loss-unchecked-ever = Nothing is wrong in anybody's eyes, and no write is ever confirmed.
