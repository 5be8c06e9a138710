# ZooKeeper 3.9 as an ensemble: Fast Leader Election and ZAB.
zookeeper-title = ZooKeeper
zookeeper-about = A few servers keep one tree. They elect a leader by comparing histories, a quorum
    promises it a new epoch and takes over its history, and only then is anybody served. Every
    write goes through the leader and is committed when a quorum has it on disk.

# Settings
setting-zookeeper-profile = Whose intervals: those of conf/zoo_sample.cfg, or the small ones of the real runs that this model was compared with.
setting-zookeeper-tickTime = The basic unit of time. The leader pings its learners twice in a tick and looks once in a tick whether a quorum still follows.
setting-zookeeper-initLimit = How long a learner may take to connect to its leader and take over its history.
setting-zookeeper-syncLimit = How much silence there may be between a leader and a learner that serves.
setting-zookeeper-connectToLearnerMasterLimit = How long a learner tries to reach its leader; 0 means initLimit.
setting-zookeeper-cnxTimeout = How long one attempt to reach another server's election port may take.
setting-zookeeper-minNotificationInterval = The first wait of an election. It doubles each time nothing is heard.
setting-zookeeper-maxNotificationInterval = The longest wait of an election.
setting-zookeeper-leaderConnectDelayDuringRetryMs = The pause between two attempts to reach the leader. A learner makes five.
setting-zookeeper-observer_election_DelayMs = An observer that lost its leader pauses for a random time below this before it looks for the next one.
setting-zookeeper-leaderServes = Whether the leader answers clients itself.
setting-zookeeper-commitLogCount = How many committed transactions a server keeps in memory to bring learners up to date.
setting-zookeeper-snapshotSizeFactor = How much of the log files may be read for a learner, as a part of the snapshot's size. Beyond that it gets the snapshot. Negative: the files are never used.
setting-zookeeper-testingonly_initialZxid = The counter with which every reign begins: near 4294967295 it shows what happens when an epoch has used up its numbers. ZooKeeper has it for tests only; 0 is normal.

# Rules
rule-zookeeper-load-database = A server starts only from a disk that agrees with itself: currentEpoch is not older than the last transaction, acceptedEpoch not older than currentEpoch, and the server stands in its own list. Otherwise it exits.
rule-zookeeper-total-order = A vote gives way to one with a newer epoch, then to one with a longer history, then to one with a larger id.
otherwise-zookeeper-total-order = If nobody compared epochs, in votes and afterwards, the longer log of an old reign could win and bring back what a later reign began without.
rule-zookeeper-tally = A server counts the votes that equal its own. A quorum of them is enough.
rule-zookeeper-check-leader = A server that meets a working ensemble follows its leader only if that leader itself says that it leads.
otherwise-zookeeper-check-leader = Followers that have not noticed yet would go on recommending a leader that is dead.
rule-zookeeper-round-gate = A vote of an earlier round is ignored. A later round is adopted: all votes are forgotten, and the server begins again with its first vote.
otherwise-zookeeper-round-gate = Servers in different rounds would never count each other's votes.
rule-zookeeper-finalize-wait = Once a quorum agrees, 200 ms of silence decide. A better vote within them opens the election again.
rule-zookeeper-connection = Of each pair, the connection that the higher id dialled is kept. A lower id that dials is dialled back.
rule-zookeeper-epoch-to-propose = The new epoch is one more than the highest that anybody in a quorum, the leader included, has accepted.
rule-zookeeper-accept-epoch = A learner promises a higher epoch on disk before it answers. An equal one it has promised before, and it does not count again; a lower one it refuses.
rule-zookeeper-epoch-ack = A learner whose history is more recent than the leader's is refused: the leader is not the right one for it.
otherwise-zookeeper-epoch-ack = A learner that is ahead would throw away what only it still has.
rule-zookeeper-sync-choice = The leader compares the learner's last transaction with its own log: it sends what is missing (DIFF), has the learner forget what is too much (TRUNC), or sends everything (SNAP).
rule-zookeeper-log-before-epoch = A learner has the leader's history on disk before it writes the new currentEpoch.
otherwise-zookeeper-log-before-epoch = A crash in between leaves a new epoch with an old log. That log wins the next election, and what was committed is truncated (ZOOKEEPER-4643).
rule-zookeeper-log-before-ack = A learner has the leader's history on disk before it acknowledges NEWLEADER.
otherwise-zookeeper-log-before-ack = The leader would count a history that a crash can still take away (ZOOKEEPER-3911, ZOOKEEPER-4646).
rule-zookeeper-newleader-ack = The leader is established once a quorum has its history on disk.
rule-zookeeper-commit = A proposal is committed, in order, once a quorum has it on disk.
otherwise-zookeeper-commit = A write that only the leader has would be acknowledged, and be gone with the leader.
rule-zookeeper-last-logged-zxid = A server votes with everything it has logged, committed or not.
otherwise-zookeeper-last-logged-zxid = It would hide the last transaction it logged; one that was committed with its help could be missing from the next leader (ZOOKEEPER-2845).
rule-zookeeper-keeps-quorum = Once a tick the leader looks whether a quorum still follows; if not, it looks for a leader itself.
rule-zookeeper-learner-timeout = A learner that hears nothing from its leader for too long looks for another.
rule-zookeeper-client-ahead = A server that is behind what a client has already seen sends it away.
rule-zookeeper-prep-request = The leader decides what a request will do before it proposes it, with all earlier proposals counted. A refusal is proposed too: it has its place in the order.
rule-zookeeper-session-timeout = A client gets the session timeout it asks for, within 2 and 20 ticks.
rule-zookeeper-session-expiry = A session ends at the first tick after its timeout without a sign of life. Only the leader says so.
rule-zookeeper-session-restart = A new leader gives every session its whole timeout again: nobody loses a session because the leader changed.
otherwise-zookeeper-session-restart = The new leader would have ended every session that had not spoken to it yet.
rule-zookeeper-revalidate = A session that comes to another server is good if the leader still knows it.
rule-zookeeper-recipe-position = The child with the smallest number leads. Every other watches the one just before its own, and when that is gone it lists the children again.
otherwise-zookeeper-recipe-position = It would have taken the watch that fired for the lead, though others still stand before it.
rule-zookeeper-fencing-token = The resource remembers the highest token it was shown and refuses whoever comes with a lower one.
otherwise-zookeeper-fencing-token = The resource would have taken the write of a leader that is none any more.

