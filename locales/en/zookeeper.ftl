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
setting-zookeeper-fsync_ms = The longest that the simulated disk takes for one write. Not a setting of ZooKeeper.

# Rules
rule-zookeeper-total-order = A vote gives way to one with a newer epoch, then to one with a longer history, then to one with a larger id.
otherwise-zookeeper-total-order = If the longer log won regardless of the epoch, a server with leftovers of an old reign could win, and those who are more recent would refuse to follow it.
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

# playground
zookeeper-playground-title = Playground
zookeeper-playground-summary = Three servers, a writer and a reader. Break what you like.
zookeeper-playground-intro = All three start together, so the largest id leads. Click a server to kill it, click a link to cut it.
