"""From the journal of the intake to alerts in the queue: read, matched, grouped and written a small batch at a time.

No person acts here, so no line of the log is written for a batch: the counters of each source and hour are its trace, held by a
constraint of the database.
"""