# Messages
message-zookeeper-InitialMessage = One server dials another's election port and says who it is.
message-zookeeper-accepted = The connection is kept.
message-zookeeper-Notification = A vote: whom the sender would have lead, with that server's epoch and last transaction, the round, and what the sender is doing.
message-zookeeper-connect = A learner dials its leader.
message-zookeeper-connected = The leader has accepted the connection.
message-zookeeper-FOLLOWERINFO = A follower tells which epoch it has accepted.
message-zookeeper-OBSERVERINFO = An observer tells which epoch it has accepted.
message-zookeeper-LEADERINFO = The leader proposes a new epoch.
message-zookeeper-ACKEPOCH = The learner has promised it, and tells how recent its history is.
message-zookeeper-DIFF = You lack only what follows.
message-zookeeper-TRUNC = Forget what comes after this.
message-zookeeper-SNAP = Take the whole tree.
message-zookeeper-NEWLEADER = That is my history: acknowledge when you have it on disk.
message-zookeeper-UPTODATE = A quorum has it: serve your clients.
message-zookeeper-PROPOSAL = A transaction to be logged.
message-zookeeper-ACK = It is on my disk.
message-zookeeper-COMMIT = A quorum has it: apply it.
message-zookeeper-INFORM = For observers: a transaction that is committed.
message-zookeeper-PING = The leader is there; the learner answers the same.
message-zookeeper-REQUEST = A learner passes a client's write on to the leader.
message-zookeeper-SYNC = A client wants to see everything that is committed by now.
message-zookeeper-ConnectRequest = A client wants to be served, and tells how much it has seen.
message-zookeeper-ConnectResponse = The server serves it.
message-zookeeper-setData = A client writes.
message-zookeeper-getData = A client reads. The server answers from its own tree.
message-zookeeper-sync = A client asks its server to catch up with the leader first.
message-zookeeper-ping = An idle client is there.
message-zookeeper-pong = So is its server.
message-zookeeper-Reply = The answer to a client.
message-zookeeper-REVALIDATE = A learner asks whether a session is still open, and its leader answers.
message-zookeeper-create = A client creates a znode.
message-zookeeper-delete = A client deletes a znode.
message-zookeeper-check = A client checks a version.
message-zookeeper-multi = A client wants all of these or none.
message-zookeeper-exists = A client asks whether there is such a znode, and may leave a watch.
message-zookeeper-getChildren = A client asks for the names of a znode's children, and may leave a watch.
message-zookeeper-closeSession = A client ends its session: its ephemeral znodes go with it.
message-zookeeper-setWatches = A client comes back with the watches it still waits for.
message-zookeeper-WatcherEvent = A watch fires: something changed, but not what. It fires once.
message-zookeeper-open = A new leader of the applications reads the resource before it writes it.
message-zookeeper-opened = What the resource holds.
message-zookeeper-save = A leader replaces what the resource holds with what it knows and one line more.
message-zookeeper-saved = The write is taken.
message-zookeeper-refused = A later leader has been here: refused.

