# Kafka
kafka-title = Kafka
kafka-about = Brokers keep copies of a partition’s log. One of them leads; the controllers, a small quorum of their own, decide which.

# settings
setting-kafka-profile = Which release is modelled; it sets the defaults of other settings.
setting-kafka-unclean_leader_election_enable = May a replica outside the ISR lead when nobody in it is left? Off since 0.11.
setting-kafka-min_insync_replicas = How many replicas must be in sync before acks=all is accepted.
setting-kafka-elr = Eligible leader replicas (KIP-966): who left a too-small ISR still counts as complete, unless it crashed.
setting-kafka-partitions = How many partitions the topic has. The first one is in focus.
setting-kafka-replicationFactor = How many replicas each partition has; by default 3, or as many as there are brokers.
setting-kafka-assignment = The replicas of each partition, the preferred leader first.
setting-kafka-isr = The ISR of the first partition when the run begins.
setting-kafka-leaderEpoch = The leader epoch of the partitions when the run begins.
setting-kafka-replica_lag_time_max_ms = A follower that was not caught up for so long leaves the ISR. Looked at every half of it.
setting-kafka-replica_fetch_wait_max_ms = How long a follower’s fetch waits at the leader for new records.
setting-kafka-replica_fetch_backoff_ms = How long a follower waits after a failed fetch.
setting-kafka-replica_fetch_max_bytes = How much of a partition one fetch may carry; a record counts as 1 KiB here.
setting-kafka-replica_socket_timeout_ms = A fetch without an answer for so long is given up.
setting-kafka-replica_high_watermark_checkpoint_interval_ms = How often a broker writes its high watermarks to disk.
setting-kafka-log_flush_interval_messages = A log is flushed after so many records. By default never: the operating system decides.
setting-kafka-auto_leader_rebalance_enable = Does leadership return to the first replica of the list by itself?
setting-kafka-leader_imbalance_check_interval_seconds = How often the controller looks whether leadership can return.
setting-kafka-unclean_leader_election_interval_ms = How often partitions without a leader are looked at again.
setting-kafka-broker_session_timeout_ms = A broker not heard of for so long is fenced.
setting-kafka-broker_heartbeat_interval_ms = How often a broker sends a heartbeat to the controller.
setting-kafka-controller_quorum_election_timeout_ms = A controller without a leader waits this to twice as long before it asks for votes.
setting-kafka-controller_quorum_fetch_timeout_ms = A controller that gets no answer from its leader for so long looks for a new one.
setting-kafka-controller_quorum_election_backoff_max_ms = The longest wait of a successor after the leader resigned.
setting-kafka-controller_quorum_append_linger_ms = How long records of metadata gather before they are appended together.
setting-kafka-controller_quorum_retry_backoff_ms = How long a failed metadata fetch waits before the next.

# messages
message-kafka-Vote = A controller asks for a vote; with preVote it only asks whether it would get one.
message-kafka-VoteResponse = The answer: granted or not.
message-kafka-BeginQuorumEpoch = The new leader of the controllers announces itself.
message-kafka-BeginQuorumEpochResponse = The announcement was heard.
message-kafka-EndQuorumEpoch = The leader of the controllers gives up and names its successors.
message-kafka-QuorumFetch = A controller or broker asks for new records of __cluster_metadata. On the wire it is a Fetch.
message-kafka-QuorumFetchResponse = Records of __cluster_metadata, and how far they are committed.
message-kafka-BrokerRegistration = A broker that has started registers with the controller.
message-kafka-BrokerRegistrationResponse = Its broker epoch, or why not.
message-kafka-BrokerHeartbeat = A broker is alive, and says how far it has read the metadata.
message-kafka-BrokerHeartbeatResponse = Whether it is fenced, and whether it may stop.
message-kafka-AlterPartition = A leader proposes a new ISR.
message-kafka-AlterPartitionResponse = The ISR as the controller has it now, or why it refused.
message-kafka-Fetch = A follower or a consumer asks for records. A follower’s offset is its acknowledgement.
message-kafka-FetchResponse = Records and the high watermark; or where the two logs part.
message-kafka-Produce = A producer writes records.
message-kafka-ProduceResponse = Where they stand, or the error.
message-kafka-Metadata = A client asks who leads.
message-kafka-MetadataResponse = Who leads, as this broker believes.

