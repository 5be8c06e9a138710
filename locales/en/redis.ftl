# Redis replication and Sentinel, 7.2.
redis-title = Redis + Sentinel
redis-about = One Redis server takes writes and copies them to its replicas without waiting for them.
    Sentinels watch: when enough of them find the master down, one of them is elected and promotes
    a replica. Nothing promises that there is only one master, or that an acknowledged write stays.

# Settings
setting-redis-down-after-milliseconds = How long a server may leave a PING unanswered before a Sentinel calls it down.
setting-redis-quorum = How many Sentinels must see the master down before a failover is tried. Whoever wants to lead it needs a majority of all Sentinels as well.
setting-redis-failover-timeout = A failover that gets stuck is given up after this time. After an attempt, a Sentinel waits twice as long before it tries again.
setting-redis-parallel-syncs = How many replicas are sent to the new master at the same time.
setting-redis-master-reboot-down-after-period = How long a master that came back with another run id may take before it counts as down. 0 switches this off.
setting-redis-min-replicas-to-write = A master refuses writes while it has fewer good replicas than this. 0 switches the gate off: that is the default.
setting-redis-min-replicas-max-lag = A replica is good if its last acknowledgement is at most so many whole seconds old. What it acknowledged is not looked at.
setting-redis-repl-timeout = A replication link that has been silent for longer is closed, by either end.
setting-redis-repl-ping-replica-period = How often the master sends its replicas a PING. It travels in the stream and moves the offset.
setting-redis-repl-backlog-size = How much of the stream the master keeps for replicas that come back. Who needs more gets a full copy.
setting-redis-repl-backlog-ttl = How long a master without replicas keeps its backlog.
setting-redis-repl-diskless-sync-delay = How long a master waits for more replicas before it begins a full copy for them all.
setting-redis-replica-serve-stale-data = Whether a replica answers reads while it has no link to its master.
setting-redis-appendonly = Whether every write goes to an append-only file, flushed once a second.
setting-redis-appendfsync = When the append-only file is flushed: before each answer, once a second in the background, or when the operating system likes.
setting-redis-save = When a snapshot is written by itself: after 3600 s with 1 change, 300 s with 100, 60 s with 10000; or never.