# Timers
timer-zookeeper-notTimeout = The wait of an election: when it ends, the vote is sent again and the next wait is twice as long.
timer-zookeeper-finalizeWait = 200 ms of silence, once a quorum agrees.
timer-zookeeper-cnxTimeout = How long dialling another server may take.
timer-zookeeper-initLimit = How long a phase before serving may take.
timer-zookeeper-syncLimit = How much silence of the leader is endured.
timer-zookeeper-tick = Half a tick of the leader.
timer-zookeeper-learner = How much silence of this learner is endured.
timer-zookeeper-fsync = The disk is busy.
timer-zookeeper-redial = Until the leader is dialled again.
timer-zookeeper-observerDelay = An observer's pause before it looks for a leader.
timer-zookeeper-next = Until the client's next operation.
timer-zookeeper-reconnect = Until the client dials the next server.
timer-zookeeper-connectTimeout = How long a client's attempt to connect may take.
timer-zookeeper-readTimeout = How much silence of its server a client endures.
timer-zookeeper-ping = Until an idle client says that it is there.
timer-zookeeper-sessionExpiry = Until the leader next looks for sessions that are over.
timer-zookeeper-clientExpiry = How long a client believes in its session without a server.
timer-zookeeper-callback = Until the application’s event thread gets to what has arrived.
timer-zookeeper-snapshot = Until a snapshot is read or written.

# Properties
property-leader-log-complete = Leaders have every commit
property-leader-log-complete-says = A newly established leader has every transaction that was ever committed.
property-primary-integrity = Old reigns stay over
property-primary-integrity-says = A newly established leader brings back nothing that a later reign began without.
property-process-consistency = Followers have only what leaders have
property-process-consistency-says = A follower that serves has no transaction that its leader lacks.
property-epoch-accepted-first = Accepted before current
property-epoch-accepted-first-says = No server claims an epoch that it has not promised before: acceptedEpoch is never below currentEpoch.
property-leaders-own-word = The leader's own word
property-leaders-own-word-says = Whoever joins a working ensemble has heard from its leader itself that it leads.
property-session-full-timeout = A session gets its whole timeout
property-session-full-timeout-says = No leader ends a session before it has itself waited for it as long as the session may be silent.
property-elected-is-first = The elected stands first
property-elected-is-first-says = An application that takes the lead has no smaller number before its own.
property-resource-fenced = The resource is fenced
property-resource-fenced-says = The resource takes no write of an older leader after it has seen a later one.

# start-one-by-one
zookeeper-start-one-by-one-title = Servers start one by one
zookeeper-start-one-by-one-summary = Three empty servers start in turn. The second one leads, and the third, with the largest id, does not change that.
zookeeper-start-one-by-one-alone = Server 1 starts alone. It votes for itself, but two of three must agree, so nobody is served.
zookeeper-start-one-by-one-waits = It tries again after 200, 400, 800 ms: nobody answers.
zookeeper-start-one-by-one-second = Server 2 starts and votes for itself too. Both histories are empty, so the larger id is better.
zookeeper-start-one-by-one-agree = Server 1 takes over the vote for 2. Two of three agree: now 200 ms of silence decide.
zookeeper-start-one-by-one-leads = Server 2 leads. A new epoch was promised, its history is on two disks, and clients are served.
zookeeper-start-one-by-one-who-leads = Server 3 will start now, with the largest id of all. Who will lead?
zookeeper-start-one-by-one-third = Server 3 starts and votes for itself. The others are no longer looking: they answer whom they follow.
zookeeper-start-one-by-one-follows = A quorum follows 2, and 2 itself says that it leads: server 3 follows at once. A working leader is never unseated by a larger id.

# leader-dies-longer-log-wins
zookeeper-leader-dies-longer-log-wins-title = The leader dies: the longer log wins
zookeeper-leader-dies-longer-log-wins-summary = The last write reached server 1 but not server 3. Server 1 wins the election although 3 has the larger id.
zookeeper-leader-dies-longer-log-wins-intro = Servers 1 and 2 start first, so 2 leads epoch 1. Server 3 joins and follows.
zookeeper-leader-dies-longer-log-wins-writes = A client writes. Each write is a transaction with the next zxid, and is committed when two of three have it on disk.
zookeeper-leader-dies-longer-log-wins-cut = After 123 writes the link between 2 and 3 breaks. Servers 1 and 2 are still a quorum.
zookeeper-leader-dies-longer-log-wins-dies = Write 124 is on servers 1 and 2 and was acknowledged. In this moment server 2 loses power.
zookeeper-leader-dies-longer-log-wins-who-leads-next = Server 1 has 124 transactions, server 3 has 123 and the larger id. Who will lead?
zookeeper-leader-dies-longer-log-wins-votes = Nobody hears the leader any more. Each survivor votes for itself and shows its last zxid.
zookeeper-leader-dies-longer-log-wins-adopts = Same epoch, but 0x10000007c is later than 0x10000007b: server 3 gives up its own vote.
zookeeper-leader-dies-longer-log-wins-why-1 = Server 1 leads epoch 2 and sends 3 what it lacks. No acknowledged write is lost: that is what the order of votes is for.

