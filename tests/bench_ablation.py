"""What an ablation costs beside its models: 24 cells over 200 steps, a server that answers after 200 ms.

`python -m tests.bench_ablation [concurrency …]`; with STEPS=40 set, fewer steps. Figures of one machine at
one moment; not a test.
"""

import asyncio
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from judge.ablation.ablate import ablate, begin
from judge.ablation.config import AblationConfig, Factors
from judge.config import AssertionConfig
from tasks.loader import find_tasks, suite_dir
from tests.ablation_run import answer, preset, store_run
from tests.model_server import ModelServer

LATENCY = 0.2
STEPS = int(os.environ.get("STEPS", "200"))


def main(concurrencies: list[int]) -> None:
    """Print what each concurrency takes, beside calls x latency / concurrency."""
    os.environ["IWR_CACHE"] = tempfile.mkdtemp()
    with tempfile.TemporaryDirectory() as folder:
        run = store_run(Path(folder) / "run", find_tasks((suite_dir(),), ()), repeats=2)
        for concurrency in concurrencies:
            measure(Path(folder), run, concurrency)


def measure(folder: Path, run: Path, concurrency: int) -> None:
    """One ablation, and the same again."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    models = preset(folder, ours.recv())
    config = AblationConfig(
        ablation=1,
        run=run,
        steps=STEPS,
        baseline=AssertionConfig(model="mock"),
        factors=Factors(
            prompt=("plain", "with-reference"),
            images=("after", "before_after", "with_reference", "side_by_side"),
            scale=(1.0, 0.5),
            temperature=(0.0, 0.7),
        ),
        design="fractional",
        cells=24,
        concurrency=concurrency,
        cache=False,
        models=(models,),
    )
    for what in ("first", "again"):
        start, used = time.perf_counter(), _cpu()
        result, timing = ablate(
            begin(config, folder / f"out-{concurrency}"), lambda tick: None, lambda done: None
        )
        seconds, least = time.perf_counter() - start, timing.calls * LATENCY / concurrency
        print(
            f"concurrency {concurrency}, {what}: {len(result.cells)} cells, {result.sample.complete} steps, "
            f"{timing.calls} calls; asking {timing.seconds:.1f} s, all {seconds:.1f} s"
            + (f", {seconds / least:.2f} x {least:.1f} s" if least else "")
            + f"; {_cpu() - used:.1f} s of processor time",
            flush=True,
        )
    ours.send("stop")
    server.join(10)


def serve(pipe: Connection) -> None:
    """The server, in a process of its own."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    async with ModelServer(answer(0.12, 0.05, 0.08), latency=LATENCY) as server:
        pipe.send(server.openai_url)
        await asyncio.to_thread(pipe.recv)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [8, 16])