# timers
timer-kafka-election = Without a leader of the controllers: time to ask for votes.
timer-kafka-quorum-fetch-timeout = No answer from the leader of the controllers.
timer-kafka-check-quorum = No majority of the controllers has fetched.
timer-kafka-begin-quorum-epoch = The leader of the controllers announces itself again.
timer-kafka-quorum-retry = The metadata fetch is tried again.
timer-kafka-parked-quorum-fetch = A metadata fetch has waited long enough for news.
timer-kafka-append-linger = Metadata records are appended together.
timer-kafka-broker-session = The session of a broker may be over.
timer-kafka-rebalance = Can leadership return to the preferred replicas?
timer-kafka-unclean-election = Partitions without a leader are looked at again.
timer-kafka-heartbeat = The next heartbeat, or its answer is late.
timer-kafka-alter-partition = An ISR change is proposed again.
timer-kafka-isr-expiration = The leader looks for followers that lag.
timer-kafka-checkpoint = High watermarks are written to disk.
timer-kafka-fetch-backoff = The follower fetches again.
timer-kafka-fetch-timeout = A fetch has no answer.
timer-kafka-parked-fetch = A fetch has waited long enough for records.
timer-kafka-purgatory = A write has waited long enough for its replicas.
timer-kafka-shutdown = The broker waits no longer for the controller to let it go.
timer-kafka-next = The client’s next operation.
timer-kafka-retry = The client tries again.
timer-kafka-request-timeout = The client has no answer.
timer-kafka-delivery-timeout = The client gives up.

# rules
rule-kafka-elect-leader-kraft = The first replica of the list that is in the ISR (or, if that is empty, in the ELR) and alive leads. If there is none, the partition has no leader, unless unclean election allows any live replica.
rule-kafka-partition-change = One record changes a partition: leader, ISR, ELR, replicas and their epochs together.
rule-kafka-alter-partition = The controller accepts an ISR only from the current leader in the current epochs, with members that are alive.
rule-kafka-broker-heartbeat = A heartbeat decides whether a broker is let in, fenced, or may stop.
rule-kafka-broker-session = A broker not heard of for broker.session.timeout.ms is fenced: it leaves every ISR and loses its leaderships.
rule-kafka-register-broker = A second process with the same id is refused while the first one’s session is valid.
rule-kafka-raft-vote = A controller votes once in an epoch, and only for a log at least as complete as its own. A pre-vote is denied by whoever hears its leader.
rule-kafka-raft-tally = A majority of the controllers makes a leader.
rule-kafka-raft-high-watermark = Metadata are committed when a majority has fetched them and a record of the leader’s own epoch is among them.
rule-kafka-raft-check-quorum = A leader of the controllers that no majority has fetched from for 1.5 fetch timeouts gives up.
rule-kafka-raft-resign-backoff = When a leader resigns, the successor with the longest log starts at once, the others later.
rule-kafka-out-of-sync = A follower leaves the ISR when it has not been caught up for replica.lag.time.max.ms. How many messages it lacks does not matter.
rule-kafka-isr-expand = A follower joins the ISR when it has everything committed and has reached the start of the leader’s epoch.
rule-kafka-high-watermark = A record is committed when everybody who is in the ISR, or may be by now, has it; and never with fewer than min.insync.replicas.
rule-kafka-produce = acks=0 gets no answer, acks=1 the leader’s own, acks=all waits for the ISR and needs min.insync.replicas of them.
rule-kafka-fetch-divergence = The epoch of a follower’s last record tells the leader where the two logs part.
rule-kafka-fetch-fencing = A fetch that names another leader epoch is refused.
rule-kafka-truncate = A follower cuts its log where it parts from the leader’s. Cutting at its own high watermark, as before 0.11, may cut off committed records.

# properties
property-one-leader-per-partition-epoch = One leader per leader epoch
property-one-leader-per-partition-epoch-says = No two brokers ever lead a partition in the same leader epoch.
property-committed-metadata-agree = Committed metadata agree
property-committed-metadata-agree-says = What one process knows as committed metadata is the same at every other.
property-unheard-controller-resigns = An unheard controller resigns
property-unheard-controller-resigns-says = A leader of the controllers that no majority fetches from gives up in time.
property-leader-from-isr = Leaders come from the ISR
property-leader-from-isr-says = Without unclean election every elected leader was in the ISR or the ELR.
property-leader-waits-for-controllers-isr = The leader waits for the whole ISR
property-leader-waits-for-controllers-isr-says = Every replica that the controller may elect from the ISR is one that the leader waits for.
property-min-isr-commits = No commit below the minimum
property-min-isr-commits-says = Nothing is committed by fewer in-sync replicas than min.insync.replicas.
property-isr-holds-committed = The ISR holds all committed records
property-isr-holds-committed-says = Every member of the ISR holds every committed record.
property-logs-agree-below-high-watermark = Logs agree where committed
property-logs-agree-below-high-watermark-says = Below both high watermarks, two replicas hold the same records.
property-clean-leader-is-complete = A new leader is complete
property-clean-leader-is-complete-says = A new leader has everything that was committed before.
property-consumed-records-stay = What was read stays
property-consumed-records-stay-says = A record that a consumer has read stays what it was.

# stories
kafka-playground-title = Three brokers, three controllers
kafka-playground-summary = A partition with three replicas, a producer and a consumer: break what you like.