# start-within-200ms
zookeeper-start-within-200ms-title = Inside the 200 ms of silence
zookeeper-start-within-200ms-summary = Server 3 starts 100 ms after server 2, before the election is settled: now it leads.
zookeeper-start-within-200ms-intro = Server 1 waits alone. Server 2 will start at one second, server 3 a tenth of a second later.
zookeeper-start-within-200ms-who-leads = With 350 ms between them server 2 would lead. Who leads with 100 ms?
zookeeper-start-within-200ms-wait = Servers 1 and 2 agree on 2. They still wait: 200 ms of silence must pass.
zookeeper-start-within-200ms-third = Server 3 speaks within the silence, with a better vote: the election is open again.
zookeeper-start-within-200ms-leads = Server 3 leads. The wait exists for this: those who start together should be compared together.

# leader-dies-equal-logs
zookeeper-leader-dies-equal-logs-title = The leader dies: equal logs
zookeeper-leader-dies-equal-logs-summary = Both survivors have the same history. The larger id wins.
zookeeper-leader-dies-equal-logs-intro = Server 2 leads epoch 1; servers 1 and 3 follow and have everything.
zookeeper-leader-dies-equal-logs-who-leads-next = Server 2 will be killed now. Which of 1 and 3 will lead?
zookeeper-leader-dies-equal-logs-dies = Its connections break, so both notice within milliseconds and begin round 2.
zookeeper-leader-dies-equal-logs-adopts = Same epoch, same last zxid: the id decides, and server 1 takes over the vote for 3.
zookeeper-leader-dies-equal-logs-leads = Server 3 leads epoch 2, a few tenths of a second after the death.

# epoch-beats-log
zookeeper-epoch-beats-log-title = The epoch beats the log
zookeeper-epoch-beats-log-summary = Server 1 has the shorter log but the newer epoch. It leads, and the others forget their tails.
zookeeper-epoch-beats-log-intro = Server 1 has 3 transactions and currentEpoch 2. Servers 2 and 3 have 9 transactions and currentEpoch 1.
zookeeper-epoch-beats-log-who-leads = All three start together. Who will lead?
zookeeper-epoch-beats-log-compare = The epoch is compared first, and 2 is more than 1. The longer log is not even looked at.
zookeeper-epoch-beats-log-leads = Server 1 leads. It took over the history of epoch 2; what epoch 1 wrote beyond it was never committed there.
zookeeper-epoch-beats-log-truncates = TRUNC: the others forget transactions 4 to 9.
zookeeper-epoch-beats-log-serves = All three have the same three transactions, and the ensemble serves.

# leftovers-do-not-win
zookeeper-leftovers-do-not-win-title = Leftovers do not win
zookeeper-leftovers-do-not-win-summary = A dead leader comes back with a write that nobody else has. A newer epoch without any write beats it.
zookeeper-leftovers-do-not-win-intro = Server 3 leads epoch 1. A client writes to it.
zookeeper-leftovers-do-not-win-cut = Server 3 and its client are cut off. It still logs the next write, but nobody acknowledges it.
zookeeper-leftovers-do-not-win-dies = Server 3 dies, with one transaction too many on its disk.
zookeeper-leftovers-do-not-win-epoch-2 = Servers 1 and 2 form epoch 2. Nobody writes in it.
zookeeper-leftovers-do-not-win-all-down = They die too. All that is left is on disks: 3 has the longer log, 1 and 2 the newer epoch.
zookeeper-leftovers-do-not-win-who-leads = All three will start together. Who will lead?
zookeeper-leftovers-do-not-win-restart = The votes are compared by epoch first.
zookeeper-leftovers-do-not-win-leads = Server 2 leads: the history of epoch 2 goes on. If the old write came back now, a reign that began without it would have been for nothing.
zookeeper-leftovers-do-not-win-truncates = Server 3 follows and forgets its leftover. Its client had been told nothing but ConnectionLoss.

