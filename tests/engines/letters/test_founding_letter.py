"""The founding letter and its twin read as the people who follow them read them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from engines.letters.expectations import assert_reads_like_the_founding_letter
from vonggac.engines.letters import Letter, as_json, leaves, read

TWIN = Path(__file__).parents[2] / "samples" / "letters" / "founding_twin.txt"
PHONES = [
    "5acfa9767abd8cbe104f964f38b8cf2dd241cf2d32b4e36dc5c150dd53edefe5",
    "2ac50a19cf03af2cb4fd3e737026aeb1adddf3887042758f5a8b69b47e3c803f",
    "4444a780b26770f18dfe00de960e0c654d3244466ead4c9a377f47730ea13f2c",
    "70505618d2925f5022a31fd6645e1c6aec8f0fe4c6065ae453658513a911d16a",
    "a2b1ba90f2f64ba60358998cfd3a2b6d9438b0496d472867842f3c2a031078ce",
    "b3a72aa967257c335192f1fcec82c36c061024db489cda09588a58d80591b568",
    "21d2c14932030b0de1ae1ab3a8427cc9f2e0257bf5abd1b4e0adfa2d1b685937",
    "6e9c0dbc7f41cf96348669bf4a8714332afa375d75db3aace2665fb05b3d49c7",
]
EMAILS = [
    "e158b5a3b3971a92e3845c79d38dd9fa8782ddb6a23d0e0d94487360670535dd",
    "eb3c06bb5bb895e8330a2af06cf5d8e39729ccb8dadcbd9c1b6d351ddebfb4fc",
    "a27d7edcb0c8cbbb5487da709cebf624363772c5c7b9e5d0d0ccb78be3b7f351",
]
PEOPLE = [
    "4a4703a0d8c6b0a3b32d359c62265787f0371faf0a5b206cca53095cc8455be4",
    "ce3bf6bd65fbdeb353ffe2d87c63c15f26e850b25cbb26cf522f7d35a5fa9597",
    "c384db1205de62b337f2d0db9dc72fd970f17bb54146185ce48af28b1534ee81",
]
SIGNER = "d989d952d5dc8b56a4e61ae4dd9787c8198acef92fd44dee4f0651d136528fe8"


def _digest(value: str | None) -> str:
    return hashlib.sha256((value or "").encode()).hexdigest()


def _founding(reference: Path) -> Letter:
    return read((reference / "letter" / "letter-2024-12.txt").read_text(encoding="utf-8"))


def test_the_founding_letter_is_read_as_ordered(reference: Path) -> None:
    assert_reads_like_the_founding_letter(as_json(_founding(reference)))


def test_the_founding_letter_stands_on_two_documents_and_cites_one(reference: Path) -> None:
    letter = _founding(reference)
    assert [(base.number, base.date) for base in letter.bases] == [("14/CT-UBND", "2024-12-27"), ("5644/BTTTT-CATTT", "2024-12-29")]
    assert all(base.title for base in letter.bases)
    assert letter.cited == ("418/QĐ-UBND",)


def test_every_phone_mailbox_and_person_of_the_founding_letter_is_right(reference: Path) -> None:
    letter = _founding(reference)
    assert [_digest(phone) for contact in letter.contacts for phone in contact.phones] == PHONES
    assert [_digest(mail) for contact in letter.contacts for mail in contact.emails] == EMAILS
    assert [_digest(contact.name) for contact in letter.contacts[3:]] == PEOPLE
    assert letter.signer is not None
    assert _digest(letter.signer.name) == SIGNER


def test_the_twin_reads_like_the_founding_letter() -> None:
    letter = read(TWIN.read_text(encoding="utf-8"))
    assert_reads_like_the_founding_letter(as_json(letter))
    assert [(base.number, base.date) for base in letter.bases] == [("15/CT-UBND", "2024-12-26"), ("5699/BTTTT-CATTT", "2024-12-28")]
    assert letter.cited == ("419/QĐ-UBND",)
    assert letter.signer is not None
    assert letter.signer.name == "Phạm Minh Họa"
    assert [contact.name for contact in letter.contacts[3:]] == ["Nguyễn Văn Mẫu", "Trần Thị Ví Dụ", "Lê Văn Thử"]


def test_twelve_leaves_are_given_out_and_the_issuers_own_duty_is_not_among_them() -> None:
    given = leaves(read(TWIN.read_text(encoding="utf-8")))
    assert len(given) == 12
    assert not any(item.own for _, item in given)
    assert given[-1][0] == "/obligations/6"