# Rules
rule-redis-sdown = A server is subjectively down for a Sentinel when a PING has gone unanswered for more than down-after-milliseconds, or when a master has said for too long that it is a replica.
rule-redis-odown = The master is objectively down when this Sentinel sees it down and so many others have said the same within five seconds that the quorum is met.
otherwise-redis-odown = Without the quorum, a Sentinel that alone has lost its link to the master would start a failover.
rule-redis-failover-timing = A failover is tried when the master is objectively down, none is in progress, and the last attempt began at least two failover-timeouts ago. Who is not elected within ten seconds gives up.
rule-redis-new-epoch = The largest epoch that a Sentinel hears of becomes its own. Each attempt begins with a new one.
rule-redis-sentinel-vote = A Sentinel gives its vote of an epoch to the first that asks for it, and looks at nothing else.
otherwise-redis-sentinel-vote = With a second vote in the same epoch, two Sentinels could both be elected and promote two replicas.
rule-redis-sentinel-elected = Elected is who has the votes of a majority of all known Sentinels, dead ones included, and at least the quorum.
otherwise-redis-sentinel-elected = With the quorum alone, both sides of a partition could elect a leader in the same epoch.
rule-redis-select-replica = Replicas that are down, late or of priority 0 are left out. Of the others the lowest priority number wins, then the largest offset, then the smallest run id.
otherwise-redis-select-replica = If the largest offset came first, a lagging replica with a better priority could not win, and the writes it lacks would not be lost.
rule-redis-failover-state = A failover goes from state to state: select a replica, promote it, wait until INFO shows it, send the others to it. Until the promotion it can be given up.
rule-redis-parallel-syncs = After the promotion the other replicas are sent to the new master, at most parallel-syncs at a time.
rule-redis-config-epoch = Of two configurations the one of the larger epoch is right. A Sentinel that hears of it names the new master at once.
otherwise-redis-config-epoch = If the last one heard were right, an old configuration could come back after a newer one.
rule-redis-convert-to-slave = A replica in the table that has called itself a master for more than 8 seconds, while the master in the table looks sound, is made a replica. An old master that comes back is noticed at the next INFO, up to 10 seconds later.
otherwise-redis-convert-to-slave = Demoted the moment it is reachable, an old master could not acknowledge another ten seconds of doomed writes.
rule-redis-fix-slave-config = A replica that follows another server than the current master for longer than failover-timeout is sent to the right one.
rule-redis-tilt = A Sentinel whose timer was late by more than 2 seconds does not trust its clock: for 30 seconds it watches and votes, but does not act.
rule-redis-discovery = A Sentinel learns of replicas from the master's INFO, and of other Sentinels from their hello messages.
rule-redis-psync = A replica may go on where it was if it names a history that the master knows, up to where that history was shared, and the bytes it lacks are still in the backlog. Else it gets a full copy and what it had is thrown away.
otherwise-redis-psync = If every replica could simply go on, an old master would keep writes that nobody else has, and read differently for ever.
rule-redis-shift-replid = A promoted replica remembers the old history under its old id, up to its offset, and begins a new one.
rule-redis-full-resync = With the master's snapshot a server's data are replaced as a whole. Writes that the snapshot lacks are gone.
rule-redis-min-replicas = Once a second, and when a replica comes or goes, the master counts those that acknowledged lately. With too few of them it answers NOREPLICAS.
otherwise-redis-min-replicas = Without the gate a master that is cut off takes writes for as long as the partition lasts.
rule-redis-wait = WAIT counts the replicas that have acknowledged the client's last write. It reports; it rolls nothing back.
rule-redis-refuse = A replica answers writes with READONLY; a server that is loading answers LOADING; one without its master may answer MASTERDOWN.
rule-redis-repl-timeout = A link on which nothing was heard for repl-timeout is closed.
rule-redis-failover-command = FAILOVER holds back writes until a replica has acknowledged everything, and only then hands over to it.
rule-redis-config-set = CONFIG SET changes one server until it restarts, unless its file is rewritten first; SENTINEL SET changes one Sentinel, and the others keep what they have.
rule-redis-aof-flush = While a flush of the append-only file is under way, writes to it are put off, for two seconds at most. Then the main thread waits for the disk, and the server answers nobody.

# Messages
message-redis-PING = Are you there?
message-redis-PONG = I am here; or an error that also counts as an answer.
message-redis-INFO = Tell me your role, your master, your replicas and your offset.
message-redis-INFO-reply = Role, master, replicas, offset.
message-redis-PUBLISH = A Sentinel tells the others, through this server, who it is and whom it names master.
message-redis-published = The message was passed on.
message-redis-SUBSCRIBE = I want to hear what is published here.
message-redis-hello = What another Sentinel published.
message-redis-is-master-down-by-addr = Do you see the master down? With a name in it: will you vote for me?
message-redis-is-master-down-reply = Down or not, and whom the vote went to.
message-redis-SLAVEOF = Become a replica of this server, or a master. Your clients are disconnected so that they ask again.
message-redis-EXEC = The transaction was executed.
message-redis-PSYNC = I have this history up to this byte: may I go on?
message-redis-FULLRESYNC = You may not: a full copy follows, and what you have is thrown away.
message-redis-CONTINUE = You may: here is what you lack.
message-redis-NOMASTERLINK = Not now: I have no master myself.
message-redis-RDB = The full copy.
message-redis-stream = Writes and PINGs, as the master executed them.
message-redis-REPLCONF-ACK = I have everything up to this byte.
message-redis-SET = A write.
message-redis-WAIT = Tell me when so many replicas have my last write.
message-redis-GET = A read.
message-redis-OK = The write is done here.
message-redis-acks = So many replicas have it.
message-redis-value = The value.
message-redis-error = The command was refused.
message-redis-get-master-addr-by-name = Who is master?
message-redis-master-addr = The address of the master.
message-redis-switch-master = The master has changed.