# old-leader-returns
zookeeper-old-leader-returns-title = The old leader returns
zookeeper-old-leader-returns-summary = A leader is paused for six seconds. When it wakes up it still believes, and answers one read with old data.
zookeeper-old-leader-returns-intro = Server 3 leads. One client writes through server 1, another one reads from server 3.
zookeeper-old-leader-returns-paused = Server 3 is stopped in its tracks, as by a long garbage collection. Its connections stay open.
zookeeper-old-leader-returns-timeout = The followers have heard nothing for syncLimit × tickTime, and look for a leader.
zookeeper-old-leader-returns-new-epoch = Server 2 leads epoch 2, and writes go on.
zookeeper-old-leader-returns-what-will-it-do = A read waits at the sleeping server. How many servers will believe they lead when it wakes up: one or two?
zookeeper-old-leader-returns-returns = Server 3 wakes up. For it, no time has passed.
zookeeper-old-leader-returns-stale = It answers the read from its own tree: old data. A write it could not commit, no quorum follows it.
zookeeper-old-leader-returns-steps-down = At its next check it finds that nobody follows, and steps down.
zookeeper-old-leader-returns-follows = It follows server 2 and gets what it missed. To avoid the stale read, a client calls sync first.

# minority-stops
zookeeper-minority-stops-title = The minority stops
zookeeper-minority-stops-summary = Five servers are cut two to three. The side of two serves nothing; nothing that was acknowledged is lost.
zookeeper-minority-stops-intro = Server 5 leads five servers. One client is at server 5, another one at server 1.
zookeeper-minority-stops-cut = The network breaks: 4 and 5 here, 1, 2 and 3 there. Nothing is refused, there is only silence.
zookeeper-minority-stops-no-ack = Server 5 still proposes, but two of five are no quorum: it acknowledges nothing.
zookeeper-minority-stops-steps-down = Server 5 finds that too few follow, steps down and closes its clients’ connections.
zookeeper-minority-stops-majority = The side of three elects server 3 in epoch 2 and goes on.
zookeeper-minority-stops-lost-writes = When the network heals: how many acknowledged writes will be lost?
zookeeper-minority-stops-heal = The network heals. Servers 4 and 5 hear that an ensemble exists.
zookeeper-minority-stops-back = Server 5 follows, and forgets what it had only proposed. No acknowledged write is lost: none was acknowledged there.

# observers
zookeeper-observers-title = Observers
zookeeper-observers-summary = Servers 4 and 5 have no vote. They serve reads, never lead, and never count for a quorum.
zookeeper-observers-intro = Three voters and two observers, which have the largest ids. Observers are told nothing unasked: they ask for the leader.
zookeeper-observers-serve = A client reads from observer 4: more readers without slower votes.
zookeeper-observers-dies = The leader, server 3, dies.
zookeeper-observers-detour = The voters look for a new leader. Asked by an observer, they answer with their old vote: it will try the dead leader first.
zookeeper-observers-leads = Server 2 leads. The observers find it a little later.
zookeeper-observers-quorum = Server 2 will die now. Servers 1, 4 and 5 are three of five. Will they be served by a leader?
zookeeper-observers-three-of-five = Only voters count: one of three is no quorum. Nobody serves.
zookeeper-observers-back = With server 2 back there are two voters of three, and all goes on.

# four-phases
zookeeper-four-phases-title = Four phases, three ways to catch up
zookeeper-four-phases-summary = Election, discovery, synchronisation, broadcast; and DIFF, TRUNC and SNAP, each for its reason.
zookeeper-four-phases-election = Election: the servers compare histories and agree on a candidate.
zookeeper-four-phases-discovery = Discovery: learners tell the candidate which epoch they have accepted. The new epoch is higher than all.
zookeeper-four-phases-promise = Each promises the new epoch on disk: acceptedEpoch. It has not taken it over yet.
zookeeper-four-phases-synchronization = Synchronisation: the learner has the leader’s history, writes it, then currentEpoch, then acknowledges.
zookeeper-four-phases-broadcast = Broadcast: a quorum has acknowledged, the leader is established, writes are proposed and committed.
zookeeper-four-phases-falls-behind = Server 1 is down for a second and misses some writes.
zookeeper-four-phases-diff = It comes back, and the leader sends only what it lacks: DIFF.
zookeeper-four-phases-cut = The leader, server 3, is cut off with a client. It logs a write that nobody else has.
zookeeper-four-phases-trunc = Server 2 leads epoch 2. Server 3 must forget its leftover first: TRUNC.
zookeeper-four-phases-wiped = Server 1 loses its disk and starts empty.
zookeeper-four-phases-snap = It lacks everything, and gets the whole tree: SNAP.

