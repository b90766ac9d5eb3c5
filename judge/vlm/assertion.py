"""A step judge that asks a model: does the assertion hold, by the page before and after?"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agents.models.prompts import PromptFile, untrusted
from agents.models.protocol import Model, ModelFailed, Part, Reply, ReplyUnreadable, Request, Text
from agents.models.spec import ModelSpec
from judge.config import AssertionConfig
from judge.protocols import StepCase, StepJudge
from judge.steps import settled, verdict
from judge.vlm.batch import StepQuestion, together
from judge.vlm.changes import text_changes
from judge.vlm.presentation import IN_WORDS, Presentation, captioned
from judge.vlm.prompts import check_pictures, check_prompt
from judge.vlm.reply import AssertionReply, BatchReply
from judge.vlm.votes import count_votes
from rubrics.verdict import Outcome, Verdict
from tasks.errors import InputError
from tasks.wording import sentence

_OUTCOMES: dict[str, Outcome] = {"yes": "passed", "no": "assertion_false", "unsure": "judge_error"}
_QUOTES = 6
"""The most quotes in a reason,"""
_QUOTE = 160
"""and the most characters of one."""
_OF_THE_BATCH = ("refused", "bad_request")
"""Failures that one step, or their number, may have brought on all steps of a batch."""


def check_asking(spec: ModelSpec, prompt: PromptFile, how: AssertionConfig) -> None:
    """Raises InputError where the prompt is for something else or speaks of pictures that are not shown, or
    the model takes too few."""
    check_prompt(prompt, "assertion")
    shown = Presentation(how.images, how.scale, how.order)
    check_pictures(prompt, shown)
    if spec.images < shown.count:
        raise InputError(
            f"{spec.name}: takes {spec.images} pictures, but this judge shows {shown.count}; name another "
            "model, or set images: none"
        )
    if spec.images < shown.count * how.batch:
        raise InputError(
            f"{spec.name}: takes {spec.images} pictures, but this judge shows {shown.count * how.batch} "
            f"({shown.count} of each step of a batch); set batch: {spec.images // shown.count}, or name "
            "another model"
        )


class AssertionJudge:
    """Asks a model whether the assertion holds after the step. Fits `StepJudge` and `BatchJudge`.

    `how` says what is shown, how often it is asked, and about how many steps at once; a prompt that has the
    variable `pictures` is told what is shown, one that has `changes` which visible text came and went.
    `fallback` judges the steps without an assertion; None: they pass as in the paper (arXiv 2509.24709),
    having been performed. Raises InputError where `check_asking` does.
    """

    def __init__(
        self, model: Model, prompt: PromptFile, how: AssertionConfig, fallback: StepJudge | None = None
    ) -> None:
        check_asking(model.spec, prompt, how)
        self._shown = Presentation(how.images, how.scale, how.order)
        self._model = model
        self._prompt = prompt
        self._how = how
        self._fallback = fallback

    @property
    def name(self) -> str:
        """`vlm:<model>/<prompt id>`."""
        return f"vlm:{self._model.spec.name}/{self._prompt.id}"

    async def judge(self, case: StepCase) -> Verdict:
        """The verdict on a performed step. Raises BudgetExhausted once no vote is on its way any more."""
        return (await self.judge_together([case], {}))[0]

    async def judge_together(
        self, cases: Sequence[StepCase], known: Mapping[str, Verdict]
    ) -> tuple[Verdict, ...]:
        """The verdicts on performed steps of one episode, as many of them in one question as `batch` says.

        What a reply leaves out, gives twice or garbles is asked about by itself. Batches are the same
        whatever is `known`, so that a question that was answered before is asked in the same words. Raises
        BudgetExhausted once nothing is on its way any more.
        """
        asked = [case for case in cases if case.checkpoint.assertion is not None]
        batches = [asked[at : at + self._how.batch] for at in range(0, len(asked), self._how.batch)]
        open_ = [batch for batch in batches if any(case.evidence.step not in known for case in batch)]
        others = [
            case for case in cases if case.checkpoint.assertion is None and case.evidence.step not in known
        ]
        said = await settled([*map(self._batch, open_), *map(self._unasked, others)])
        found = {one.step: one for some in said for one in some} | dict(known)
        return tuple(found[case.evidence.step] for case in cases)

    async def _unasked(self, case: StepCase) -> list[Verdict]:
        """The verdict on a step without an assertion."""
        if self._fallback is not None:
            return [await self._fallback.judge(case)]
        reason = "The step was performed, and no assertion is made about it."
        return [verdict(case, self.name, "passed", reason)]

    async def _batch(self, cases: Sequence[StepCase]) -> list[Verdict]:
        """The verdicts on steps with an assertion that are asked about in one question."""
        questions = await asyncio.to_thread(lambda: [self._question(case) for case in cases])
        samples = range(self._how.sample, self._how.sample + self._how.votes)
        # Nobody is interrupted when the budget is used up: what is on its way is paid for.
        rounds = await settled([self._ask(cases, questions, sample) for sample in samples])
        if len(rounds) == 1:
            return rounds[0]
        each = zip(cases, zip(*rounds, strict=True), strict=True)
        return [count_votes(case, self.name, votes) for case, votes in each]

    async def _ask(
        self, cases: Sequence[StepCase], questions: Sequence[StepQuestion], sample: int
    ) -> list[Verdict]:
        """What the model says when it is asked once."""
        if len(cases) == 1:
            return [await self._vote(cases[0], self._single(questions[0], sample))]
        system, parts = together(questions)
        request = self._request(system, parts, sample)
        said: dict[str, AssertionReply] = {}
        exchange = ""
        try:
            reply = await self._model.ask(replace(request, schema=BatchReply, answers=len(cases)))
            exchange, said = reply.exchange, dict(reply.parsed.by_step())
        except ReplyUnreadable:
            pass
        except ModelFailed as error:
            if error.kind not in _OF_THE_BATCH:
                return [self._unanswered(case, error) for case in cases]

        async def one(case: StepCase, question: StepQuestion) -> Verdict:
            if question.step in said:
                return self._answered(case, said[question.step], exchange)
            return await self._vote(case, self._single(question, sample))

        return await settled([one(*pair) for pair in zip(cases, questions, strict=True)])

    async def _vote(self, case: StepCase, request: Request) -> Verdict:
        try:
            reply: Reply = await self._model.ask(request)
        except (ReplyUnreadable, ModelFailed) as error:
            return self._unanswered(case, error)
        return self._answered(case, reply.parsed, reply.exchange)

    def _answered(self, case: StepCase, said: AssertionReply, exchange: str) -> Verdict:
        sure = said.answer != "unsure"
        return verdict(
            case,
            self.name,
            _OUTCOMES[said.answer],
            _reason(said),
            confidence=said.confidence if sure else None,
            exchange=exchange,
        )

    def _unanswered(self, case: StepCase, error: ReplyUnreadable | ModelFailed) -> Verdict:
        garbled = isinstance(error, ReplyUnreadable)
        what = "The model's reply can't be read" if garbled else "The model did not answer"
        outcome: Outcome = "parse_error" if garbled else "model_error"
        reason = f"{what}: {untrusted(str(error), 400)}"
        return verdict(case, self.name, outcome, reason, exchange=error.exchange)

    def _single(self, question: StepQuestion, sample: int) -> Request:
        return self._request(question.system, (*captioned(question.shown), Text(question.asked)), sample)

    def _request(self, system: str, parts: tuple[Part, ...], sample: int) -> Request:
        return Request(
            role="judge",
            parts=parts,
            system=system,
            schema=AssertionReply,
            prompt=self._prompt.label,
            prompt_sha256=self._prompt.sha256,
            temperature=self._how.temperature,
            sample=sample,
        )

    def _question(self, case: StepCase) -> StepQuestion:
        shown = self._shown.shown(case, self._model.spec.longest_side)
        known = {
            "action": sentence(case.task.trajectory[case.evidence.index - 1]),
            "assertion": case.checkpoint.assertion or "",
            "pictures": self._shown.words,
            "changes": self._changes(case),
        }
        system, asked = self._prompt.render(**{name: known[name] for name in self._prompt.variables})
        if self._how.images == "none" and "pictures" not in self._prompt.variables:
            asked = f"{IN_WORDS}\n\n{asked}"
        return StepQuestion(case.evidence.step, system, tuple(shown), asked)

    def _changes(self, case: StepCase) -> str:
        before, after = case.evidence.before, case.evidence.after
        if not self._how.text or "changes" not in self._prompt.variables or before is None or after is None:
            return ""
        return text_changes(before, after)


def _reason(said: AssertionReply) -> str:
    """What the model quotes; then what the page told it to do, which it reports and does not follow."""
    reason = _quoted(said.evidence) or "nothing is said about what was seen"
    if said.answer == "unsure":
        reason = f"The model is not sure: {reason}"
    if said.instructions_on_page:
        reason += f" | instructions found on the page, not followed: {_quoted(said.instructions_on_page)}"
    return reason


def _quoted(texts: list[str]) -> str:
    quotes = [f"“{untrusted(text, _QUOTE)}”" for text in texts[:_QUOTES]]
    return ", ".join(quotes) + (f" and {len(texts) - _QUOTES} more" if len(texts) > _QUOTES else "")