# Timers
timer-redis-replicationCron = Once a second: acknowledgements, PINGs, lost links, the count of good replicas.
timer-redis-BGSAVE = A snapshot is being written.
timer-redis-loading = A snapshot is being loaded.
timer-redis-WAIT = The timeout of a WAIT.
timer-redis-sentinelTimer = Everything a Sentinel does by itself. The period is drawn anew each time, 53 to 100 ms, so that Sentinels do not ask for votes in step.
timer-redis-desync = The random part of up to a second in when an attempt counts as begun.
timer-redis-next-operation = The client's next operation.
timer-redis-timeout = How long the client waits for an answer.
timer-redis-ask-sentinel = The client asks a Sentinel again.
timer-redis-fsync = The main thread waits until its file is on the disk.
timer-redis-bio-aof-fsync = The append-only file is flushed in the background.
timer-redis-RDB-child = A child writes a snapshot to the disk.
timer-redis-aof-postponed = For how long a write to the append-only file may be put off.

# Properties
property-one-vote-per-epoch = One vote per epoch
property-one-vote-per-epoch-says = A Sentinel never votes twice in one epoch, not even after a restart.
property-one-failover-leader-per-epoch = One failover leader per epoch
property-one-failover-leader-per-epoch-says = Two Sentinels are never elected in the same epoch.
property-elected-by-majority = Elected by a majority
property-elected-by-majority-says = Whoever is elected holds the votes of a majority of all known Sentinels, and the quorum.
property-failover-needs-odown = A failover needs the quorum
property-failover-needs-odown-says = A failover that nobody ordered begins only after as many Sentinels as the quorum have seen the master, or the one before it, down.
property-one-master-per-config-epoch = One master per configuration epoch
property-one-master-per-config-epoch-says = Sentinels that act under the same configuration epoch name the same master.
property-replica-equals-master = Same offset, same data
property-replica-equals-master-says = A connected replica at its master's offset holds exactly its master's writes.
property-one-replication-group = One group of replicas
property-one-replication-group-says = Every server is, or was, a replica of the master that is watched. A server that replicates nobody and never did is a master of its own: a fault of configuration, no election.

# Playground
redis-playground-title = Playground
redis-playground-summary = A master, two replicas, three Sentinels, a writer and a reader: break what you like.

# sentinel-failover
redis-sentinel-failover-title = The master dies; Sentinel promotes a replica
redis-sentinel-failover-summary = From the first missed PING to +switch-master, line by line as in the real log.
redis-sentinel-failover-intro = One master, two replicas, three Sentinels. The client asked a Sentinel who is master and writes to r1. Each Sentinel sends every server a PING once a second.
redis-sentinel-failover-killed = r1 dies. Its connections are closed, so everybody notices at once; but a Sentinel calls it down only after a second without an answer.
redis-sentinel-failover-who = Both replicas hold the same data and have the same priority. Which one will be promoted?
redis-sentinel-failover-sdown = +sdown: for this Sentinel the master is subjectively down. It asks the others.
redis-sentinel-failover-odown = +odown: the quorum of two is met. A new epoch begins, and this Sentinel asks for votes.
redis-sentinel-failover-elected = +elected-leader: a majority voted for it. Only now may it act. The vote was about who leads the failover, not about which replica wins.
redis-sentinel-failover-selected = +selected-slave: equal priority, equal offset, so the smallest run id decides: r3.
redis-sentinel-failover-promoted = +promoted-slave: INFO shows that r3 is a master. From here on there is no way back; the new configuration epoch goes out with the next hello.
redis-sentinel-failover-switched = +switch-master, and the client moves. About 2.3 seconds after the death, of which one was waiting to be sure.
redis-sentinel-failover-back = r1 returns and still believes that it is a master. Nobody has told it otherwise.
redis-sentinel-failover-converted = +convert-to-slave: after 8 seconds of the wrong claim, seen in INFO, r1 becomes a replica and copies everything from r3.

