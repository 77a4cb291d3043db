"""The structured questions of the sample, and what its people answered.

Answers are judged as those of the form are, so that the sample cannot hold what nobody could send.
"""

from typing import Any

from engage.comments.answers.rules import Answer, AnswerSheet, judged
from engage.engagements.questions import Question, QuestionKind

PLANNED = ("necessity", "use", "flow", "disposition")


def questions_of(topic: dict[str, Any]) -> tuple[Question, ...]:
    """The questions of a topic, in the order in which they are asked."""
    return tuple(
        Question(
            key=one["key"],
            kind=QuestionKind(one["kind"]),
            label=one["label"],
            options=tuple(one["options"]),
            necessity=one["necessity"],
            use=one["use"],
            purpose=one["purpose"],
        )
        for one in topic.get("question", ())
    )


def fields_of(entry: dict[str, Any], everywhere: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the plan of an engagement says of each field of its form: those of every form, under
    the purposes of its own notice, and its questions."""
    notice = entry["notice_template"]
    return [one | {"purpose": one["purpose"][notice]} for one in everywhere] + [
        {"key": f"{topic['slug']}/{one['key']}"} | {name: one[name] for name in PLANNED}
        for topic in entry["topic"]
        for one in topic.get("question", ())
    ]


def answers_of(
    comment: dict[str, Any], questions: tuple[Question, ...], revision_id: int
) -> tuple[Answer, ...]:
    """What somebody chose; raises ValueError for what was not offered."""
    typed = {key: tuple(values) for key, values in comment.get("answers", {}).items()}
    answers, wrong = judged(AnswerSheet(revision_id, questions, typed))
    if wrong or len(answers.rows) != sum(map(len, typed.values())):
        raise ValueError(f"answers that are not offered: {comment['answers']}")
    return answers.rows
