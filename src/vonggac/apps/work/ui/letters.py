"""Answering several tasks of one letter on one page: signed in, or through an answer link on somebody's phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vonggac.apps.face.access import open_to_all, page, requires
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.work import services
from vonggac.apps.work.models import AnswerLink, Task
from vonggac.apps.work.queries.plain import Question, group_tasks, plain_questions
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.links import LinkAnswer, answer_letter, answer_through_link, find_link, keep_evidence_through_link, tasks_of
from vonggac.apps.work.ui.forms import NameForm, QuestionForm
from vonggac.apps.work.ui.rates import too_often

Asked = list[tuple[Question, QuestionForm]]


def _ask(tasks: Sequence[Task], data: Any = None, uploads: Any = None) -> Asked:
    """Return each question with its form; what does not apply is answered beforehand and can be changed."""
    made = []
    for question in plain_questions(tasks):
        initial = {"choice": QuestionForm.NOT_APPLICABLE, "words": question.does_not_apply} if question.does_not_apply else {}
        form = QuestionForm(data, uploads, prefix=question.key, figure_fields=question.figure_fields, initial=initial)
        made.append((question, form))
    return made


def _answers(asked: Asked) -> dict[int, LinkAnswer]:
    """Return the answer of every task behind a question that was answered; "not yet" answers nothing."""
    answers = {}
    for question, form in asked:
        given = form.cleaned_data
        if given["choice"] == QuestionForm.NOT_YET:
            continue
        reason = given["words"] if given["choice"] == QuestionForm.NOT_APPLICABLE else ""
        figures = form.figures()
        carriers: dict[tuple[int, int], int] = {}
        for task in sorted(question.tasks, key=lambda task: task.addressed_to_id != task.organisation_id):
            carrier = carriers.setdefault((task.assignment_id, task.organisation_id), task.pk)
            own = {one.pk for one in task.assignment.figure_fields.all()}
            mine = {pk: value for pk, value in figures.items() if pk in own and carrier == task.pk}
            through = None if carrier == task.pk else carrier
            words = given["words"] or _("Đã làm")
            answers[task.pk] = LinkAnswer(figures=mine, words=words, not_applicable_because=reason, through=through)
    return answers


def _keep(asked: Asked, keep: Callable[[int, services.NewEvidence], Any]) -> None:
    """Keep the files first, so that a missing figure does not cost the photo; a file goes to every task of its question."""
    for question, form in asked:
        for upload in form.cleaned_data.get("evidence") or []:
            content = upload.read()
            for task in question.tasks:
                keep(task.pk, services.NewEvidence(content=content, file_name=upload.name))


def _blame(asked: Asked, refusal: Refused) -> None:
    """Put a refusal beside the question whose task it speaks of."""
    placed = False
    for key, words in refusal.errors.items():
        for question, form in asked:
            for task in question.tasks:
                prefix = f"task-{task.pk}-"
                if key.startswith(prefix):
                    name = {"answer": "words", "reason": "words"}.get(key.removeprefix(prefix), key.removeprefix(prefix))
                    form.add_error(name if name in form.fields else None, words)
                    placed = True
    if not placed:
        asked[0][1].add_error(None, " ".join(refusal.errors.values()) or refusal.message)


def _valid(asked: Asked) -> bool:
    return all([form.is_valid() for _question, form in asked])  # noqa: C419  every form says what is wrong, not only the first


@in_memory
@requires("work.answer")
def letter(request: HttpRequest, group: str) -> HttpResponseBase:
    """At most five plain questions about one letter."""
    tasks = group_tasks(request.user, group)
    if not tasks:
        raise Http404
    if request.method != "POST":
        return _letter_page(request, group, _ask(tasks))
    asked = _ask(tasks, request.POST, request.FILES)
    if say_dropped(request, asked[0][1], None) or not _valid(asked):
        return _letter_page(request, group, asked, 422)
    try:
        _keep(asked, lambda pk, new: services.add_evidence(pk, new, by=request.user, at=timezone.now()))
        done = answer_letter(_answers(asked), by=request.user, at=timezone.now())
    except Refused as refusal:
        _blame(asked, refusal)
        return _letter_page(request, group, asked, 422)
    messages.success(request, ngettext("Đã nộp trả lời cho %(n)s việc.", "Đã nộp trả lời cho %(n)s việc.", len(done)) % {"n": len(done)})
    return redirect("work:mine")


def _letter_page(request: HttpRequest, group: str, asked: Asked, status: int = 200) -> HttpResponse:
    tasks = [task for question, _form in asked for task in question.tasks]
    context = {"asked": asked, "group": group, "first": tasks[0], "count": len(tasks), "has_errors": status != 200}
    return page(request, "work/letter.html", status, **context)


@in_memory
@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def through_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same questions for somebody without an account."""
    if too_often(request, "answer-link"):
        return _plain(request, _("Mở quá nhiều lần. Chờ 10 phút rồi mở lại đường dẫn."), 429)
    try:
        link = find_link(token, timezone.now())
    except Refused as refusal:
        return _plain(request, refusal.message, 410)
    tasks = list(tasks_of(link))
    if not tasks:
        return _plain(request, _("Các việc này đã được trả lời. Không phải làm gì thêm."), 200)
    return _answer_link(request, token, link, tasks) if request.method == "POST" else _link_page(request, link, _ask(tasks), NameForm())


def _answer_link(request: HttpRequest, token: str, link: AnswerLink, tasks: Sequence[Task]) -> HttpResponse:
    asked, name = _ask(tasks, request.POST, request.FILES), NameForm(request.POST)
    if say_dropped(request, asked[0][1], None) or not (name.is_valid() & _valid(asked)):
        return _link_page(request, link, asked, name, 422)
    who = name.cleaned_data["name"]
    try:
        _keep(asked, lambda pk, new: keep_evidence_through_link(token, pk, new, name=who, at=timezone.now()))
        done = answer_through_link(token, answers=_answers(asked), name=who, at=timezone.now())
    except Refused as refusal:
        _blame(asked, refusal)
        return _link_page(request, link, asked, name, 422)
    return _plain(request, _thanks(link, len(done), len(tasks) - len(done)), 200)


def _thanks(link: AnswerLink, done: int, left: int) -> str:
    """Say what was sent, and, as the link is used up now, how what is left can still be answered."""
    facts = {"n": done, "left": left, "body": link.organisation.addressed_as()}
    if left:
        return (
            ngettext(
                "Đã gửi trả lời cho %(n)s việc của %(body)s. Còn %(left)s việc: khi xong, gọi cơ quan giao việc để nhận đường dẫn mới.",
                "Đã gửi trả lời cho %(n)s việc của %(body)s. Còn %(left)s việc: khi xong, gọi cơ quan giao việc để nhận đường dẫn mới.",
                done,
            )
            % facts
        )
    return (
        ngettext(
            "Đã gửi trả lời cho %(n)s việc của %(body)s. Có thể đóng trang này.",
            "Đã gửi trả lời cho %(n)s việc của %(body)s. Có thể đóng trang này.",
            done,
        )
        % facts
    )


def _link_page(request: HttpRequest, link: AnswerLink, asked: Asked, name: NameForm, status: int = 200) -> HttpResponse:
    tasks = [task for question, _form in asked for task in question.tasks]
    context = {"link": link, "asked": asked, "name": name, "first": tasks[0], "count": len(tasks), "has_errors": status != 200}
    answer = page(request, "work/link.html", status, **context)
    answer["Referrer-Policy"] = "strict-origin"  # the address stays ours; without an origin the form could not be sent
    return answer


def _plain(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return page(request, "work/plain.html", status, words=words)