# who-is-promoted
redis-who-is-promoted-title = Who is promoted: priority comes before data
redis-who-is-promoted-summary = A lagging replica with the better priority wins, and every write it lacked is lost.
redis-who-is-promoted-intro = Three replicas: r2 with priority 10, r3 with the default 100, r4 with 0, which means never. A lower number is better.
redis-who-is-promoted-cut = r2 loses its link to the master. It stays reachable for the Sentinels and falls behind: 50 writes a second.
redis-who-is-promoted-killed = The master dies. r3 has every acknowledged write, r2 lacks four seconds of them.
redis-who-is-promoted-who = Which replica will be promoted?
redis-who-is-promoted-selected = r4 is left out for its priority 0. Of the other two the lower priority number wins: r2. The offset is looked at only between equals.
redis-who-is-promoted-doomed = About 200 acknowledged writes are not on the new master. r3 still has them, for a moment.
redis-who-is-promoted-gone = r3 asks r2 to go on where it was. Its offset lies beyond the point where the histories part: full resynchronisation. The writes are gone, from every disk.

# split-brain
redis-split-brain-title = Split brain: two masters, and the writes of one are doomed
redis-split-brain-summary = A master cut off with a client goes on acknowledging. All of it is lost, and the loss goes on for more than eleven seconds beyond the heal.
redis-split-brain-intro = Client a keeps its connection to r1 and writes every 20 ms. Client b asks Sentinel. min-replicas-to-write is 0, the default.
redis-split-brain-cut = The network splits: r1, s1 and client a on one side, everybody else on the other. r1 still takes every write of a and says OK.
redis-split-brain-two = The majority has promoted r2. Now there are two masters. r1 does not know, and nothing in its configuration makes it ask.
redis-split-brain-doomed = Every write that r1 acknowledges now is doomed: r2 will never see it. For client a all is well.
redis-split-brain-healed = The network heals. Connections that were being dialled get through a second or two later. And r1 goes on acknowledging.
redis-split-brain-when = When will r1 stop taking writes?
redis-split-brain-converted = +convert-to-slave: a Sentinel that had to dial r1 anew reads INFO every 10 seconds and waits for the claim to be older than 8. Only now, more than eleven seconds after the heal, is r1 told.
redis-split-brain-gone = r1 asks r2 to go on from its own offset; that history is unknown there. Full resynchronisation: every write acknowledged since the split is gone.

# min-replicas
redis-min-replicas-title = min-replicas-to-write bounds the loss
redis-min-replicas-summary = The same split with min-replicas-to-write 1 and max-lag 10: about ten seconds of writes are lost, then NOREPLICAS.
redis-min-replicas-intro = The split again, now with min-replicas-to-write 1: a master without one replica that acknowledged within 10 seconds refuses writes.
redis-min-replicas-cut = The network splits. r1's replicas acknowledged less than a second ago: for now they count as good, and the gate is open.
redis-min-replicas-two = Two masters. r1 still acknowledges, because the gate looks at the age of the last acknowledgement, not at what was acknowledged.
redis-min-replicas-gate = NOREPLICAS: the last acknowledgement is more than 10 whole seconds old. From here on nothing more can be lost.
redis-min-replicas-healed = The heal adds nothing to the loss this time.
redis-min-replicas-gone = What r1 acknowledged before the gate closed is thrown away: about 10.2 seconds of writes, instead of as long as the split lasts.

# min-replicas-short-lag
redis-min-replicas-short-lag-title = A shorter lag, a smaller loss
redis-min-replicas-short-lag-summary = min-replicas-max-lag 3: the cut-off master stops after three seconds.
redis-min-replicas-short-lag-intro = The same gate with min-replicas-max-lag 3.
redis-min-replicas-short-lag-cut = The network splits.
redis-min-replicas-short-lag-two = Two masters, each with a client.
redis-min-replicas-short-lag-gate = NOREPLICAS after about 3.2 seconds: the age is counted in whole seconds, once a second.
redis-min-replicas-short-lag-healed = The network heals; r1 has long been silent.
redis-min-replicas-short-lag-gone = About 160 writes are lost. The price of a short lag: a replica that stalls for a few seconds stops all writes.