# errored-write-survives
zookeeper-errored-write-survives-title = The write that failed and survived
zookeeper-errored-write-survives-summary = Both followers die with a write in flight. The client sees an error; afterwards the write is there.
zookeeper-errored-write-survives-intro = Server 3 leads. A client writes to it once a second.
zookeeper-errored-write-survives-followers-die = Both followers die.
zookeeper-errored-write-survives-logged = The leader still logs the next write. It cannot commit it: one of three is no quorum.
zookeeper-errored-write-survives-steps-down = The leader steps down and closes the connection. The client sees ConnectionLoss: unknown, not failed.
zookeeper-errored-write-survives-is-it-there = The followers will return. Will the write be there?
zookeeper-errored-write-survives-restart = Server 3 votes with everything it has logged, committed or not.
zookeeper-errored-write-survives-there = It leads again, and a quorum takes over its whole log: the write is committed after all.

# zk-2845
zookeeper-zk-2845-title = ZOOKEEPER-2845: a vote that hides a write
zookeeper-zk-2845-summary = Server 1 has logged a write but not yet applied it. It must vote with it, or a committed write is lost.
zookeeper-zk-2845-intro = Server 3 leads. The first write is everywhere.
zookeeper-zk-2845-cut = The link to server 2 breaks.
zookeeper-zk-2845-committed = The second write is logged on 3 and 1: a quorum. The client is told so. Server 1 never hears that it is committed.
zookeeper-zk-2845-dies = Server 3 loses power.
zookeeper-zk-2845-who-leads-next = Server 1 has the write in its log, but not in its tree. Server 2 has the larger id. Who will lead?
zookeeper-zk-2845-votes = Server 1 first applies all it has logged, and votes with it. Before the fix it voted with its tree.
zookeeper-zk-2845-leads = Server 1 leads, and the write is kept. Switch the rule off: server 2 leads, and the write is gone.

# zk-3911
zookeeper-zk-3911-title = ZOOKEEPER-3911: acknowledged before logged
zookeeper-zk-3911-summary = A follower crashes right after it acknowledged NEWLEADER. What it acknowledged must be on its disk.
zookeeper-zk-3911-intro = Server 3 leads with server 1; server 2 joins. The first write is everywhere.
zookeeper-zk-3911-misses = Server 1 is down for the second write.
zookeeper-zk-3911-committed = It is logged on 3 and 2, committed and acknowledged.
zookeeper-zk-3911-alone = Server 2 dies, and server 3 steps down: alone it may not lead.
zookeeper-zk-3911-returns = Server 1 returns. Server 3 wins and sends it the write it lacks.
zookeeper-zk-3911-acks = Server 1 acknowledges NEWLEADER, and loses power in that very moment. Then server 3 dies too.
zookeeper-zk-3911-who-leads-next = Server 1 has written the new epoch, server 2 has not. Who will lead?
zookeeper-zk-3911-restart = Servers 1 and 2 start again.
zookeeper-zk-3911-leads = Server 1 wins by its newer epoch, and it has the write. Switch the rule off: it wins without it, and server 2 is told to forget.

# zk-4643
zookeeper-zk-4643-title = ZOOKEEPER-4643: the epoch before the log
zookeeper-zk-4643-summary = A follower crashes in the middle of taking over a history. A new epoch with an old log would win the next election.
zookeeper-zk-4643-intro = Server 3 leads with server 1; server 2 joins. The first write is everywhere.
zookeeper-zk-4643-misses = Server 1 is down for the second write.
zookeeper-zk-4643-committed = It is logged on 3 and 2, committed and acknowledged.
zookeeper-zk-4643-alone = Server 2 dies, and server 3 steps down.
zookeeper-zk-4643-returns = Server 1 returns and is sent the write. It must put it on disk, then the new epoch.
zookeeper-zk-4643-crash = It loses power after the first of these two steps; then server 3 dies too.
zookeeper-zk-4643-who-leads-next = Servers 1 and 2 will start again. Who will lead?
zookeeper-zk-4643-restart = Both have the write and epoch 1.
zookeeper-zk-4643-leads = Server 2 leads by its id, and nothing is lost. Switch the rule off: server 1 has epoch 2 and lacks the write. It wins, and the write is gone.

# rounds
zookeeper-rounds-title = Rounds
zookeeper-rounds-summary = Two servers of four are in round 2 when the others start again in round 1. They must come together.
zookeeper-rounds-intro = Four servers; three are a quorum. Server 4 leads.
zookeeper-rounds-half-dies = Servers 3 and 4 die. Servers 1 and 2 begin round 2.
zookeeper-rounds-no-quorum = Two of four are no quorum: they ask again and again, and wait longer each time.
zookeeper-rounds-restart = Servers 3 and 4 start again. A process that starts counts its rounds from 1.
zookeeper-rounds-adopt = They hear of round 2, adopt it, forget all votes and begin again with their own.
zookeeper-rounds-leads = Now all votes are of one round, and server 4 leads again. Without this rule the two halves would never count each other.

