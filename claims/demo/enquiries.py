"""Conversations in the demo: one answered, one that waits, one in Arabic, a call-back, mail of who knows whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from claims.demo.papers import paper
from claims.demo.reading import table
from claims.demo.story import Event, chapter, form_key, moment
from portal.help import arrivals, calls, handling, writing
from portal.help.models import Enquiry, IncomingMail, PhoneCall, ReadyAnswer, ReadyText
from portal.members.models import Person, User

DESK, ME = "services", "414/10001"


@dataclass(frozen=True)
class Talk:
    """One conversation: who, days ago and hour, topic, language, what was asked, what was answered."""

    key: str
    who: str
    ago: int
    hour: int
    topic: str
    language: str
    words: str
    answer: str = ""
    team: str = ""


TALKS = (
    Talk(
        *("talk refund", ME, 9, 15, "payment", "en"),
        "My claim was settled ten days ago, and nothing has arrived on my account. Could you look where it is?",
        "The transfer left on Tuesday and should be with you within three days. If your bank does not show it by "
        "Friday, write here again and we trace it.",
    ),
    Talk(
        *("talk crown", ME, 2, 8, "claim", "en"),
        "The dentist gave me one bill for two crowns. Is one bill enough, or do you need two? It is attached.",
    ),
    Talk(
        *("talk hospital", "414/10002", 1, 9, "provider", "fr"),
        "L'hôpital près de chez nous accepte-t-il le règlement direct ? Il n'est pas dans la liste.",
        team="providers",
    ),
    Talk(*("talk arabic", "414/10004", 1, 13, "card", "ar"), "هل يمكنني استخدام صورة البطاقة على الهاتف في الصيدلية؟"),
)


@chapter
def enquiries(now: datetime) -> Iterable[Event]:
    """What is not there yet."""
    known = set(Enquiry.objects.values_list("form_key", flat=True))
    for talk in TALKS:
        if form_key(talk.key) not in known and Person.objects.filter(family__reference=talk.who, number=0).exists():
            yield Event(moment(now, talk.ago, talk.hour), lambda at, talk=talk: _ask(talk, at))  # type: ignore[misc]
            if talk.answer or talk.team:
                answered = moment(now, talk.ago, talk.hour) + timedelta(hours=5)
                yield Event(min(answered, now), lambda at, talk=talk: _handle(talk, at))  # type: ignore[misc]
    if form_key("call back") not in known:
        yield Event(moment(now, 0, 5), _call_back)
    if not IncomingMail.objects.exists():
        yield Event(moment(now, 1, 7), _mail)
    if not PhoneCall.objects.exists():
        yield Event(moment(now, 4, 11), _call)
    if not ReadyAnswer.objects.exists():
        yield Event(moment(now, 300, 9), lambda at: _ready())


def _member(reference: str) -> Person:
    return Person.objects.select_related("family").get(family__reference=reference, number=0)


def _colleague() -> User:
    return User.objects.get(reference=DESK)


def _ask(talk: Talk, at: datetime) -> None:
    person = _member(talk.who)
    by = User.objects.filter(person=person).first()
    if by is None:
        return
    facts = {"topic": talk.topic, "words": talk.words, "language": talk.language}
    message = writing.begin(form_key=form_key(talk.key), person=person, **facts, by=by, now=at)
    if talk.key == "talk crown":
        bill = paper(title="Invoice", head="Dr P. Wanjiku, dentist", rows=[("Two crowns", "USD 640.00")], foot="Paid.")
        writing.DOCUMENTS.add(parent_id=message.pk, upload=bill, by=by, now=at)
    writing.send(message_id=message.pk, by=by, now=at)


def _handle(talk: Talk, at: datetime) -> None:
    enquiry = Enquiry.objects.filter(form_key=form_key(talk.key)).first()
    if enquiry is None:
        return
    if talk.team:
        handling.hand_over(
            enquiry_id=enquiry.pk, team=talk.team, words="Could you ask the hospital?", by=_colleague(), now=at
        )
    else:
        handling.answer(enquiry_id=enquiry.pk, words=talk.answer, by=_colleague(), now=at)


def _call_back(at: datetime) -> None:
    person = _member(ME)
    by = User.objects.get(person=person)
    day = (at + timedelta(days=1)).date()
    when = {"phone": "+254 20 762 1234", "day": day, "hour": 10, "zone": "Africa/Nairobi"}
    about = {"topic": "plan", "language": "en", "words": "It is about my daughter's braces."}
    calls.ask_call(form_key=form_key("call back"), person=person, **when, **about, by=by, now=at)  # type: ignore[arg-type]


def _mail(at: datetime) -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = "A friend <somebody@mail.example>", "<demo-1@mail.example>"
    mail["Subject"] = "Reference number 414/10001: new account"
    mail.set_content("Hello,\n\nplease pay my next claims to another account. I will send the number.\n\nThanks")
    arrivals.take(letter=arrivals.letter_in(mail.as_bytes()), now=at)


def _call(at: datetime) -> None:
    words = "Asked how a bill reaches us. Explained."
    calls.log_call(caller="A pharmacy", topic="provider", words=words, person=None, by=_colleague(), now=at)


def _ready() -> None:
    for row in table("ready")["answers"]:
        answer = ReadyAnswer.objects.create(name=row["name"], topic=row["topic"])
        for language, words in row["words"].items():
            ReadyText.objects.create(answer=answer, language=language, words=words)