# min-replicas-price
redis-min-replicas-price-title = The price of the gate
redis-min-replicas-price-summary = With min-replicas-to-write 1 a healthy master stops taking writes when its replicas die.
redis-min-replicas-price-intro = min-replicas-to-write 1, no partition, a healthy master.
redis-min-replicas-price-one = A replica dies. One is left: writes go on.
redis-min-replicas-price-none = The other replica dies too. Its connection closes, so the master recounts at once.
redis-min-replicas-price-refused = NOREPLICAS. The master is well, no failover is due, and yet nobody can write: availability is what the gate costs.
redis-min-replicas-price-back = A replica returns and copies the data.
redis-min-replicas-price-open = It is online: the gate opens. Nothing was lost.

# wait-narrows
redis-wait-narrows-title = WAIT tells what is at risk
redis-wait-narrows-summary = With WAIT 1 the cut-off master's writes are never called acknowledged: nothing acknowledged is lost.
redis-wait-narrows-intro = After each write the client sends WAIT 1 300 and counts the write only if one replica has it.
redis-wait-narrows-cut = The split. r1 still executes every write.
redis-wait-narrows-zero = But WAIT returns 0 after 300 ms. The client knows that it does not know: such a write may stay or vanish.
redis-wait-narrows-two = The other side has promoted r2.
redis-wait-narrows-gone = r1's writes since the split are thrown away. None of them had been acknowledged by WAIT.

# wait-still-loses
redis-wait-still-loses-title = WAIT narrows the gap, it does not close it
redis-wait-still-loses-summary = A write that WAIT counted on one replica is lost when another replica is promoted.
redis-wait-still-loses-intro = Every write is followed by WAIT 1. r3 has the better priority, 10.
redis-wait-still-loses-cut = r3 falls behind. r2 has everything, so WAIT goes on returning 1.
redis-wait-still-loses-killed = The master dies. Every acknowledged write is on r2.
redis-wait-still-loses-selected = Sentinel asks neither WAIT nor r2's offset first: priority decides, r3 it is.
redis-wait-still-loses-gone = r2 must follow r3, and two seconds of writes that a replica had acknowledged are gone.

# quorum-is-not-majority
redis-quorum-is-not-majority-title = The quorum is not the majority
redis-quorum-is-not-majority-summary = Two of five Sentinels meet the quorum of two and call the master down; they can never elect a leader.
redis-quorum-is-not-majority-intro = Five Sentinels, quorum 2. The quorum says how many must see the master down.
redis-quorum-is-not-majority-cut = s1 and s2 are cut off with the replica r2. The master lives, on the other side.
redis-quorum-is-not-majority-odown = Two see it down: the quorum is met, +odown. One of them tries a failover.
redis-quorum-is-not-majority-win = Can it win with two votes?
redis-quorum-is-not-majority-abort = -failover-abort-not-elected: three votes of five are needed, dead or unreachable Sentinels count too. A low quorum finds failures faster; it does not make a minority a majority.
redis-quorum-is-not-majority-healed = Everything heals. There was one master all along and nothing was lost.

# sentinel-leader-dies
redis-sentinel-leader-dies-title = The elected Sentinel dies
redis-sentinel-leader-dies-summary = Right after +elected-leader its Sentinel dies. Nobody takes over for twice the failover-timeout.
redis-sentinel-leader-dies-intro = Three Sentinels, failover-timeout 10 seconds (the default is 180).
redis-sentinel-leader-dies-killed = The master dies.
redis-sentinel-leader-dies-dies = +elected-leader, and in this moment the elected Sentinel dies. The other two gave it their votes.
redis-sentinel-leader-dies-delay = They see that nothing happens. But voting for another has set their own clock: no attempt for 2 × failover-timeout.
redis-sentinel-leader-dies-again = 20 seconds later a new epoch begins, and the two that are left are still a majority of three.
redis-sentinel-leader-dies-done = The failover is done. With the default of 180 seconds this would have taken six minutes.