# wiped-disk
zookeeper-wiped-disk-title = A wiped disk
zookeeper-wiped-disk-summary = A server loses its disk, and a server that is behind is elected. The last check saves what was acknowledged.
zookeeper-wiped-disk-intro = Server 3 leads, and a client writes.
zookeeper-wiped-disk-stops = Server 2 is down. Two more writes are on 3 and 1, and acknowledged.
zookeeper-wiped-disk-wiped = Server 3 dies, and server 1 starts again with an empty disk. This is more than the protocol promises to survive.
zookeeper-wiped-disk-old = Server 2 starts. It lacks the last two writes, but server 1 has nothing at all.
zookeeper-wiped-disk-elected = Server 2 wins. Before anything is synchronised, the link to server 1 breaks.
zookeeper-wiped-disk-safe = Server 3 will return, with all writes. It meets a server that says it leads. Are the writes safe?
zookeeper-wiped-disk-returns = Server 3 returns and is told that server 2 leads.
zookeeper-wiped-disk-refused = It shows how recent its history is, and server 2 sees that it is ahead: it will not have server 3 forget.
zookeeper-wiped-disk-leads = Server 2 gives up, server 3 is elected, and all writes are kept.

# playground
zookeeper-playground-title = Playground
zookeeper-playground-summary = Three servers, a writer and a reader. Break what you like.
zookeeper-playground-intro = All three start together, so the largest id leads. Click a server to kill it, click a link to cut it.

# herd
zookeeper-herd-title = The herd
zookeeper-herd-summary = Six applications watch one ephemeral znode. Its owner dies, and all the others run at once.
zookeeper-herd-intro = Three ZooKeeper servers. Applications A to F will elect a leader among themselves: whoever manages to create the ephemeral znode /leader leads.
zookeeper-herd-first = A was first: its create succeeded, and the znode lives as long as A’s session.
zookeeper-herd-watch = The others got NODEEXISTS. Each has left a watch on /leader, at the server it is connected to.
zookeeper-herd-events = A will die. How many watch events will be sent?
zookeeper-herd-kill = A is killed. Its connection breaks at once, but its session lives on: only the leader of the ensemble may end it.
zookeeper-herd-expired = Nothing was heard of A for its whole timeout, to the end of the tick. One transaction ends its session and deletes /leader.
zookeeper-herd-herd = Five watches fire, five applications wake up and all ask for the same thing.
zookeeper-herd-count = Five events, five creates, one winner, four refusals, and five new watches for next time. With a thousand applications it would be a thousand of each.

# sequential-predecessor
zookeeper-sequential-predecessor-title = Watch only the one before you
zookeeper-sequential-predecessor-summary = Each application creates a numbered znode and watches its predecessor: a death wakes one, not all.
zookeeper-sequential-predecessor-intro = The same six applications, with the recipe from the documentation: everybody creates /election/…n_ with the flags EPHEMERAL and SEQUENTIAL.
zookeeper-sequential-predecessor-first = A has the smallest number, 0: it leads.
zookeeper-sequential-predecessor-chain = All others stand in a row. Each watches only the znode just before its own.
zookeeper-sequential-predecessor-kill = A is killed.
zookeeper-sequential-predecessor-one-event = One watch event, one list of children, no create: B has the smallest number now. C to F have heard nothing.
zookeeper-sequential-predecessor-middle = D, in the middle of the row, will die. Will E lead when its watch fires?
zookeeper-sequential-predecessor-kill-middle = D is killed. B goes on leading.
zookeeper-sequential-predecessor-fired = E’s watch fired, so E looks again: B and C are still before it. It watches C now.
zookeeper-sequential-predecessor-end = A watch says that something changed, never that you lead. Take that rule away and see E take the lead beside B.

# delayed-watch-split-brain
zookeeper-delayed-watch-split-brain-title = The news comes late
zookeeper-delayed-watch-split-brain-summary = A leader is replaced while the event that says so is still under way. Two lead, and they overwrite each other.
zookeeper-delayed-watch-split-brain-intro = A and B elect a leader. The leader writes a file, which knows nothing of ZooKeeper: it reads it once, then saves the whole of it with one line more.
zookeeper-delayed-watch-split-brain-works = A leads and writes ten lines a second.
zookeeper-delayed-watch-split-brain-slow = What A’s server sends to A now takes two seconds. That is slow, but too little to lose a session.
zookeeper-delayed-watch-split-brain-deleted = An operator deletes /leader, to have the lead move. Both have a watch on it.
zookeeper-delayed-watch-split-brain-two = B hears of it first, creates /leader and leads. A’s event is still under way: A leads too, with a healthy session.
zookeeper-delayed-watch-split-brain-file = Whose lines are in the file now?
zookeeper-delayed-watch-split-brain-overwrites = Each saves the file from its own memory, so each save throws the other’s lines away. Every one of them was acknowledged.
zookeeper-delayed-watch-split-brain-told = At last A hears that its znode is gone, and follows.
zookeeper-delayed-watch-split-brain-lost = Acknowledged lines are gone for good. ZooKeeper did nothing wrong: a watch comes after the fact. Only the file itself can refuse an old leader.

