"""Whose eyes: a conversation is read by its member and by medical consultants who are not of her family. By nobody
else: no other role, and no account that may do everything."""

from approvals.decisions import is_consultant
from approvals.questions.models import Question, QuestionQuerySet
from portal.members.models import Person, User


def read_by(user: User) -> QuestionQuerySet:
    """The conversations that this colleague may read: none without the role, never those of her own family."""
    if not is_consultant(user):
        return Question.objects.none()
    found = Question.objects.select_related("person__family", "asked_by")
    family = Person.objects.filter(user=user).values_list("family", flat=True).first()
    return found.exclude(person__family=family) if family else found