# manual-failover
redis-manual-failover-title = FAILOVER: a master hands over
redis-manual-failover-summary = The master holds back writes until its replica has everything. Nothing is lost.
redis-manual-failover-intro = A master and a replica, no Sentinel. The client knows both servers.
redis-manual-failover-order = FAILOVER: the master holds back new writes and waits until the replica has acknowledged everything.
redis-manual-failover-synced = The offsets are equal. The master becomes a replica and asks the other to take over, in this order: never two masters.
redis-manual-failover-done = Both share one history, so a partial resynchronisation is enough. The writes held back get READONLY, and the client goes on at the new master. An unplanned failover has no such moment of quiet.

# manual-failover-sentinel
redis-manual-failover-sentinel-title = SENTINEL FAILOVER: ordered, but not coordinated
redis-manual-failover-sentinel-summary = No votes are asked for, and nobody pauses the clients: writes to the old master are lost until they move.
redis-manual-failover-sentinel-intro = Everything is well. An operator wants another master, for an upgrade of r1.
redis-manual-failover-sentinel-order = SENTINEL FAILOVER at s1: no ODOWN and no votes are needed. s1 chooses a replica by the usual rules.
redis-manual-failover-sentinel-promoting = r2 is told to be a master. Until INFO shows it and r3 has followed, a second or two, s1 still names r1, and r1 still acknowledges.
redis-manual-failover-sentinel-switched = The client moves. What r1 acknowledged in between never reached r2.
redis-manual-failover-sentinel-converted = r1 is told only now, more than 8 seconds later.
redis-manual-failover-sentinel-gone = Its surplus is thrown away. For a handover without loss there is FAILOVER.

# paused-master
redis-paused-master-title = The master wakes up
redis-paused-master-summary = A master that slept through its own replacement acknowledges doomed writes for ten more seconds.
redis-paused-master-intro = The client keeps one connection to r1.
redis-paused-master-paused = r1 stops in its tracks: a long swap, a frozen virtual machine, SIGSTOP. Its connections stay open.
redis-paused-master-switched = The Sentinels have replaced it.
redis-paused-master-awake = r1 wakes up. For it no time has passed. The client's write is still in its socket, and r1 says OK.
redis-paused-master-converted = 10 seconds and some 500 acknowledged writes later it is told.
redis-paused-master-gone = All of them are gone. The client gets READONLY from now on: it never asks who is master.

# empty-master-returns
redis-empty-master-returns-title = A master returns without its data
redis-empty-master-returns-summary = No persistence and a supervisor that restarts quickly: the replicas copy the emptiness.
redis-empty-master-returns-intro = The master writes nothing to disk: save is empty, appendonly is no. Two replicas hold everything in memory.
redis-empty-master-returns-killed = The master crashes.
redis-empty-master-returns-back = A supervisor has restarted it within half a second, sooner than any Sentinel calls it down. It is empty, and it is the master.
redis-empty-master-returns-gone = Its replicas reconnect. Its history is new to them, so they take a full copy, of nothing.
redis-empty-master-returns-end = Every acknowledged write is gone from all three. Sentinel saw no failure, only a reboot.

# jepsen-56-percent
redis-jepsen-56-percent-title = Jepsen, 2013: 56 percent lost
redis-jepsen-56-percent-summary = Five hosts, five clients, 2,000 writes, one partition: more than half of the acknowledged writes are gone.
redis-jepsen-56-percent-intro = The first published test of this kind. Each client asks the Sentinel of its own host who is master and writes five numbers a second. Links between clients and servers are never cut.
redis-jepsen-56-percent-cut = The hosts are split: 1 and 2 here, 3, 4 and 5 there. All five clients still reach the master r1, so nobody complains.
redis-jepsen-56-percent-two = After 30 seconds the majority has promoted r5. Three clients move; the two whose Sentinels are on the small side stay on r1.
redis-jepsen-56-percent-healed = The partition heals. r1 goes on for another ten seconds.
redis-jepsen-56-percent-demoted = r1 is demoted, and what it acknowledged since the split is thrown away.
redis-jepsen-56-percent-sum = About 2,000 attempted, nearly all acknowledged, some 870 survivors, some 1,130 lost: a loss rate of 0.56. The original test counted 1,998 acknowledged, 872 survivors, 1,126 lost.
