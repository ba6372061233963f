"""Takes alerts from outside and puts them on disk: HTTP, syslog, files, mailboxes → the journal. Knows no Django and no database.

What was acknowledged lies on the disk; what was refused is counted. The sorter reads the journal and fills the database.
"""