# paused-leader
zookeeper-paused-leader-title = The leader that slept
zookeeper-paused-leader-summary = A leader stops for longer than its session lasts. When it wakes, its first act is a write.
zookeeper-paused-leader-intro = A leads and writes a file; B waits. A is careful: it gives up the lead as soon as it hears that it lost its server.
zookeeper-paused-leader-pause = A stops in its tracks: a long garbage collection, or a virtual machine that is moved.
zookeeper-paused-leader-expired = The ensemble has heard nothing of A for its whole timeout, and ends its session.
zookeeper-paused-leader-next = B creates /leader and goes on with the file. A, asleep, still holds the same belief.
zookeeper-paused-leader-still-leads = A will wake up. What will it think it is?
zookeeper-paused-leader-wakes = A wakes. Its event thread has a queue to work off; its writer thread is quicker and has no reason to doubt.
zookeeper-paused-leader-overwritten = A saved the file as it remembered it: all of B’s lines were gone, until B saved in turn and threw A’s away.
zookeeper-paused-leader-too-late = Now A’s callback has run: Expired. It begins a new session and waits its turn. Being careful was not enough.

# fencing
zookeeper-fencing-title = Fencing
zookeeper-fencing-summary = The same sleeping leader, but the file asks for a token and remembers the highest.
zookeeper-fencing-intro = The same A, B and file. With every request a leader shows its token: the zxid that created its /leader. The file refuses a lower one than it has seen.
zookeeper-fencing-pause = A stops in its tracks, for longer than its session lasts.
zookeeper-fencing-expired = The ensemble ends A’s session.
zookeeper-fencing-next = B leads with a higher token: zxids only grow. It reads the file, and the file remembers the token from that moment on.
zookeeper-fencing-still-leads = A will wake up and believe that it leads. What will the file do?
zookeeper-fencing-wakes = A wakes and writes, as before.
zookeeper-fencing-refused = Refused: the file has seen a later leader. A learns from the refusal what it had not yet heard from ZooKeeper.
zookeeper-fencing-lesson = Two believed that they lead, and nothing was lost. An election gives a hint; the thing that is protected must have the last word.

# watch-load
zookeeper-watch-load-title = A watch for every partition
zookeeper-watch-load-summary = Three replicas elect a leader for each of 100 partitions, as Kafka did before it had a controller.
zookeeper-watch-load-intro = Three brokers, each with a replica of 100 partitions. Every partition has its own election: one ephemeral znode, which every replica watches.
zookeeper-watch-load-watches = A came first and leads all 100. B and C have left 100 watches each, and so has A itself.
zookeeper-watch-load-events = A will die. How many watch events will the servers send?
zookeeper-watch-load-kill = A is killed.
zookeeper-watch-load-storm = 200 events: one for each partition and each remaining replica.
zookeeper-watch-load-sum = 200 events, 200 creates, 100 refusals, 200 new watches, each create a transaction on a quorum of disks. One controller would have heard one event and decided for all.

# session-survives
zookeeper-session-survives-title = A session outlives the leader
zookeeper-session-survives-summary = The leader of the ensemble dies. The sessions of its clients, and their ephemeral znodes, do not.
zookeeper-session-survives-intro = Server 3 leads the ensemble. A, connected to server 1, leads the applications with its ephemeral /leader; B is at server 2, C at server 3.
zookeeper-session-survives-sessions = Sessions are transactions: every server has them on disk. How long each has been silent only the leader knows, from the answers to its pings.
zookeeper-session-survives-ephemeral = Server 3 will die, and with it what it knew. What becomes of /leader?
zookeeper-session-survives-kill = Server 3 is killed. The others look for a leader and close all their clients’ connections.
zookeeper-session-survives-careful = A is Disconnected: its session may live or not. It stops acting as a leader.
zookeeper-session-survives-restart = The new leader cannot know who was silent, so every session gets its whole timeout anew.
zookeeper-session-survives-moved = A client comes to another server with its session. That server asks the leader, and the leader says that it is valid.
zookeeper-session-survives-end = A leads again with the same znode and the same token; nobody else was woken. Take the rule away, and the new leader ends sessions that are alive.
