"""The graph of one episode: one task x one generator x one repeat. Read this file first.

    generate -> operate -> judge_steps -> judge_visuals -> score
       |           ^
       v           |  a generator that refines: render, look, rewrite, round after round
     render <-> refine

State is plain data and is checkpointed after every node, so that a killed run goes on where it stopped.
What is alive (browsers, judges, stores) comes through the runtime context and is never stored.
"""

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from judge import nodes
from judge.episode import EpisodeContext, EpisodeState
from judge.protocols import RefiningGenerator

Node = Callable[[EpisodeState, Runtime[EpisodeContext]], Awaitable[dict[str, Any]]]
EpisodeGraph = CompiledStateGraph[EpisodeState, EpisodeContext, EpisodeState, EpisodeState]


def build_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> EpisodeGraph:
    """The compiled graph; with a checkpointer it is durable."""
    graph = StateGraph(EpisodeState, context_schema=EpisodeContext)
    for name, node in NODES.items():
        graph.add_node(name, _timed(node))  # type: ignore[call-overload]
    graph.add_edge(START, "generate")
    after_writing: dict[Hashable, str] = {"render": "render", "operate": "operate", "no page": END}
    graph.add_conditional_edges("generate", _written, after_writing)
    graph.add_edge("render", "refine")
    graph.add_conditional_edges("refine", _written, after_writing)
    graph.add_conditional_edges("operate", _evidence_there, {"evidence": "judge_steps", "no evidence": END})
    # Looks are judged after the steps, not beside them: only what was reached enters a score, and
    # reading pictures is the dearest thing here.
    graph.add_conditional_edges("judge_steps", _judged, {"judged": "judge_visuals", "no evidence": END})
    graph.add_edge("judge_visuals", "score")
    graph.add_edge("score", END)
    return graph.compile(checkpointer=checkpointer)


NODES: dict[str, Node] = {
    "generate": nodes.generate,
    "render": nodes.render,
    "refine": nodes.refine,
    "operate": nodes.operate,
    "judge_steps": nodes.judge_steps,
    "judge_visuals": nodes.judge_visuals,
    "score": nodes.score_episode,
}


def _written(
    state: EpisodeState, runtime: Runtime[EpisodeContext]
) -> Literal["render", "operate", "no page"]:
    if state.page is None:
        return "no page"
    generator = runtime.context.generator
    more = isinstance(generator, RefiningGenerator) and state.round < generator.rounds
    return "render" if more else "operate"


def _evidence_there(state: EpisodeState) -> Literal["evidence", "no evidence"]:
    return "evidence" if state.operated else "no evidence"


def _judged(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> Literal["judged", "no evidence"]:
    return "no evidence" if state.failure is not None else "judged"


def _timed(node: Node) -> Node:
    async def timed(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
        start = time.perf_counter()
        return {**await node(state, runtime), "seconds": time.perf_counter() - start}

    return timed
